"""People already registered who may be the one that somebody registers: by name, in whatever spelling and order, or by number."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import (
    lookups,  # noqa: F401  registers `begins` and `among`
)
from kanazawa_exchange.lib.name_words import NUMBER, WHOLE, number_key, part_keys, whole_keys
from kanazawa_exchange.lib.names import LANGUAGE_OF, ShownName, spoken

from ..models import Person, PersonWord
from ..services.people_words import NameParts, numbers_before, parts_of
from .names import named_on_screen, spellings_of

AT_MOST = 5
LOOKED_AT = 50


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is about to be registered, or renamed, in the words of the form.

    `university`: the key of the one that gave the number, if the form says; `known`: who it is that gets another name.
    """

    names: Sequence[NameParts]
    birth_date: date | None = None
    student_number: str = ""
    nationality: str = ""
    university: int | None = None
    known: Person | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """The columns of the person."""
        return {"student_number": self.student_number, "nationality": self.nationality, "birth_date": self.birth_date}

    @cached_property
    def wholes(self) -> frozenset[str]:
        """The near keys of the whole names, worked out once."""
        return whole_keys((family, given) for _script, family, given, _patronymic in self.names)

    @cached_property
    def number(self) -> str:
        """The key of the number."""
        return number_key(self.student_number)

    @property
    def keys(self) -> list[str]:
        """By which two who are both new may be one: the number, and the whole names."""
        return [*([f"#{self.number}"] if self.number else ()), *sorted(self.wholes)]


@dataclass(frozen=True)
class KnownElsewhere:
    """What an app above knows of people: where they study (keys of universities), and a line about their last stay."""

    studies_at: Callable[[Collection[int]], Mapping[int, Collection[int]]] = lambda ids: {}
    last_stays: Callable[[Collection[int]], Mapping[int, str]] = lambda ids: {}


@dataclass(frozen=True)
class Namesake:
    """Somebody who may be the same person, with what tells the two apart; one whom the user may not see has no facts."""

    name: str
    uid: UUID | None = None
    others: tuple[ShownName, ...] = ()
    birth_date: date | None = None
    student_number: str = ""
    last_stay: str = ""


def namesakes(
    newcomer: Newcomer, among: QuerySet[Person], elsewhere: KnownElsewhere | None = None
) -> tuple[Namesake, ...]:
    """Who may be this one. `among`: whom the user may know as a person; of others it is only said that there is somebody.

    Whether it is said follows from the whole name alone that they bear: a question must not tell the number, the birth date or
    the former name of somebody whom the user may not know.
    Inside a transaction two people who register at once wait for each other here: the second sees whom the first has written.
    """
    asked = _Asked.of(newcomer)
    if not (asked.wholes or asked.number):
        return ()
    wait_for_others()
    elsewhere = elsewhere or KnownElsewhere()
    people = _candidates(asked, newcomer)
    keys = [person.pk for person in people]
    places = elsewhere.studies_at(keys) if asked.number else {}
    earlier = numbers_before(keys) if asked.number else {}
    seen = set(among.filter(pk__in=keys).values_list("pk", flat=True))
    met = [_Met.of(person, places.get(person.pk, ()), earlier.get(person.pk, ())) for person in people]
    alike = [
        one.person for one in met if (asked.is_same(one, newcomer) if one.person.pk in seen else asked.bears(one))
    ][:AT_MOST]
    return tuple(_told([person for person in alike if person.pk in seen], elsewhere)) + tuple(
        Namesake(_("somebody in another programme")) for person in alike if person.pk not in seen
    )


@dataclass(frozen=True)
class Alike:
    """Somebody known who may be one of many newcomers. `by_number`, `by_name`: what the two have in common; of somebody whom the
    user may not know (`is_told` is false) only the whole name of today is compared."""

    person: Person
    is_told: bool
    by_number: bool
    by_name: bool


