"""The draft of a plan: its years, its numbers and its revisions, as long as nobody has adopted it."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import (
    Values,
    assign,
    create,
    delete,
    lock_for_edit,
    save_edit,
    write,
)
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.formats import signed
from kanazawa_exchange.lib.refusals import Guards, Refused

from ..models import Direction, FundingProject, PlanStatus, TargetPlan, TargetRevision
from ..permissions import may_edit_plans
from ..queries.targets import Key, plan_before, plan_of
from .programs import refuse_year_outside
from .projects import lock_project
from .successions import CellsRefused, Reasons, Succession, new_cell, refuse_what_is_in_force, set_cell

DRAFT_EXISTS = gettext_lazy("The project already has a draft. Go on with it, or discard it first.")
PLAN_GUARDS: Guards = {"target_plan_number": ("", DRAFT_EXISTS)}


class PlanIsSettled(Refused):
    """The plan was adopted: it never changes, a new version does."""


# --- The draft -----------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def create_plan(project: FundingProject, values: Values, *, by: User | None) -> TargetPlan:
    """An empty draft, numbered after the project's last version. Errors: PermissionDenied, Refused."""
    refuse_unless(may_edit_plans, by)
    plan = next_draft(project)
    assign(plan, values)
    _refuse_years_outside(plan)
    return create(plan, {}, by=by, guards=PLAN_GUARDS)


@retried
@transaction.atomic
def edit_plan(plan: TargetPlan, values: Values, *, by: User | None, version: int | None) -> TargetPlan:
    """Title, years and notes of a draft. Errors: PermissionDenied, StaleEdit, PlanIsSettled, Refused."""
    refuse_unless(may_edit_plans, by)
    current = lock_draft(plan, version)
    assign(current, values)
    _refuse_years_outside(current)
    _refuse_years_with_numbers(current)
    save_edit(current, by=by)
    return current


@retried
@transaction.atomic
def set_cells(
    plan: TargetPlan,
    numbers: Mapping[Key, int | None],
    *,
    by: User | None,
    version: int | None = None,
    reasons: Reasons | None = None,
) -> TargetPlan:
    """Write numbers into a draft; None empties a cell. Of a project's first plan they are base numbers.

    Where a plan is in force they are what shall be shown, and one that was in force changes only with its reason.
    Errors: PermissionDenied, StaleEdit, PlanIsSettled, CellsRefused, Refused.
    """
    refuse_unless(may_edit_plans, by)
    current = lock_draft(plan, version)
    cells = {(cell.fiscal_year, cell.direction, cell.program_id): cell for cell in current.cells.all()}
    for key in numbers:
        _refuse_unknown_cell(current, *key)
    before = plan_before(current)
    if before is None:
        for key, number in numbers.items():
            set_cell(cells.get(key) or new_cell(current, key), number, by=by)
    else:
        Succession(current, before, by, cells).put_all(numbers, reasons or Reasons())
    _refuse_below_zero(current, numbers)
    save_edit(current, by=by)
    return current


@retried
@transaction.atomic
def discard(plan: TargetPlan, *, by: User | None, version: int | None) -> None:
    """A draft that nobody needs goes; only the database keeps its history. Errors: PermissionDenied, StaleEdit, PlanIsSettled."""
    refuse_unless(may_edit_plans, by)
    current = lock_draft(plan, version)
    for row in (*current.revisions.all(), *current.cells.all(), current):
        delete(row, by=by)


# --- Revisions -----------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def add_revision(plan: TargetPlan, values: Values, *, by: User | None, version: int | None = None) -> TargetRevision:
    """A change of one cell with its reason. Errors: PermissionDenied, StaleEdit, PlanIsSettled, Refused."""
    refuse_unless(may_edit_plans, by)
    current = lock_draft(plan, version)
    revision = TargetRevision(plan=current)
    assign(revision, values)
    _check_revision(current, revision)
    write(revision, by=by)
    _refuse_below_zero(current, (revision_key(revision),), field="delta")
    save_edit(current, by=by)
    return revision


@retried
@transaction.atomic
def edit_revision(revision: TargetRevision, values: Values, *, by: User | None, version: int | None) -> TargetRevision:
    """Other values stay; what is in force stays whole. Errors: PermissionDenied, StaleEdit, PlanIsSettled, Refused."""
    refuse_unless(may_edit_plans, by)
    plan = lock_draft(revision.plan, None)
    current = lock_for_edit(TargetRevision.objects.select_related("plan"), revision.pk, version)
    refuse_what_is_in_force(current, plan_before(plan))
    left = revision_key(current)
    assign(current, values)
    _check_revision(plan, current)
    save_edit(current, by=by)
    _refuse_below_zero(plan, (left, revision_key(current)), field="delta")
    save_edit(plan, by=by)
    return current


