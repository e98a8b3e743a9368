"""Writes of people and their names; the words of search and the order of lists always follow them."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kanazawa_exchange.lib import copy
from kanazawa_exchange.lib.fresh import fresh
from kanazawa_exchange.lib.name_doubts import odd_parts
from kanazawa_exchange.lib.refusals import Question, ask

from ..models import Person, PersonName, PersonWord, User
from ..permissions import may_correct_person, may_register_people
from ..queries.namesakes import KnownElsewhere, Namesake, Newcomer, namesakes
from . import former_names, people_words
from .editing import delete, in_chunks, lock_for_edit, save_edit, write, write_computed, write_many, write_values
from .former_names import Renaming
from .people_words import NameParts, order_columns, parts_of, write_words
from .permits import refuse_unless

SOMEBODY_ELSE = "somebody-else"
"""The answer to the question about namesakes, among the doubts that are overruled."""


NAME = ("person_id", "script", "family", "given", "patronymic")


class MayBeKnown(Question):
    """Nothing was written yet: somebody who may be the same person is known. `namesakes`: who."""

    def __init__(self, found: tuple[Namesake, ...]) -> None:
        super().__init__(namesakes=found)
        self.namesakes = found


@transaction.atomic
def register(
    newcomer: Newcomer,
    *,
    by: User | None,
    among: QuerySet[Person] | None = None,
    elsewhere: KnownElsewhere | None = None,
    overruled: Collection[str] | None = None,
) -> Person:
    """A new person with at least one name.

    Who may be the same one is asked about first, then letters that are hardly meant; an answer is a code among `overruled`
    (`SOMEBODY_ELSE`, those of the doubts), None asks nothing. `among`: the people whom the actor may know.
    Errors: PermissionDenied, MayBeKnown, Doubted.
    """
    refuse_unless(may_register_people, by)
    _ask(newcomer, among, elsewhere, overruled)
    person = Person(**newcomer.facts, **order_columns(newcomer.names))
    write(person, by=by)
    _write_names(person, newcomer.names, by=by)
    write_words(person)
    return person


@transaction.atomic
def register_all(newcomers: Sequence[Newcomer], *, by: User | None) -> list[Person]:
    """New people in the order given, in as many queries for 300 as for 3. Nothing is asked: whoever calls has asked who is known
    already (`queries.namesakes.alike`) and what is odd about the names. Errors: PermissionDenied.
    """
    refuse_unless(may_register_people, by)
    people = [_of(newcomer) for newcomer in newcomers]
    write_many(people, by=by)
    named = list(zip(people, newcomers, strict=True))
    names = [(person.pk, *name) for person, newcomer in named for name in newcomer.names]
    write_values(PersonName, NAME, names, by=by)
    words = (row for person, newcomer in named for row in people_words.rows_of(person, newcomer.names))
    copy.insert_rows(PersonWord._meta.db_table, people_words.COLUMNS, words)
    return people


def _of(newcomer: Newcomer) -> Person:
    person = fresh(Person)
    for column, value in {**newcomer.facts, **order_columns(newcomer.names)}.items():
        setattr(person, column, value)
    return person


@transaction.atomic
def edit(
    person: Person,
    changed: Newcomer,
    *,
    by: User,
    version: int,
    renaming: Renaming | None = None,
    among: QuerySet[Person] | None = None,
    elsewhere: KnownElsewhere | None = None,
    overruled: Collection[str] | None = None,
) -> Person:
    """Replace a person's facts and names; the names that were borne before are kept. A new name is asked about as in `register`,
    once it is sure that nobody else has saved the person meanwhile.

    Errors: PermissionDenied, StaleEdit, MayBeKnown, Doubted.
    """
    refuse_unless(may_correct_person, by, person)
    current = lock_for_edit(Person.objects.standing(), person.pk, version)
    _ask(replace(changed, known=person), among, elsewhere, overruled)
    for column, value in {**changed.facts, **order_columns(changed.names)}.items():
        setattr(current, column, value)
    save_edit(current, by=by)
    former_names.keep_replaced(current, changed.names, renaming or Renaming(), by=by)
    _write_names(current, changed.names, by=by)
    write_words(current)
    return current


def _ask(
    newcomer: Newcomer,
    among: QuerySet[Person] | None,
    elsewhere: KnownElsewhere | None,
    overruled: Collection[str] | None,
) -> None:
    if overruled is None:
        return
    known = Person.objects.none() if among is None else among
    if SOMEBODY_ELSE not in overruled and (found := namesakes(newcomer, known, elsewhere)):
        raise MayBeKnown(found)
    ask([part.doubt for part in odd_parts(newcomer.names)], overruled)


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


def rebuild_keys(people: QuerySet[Person] | None = None) -> int:
    """Order and words of these people, else of everybody, anew, after a change of how they are computed; how many differed."""
    return _write_keys(Person.objects.all() if people is None else people)


def fill_keys() -> int:
    """Order and words of those who have names and no words, as an upgrade leaves them; returns how many they were."""
    named = PersonName.objects.filter(person=OuterRef("pk"))
    words = PersonWord.objects.filter(person=OuterRef("pk"))
    return _write_keys(Person.objects.standing().filter(Exists(named), ~Exists(words)))


def _write_keys(people: QuerySet[Person]) -> int:
    def write_anew(chunk: Sequence[Person]) -> int:
        ordered = write_computed(chunk, lambda person: order_columns(parts_of(person.names.all())))
        return len(ordered | write_words(*chunk))

    return in_chunks(people.prefetch_related("names", "former_names", "words"), write_anew)
