"""Who stands in each row: somebody who is known, somebody new, or one of whom somebody must say it. Nobody is merged silently."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.namesakes import Alike, most_likely
from kanazawa_exchange.accounts.services.people_words import parts_of
from kanazawa_exchange.lib import import_values
from kanazawa_exchange.lib.import_rows import twice
from kanazawa_exchange.lib.imports import Act, Plain
from kanazawa_exchange.lib.name_words import number_key

from ...queries.known_people import alike_in_table, lost_zeros
from ...queries.people import people_told_in_imports
from ...sheets import ALL_NAMES, SOMEBODY_NEW
from ..initials import bears, refuse_of_somebody_new
from .drafts import Draft

Earlier = Mapping[int, Mapping[str, Plain]]
IDENTITY = (*ALL_NAMES, "student_number", "birth_date")


def recognise(drafts: Sequence[Draft], act: Act) -> Earlier:
    """Say of each row who it is about; returns what the last import said of those who may be meant.

    The same few queries for 3 rows and for 300.
    """
    among = people_told_in_imports(act.by)
    found = alike_in_table([draft.newcomer for draft in drafts], act.by, waits=act.writes)
    uids = {uid for draft in drafts if (uid := _uid(draft)) is not None}
    answered = {person.uid: person for person in among.filter(uid__in=uids).prefetch_related("names", "former_names")}
    told = {one.person.pk for others in found for one in others if one.is_told}
    earlier = act.earlier(told | {person.pk for person in answered.values()})
    for draft, others in zip(drafts, found, strict=True):
        _recognise(draft, others, answered, earlier)
        if draft.person is None:
            refuse_of_somebody_new(draft, draft.said)
    _tell_twice(drafts)
    return earlier


def _uid(draft: Draft) -> UUID | None:
    try:
        return UUID(str(draft.said.get("person", "")))
    except ValueError:
        return None


def _recognise(draft: Draft, others: Sequence[Alike], answered: Mapping[UUID, Person], earlier: Earlier) -> None:
    if answer := draft.said.get("person"):
        if answer != SOMEBODY_NEW:
            _take(draft, answered.get(_uid(draft) or UUID(int=0)), "person")
        elif not draft.spelt:
            draft.fault(draft.first, "person.missing")
        return
    for few in _sure(draft, [one for one in others if one.is_told], earlier):
        if len(few) == 1:
            return _take(draft, few[0].person, draft.first)
    if others:
        nearest = (*most_likely(others), SOMEBODY_NEW)
        number = draft.newcomer.student_number
        code = (
            "person.zeros"
            if any(one.is_told and lost_zeros(number, one.person) for one in others)
            else "person.may_be_known"
        )
        draft.fault("person", code, *nearest, unseen=sum(not one.is_told for one in others))
    elif not draft.spelt and not draft.line.unread & set(IDENTITY):
        draft.fault(draft.first, "person.unnamed" if draft.newcomer.student_number else "person.missing")


def _take(draft: Draft, person: Person | None, column: str) -> None:
    if person is None:
        draft.fault("person", "person.unknown")
        return
    draft.person = person
    draft.known(person.pk, person.version)
    draft.note(column, "known_person")


def _sure(draft: Draft, told: Sequence[Alike], earlier: Earlier) -> tuple[Sequence[Alike], ...]:
    """Those who have number and name, those of whom the record says the very same, those whom the last import knew by this row."""
    names = draft.newcomer.names
    by_number = [one for one in told if one.by_number and (one.by_name or not draft.spelt or bears(one.person, names))]
    same = [one for one in told if _is_record(draft, one.person)]
    row = _identity({key: import_values.stored(value) for key, value in draft.said.items()})
    as_before = [one for one in told if _identity(earlier.get(one.person.pk, {})) == row]
    return by_number, same, as_before


def _is_record(draft: Draft, person: Person) -> bool:
    """Whether the record says what the row says of names, number and birth date, neither more nor less."""
    names = {parts[:3] for parts in parts_of(person.names.all())}
    row = {parts[:3] for _column, parts in draft.spelt.values()}
    facts = (number_key(person.student_number), person.birth_date)
    return names == row and facts == (number_key(draft.newcomer.student_number), draft.newcomer.birth_date)


def _identity(said: Mapping[str, Plain]) -> dict[str, Plain]:
    return {key: said[key] for key in IDENTITY if key in said}


# --- Several rows of one person ----------------------------------------------------------------------------------------


def _tell_twice(drafts: Sequence[Draft]) -> None:
    """A person stands in one row; rows of one name are two people where number or birth date says so, or somebody."""
    taken: dict[object, int] = {}
    before: dict[str, Draft] = {}
    for draft in drafts:
        if draft.person is not None:
            twice(draft, draft.person.pk, taken)
            continue
        keys = draft.newcomer.keys
        other = next((before[key] for key in keys if key in before), None)
        if other is not None and draft.said.get("person") != SOMEBODY_NEW and not _are_two(draft, other):
            draft.fault("person", "row.may_be_twice", SOMEBODY_NEW, row=other.line.number)
        for key in keys:
            before.setdefault(key, draft)


def _are_two(one: Draft, other: Draft) -> bool:
    """Two numbers, or two birth dates, are two people."""
    numbers = [number_key(draft.newcomer.student_number) for draft in (one, other)]
    born = [draft.newcomer.birth_date for draft in (one, other)]
    return (all(numbers) and numbers[0] != numbers[1]) or (all(born) and born[0] != born[1] and not numbers[0])