def alike(
    newcomers: Sequence[Newcomer],
    among: QuerySet[Person],
    elsewhere: KnownElsewhere | None = None,
    *,
    waits: bool = True,
) -> list[tuple[Alike, ...]]:
    """Of each of these newcomers, all new, who may be the same, as `namesakes` asks it; in as many queries for 300 as for 3.

    `waits`: false for whoever only looks, and locks nothing; whoever writes afterwards asks again and waits.
    """
    asked = [_Asked.of(newcomer) for newcomer in newcomers]
    if not any(one.wholes or one.number for one in asked):
        return [() for _one in asked]
    if waits:
        wait_for_others()
    people = _candidates_of_many(asked)
    seen = set(among.filter(pk__in=people).values_list("pk", flat=True))
    places, earlier = (elsewhere or KnownElsewhere()).studies_at(list(people)), numbers_before(list(people))
    met = {pk: _Met.of(people[pk], places.get(pk, ()), earlier.get(pk, ())) for pk in people}
    bearers = _bearers_by_key(met)
    return [
        tuple(_compared(one, newcomer, [met[pk] for pk in sorted(_among(one, bearers))], seen))
        for one, newcomer in zip(asked, newcomers, strict=True)
    ]


NAMED = 20


def most_likely(others: Iterable[Alike]) -> tuple[str, ...]:
    """The public ids of those who are told, NAMED at most: who has the number first, then who was registered last."""
    told = sorted((one for one in others if one.is_told), key=lambda one: (not one.by_number, -one.person.pk))
    return tuple(str(one.person.uid) for one in told[:NAMED])


AT_ONCE = 200
"""So many beginnings of names are one condition: only newcomers of whom a single name is known have any."""


def _candidates_of_many(asked: Sequence["_Asked"]) -> dict[int, Person]:
    wholes, numbers = {key for one in asked for key in one.wholes}, {one.number for one in asked if one.number}
    words = Q(kind=WHOLE, near__among=wholes) | Q(kind=NUMBER, exact__among=numbers)
    parts = sorted({part for one in asked for part in one.parts})
    for part in parts[:AT_ONCE]:
        words |= Q(kind=WHOLE, near__begins=part)
    ids = set(PersonWord.objects.filter(words).values_list("person_id", flat=True))
    for start in range(AT_ONCE, len(parts), AT_ONCE):
        further = reduce(or_, (Q(near__begins=part) for part in parts[start : start + AT_ONCE]))
        ids |= set(PersonWord.objects.filter(further, kind=WHOLE).values_list("person_id", flat=True))
    return Person.objects.prefetch_related("names", "former_names").in_bulk(ids)


@dataclass(frozen=True)
class _Met:
    """Somebody who may be a namesake, with the keys that are compared: made once, however many newcomers sound alike.

    `today`: of the whole names of today; `wholes`, `parts`: of every name, former ones too; `numbers`: also of the entries
    that were merged into this one; `places`: the universities that may have given them.
    """

    person: Person
    today: frozenset[str]
    wholes: frozenset[str]
    parts: frozenset[str]
    numbers: frozenset[str]
    places: Collection[int]

    @classmethod
    def of(cls, person: Person, places: Collection[int], earlier: Iterable[str]) -> "_Met":
        now = [(name.family, name.given) for name in person.names.all()]
        names = [*now, *((name.family, name.given) for name in person.former_names.all())]
        return cls(
            person,
            today=frozenset(whole_keys(pair for pair in now if all(pair))),
            wholes=frozenset(whole_keys(names)),
            parts=frozenset(part_keys(names)),
            numbers=frozenset(map(number_key, (person.student_number, *earlier))),
            places=places,
        )


def _bearers_by_key(met: Mapping[int, _Met]) -> Mapping[str, set[int]]:
    """Key of a whole name, of a part of a name or of a number → who has it, so that nobody is compared with everybody."""
    found: dict[str, set[int]] = defaultdict(set)
    for pk, one in met.items():
        for key in (*one.wholes, *one.parts, *(f"#{number}" for number in one.numbers)):
            found[key].add(pk)
    return found


def _among(asked: "_Asked", bearers: Mapping[str, set[int]]) -> set[int]:
    keys = (*asked.wholes, *asked.parts, *([f"#{asked.number}"] if asked.number else ()))
    return {pk for key in keys for pk in bearers.get(key, ())}


