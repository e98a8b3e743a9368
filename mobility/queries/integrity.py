"""Checks of the stored mobilities. Everything is computed anew from rows and logs; nothing is repaired."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib.period import fiscal_year
from kanazawa_exchange.lib.states import NEW

from ..models import COUNTABLE, Leg, Mobility, Mode, StageLink, Status
from ..moves import MOVES
from ..states import NOT_LIVE, OVER, THERE
from .days import bounds, last_day, overlap
from .directions import derive, home_sides
from .stages import are_joined, goes_on_into, hands_over, joined


@dataclass(frozen=True)
class Finding:
    """One promise that one record does not keep. `code` names the check; there is no personal text here."""

    code: str
    record: UUID
    detail: str = ""


def findings() -> tuple[Finding, ...]:
    """What every check finds."""
    return tuple(found for check in CHECKS for found in check())


# --- The log and the state ---------------------------------------------------------------------------------------------
def replayed_states() -> Iterable[Finding]:
    """Replaying a record's moves by the table ends in its state, and the moves are numbered without a gap."""
    logs: dict[int, list[_Step]] = defaultdict(list)
    log = Transition.objects.filter(record_type="mobility").order_by("record_id", "sequence")
    columns = ("record_id", "sequence", "move", "source", "target")
    for record, *step in log.values_list(*columns).iterator():
        logs[record].append(_Step(*step))
    for pk, uid, status in Mobility.objects.values_list("pk", "uid", "status").iterator():
        if fault := _replay(logs.get(pk, []), status):
            yield Finding("state_is_last_move", uid, fault)


class _Step(NamedTuple):
    sequence: int
    move: str
    source: str
    target: str


def _replay(log: list[_Step], status: str) -> str:
    if not log:
        return "no moves"
    state = NEW
    for place, step in enumerate(log):
        if step.sequence != place + 1:
            return f"move {place + 1} is missing"
        if step.source != state:
            return f"{step.move} starts from {step.source}, not from {state}"
        if MOVES.target(step.move, state, log[:place]) != step.target:
            return f"{step.move} from {step.source} to {step.target} is no move"
        state = step.target
    return "" if state == status else f"{status}, but the log ends in {state}"


def dates_fit_states() -> Iterable[Finding]:
    """Who has arrived has a first day, who is back a last one, nobody else; the fiscal year is that of the first day."""
    arrived = Q(status__in=COUNTABLE)
    back = Q(status__in=OVER)
    living = ~Q(status=Status.VOIDED)
    wrong = living & (
        (arrived & Q(actual_starts_on=None))
        | (~arrived & Q(actual_starts_on__isnull=False))
        | (back & Q(actual_ends_on=None))
        | (~back & Q(actual_ends_on__isnull=False))
    ) | Q(actual_ends_on__lt=F("actual_starts_on"))
    for uid in Mobility.objects.filter(wrong).values_list("uid", flat=True):
        yield Finding("dates_fit_state", uid)
    uncounted = Q(status=Status.VOIDED, uncounted_from=None) | Q(interruption_counts=False, uncounted_from=None)
    for uid in Mobility.objects.filter(uncounted).values_list("uid", flat=True):
        yield Finding("uncounted_has_date", uid)
    years = Mobility.objects.filter(actual_starts_on__isnull=False).values_list(
        "uid", "actual_starts_on", "fiscal_year"
    )
    for uid, day, year in years.iterator():
        if day is not None and fiscal_year(day) != year:
            yield Finding("fiscal_year", uid, f"{year}, but {day} lies in {fiscal_year(day)}")


def voids_reach_back() -> Iterable[Finding]:
    """A voided record is uncounted from its first day on, so that no as-of date counts it."""
    late = Q(status=Status.VOIDED, actual_starts_on__isnull=False, uncounted_from__gt=F("actual_starts_on"))
    for uid in Mobility.objects.filter(late).values_list("uid", flat=True):
        yield Finding("void_reaches_back", uid)


