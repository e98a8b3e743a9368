"""Writes of people and their names; the words of search and the order of lists always follow them."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from ..models import Person, PersonName, PersonWord, User
from ..permissions import may_correct_person, may_register_people
from . import former_names
from .editing import delete, in_chunks, lock_for_edit, save_edit, write, write_computed
from .former_names import Renaming
from .people_words import NameParts, order_columns, parts_of, write_words
from .permits import refuse_unless


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
    renaming: Renaming | None = None,
) -> Person:
    """Replace a person's data and names; the names that were borne before are kept. Errors: PermissionDenied, StaleEdit."""
    refuse_unless(may_correct_person, by, person)
    current = lock_for_edit(Person.objects.all(), person.pk, version)
    current.student_number, current.nationality, current.birth_date = student_number, nationality, birth_date
    for column, value in order_columns(names).items():
        setattr(current, column, value)
    save_edit(current, by=by)
    former_names.keep_replaced(current, names, renaming or Renaming(), by=by)
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


def rebuild_keys() -> int:
    """Order and words of every person anew, after a change of how they are computed; returns how many differed."""
    return _write_keys(Person.objects.all())


def fill_keys() -> int:
    """Order and words of those who have names and no words, as an upgrade leaves them; returns how many they were."""
    named = PersonName.objects.filter(person=OuterRef("pk"))
    words = PersonWord.objects.filter(person=OuterRef("pk"))
    return _write_keys(Person.objects.filter(Exists(named), ~Exists(words)))


def _write_keys(people: QuerySet[Person]) -> int:
    def write_anew(chunk: Sequence[Person]) -> int:
        ordered = write_computed(chunk, lambda person: order_columns(parts_of(person.names.all())))
        return len(ordered | write_words(*chunk))

    return in_chunks(people.prefetch_related("names", "former_names", "words"), write_anew)
