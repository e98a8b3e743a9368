"""Adoption of a draft plan and the beginning of its next version. What was adopted never changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.models import StoredFile, User
from kanazawa_exchange.accounts.services import files, moves
from kanazawa_exchange.accounts.services.editing import write, write_many
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Move, Step

from ..models import Committee, FundingProject, PlanStatus, TargetCell, TargetPlan, TargetRevision
from ..moves import PLAN_MOVES
from ..permissions import may_edit_plans
from ..queries.plan_changes import unexplained
from ..queries.plans import cell_name
from ..queries.targets import Key, missing_cells, plan_before, plan_of
from .projects import lock_project
from .successions import CELL_COPIED, REVISION_COPIED
from .targets import lock_draft, next_draft

COPIED = (
    "first_fiscal_year",
    "last_fiscal_year",
    "by_program",
    "split_unknown",
    "note_policy",
    *columns("title"),
)


def _refuse_numbers(plan: TargetPlan, row: Move, _step: Step, _by: User | None) -> None:
    """What is adopted is complete, and nowhere below zero."""
    if row.target != PlanStatus.ADOPTED:
        return
    if missing := missing_cells(plan):
        raise Refused(_("Numbers are missing: %(cells)s.") % {"cells": cell_words(plan, missing)})
    below = [cell.key for cell in plan_of(plan).cells if cell.total < 0]
    if below:
        raise Refused(
            _("With its revisions a number falls below zero: %(cells)s.") % {"cells": cell_words(plan, below)}
        )


def refuse_unexplained(plan: TargetPlan) -> None:
    """Every number that was in force stands in the draft, and differs only by what a revision says. Errors: Refused."""
    before = plan_before(plan)
    changed = unexplained(before, plan_of(plan)) if before else ()
    gone = [change.key for change in changed if change.after is None]
    if gone:
        raise Refused(
            _("These numbers are in force, and the draft has none: %(cells)s.") % {"cells": cell_words(plan, gone)}
        )
    if changed:
        raise Refused(
            _("These numbers differ from those in force, and no revision says why: %(cells)s.")
            % {"cells": cell_words(plan, [change.key for change in changed])}
        )


PLANS = moves.Machine[TargetPlan](
    table=PLAN_MOVES,
    rows=lambda: TargetPlan.objects.select_related("project"),
    before_saving=_refuse_numbers,
)


@retried
def adopt(
    plan: TargetPlan,
    *,
    committee: Committee,
    adopted_on: date,
    basis: Mapping[str, str],
    upload: UploadedFile | None = None,
    by: User | None,
    now: datetime,
    version: int | None = None,
) -> TargetPlan:
    """Record that the steering committee adopted the draft; the plan in force until then becomes an earlier one.

    `basis` holds the texts of its columns, `upload` is the document of the decision: both are kept, or neither.
    Errors: PermissionDenied, StaleEdit, PlanIsSettled, Refused.
    """
    refuse_unless(may_edit_plans, by)
    texts = {column: basis.get(column, "") for column in columns("basis")}
    step = Step(on=adopted_on, answers={"committee": committee, "basis_file": None, **texts})
    if not upload:
        return _adopt(plan, step, by=by, now=now, version=version)
    with transaction.atomic():
        lock_draft(plan, version)  # for a plan that has changed meanwhile nothing is stored

    def with_document(stored: StoredFile) -> TargetPlan:
        answers = {**step.answers, "basis_file": stored}
        return _adopt(plan, replace(step, answers=answers), by=by, now=now, version=version)

    return files.store(upload, by=by, now=now, attach=with_document, field="basis_file")


@transaction.atomic
def _adopt(plan: TargetPlan, step: Step, *, by: User | None, now: datetime, version: int | None) -> TargetPlan:
    lock_project(plan.project_id)
    refuse_unexplained(lock_draft(plan, version))
    for previous in TargetPlan.objects.filter(project_id=plan.project_id, status=PlanStatus.ADOPTED):
        moves.move(PLANS, previous, "supersede", Step(on=step.on), by=by, now=now)
    return moves.move(PLANS, plan, "adopt", step, by=by, now=now)


def cell_words(plan: TargetPlan, keys: list[Key]) -> str:
    """Which cells, in words: FY2018, outbound; FY2018, inbound, Basic Science Program."""
    programs: dict[int | None, str] = {}
    if plan.by_program:
        programs = {program.pk: program.name for program in plan.project.programs.all()}
    words = (cell_name(year, direction, programs.get(program_id, "")) for year, direction, program_id in keys)
    return pgettext("list", "; ").join(words)


@retried
@transaction.atomic
def new_version(project: FundingProject, *, by: User | None) -> TargetPlan:
    """Copy the plan in force, with its revisions, as a new draft. Errors: PermissionDenied, Refused."""
    refuse_unless(may_edit_plans, by)
    plan = next_draft(project)
    source = project.plans.filter(status=PlanStatus.ADOPTED).first()
    if source is None:
        raise Refused(_("No plan is in force yet. Start with an empty draft."))
    for name in COPIED:
        setattr(plan, name, getattr(source, name))
    write(plan, by=by)
    cells = source.cells.values(*CELL_COPIED)
    write_many([TargetCell(plan=plan, **values) for values in cells], by=by)
    revisions = source.revisions.order_by("decided_on", "pk").values(*REVISION_COPIED)
    write_many([TargetRevision(plan=plan, **values) for values in revisions], by=by)
    return plan
