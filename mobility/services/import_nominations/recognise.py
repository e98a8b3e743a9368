"""Who stands in each row: a student whom the own institution has nominated or sent before, or somebody new. Of all others nothing
is told, not even that there is somebody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.namesakes import Alike, KnownElsewhere, Newcomer, alike, most_likely
from kanazawa_exchange.accounts.services.people_words import parts_of
from kanazawa_exchange.lib.imports import Act
from kanazawa_exchange.lib.name_words import number_key
from partners.models import Institution

from ...models import Nomination
from ...queries.known_people import studies_at
from ...queries.nominees import identities, told_students
from ...sheets import ALL_NAMES, SOMEBODY_NEW
from ..initials import bears, refuse_of_somebody_new
from .drafts import CALLED_OFF, Draft

Known = Mapping[tuple[int, int, int], Sequence[Nomination]]
"""Person, run and sending institution → nominations, the newest last."""


def recognise(drafts: Sequence[Draft], act: Act) -> Known:
    """Say of each row who it is about; the nominations of those who may be meant. As many queries for 300 rows as for 3."""
    met: list[tuple[Draft, Sequence[Alike], Mapping[UUID, Person]]] = []
    for place, group in _by_place(drafts):
        met += _met(place, group, act)
    people = {one.person.pk for _draft, others, _answered in met for one in others}
    people |= {person.pk for _draft, _others, answered in met for person in answered.values()}
    known = _nominations(people)
    for draft, others, answered in met:
        _recognise(draft, others, answered, known)
        if draft.person is None:
            refuse_of_somebody_new(draft, draft.said)
    _tell_twice([draft for draft, _others, _answered in met])
    return known


def _by_place(drafts: Iterable[Draft]) -> Iterable[tuple[Institution, list[Draft]]]:
    """The rows of each own institution; for the others nobody is looked for."""
    groups: dict[int, tuple[Institution, list[Draft]]] = {}
    for draft in drafts:
        if draft.sending is not None:
            groups.setdefault(draft.sending.pk, (draft.sending, []))[1].append(draft)
    return groups.values()


def _met(
    place: Institution, group: Sequence[Draft], act: Act
) -> Iterable[tuple[Draft, Sequence[Alike], Mapping[UUID, Person]]]:
    among = told_students(place)
    found = alike([draft.newcomer for draft in group], among, KnownElsewhere(studies_at), waits=act.writes)
    uids = {uid for draft in group if (uid := _uid(draft)) is not None}
    rows = among.filter(uid__in=uids).prefetch_related("names") if uids else ()
    answered = {person.uid: person for person in rows}
    return [
        (draft, [one for one in others if one.is_told], answered) for draft, others in zip(group, found, strict=True)
    ]


def _uid(draft: Draft) -> UUID | None:
    try:
        return UUID(str(draft.said.get("person", "")))
    except ValueError:
        return None


def _nominations(people: Iterable[int]) -> Known:
    known: dict[tuple[int, int, int], list[Nomination]] = defaultdict(list)
    rows = Nomination.objects.filter(person_id__in=set(people)).order_by("pk")
    for one in rows:
        known[one.person_id, one.run_id, one.sending_id].append(one)
    return known


def own_of(draft: Draft, person: Person, known: Known) -> Sequence[Nomination]:
    """The nominations of a person in the run of the row by its institution."""
    return known.get((person.pk, draft.run.pk, draft.sending.pk), ()) if draft.run and draft.sending else ()


def stands(one: Nomination) -> bool:
    return all(getattr(one, name) != state for name, state in CALLED_OFF.items())


# --- Known, new, or to be said ---------------------------------------------------------------------------------------------


def _recognise(draft: Draft, others: Sequence[Alike], answered: Mapping[UUID, Person], known: Known) -> None:
    if answer := draft.said.get("person"):
        if answer != SOMEBODY_NEW:
            _take(draft, answered.get(_uid(draft) or UUID(int=0)), "person")
        elif known_again := _sure(draft, others):
            draft.fault("person", "student.is_known", *most_likely(known_again))
        elif not draft.newcomer.names:
            draft.fault(draft.name_column, "name.missing")
        return
    for few in (_sure(draft, others), [one for one in others if _is_told(draft, one, known)]):
        if len(few) == 1:
            return _take(draft, few[0].person, draft.name_column)
    if others:
        draft.fault("person", "student.may_be_known", *most_likely(others), SOMEBODY_NEW)
    elif not draft.newcomer.names and not draft.line.unread & set(ALL_NAMES):
        draft.fault(draft.name_column, "name.missing")


def _take(draft: Draft, person: Person | None, column: str) -> None:
    if person is None:
        draft.fault("person", "person.unknown")
        return
    draft.person = person
    draft.note(column, "known_student")


def _sure(draft: Draft, others: Iterable[Alike]) -> list[Alike]:
    """Those who have number and name, or birth date and name: the same by whom the form knows a student again."""
    asked, names = set(identities(draft.newcomer)), draft.newcomer.names
    return [
        one
        for one in others
        if asked & set(identities(_as_newcomer(one.person)))
        or (one.by_number and (not names or bears(one.person, names)))
    ]


def _as_newcomer(person: Person) -> Newcomer:
    return Newcomer(parts_of(person.names.all()), person.birth_date, person.student_number)


def _is_told(draft: Draft, one: Alike, known: Known) -> bool:
    """Whether the row tells of a nomination that is there: the same name and run, and nothing that says otherwise."""
    told = own_of(draft, one.person, known)
    off = draft.called_off
    if not any(
        all(getattr(each, name) == state for name, state in off.items()) if off else stands(each) for each in told
    ):
        return False
    numbers = draft.newcomer.number, number_key(one.person.student_number)
    return one.by_name and (not all(numbers) or numbers[0] == numbers[1])


# --- Several rows of one student -------------------------------------------------------------------------------------------


def _tell_twice(drafts: Sequence[Draft]) -> None:
    """One student stands in one row of a run; rows of one name are two students where number or birth date says so, or somebody."""
    before: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        keys = [f"={draft.person.pk}"] if draft.person is not None else draft.newcomer.keys
        others = {other.line.number: other for key in keys for other in before[key]}
        if not draft.called_off:
            _compare_rows(draft, [others[number] for number in sorted(others)])
        for key in keys:
            before[key].append(draft)


def _compare_rows(draft: Draft, others: Sequence[Draft]) -> None:
    for other in others:
        if other.called_off:
            continue
        is_same = is_one(draft, other)
        if is_same and _run_of(draft) == _run_of(other):
            return draft.fault("", "row.twice_student", row=other.line.number)
        if not is_same and draft.said.get("person") != SOMEBODY_NEW and not _are_two(draft.newcomer, other.newcomer):
            return draft.fault("person", "row.may_be_twice", SOMEBODY_NEW, row=other.line.number)
    return None


def is_one(one: Draft, other: Draft) -> bool:
    """Whether two rows are sure to tell of one student: the same one who is known, or two new ones by what the form knows them by."""
    if one.person is not None or other.person is not None:
        return one.person == other.person
    return bool(set(identities(one.newcomer)) & set(identities(other.newcomer)))


def _run_of(draft: Draft) -> tuple[int | None, int | None]:
    return draft.run.pk if draft.run else None, draft.sending.pk if draft.sending else None


def _are_two(one: Newcomer, other: Newcomer) -> bool:
    """Two numbers, or two birth dates, are two students."""
    numbers, born = (one.number, other.number), (one.birth_date, other.birth_date)
    return (all(numbers) and numbers[0] != numbers[1]) or (all(born) and born[0] != born[1] and not all(numbers))
