"""People as lines of a list and one person in full, in the order of a dictionary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from babel import Locale
from django.core.signing import BadSignature, dumps, loads
from django.db.models import Q, QuerySet

from kanazawa_exchange.accounts.models import Person, Script
from kanazawa_exchange.accounts.queries.names import shown_names, spellings_of
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.names import LANGUAGE_OF, ShownName
from kanazawa_exchange.lib.search_key import search_key

PAGE = 50


@dataclass(frozen=True)
class PersonRow:
    """One person as a line: the name of this screen, the other spellings, what tells namesakes apart."""

    uid: UUID
    name: ShownName
    others: tuple[ShownName, ...]
    student_number: str
    birth_date: date | None


@dataclass(frozen=True)
class PeoplePage:
    rows: tuple[PersonRow, ...]
    after: str = ""


@dataclass(frozen=True)
class PersonCard:
    """One person in full."""

    uid: UUID
    name: ShownName
    names: tuple[tuple[str, ShownName], ...]
    student_number: str
    nationality: str
    birth_date: date | None


def page(people: QuerySet[Person], text: str, after: str = "", *, size: int = PAGE) -> PeoplePage:
    """One page of people by their names; `after` is the sealed place of the last row of the page before."""
    if key := search_key(text):
        people = people.filter(search_key__contains=key)
    if place := _read(after):
        people = people.filter(Q(sort_key__gte=place[0]), Q(sort_key__gt=place[0]) | Q(pk__gt=place[1]))
    found = list(people.order_by("sort_key", "pk")[: size + 1])
    rows = found[:size]
    return PeoplePage(rows_of(rows), dumps([rows[-1].sort_key, rows[-1].pk]) if len(found) > size else "")


def _read(after: str) -> tuple[str, int] | None:
    """The place, if it is one that we have sealed: sort keys are not made to be typed."""
    try:
        key, pk = loads(after[:2000]) if after else ("", 0)
    except (BadSignature, ValueError, TypeError):
        return None
    return (key, pk) if after else None


def rows_of(people: Sequence[Person]) -> tuple[PersonRow, ...]:
    ids = [person.pk for person in people]
    shown, spelt = shown_names(ids, reading=False), spellings_of(ids)
    return tuple(
        PersonRow(
            person.uid,
            shown[person.pk],
            tuple(
                name
                for _script, name in _spelt(spelt.get(person.pk, []))
                if name.text.casefold() != shown[person.pk].text.casefold()
            ),
            person.student_number,
            person.birth_date,
        )
        for person in people
    )


def card(person: Person) -> PersonCard:
    territories = Locale(active_language()).territories
    return PersonCard(
        uid=person.uid,
        name=shown_names([person.pk], reading=False)[person.pk],
        names=tuple(_spelt(spellings_of([person.pk]).get(person.pk, []))),
        student_number=person.student_number,
        nationality=territories.get(person.nationality, person.nationality),
        birth_date=person.birth_date,
    )


def _spelt(spellings: Sequence) -> list[tuple[str, ShownName]]:
    """(name of the script, the name as it was typed) in the order of the scripts."""
    by_script = {spelling.script: spelling for spelling in spellings}
    return [
        (
            str(script.label),
            ShownName(" ".join(part for part in (one.family, one.given, one.patronymic) if part), LANGUAGE_OF[script]),
        )
        for script in Script
        if (one := by_script.get(script))
    ]
