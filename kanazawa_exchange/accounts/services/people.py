"""Writes of people and their names; the search and sort keys always follow the names."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from kanazawa_exchange.lib.names import Spelling
from kanazawa_exchange.lib.person_keys import found_by, order_of

from ..models import FormerName, Person, PersonName, PersonWord, User
from ..permissions import may_correct_person, may_register_people
from .editing import delete, in_chunks, lock_for_edit, recompute, save_edit, write
from .permits import refuse_unless

NameParts = tuple[str, str, str, str]
"""(script, family, given, patronymic), as typed."""


def order_columns(names: Sequence[NameParts]) -> dict[str, str]:
    """The sort columns of a person with these names."""
    return {f"sort_{screen}": key for screen, key in order_of([Spelling(*name) for name in names]).items()}


def words_of(person: Person, names: Sequence[NameParts], former: Sequence[NameParts] = ()) -> list[PersonWord]:
    """The rows by which a person with these names is found, not stored yet."""
    found = found_by([Spelling(*name) for name in names], person.student_number, [Spelling(*name) for name in former])
    return [
        PersonWord(
            person=person,
            exact=key.word.exact,
            near=key.word.near,
            kind=key.word.kind,
            **{f"printed_{screen}": True for screen in key.screens},
        )
        for key in sorted(found, key=lambda key: key.word)
    ]


@transaction.atomic
def create_person(
    names: Sequence[NameParts],
    *,
    by: User | None,
    student_number: str = "",
    nationality: str = "",
    birth_date: date | None = None,
) -> Person:
    """A new person with at least one name. Errors: PermissionDenied."""
    refuse_unless(may_register_people, by)
    facts = {"student_number": student_number, "nationality": nationality, "birth_date": birth_date}
    person = Person(**facts, **order_columns(names))
    write(person, by=by)
    _write_names(person, names, by=by)
    write_words(person)
    return person


@transaction.atomic
def edit_person(
    person: Person,
    names: Sequence[NameParts],
    *,
    by: User,
    version: int,
    student_number: str,
    nationality: str,
    birth_date: date | None,
) -> Person:
    """Replace a person's data and names. Errors: PermissionDenied, StaleEdit."""
    refuse_unless(may_correct_person, by, person)
    current = lock_for_edit(Person.objects.all(), person.pk, version)
    current.student_number, current.nationality, current.birth_date = student_number, nationality, birth_date
    for column, value in order_columns(names).items():
        setattr(current, column, value)
    save_edit(current, by=by)
    _write_names(current, names, by=by)
    write_words(current)
    return current


def _write_names(person: Person, names: Sequence[NameParts], *, by: User | None) -> None:
    parts_of = {script: (family, given, patronymic) for script, family, given, patronymic in names if family or given}
    for row in person.names.all():
        if row.script not in parts_of:
            delete(row, by=by)
            continue
        parts = parts_of.pop(row.script)
        if parts != (row.family, row.given, row.patronymic):
            row.family, row.given, row.patronymic = parts
            save_edit(row, by=by)
    for script, (family, given, patronymic) in parts_of.items():
        write(PersonName(person=person, script=script, family=family, given=given, patronymic=patronymic), by=by)


def write_words(*people: Person) -> int:
    """The search words of these people as names and numbers stand now; returns for how many they differed."""
    stale: list[int] = []
    fresh: list[PersonWord] = []
    differed = 0
    for person in people:
        words = words_of(person, parts_of(person.names.all()), parts_of(person.former_names.all()))
        stored = {_key(word): word.pk for word in person.words.all()}
        meant = {_key(word): word for word in words}
        stale += [pk for key, pk in stored.items() if key not in meant]
        fresh += [word for key, word in meant.items() if key not in stored]
        differed += stored.keys() != meant.keys()
    PersonWord.objects.filter(pk__in=stale).delete()
    PersonWord.objects.bulk_create(fresh)
    return differed


def _key(word: PersonWord) -> tuple[object, ...]:
    return word.exact, word.near, word.kind, word.printed_ja, word.printed_ru, word.printed_en


def rebuild_keys() -> int:
    """Order and words of every person anew, after a change of how they are computed; returns how many differed."""
    people = Person.objects.prefetch_related("names", "former_names", "words")
    ordered = recompute(people, lambda person: order_columns(parts_of(person.names.all())))
    return max(ordered, in_chunks(people, lambda chunk: write_words(*chunk)))


def parts_of(names: Iterable[PersonName | FormerName]) -> list[NameParts]:
    """Stored names as they were typed, in the order in which they were stored."""
    rows = sorted(names, key=lambda row: row.pk)
    return [(row.script, row.family, row.given, row.patronymic) for row in rows]
