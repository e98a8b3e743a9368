"""Writes of people and their names; the search and sort keys always follow the names."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from kanazawa_exchange.lib.search_key import loose_key, search_key, sort_key

from ..models import Person, PersonName, Script, User
from ..permissions import may_correct_person, may_register_people
from .editing import delete, lock_for_edit, recompute, save_edit, write
from .permits import refuse_unless

NameParts = tuple[str, str, str, str]
"""(script, family, given, patronymic), as typed."""


def keys_of(names: Sequence[NameParts], *extra: str) -> dict[str, str]:
    """The three key columns for these names; `extra` (a student number) is found by search too."""
    spoken = [" ".join(part for part in (family, given, patronymic) if part) for _, family, given, patronymic in names]
    by_script = {script: text for (script, *_), text in zip(names, spoken, strict=True)}
    first = next(
        (by_script[s] for s in (Script.KANA, Script.CYRILLIC, Script.LATIN, Script.KANJI) if by_script.get(s)), ""
    )
    words = [text for text in (*spoken, *extra) if text]
    return {
        "search_key": search_key(" | ".join(words)),
        "loose_key": " ".join(loose_key(word) for word in words),
        "sort_key": sort_key(first)[:400],
    }


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
    person = Person(
        student_number=student_number, nationality=nationality, birth_date=birth_date, **keys_of(names, student_number)
    )
    write(person, by=by)
    _write_names(person, names, by=by)
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
    for field, value in keys_of(names, student_number).items():
        setattr(current, field, value)
    save_edit(current, by=by)
    _write_names(current, names, by=by)
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


def rebuild_keys() -> int:
    """Every person's keys anew from the names, after a change of `lib.search_key`; returns how many differed."""
    return recompute(Person.objects.prefetch_related("names"), lambda person: keys_of(*_as_typed(person)))


def _as_typed(person: Person) -> tuple[list[NameParts], str]:
    rows = sorted(person.names.all(), key=lambda row: row.pk)
    return [(row.script, row.family, row.given, row.patronymic) for row in rows], person.student_number
