"""Who the people of a table are: known ones by number and name, new ones, and those of whom somebody must say it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.queries.namesakes import Alike, most_likely
from kanazawa_exchange.lib.fresh import fresh
from kanazawa_exchange.lib.name_words import number_key, whole_keys

from ...models import BatchState, ImportRow, Mobility, Status
from ...queries.known_people import alike_in_table, lost_zeros
from ...queries.people import people_told_in_imports
from ...sheets import ALL_NAMES, NAMES, SOMEBODY_NEW
from ...states import LIVE
from ..initials import bears, refuse_of_somebody_new
from .drafts import Draft

NAME_FIRST = (*ALL_NAMES, "student_number")


@dataclass
class Crowd:
    """The people whom the rows may be about, and their stays."""

    told: Mapping[UUID, Person]
    stays: Mapping[int, Sequence[Mobility]]
    left_over: frozenset[int] = frozenset()
    """Those of whom nothing is known but stays that an undone import had registered."""

    def in_run(self, person: Person, draft: Draft) -> list[Mobility]:
        """The stays of a person in the run of a row: those that live, or those of its state where the row tells one that does not."""
        runs = {run.pk for run in draft.runs}
        states = (draft.said["status"],) if draft.is_called_off else LIVE
        return [stay for stay in self.stays.get(person.pk or 0, ()) if stay.run_id in runs and stay.status in states]


def recognise(drafts: Sequence[Draft], by: User, *, waits: bool) -> Crowd:
    """Say of each row who it is about: a known person, or one that is new (with a key below zero). Nobody is merged silently.

    `waits`: until nobody else registers people, for whoever is about to do so. The same few queries for 3 rows and for 300.
    """
    asked = [draft for draft in drafts if draft.newcomer is not None]
    found = alike_in_table([draft.newcomer for draft in asked if draft.newcomer], by, waits=waits)
    crowd = _crowd(asked, found, _answered(drafts, by))
    claims = Counter(one.person.pk for others in found for one in others if one.person.pk in crowd.left_over)
    for draft, others in zip(asked, found, strict=True):
        _recognise(draft, others, crowd, claims)
    for draft in drafts:
        if draft.newcomer is None:
            _take_answer(draft, (), crowd)
            told = draft.line.unread | {problem.column for problem in draft.finding.problems}
            if draft.person is None and told.isdisjoint(NAME_FIRST):
                draft.fault(_name_column(draft), "person.missing")
    unknown = [draft for draft in asked if draft.person is None]
    for draft in drafts:
        if draft.person is not None:
            _note_kept(draft, draft.person)
    for draft in unknown:
        refuse_of_somebody_new(draft, draft.said)
    _tell_newcomers_apart(unknown)
    return crowd


def _note_kept(draft: Draft, person: Person) -> None:
    """A table of stays changes nobody's entry: where it says something else of a person, that is told."""
    for column in ("birth_date", "nationality"):
        if column in draft.said and draft.said[column] != getattr(person, column):
            draft.note(column, "person_kept", getattr(person, column) or None)
    for column in NAMES:
        for script, family, given, _patronymic in draft.said.get(column, ()):
            if "." in given:  # initials are those of the entry
                continue
            spelt = [(name.family, name.given) for name in person.names.all() if name.script == script]
            if whole_keys([(family, given)]).isdisjoint(whole_keys(spelt)):
                draft.note(column, "person_kept")


def _answered(drafts: Sequence[Draft], by: User) -> dict[UUID, Person]:
    """The people whom somebody has named in the preview, among those that this user may know."""
    uids = {uid for draft in drafts if (uid := _uid(draft.said.get("person", ""))) is not None}
    return {person.uid: person for person in people_told_in_imports(by).filter(uid__in=uids).prefetch_related("names")}


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _crowd(asked: Sequence[Draft], found: Sequence[Sequence[Alike]], answered: Mapping[UUID, Person]) -> Crowd:
    people = {one.person.pk for others in found for one in others if one.is_told} | {
        one.pk for one in answered.values()
    }
    rows = Mobility.objects.filter(person_id__in=people).order_by("pk")
    stays: dict[int, list[Mobility]] = defaultdict(list)
    for stay in rows.select_related("run__program", "sending__city", "receiving__city", "agreement"):
        stays[stay.person_id].append(stay)
    return Crowd(answered, stays, _left_over(stays))


def _left_over(stays: Mapping[int, Sequence[Mobility]]) -> frozenset[int]:
    """Of these people those whom only undone imports had registered; asks nothing where nobody has voided stays alone."""
    idle = {person: own for person, own in stays.items() if all(stay.status == Status.VOIDED for stay in own)}
    if not idle:
        return frozenset()
    rows = ImportRow.objects.filter(batch__state=BatchState.UNDONE, batch__kind="stays", is_written=True)
    taken_back = set(
        rows.filter(
            before__isnull=True, left__isnull=True, record_id__in=[stay.pk for own in idle.values() for stay in own]
        ).values_list("record_id", flat=True)
    )
    return frozenset(person for person, own in idle.items() if all(stay.pk in taken_back for stay in own))


