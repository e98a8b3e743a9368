"""Plan numbers of a table taken back out of their draft; one that the import began goes, where nothing else was written into it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.imported import unless_refused
from kanazawa_exchange.lib import import_values
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Act, Written

from ...models import PlanStatus, TargetPlan
from ...queries.targets import Key
from .. import targets
from ..successions import Reasons
from .drafts import Plans


class Before(NamedTuple):
    """What a row has written into a cell, and what stood there."""

    record: int
    key: Key
    number: int
    old: int | None
    reasons: Reasons


def undo(written: Sequence[Written], act: Act) -> Mapping[int, Unread]:
    of_plan: dict[int, list[Written]] = defaultdict(list)
    for one in written:
        of_plan[_plan_of(one)].append(one)
    left: dict[int, Unread] = {}
    plans = TargetPlan.objects.select_related("project").in_bulk(of_plan)
    for pk, rows in of_plan.items():
        plan = plans.get(pk)
        if plan is None or plan.status != PlanStatus.DRAFT:
            left |= {one.record: Unread("undo.settled" if plan else "undo.edited") for one in rows}
        elif _is_as_it_was_left(plan, rows):
            targets.discard(plan, by=act.by, version=plan.version)
        else:
            left |= _give_back(plan, [_before(one) for one in rows], act.by)
    return left


def _plan_of(written: Written) -> int:
    before: Any = written.before
    return int(before["plan"])


def _before(written: Written) -> Before:
    before: Any = {name: import_values.restored(value) for name, value in (written.before or {}).items()}
    year, direction, program = before["key"]
    key = (year, direction, program)
    reasons = Reasons({key: dict(before["note"])}, before["decided_on"], before["kind"])
    return Before(written.record, key, before["number"], before["old"], reasons)


def _is_as_it_was_left(plan: TargetPlan, rows: Sequence[Written]) -> bool:
    """Whether the import began the draft, and nobody has written into it since."""
    return all((one.before or {}).get("is_begun") and one.version == plan.version for one in rows)


def _give_back(plan: TargetPlan, rows: Sequence[Before], by: User) -> dict[int, Unread]:
    """Cell by cell, so that one that cannot go back holds up no other."""
    left: dict[int, Unread] = {}
    plans = Plans.of(plan.project)
    for row in rows:
        if plans.shown(row.key) != row.number:
            left[row.record] = Unread("undo.edited")
            continue
        cell = {row.key: row.old}
        if why := unless_refused(partial(targets.set_cells, plan, cell, by=by, reasons=row.reasons)):
            left[row.record] = why
    return left
