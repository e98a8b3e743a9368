"""People as lines of a list and one person in full, in the order of a dictionary."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from babel import Locale
from django.db.models import QuerySet

from kanazawa_exchange.accounts.models import Person, Script
from kanazawa_exchange.accounts.queries.names import shown_names, spellings_of
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.names import LANGUAGE_OF, ShownName
from kanazawa_exchange.lib.paging import BEGINNING, PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.search_key import loose_key, search_key

SUGGESTIONS = 5
BY_NAME = Order("sort_key")
ORDERS = {"name": BY_NAME}
"""By the words of the heads; each is read from an index."""


@dataclass(frozen=True)
class PersonRow:
    """One person as a line: the name of this screen, the other spellings, what tells namesakes apart."""

    uid: UUID
    name: ShownName
    others: tuple[ShownName, ...]
    student_number: str
    birth_date: date | None


@dataclass(frozen=True)
class PersonCard:
    """One person in full."""

    uid: UUID
    name: ShownName
    names: tuple[tuple[str, ShownName], ...]
    student_number: str
    nationality: str
    birth_date: date | None


def named(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Those with this in one of their names, or in their number."""
    key = search_key(text)
    return people.filter(search_key__contains=key) if key else people


def page(
    people: QuerySet[Person], place: Place = BEGINNING, *, order: Order = BY_NAME, size: int = PAGE_SIZE
) -> Page[PersonRow]:
    """One page of people."""
    found = order.page(people, place, size=size)
    return found.of(rows_of(found.rows))


def every_row(people: QuerySet[Person], *, order: Order = BY_NAME) -> Iterator[PersonRow]:
    """All of them, some at a time."""
    for found in order.chunks(people):
        yield from rows_of(found)


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


def suggestions(people: QuerySet[Person], text: str) -> tuple[str, ...]:
    """Names that the looser key finds where the key finds nothing: hiragana for katakana, Koetsu for Kōetsu."""
    key = loose_key(text)
    if not key:
        return ()
    found = people.filter(loose_key__contains=key).order_by("sort_key", "pk").values_list("pk", flat=True)[:SUGGESTIONS]
    ids = list(found)
    names = shown_names(ids, reading=False)
    return tuple(dict.fromkeys(names[pk].text for pk in ids))