def _recognise(draft: Draft, others: Sequence[Alike], crowd: Crowd, claims: Mapping[int, int]) -> None:
    """By the answer, by number and name together, by the very stay that is registered, or as who is left of an undone import
    into the same run, where no other row may be the same; else it is asked."""
    if _take_answer(draft, others, crowd):
        return
    told = [one for one in others if one.is_told]
    has_names = any(column in draft.said for column in ALL_NAMES)
    names = draft.newcomer.names if draft.newcomer else ()
    sure = [one for one in told if one.by_number and (one.by_name or not has_names or bears(one.person, names))]
    same_stay = [
        one
        for one in told
        if _agrees(draft, one) and any(_is_journey(stay, draft) for stay in crowd.in_run(one.person, draft))
    ]
    for few in (sure, same_stay):
        if len(few) == 1:
            draft.person = few[0].person
            draft.note(_name_column(draft), "known_person")
            _note_zeros(draft, few[0].person)
            return
    if len(told) == len(others) == 1 and _is_left_over(told[0], draft, crowd, claims):
        draft.person = told[0].person
        draft.note(_name_column(draft), "left_of_undone")
        return
    if others:
        nearest = (*most_likely(told), SOMEBODY_NEW)
        number = draft.said.get("student_number", "")
        code = "person.zeros" if any(lost_zeros(number, one.person) for one in told) else "person.may_be_known"
        draft.fault("person", code, *nearest, unseen=len(others) - len(told))
    elif not has_names and not draft.line.unread & set(ALL_NAMES):
        draft.fault(_name_column(draft), "person.unnamed")


def _take_answer(draft: Draft, others: Sequence[Alike], crowd: Crowd) -> bool:
    """Whether somebody has said in the preview who it is."""
    answer = draft.said.get("person", "")
    if not answer:
        return False
    if answer == SOMEBODY_NEW:
        return draft.newcomer is not None
    person = crowd.told.get(_uid(answer) or UUID(int=0))
    if person is None:
        if not answer.isdecimal():
            draft.fault("person", "person.unknown")
        return not answer.isdecimal()
    draft.person = person
    draft.note("person", "known_person")
    _note_zeros(draft, person)
    return True


def _note_zeros(draft: Draft, person: Person) -> None:
    """The record has the number with the zeros that the spreadsheet has dropped."""
    if lost_zeros(draft.said.get("student_number", ""), person):
        draft.note("student_number", "zeros_of_record", person.student_number)


def _agrees(draft: Draft, one: Alike) -> bool:
    """Whether neither name nor number nor birth date says that the row is about somebody else."""
    newcomer, person = draft.newcomer, one.person
    if newcomer is None:
        return True
    numbers = number_key(newcomer.student_number), number_key(person.student_number)
    born = newcomer.birth_date, person.birth_date
    is_number = one.by_number or not all(numbers) or numbers[0] == numbers[1]
    is_number = is_number or lost_zeros(newcomer.student_number, person)
    is_name = one.by_name or not newcomer.names or bears(person, newcomer.names)
    return is_name and is_number and (not all(born) or born[0] == born[1])


def _is_journey(stay: Mobility, draft: Draft) -> bool:
    """Whether the row tells of this very stay: the same places, the same first day."""
    if draft.places is None or draft.first_day is None:
        return False
    places = (stay.sending_id, stay.receiving_id) == (draft.places.sending.pk, draft.places.receiving.pk)
    return places and draft.first_day in (stay.actual_starts_on, stay.planned_starts_on)


def _is_left_over(one: Alike, draft: Draft, crowd: Crowd, claims: Mapping[int, int]) -> bool:
    """Whether the row can only be about somebody whom an undone import has left in the run of the row."""
    person = one.person
    if draft.newcomer is None or not one.by_name or claims[person.pk] != 1 or person.pk not in crowd.left_over:
        return False
    runs = {run.pk for run in draft.runs}
    return _agrees(draft, one) and any(stay.run_id in runs for stay in crowd.stays[person.pk])


def _name_column(draft: Draft) -> str:
    return next((column for column in NAME_FIRST if column in draft.said), NAME_FIRST[0])


# --- Several rows of one newcomer ----------------------------------------------------------------------------------------


def _tell_newcomers_apart(drafts: Sequence[Draft]) -> None:
    """Rows of one newcomer share one person: by number and name, by name and birth date, or as somebody has said."""
    by_key: dict[str, Draft] = {}
    people: dict[int, Person] = {}
    for draft in drafts:
        assert draft.newcomer is not None  # noqa: S101 only those are asked
        keys = draft.newcomer.keys
        before = next((by_key[key] for key in keys if key in by_key), None)
        same = before is not None and _is_same_newcomer(draft, before)
        owner = before.line.number if same and before else draft.line.number
        if owner not in people:
            people[owner] = somebody_new(owner)
        draft.person = people[draft.line.number] = people[owner]
        for key in keys:
            by_key.setdefault(key, draft)


def somebody_new(number: int) -> Person:
    """Whoever is new in this row, with a key below zero."""
    person = fresh(Person)
    person.pk = -number
    return person


def _is_same_newcomer(draft: Draft, before: Draft) -> bool:
    one, other = draft.newcomer, before.newcomer
    assert one is not None  # noqa: S101 as above
    assert other is not None  # noqa: S101
    answer = draft.said.get("person", "")
    if answer in (SOMEBODY_NEW, str(before.line.number)):
        return answer != SOMEBODY_NEW
    shares_name = bool(one.wholes & other.wholes) or not one.wholes
    numbers = [each.number for each in (one, other)]
    born = (one.birth_date, other.birth_date)
    if shares_name and (numbers[0] == numbers[1] != "" or (born[0] == born[1] and born[0] is not None)):
        draft.note(_name_column(draft), "same_as_above")
        return True
    if shares_name and all(numbers):
        return False  # two numbers are two people
    if shares_name and all(born):
        return False  # two birth dates are two people
    code = "person.same_name" if shares_name else "person.number_twice"
    draft.fault("person", code, str(before.line.number), SOMEBODY_NEW, row=before.line.number)
    return False
