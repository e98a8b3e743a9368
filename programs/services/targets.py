"""How a plan is drafted and revised, as long as nobody has adopted it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import lock_for_edit, save_edit, write

from ..models import Direction, FundingProject, PlanStatus, TargetCell, TargetPlan, TargetRevision
from ..queries.targets import Key
from .refusals import Refused, refusing


class PlanIsSettled(Refused):
    """The plan was adopted: it never changes, a new version does."""


class DraftExists(Refused):
    """The project already has a draft, so work goes on there."""


class CellUnknown(Refused):
    """A number or a revision for a cell that the plan does not have."""


class YearsHoldNumbers(Refused):
    """Numbers stand in years that the draft would no longer cover."""


class YearsOutside(Refused):
    """The plan would reach beyond the project's years."""


# --- The draft -----------------------------------------------------------------------------------------------------


@transaction.atomic
def create_plan(project: FundingProject, fields: Mapping[str, Any], *, by: User | None) -> TargetPlan:
    """An empty draft, numbered after the project's last version. Errors: DraftExists, YearsOutside."""
    project = FundingProject.objects.select_for_update().get(pk=project.pk)
    refuse_second_draft(project)
    plan = TargetPlan(project=project, number=next_number(project), **fields)
    _refuse_years_outside(plan)
    with refusing({"target_plan_number": DraftExists(_draft_exists())}):
        write(plan, by=by)
    return plan


@transaction.atomic
def edit_plan(plan: TargetPlan, fields: Mapping[str, Any], *, by: User, version: int) -> TargetPlan:
    """Title, years and notes of a draft. Errors: StaleEdit, PlanIsSettled, YearsHoldNumbers, YearsOutside."""
    current = lock_draft(plan, version)
    for name, value in fields.items():
        setattr(current, name, value)
    _refuse_years_outside(current)
    _refuse_years_with_numbers(current)
    save_edit(current, by=by)
    return current


@transaction.atomic
def set_cells(
    plan: TargetPlan, numbers: Mapping[Key, int | None], *, by: User | None, version: int | None = None
) -> TargetPlan:
    """Write base numbers into a draft; None empties a cell. Errors: StaleEdit, PlanIsSettled, CellUnknown."""
    current = lock_draft(plan, version)
    known = {(cell.fiscal_year, cell.direction, cell.program_id): cell for cell in current.cells.all()}
    for key, number in numbers.items():
        _refuse_unknown_cell(current, *key)
        cell = known.get(key)
        if cell is None and number is not None:
            year, direction, program_id = key
            cell = TargetCell(plan=current, fiscal_year=year, direction=direction, program_id=program_id, value=number)
            write(cell, by=by)
        elif cell is not None and number is None:
            cell._history_user = by  # type: ignore[attr-defined]
            cell.delete()
        elif cell is not None and number is not None and cell.value != number:
            cell.value = number
            save_edit(cell, by=by)
    save_edit(current, by=by)
    return current


@transaction.atomic
def discard(plan: TargetPlan, *, by: User, version: int) -> None:
    """A draft that nobody needs goes; its history stays. Errors: StaleEdit, PlanIsSettled."""
    current = lock_draft(plan, version)
    for row in (*current.revisions.all(), *current.cells.all(), current):
        row._history_user = by  # type: ignore[attr-defined]
        row.delete()


# --- Revisions -----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_revision(
    plan: TargetPlan, fields: Mapping[str, Any], *, by: User | None, version: int | None = None
) -> TargetRevision:
    """A change of one cell with its reason. Errors: StaleEdit, PlanIsSettled, CellUnknown."""
    current = lock_draft(plan, version)
    revision = TargetRevision(plan=current, **fields)
    _check_revision(current, revision)
    write(revision, by=by)
    save_edit(current, by=by)
    return revision


