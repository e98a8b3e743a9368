"""People as lines of a list and one person in full, in the order of a dictionary."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from kanazawa_exchange.accounts.models import Person, Script
from kanazawa_exchange.accounts.queries.names import name_order, named_on_screen, shown_names, spellings_of
from kanazawa_exchange.accounts.queries.search import NEAR_AT_MOST, Search, former_names
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.cells.names import in_one_cell
from kanazawa_exchange.lib.names import LANGUAGE_OF, ShownName, Spelling, spoken
from kanazawa_exchange.lib.paging import BEGINNING, PAGE_SIZE, Order, Page, Place


@dataclass(frozen=True)
class PersonRow:
    """One person as a line: the name of this screen, the other spellings, what tells namesakes apart."""

    uid: UUID
    name: ShownName
    others: tuple[ShownName, ...]
    student_number: str
    birth_date: date | None
    former: tuple[ShownName, ...]
    spelt: Mapping[str, str]
    """Script → the name as it was typed, in one cell."""
    nationality: str
    last_stay: str = ""
    """Of people whose names are shown alike: host and days, for the reader who may know them."""


@dataclass(frozen=True)
class PersonCard:
    """One person in full."""

    uid: UUID
    name: ShownName
    names: tuple[tuple[str, ShownName], ...]
    student_number: str
    nationality: str
    birth_date: date | None


def orders() -> dict[str, Order]:
    """By the words of the heads; each is read from an index."""
    return {"name": name_order()}


def named(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Those who have every one of these words in their names of today or before, or in their number."""
    return people.filter(Search.of(text).exactly()) if text.strip() else people


def page(
    people: QuerySet[Person],
    place: Place = BEGINNING,
    *,
    text: str = "",
    order: Order | None = None,
    size: int = PAGE_SIZE,
) -> Page[PersonRow]:
    """One page of those people who have these words."""
    found = (order or name_order()).page(named(people, text), place, size=size)
    return found.of(rows_of(found.rows, text))


def near(people: QuerySet[Person], text: str) -> tuple[PersonRow, ...]:
    """People of similar names, whom the search does not find exactly."""
    if not text.strip():
        return ()
    return rows_of(name_order().page(people.filter(Search.of(text).only_nearly()), size=NEAR_AT_MOST).rows, text)


def every_row(people: QuerySet[Person], *, text: str = "", order: Order | None = None) -> Iterator[PersonRow]:
    """All of them, some at a time."""
    for found in (order or name_order()).chunks(named(people, text)):
        yield from rows_of(found, text)


def rows_of(people: Sequence[Person], text: str = "") -> tuple[PersonRow, ...]:
    """These people as lines; the former names by which `text` finds them are told with them."""
    ids = [person.pk for person in people]
    spelt = spellings_of(ids)
    shown = named_on_screen(spelt, ids)
    former = former_names(ids, Search.of(text)) if text.strip() else {}
    return tuple(
        PersonRow(
            person.uid,
            shown[person.pk],
            _others(shown[person.pk], spelt.get(person.pk, [])),
            person.student_number,
            person.birth_date,
            former.get(person.pk, ()),
            {one.script: in_one_cell(one) for one in spelt.get(person.pk, [])},
            formats.country(person.nationality),
        )
        for person in people
    )


def _others(shown: ShownName, spellings: Sequence[Spelling]) -> tuple[ShownName, ...]:
    return tuple(name for _script, name in _spelt(spellings) if name.text.casefold() != shown.text.casefold())


def card(person: Person) -> PersonCard:
    return PersonCard(
        uid=person.uid,
        name=shown_names([person.pk], reading=False)[person.pk],
        names=tuple(_spelt(spellings_of([person.pk]).get(person.pk, []))),
        student_number=person.student_number,
        nationality=formats.country(person.nationality),
        birth_date=person.birth_date,
    )


def _spelt(spellings: Sequence[Spelling]) -> list[tuple[str, ShownName]]:
    """(name of the script, the name as it was typed) in the order of the scripts."""
    by_script = {spelling.script: spelling for spelling in spellings}
    return [
        (
            str(script.label),
            ShownName(spoken(one), LANGUAGE_OF[script]),
        )
        for script in Script
        if (one := by_script.get(script))
    ]
