"""Which record a row is about, where there is one."""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from ...models import Mobility
from .drafts import Draft
from .people import Crowd


def find_stays(drafts: Sequence[Draft], crowd: Crowd, told: Callable[[Collection[int]], Collection[int]]) -> None:
    """The record of each row: that of the same first day, else the only one of the person in the run that no row tells.

    `told`: of some records those that other rows tell, which are not among these.

    A stay that was called off is known, or refused: a table neither registers one nor calls one off.
    """
    taken: dict[int, int] = {}
    open_drafts = []
    for draft in drafts:
        if draft.person is None or draft.person.pk < 0 or draft.run is None:
            _leave_new(draft)
            continue
        same_day = [stay for stay in crowd.in_run(draft.person, draft) if draft.first_day in _first_days(stay)]
        if draft.is_called_off:
            same_day = [stay for stay in same_day if stay.pk not in taken][:1]  # nothing tells those of one day apart
        if len(same_day) == 1:
            _take(draft, same_day[0], taken)
        else:
            open_drafts.append(draft)
    there = {draft.line.number: crowd.in_run(draft.person, draft) for draft in open_drafts if draft.person is not None}
    elsewhere = told({stay.pk for stays in there.values() for stay in stays})
    for draft in open_drafts:
        left = [stay for stay in there[draft.line.number] if stay.pk not in taken and stay.pk not in elsewhere]
        if len(left) == 1 and draft.first_day is not None:
            _take(draft, left[0], taken)
        elif len(left) > 1:
            draft.fault("", "stay.several")
        else:
            _leave_new(draft)


def _leave_new(draft: Draft) -> None:
    """The row tells of no stay that is known."""
    if draft.is_called_off:
        draft.fault("status", "status.called_off")
        draft.run = None
    elif len(draft.runs) > 1:
        draft.fault("program", "run.ambiguous")
        draft.run = None
    elif "status" in draft.said:
        draft.note("status", "status_of_days")


def find_twice(drafts: Sequence[Draft]) -> set[int]:
    """Of rows of new stays those that tell the same one as a row above: their numbers."""
    first: dict[tuple[object, ...], int] = {}
    twice = set()
    for draft in drafts:
        if draft.person is None or draft.places is None or draft.first_day is None or draft.finding.problems:
            continue
        key = draft.person.pk, draft.run and draft.run.pk, draft.places, draft.first_day
        before = first.setdefault(key, draft.line.number)
        if before != draft.line.number:
            draft.fault("", "row.twice", row=before)
            twice.add(draft.line.number)
    return twice


def _first_days(stay: Mobility) -> tuple[date | None, date | None]:
    return stay.actual_starts_on, stay.planned_starts_on


def _take(draft: Draft, stay: Mobility, taken: dict[int, int]) -> None:
    before = taken.setdefault(stay.pk, draft.line.number)
    draft.stay, draft.run = stay, stay.run
    if before != draft.line.number:
        draft.fault("", "row.twice", row=before)