@retried
@transaction.atomic
def remove_revision(revision: TargetRevision, *, by: User | None, version: int | None) -> None:
    """Take a revision out of a draft. Errors: PermissionDenied, StaleEdit, PlanIsSettled, Refused."""
    refuse_unless(may_edit_plans, by)
    plan = lock_draft(revision.plan, None)
    current = lock_for_edit(TargetRevision.objects.select_related("plan"), revision.pk, version)
    refuse_what_is_in_force(current, plan_before(plan))
    left = revision_key(current)
    delete(current, by=by)
    _refuse_below_zero(plan, (left,))
    save_edit(plan, by=by)


def _check_revision(plan: TargetPlan, revision: TargetRevision) -> None:
    _refuse_unknown_cell(plan, revision.fiscal_year, revision.direction, revision.program_id)
    if revision.reason == TargetRevision.Reason.PARTNER_ADDED and revision.institution_id is None:
        raise Refused(_("Choose the institution that was added."), field="institution")
    if revision.delta == 0:
        raise Refused(_("A revision changes the number: enter a number other than 0."), field="delta")


def revision_key(revision: TargetRevision) -> Key:
    return (revision.fiscal_year, revision.direction, revision.program_id)


# --- What every act above needs -------------------------------------------------------------------------------------


def lock_draft(plan: TargetPlan, version: int | None) -> TargetPlan:
    """The row lock on a draft. Errors: StaleEdit, PlanIsSettled."""
    current = lock_for_edit(TargetPlan.objects.select_related("project"), plan.pk, version)
    if current.status != PlanStatus.DRAFT:
        raise PlanIsSettled(_("An adopted plan never changes. Make a new version instead."))
    return current


def next_draft(project: FundingProject) -> TargetPlan:
    """A draft, not yet stored, numbered from 1 in the order of beginning; locks the project. Errors: Refused."""
    project = lock_project(project.pk)
    if project.plans.filter(status=PlanStatus.DRAFT).exists():
        raise Refused(str(DRAFT_EXISTS))
    last = project.plans.aggregate(last=Max("number"))["last"] or 0
    return TargetPlan(project=project, number=last + 1)


def _refuse_years_outside(plan: TargetPlan) -> None:
    for name in ("first_fiscal_year", "last_fiscal_year"):
        refuse_year_outside(getattr(plan, name), plan.project, field=name)
    if plan.last_fiscal_year < plan.first_fiscal_year:
        raise Refused(_("The last year cannot be before the first."), field="last_fiscal_year")


def _refuse_years_with_numbers(plan: TargetPlan) -> None:
    years = {*plan.cells.values_list("fiscal_year", flat=True), *plan.revisions.values_list("fiscal_year", flat=True)}
    outside = sorted(years - set(plan.fiscal_years))
    if outside:
        raise Refused(
            _("Numbers or revisions already stand in %(years)s. Empty them first.")
            % {"years": ", ".join(map(str, outside))},
            field="first_fiscal_year" if outside[0] < plan.first_fiscal_year else "last_fiscal_year",
        )


def _refuse_unknown_cell(plan: TargetPlan, year: int, direction: str, program_id: int | None) -> None:
    inside = year in plan.fiscal_years and direction in Direction.values
    if inside and plan.by_program:
        inside = program_id is not None and plan.project.programs.filter(pk=program_id).exists()
    elif inside:
        inside = program_id is None
    if not inside:
        raise Refused(
            _("The plan has no such cell. It covers the fiscal years %(first)d to %(last)d.")
            % {"first": plan.first_fiscal_year, "last": plan.last_fiscal_year},
            field="fiscal_year",
        )


def _refuse_below_zero(plan: TargetPlan, keys: Iterable[Key], *, field: str = "") -> None:
    """No number of these cells is negative, its revisions included; a cell that is still empty waits for its number."""
    numbers = plan_of(plan)
    below = {key: cell.total for key in keys if numbers.holds(key) and (cell := numbers.cell(*key)) and cell.total < 0}
    if not below:
        return
    sentences = {
        key: _("With its revisions this number would be %(total)s. Nobody can be planned below zero.")
        % {"total": signed(total)}
        for key, total in below.items()
    }
    raise Refused(next(iter(sentences.values())), field=field) if field else CellsRefused(sentences)