def _compared(asked: "_Asked", newcomer: Newcomer, people: Iterable[_Met], seen: Collection[int]) -> Iterable[Alike]:
    for one in people:
        if one.person.pk not in seen:
            if asked.bears(one):
                yield Alike(one.person, is_told=False, by_number=False, by_name=True)
        elif asked.is_same(one, newcomer):
            by_number = asked.has_number_of(one, newcomer)
            yield Alike(one.person, is_told=True, by_number=by_number, by_name=asked.is_called(one))


@dataclass(frozen=True)
class _Asked:
    """The keys that a namesake has: of whole names, of single parts where only one is typed, and of the number."""

    wholes: frozenset[str]
    parts: frozenset[str] = field(default_factory=frozenset)
    number: str = ""

    @classmethod
    def of(cls, newcomer: Newcomer) -> "_Asked":
        """Of somebody who is known only what is new."""
        pairs = [(family, given) for _script, family, given, _patronymic in newcomer.names]
        single = [pair for pair in pairs if not all(pair)]
        wholes, number = newcomer.wholes | part_keys(pair for pair in pairs if all(pair)), newcomer.number
        if newcomer.known is None:
            return cls(wholes, part_keys(single), number)
        borne = parts_of(newcomer.known.names.all())
        wholes -= whole_keys((family, given) for _script, family, given, _patronymic in borne)
        wholes -= part_keys((family, given) for _script, family, given, _patronymic in borne)
        had = number_key(newcomer.known.student_number)
        return cls(wholes, part_keys(single) if wholes else frozenset(), "" if number == had else number)

    def bears(self, met: _Met) -> bool:
        """Whether the person is called so today, family and given name."""
        return not met.today.isdisjoint(self.wholes)

    def is_same(self, met: _Met, newcomer: Newcomer) -> bool:
        if self.has_number_of(met, newcomer):
            return True
        born = (newcomer.birth_date, met.person.birth_date)
        if all(born) and born[0] != born[1]:
            return False
        return self.is_called(met)

    def has_number_of(self, met: _Met, newcomer: Newcomer) -> bool:
        """The same number, given by a university that may be the same one."""
        may_be_there = newcomer.university is None or not met.places or newcomer.university in met.places
        return bool(self.number) and self.number in met.numbers and may_be_there

    def is_called(self, met: _Met) -> bool:
        """Whether the person bears the name, or once bore it; a single name is compared with each part."""
        return not (met.wholes.isdisjoint(self.wholes) and met.parts.isdisjoint(self.parts))


def _candidates(asked: _Asked, newcomer: Newcomer) -> list[Person]:
    """Few people around these keys, by the indexes of the search words: first who has the number, then the newest names."""
    named = Q(kind=WHOLE, near__in=asked.wholes)
    for part in asked.parts:
        named |= Q(kind=WHOLE, near__begins=part)
    numbered = _bearers(Q(kind=NUMBER, exact=asked.number), newcomer) if asked.number else []
    known = {person.pk for person in numbered}
    return [*numbered, *(person for person in _bearers(named, newcomer) if person.pk not in known)]


def _bearers(words: Q, newcomer: Newcomer) -> list[Person]:
    people = Person.objects.filter(pk__in=PersonWord.objects.filter(words).values("person_id"))
    if newcomer.known is not None:
        people = people.exclude(pk=newcomer.known.pk)
    return list(people.prefetch_related("names", "former_names").order_by("-pk")[:LOOKED_AT])


def _told(people: Sequence[Person], elsewhere: KnownElsewhere) -> Iterable[Namesake]:
    ids = [person.pk for person in people]
    spelt, stays = spellings_of(ids), elsewhere.last_stays(ids)
    shown = named_on_screen(spelt, ids)
    for person in people:
        name = shown[person.pk].text
        spellings = [ShownName(spoken(one), LANGUAGE_OF[one.script]) for one in spelt.get(person.pk, [])]
        others = tuple(one for one in spellings if one.text.casefold() != name.casefold())
        yield Namesake(name, person.uid, others, person.birth_date, person.student_number, stays.get(person.pk, ""))


def wait_for_others() -> None:
    """The row that stands for people is the lock: nobody else who asks is registered before this transaction is over."""
    if connection.in_atomic_block:
        people = ContentType.objects.select_for_update(no_key=True).filter(app_label="accounts", model="person")
        people.first()