# --- Places and people ---------------------------------------------------------------------------------------------------
def directions_follow() -> Iterable[Finding]:
    """The direction derived from the institutions is that of the record's run."""
    homes = home_sides()
    stays = Mobility.objects.exclude(status=Status.VOIDED).select_related(
        "sending__city", "receiving__city", "run__program"
    )
    for stay in stays.iterator(chunk_size=2000):
        day = bounds(stay)[0]
        if day is None:
            continue
        found = derive(stay.sending, stay.receiving, homes.on(stay.run.program.project_id, day))
        if found != stay.run.direction:
            yield Finding("direction_is_derived", stay.uid, f"{found or 'none'}, but the run is {stay.run.direction}")


def one_stay_at_a_time() -> Iterable[Finding]:
    """Nobody is on two stays in person on one day, but for the day on which one stage of a stay follows another."""
    stages = joined(StageLink.objects.values_list("first_id", "second_id"))
    last: dict[int, Mobility] = {}
    stays = Mobility.objects.filter(status__in=COUNTABLE).exclude(mode=Mode.ONLINE).exclude(actual_starts_on=None)
    for stay in stays.order_by("person_id", "actual_starts_on", "pk").iterator():
        before = last.get(stay.person_id)
        if (
            before is not None
            and overlap(before, stay)
            and not (are_joined(stages, before, stay) and hands_over(before, stay))
        ):
            yield Finding("one_stay_at_a_time", stay.uid, f"overlaps {before.uid}")
        if before is None or last_day(stay) >= last_day(before):
            last[stay.person_id] = stay


def returns_come_first() -> Iterable[Finding]:
    """Nobody begins a stay in person while the end of an earlier one is not confirmed, but for stages of one stay."""
    stages = joined(StageLink.objects.values_list("first_id", "second_id"))
    open_stay: dict[int, Mobility] = {}
    stays = Mobility.objects.filter(status__in=COUNTABLE).exclude(mode=Mode.ONLINE).exclude(actual_starts_on=None)
    for stay in stays.order_by("person_id", "actual_starts_on", "pk").iterator():
        before = open_stay.get(stay.person_id)
        if before is not None and goes_on_into(before, stay) and not are_joined(stages, before, stay):
            yield Finding("return_comes_first", stay.uid, f"{before.uid} goes on")
        if stay.status in THERE:
            open_stay[stay.person_id] = stay


def legs_lie_inside() -> Iterable[Finding]:
    """Host legs lie inside their stay and do not overlap."""
    last: dict[int, Leg] = {}
    for leg in Leg.objects.select_related("mobility").order_by("mobility_id", "starts_on").iterator():
        first, end = bounds(leg.mobility)
        if (first and leg.starts_on < first) or (end and leg.ends_on > end) or leg.ends_on < leg.starts_on:
            yield Finding("legs_inside", leg.mobility.uid)
        before = last.get(leg.mobility_id)
        if before is not None and before.ends_on >= leg.starts_on:
            yield Finding("legs_apart", leg.mobility.uid)
        last[leg.mobility_id] = leg


def stages_belong_together() -> Iterable[Finding]:
    """Linked stages are of one person, in order, and neither cancelled nor voided."""
    for link in StageLink.objects.select_related("first", "second").iterator():
        first, second = link.first, link.second
        starts = bounds(first)[0], bounds(second)[0]
        if first.person_id != second.person_id:
            yield Finding("stages_one_person", first.uid, f"with {second.uid}")
        if starts[0] and starts[1] and starts[1] < starts[0]:
            yield Finding("stages_in_order", first.uid, f"with {second.uid}")
        if {first.status, second.status} & set(NOT_LIVE):
            yield Finding("stages_live", first.uid, f"with {second.uid}")


def history_is_complete() -> Iterable[Finding]:
    """The newest row of history says what the record says."""
    history = Mobility.history.model  # type: ignore[attr-defined]
    columns = ("version", "status", "actual_starts_on")
    rows = history.objects.order_by("history_id").values_list("id", *columns)
    newest = {pk: told for pk, *told in rows.iterator()}
    for pk, uid, *stored in Mobility.objects.values_list("pk", "uid", *columns).iterator():
        if newest.get(pk) != stored:
            yield Finding("history_is_complete", uid)


CHECKS: tuple[Callable[[], Iterable[Finding]], ...] = (
    replayed_states,
    dates_fit_states,
    voids_reach_back,
    directions_follow,
    one_stay_at_a_time,
    returns_come_first,
    legs_lie_inside,
    stages_belong_together,
    history_is_complete,
)
