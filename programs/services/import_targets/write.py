"""The rows of a table of plan numbers written into a draft, never into a plan that was adopted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib import import_values
from kanazawa_exchange.lib.imports import Act, Finding, Moved, Written
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.refusals import Refused

from ...models import FundingProject, PlanStatus, TargetCell, TargetPlan
from ...queries.targets import Key
from .. import adoptions, targets
from ..successions import Reasons
from .check import Number


@dataclass(frozen=True)
class Kept:
    """The draft that holds the numbers now, and whether this import began it."""

    plan: TargetPlan
    is_begun: bool


def write(findings: Sequence[Finding], act: Act) -> list[Written]:
    """Errors: Moved, by place."""
    rows: dict[FundingProject, dict[int, Number]] = defaultdict(dict)
    for place, finding in enumerate(findings):
        number = _act(finding)
        rows[number.project][place] = number
    done: dict[int, Written] = {}
    for project, numbers in rows.items():
        try:
            kept = _draft_of(project, list(numbers.values()), act.by)
            _set(kept.plan, list(numbers.values()), act.by)
        except (Refused, StaleEdit) as why:
            raise Moved(numbers) from why
        done |= _written(kept, numbers)
    return [done[place] for place in range(len(findings))]


def _act(finding: Finding) -> Any:
    return finding.act


def _draft_of(project: FundingProject, numbers: Sequence[Number], by: User) -> Kept:
    """The draft there is, the next version of the plan in force, or the first plan of the project."""
    plans = {plan.status: plan for plan in project.plans.exclude(status=PlanStatus.SUPERSEDED)}
    if PlanStatus.DRAFT in plans:
        return Kept(plans[PlanStatus.DRAFT], is_begun=False)
    if PlanStatus.ADOPTED in plans:
        return Kept(adoptions.new_version(project, by=by), is_begun=True)
    years = [one.key[0] for one in numbers]
    values = {"first_fiscal_year": min(years), "last_fiscal_year": max(years)}
    by_program = numbers[0].key[2] is not None
    titles = dict.fromkeys(columns("title"), "")
    return Kept(targets.create_plan(project, {**values, **titles, "by_program": by_program}, by=by), is_begun=True)


def _set(plan: TargetPlan, numbers: Sequence[Number], by: User) -> None:
    """Numbers of one decision together: their reasons share its day and its kind."""
    decisions: dict[tuple[Any, str], list[Number]] = defaultdict(list)
    for one in numbers:
        decisions[one.decided_on, one.kind].append(one)
    for (decided_on, kind), rows in decisions.items():
        reasons = Reasons({one.key: one.note for one in rows}, decided_on, kind)
        targets.set_cells(plan, {one.key: one.number for one in rows}, by=by, reasons=reasons)


def _written(kept: Kept, numbers: dict[int, Number]) -> dict[int, Written]:
    """With what an undo needs: the number before, and the decision under which it changed."""
    version = TargetPlan.objects.get(pk=kept.plan.pk).version
    cells = TargetCell.objects.filter(plan=kept.plan).values_list("fiscal_year", "direction", "program_id", "pk")
    known: dict[Key, int] = {(year, direction, program): pk for year, direction, program, pk in cells}
    return {
        place: Written(
            known[one.key],
            version,
            {
                "plan": kept.plan.pk,
                "is_begun": kept.is_begun,
                "key": list(one.key),
                "number": one.number,
                "old": one.old,
                "note": [list(text) for text in one.note.items()],
                "decided_on": import_values.stored(one.decided_on),
                "kind": one.kind,
            },
        )
        for place, one in numbers.items()
    }