@transaction.atomic
def edit_revision(revision: TargetRevision, fields: Mapping[str, Any], *, by: User, version: int) -> TargetRevision:
    """Errors: StaleEdit, PlanIsSettled, CellUnknown."""
    plan = lock_draft(revision.plan, None)
    current = lock_for_edit(TargetRevision.objects.all(), revision.pk, version)
    for name, value in fields.items():
        setattr(current, name, value)
    _check_revision(plan, current)
    save_edit(current, by=by)
    save_edit(plan, by=by)
    return current


@transaction.atomic
def remove_revision(revision: TargetRevision, *, by: User, version: int) -> None:
    """Take a revision out of a draft. Errors: StaleEdit, PlanIsSettled."""
    plan = lock_draft(revision.plan, None)
    current = lock_for_edit(TargetRevision.objects.all(), revision.pk, version)
    current._history_user = by  # type: ignore[attr-defined]
    current.delete()
    save_edit(plan, by=by)


def _check_revision(plan: TargetPlan, revision: TargetRevision) -> None:
    _refuse_unknown_cell(plan, revision.fiscal_year, revision.direction, revision.program_id)
    if revision.reason == TargetRevision.Reason.PARTNER_ADDED and revision.institution_id is None:
        raise CellUnknown(_("Choose the institution that was added."), field="institution")
    if revision.delta == 0:
        raise CellUnknown(_("A revision changes the number: enter a number other than 0."), field="delta")


# --- What every act above needs -------------------------------------------------------------------------------------


def lock_draft(plan: TargetPlan, version: int | None) -> TargetPlan:
    """The row lock on a draft. Errors: StaleEdit, PlanIsSettled."""
    current = lock_for_edit(TargetPlan.objects.select_related("project"), plan.pk, version)
    if current.status != PlanStatus.DRAFT:
        raise PlanIsSettled(_("An adopted plan never changes. Make a new version instead."))
    return current


def next_number(project: FundingProject) -> int:
    """Versions of a project are numbered from 1, in the order in which they were begun."""
    return (project.plans.aggregate(last=Max("number"))["last"] or 0) + 1


def _draft_exists() -> str:
    return _("The project already has a draft. Go on with it, or discard it first.")


def refuse_second_draft(project: FundingProject) -> None:
    """Errors: DraftExists."""
    if project.plans.filter(status=PlanStatus.DRAFT).exists():
        raise DraftExists(_draft_exists())


def _refuse_years_outside(plan: TargetPlan) -> None:
    project = plan.project
    for name in ("first_fiscal_year", "last_fiscal_year"):
        if getattr(plan, name) not in project.fiscal_years:
            raise YearsOutside(
                _("The project covers the fiscal years %(first)d to %(last)d.")
                % {"first": project.first_fiscal_year, "last": project.last_fiscal_year},
                field=name,
            )
    if plan.last_fiscal_year < plan.first_fiscal_year:
        raise YearsOutside(_("The last year cannot be before the first."), field="last_fiscal_year")


def _refuse_years_with_numbers(plan: TargetPlan) -> None:
    years = {*plan.cells.values_list("fiscal_year", flat=True), *plan.revisions.values_list("fiscal_year", flat=True)}
    outside = sorted(year for year in years if not plan.first_fiscal_year <= year <= plan.last_fiscal_year)
    if outside:
        raise YearsHoldNumbers(
            _("Numbers or revisions already stand in %(years)s. Empty them first.")
            % {"years": ", ".join(map(str, outside))},
            field="first_fiscal_year" if outside[0] < plan.first_fiscal_year else "last_fiscal_year",
        )


def _refuse_unknown_cell(plan: TargetPlan, year: int, direction: str, program_id: int | None) -> None:
    inside = plan.first_fiscal_year <= year <= plan.last_fiscal_year and direction in Direction.values
    if inside and plan.by_program:
        inside = program_id is not None and plan.project.programs.filter(pk=program_id).exists()
    elif inside:
        inside = program_id is None
    if not inside:
        raise CellUnknown(
            _("The plan has no such cell. It covers the fiscal years %(first)d to %(last)d.")
            % {
                "first": plan.first_fiscal_year,
                "last": plan.last_fiscal_year,
            },
            field="fiscal_year",
        )
