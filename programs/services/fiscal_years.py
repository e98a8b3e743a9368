"""The opening of a fiscal year: last year's runs are carried over, as often as one likes, each only once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.period import add_months
from kanazawa_exchange.lib.refusals import Refused

from ..models import FundingProject, ProgramRun
from ..permissions import may_edit_programs
from .programs import create_run, refuse_year_outside
from .projects import lock_project

SAME = ("direction", "term", "city", "places", *columns("theme"))


@dataclass(frozen=True)
class CarriedRun:
    """One run of last year and what would become of it. `exists`: the new year has it already."""

    source: ProgramRun
    starts_on: date | None
    ends_on: date | None
    exists: bool


@dataclass(frozen=True)
class Opening:
    """What the opening of a fiscal year would do, or has done: `created` are the new runs."""

    project: FundingProject
    fiscal_year: int
    runs: tuple[CarriedRun, ...]
    created: tuple[ProgramRun, ...] = ()


def next_year(project: FundingProject) -> int | None:
    """The first empty year after one with runs, else the project's last; None for projects of one year."""
    years = list(project.fiscal_years)[1:]
    if not years:
        return None
    filled = set(ProgramRun.objects.filter(program__project=project).values_list("fiscal_year", flat=True))
    return next((year for year in years if year not in filled and year - 1 in filled), years[-1])


def preview(project: FundingProject, fiscal_year: int) -> Opening:
    """Last year's runs with their dates a year later; writes nothing, in two queries. Errors: Refused."""
    refuse_year_outside(fiscal_year, project)
    sources = _runs(project, fiscal_year - 1)
    present = list(ProgramRun.objects.filter(program__project=project, fiscal_year=fiscal_year))
    copied = {run.copied_from_id for run in present}
    alike = {_likeness(run) for run in present}
    runs = (_carried(run, exists=run.pk in copied or _likeness(run) in alike) for run in sources)
    return Opening(project, fiscal_year, tuple(runs))


def _carried(run: ProgramRun, *, exists: bool) -> CarriedRun:
    return CarriedRun(run, _a_year_later(run.starts_on), _a_year_later(run.ends_on), exists)


@retried
@transaction.atomic
def open_year(project: FundingProject, fiscal_year: int, *, runs: Iterable[UUID], by: User | None) -> Opening:
    """Carry the chosen runs over; those that are there already stay as they are. Errors: PermissionDenied, Refused."""
    refuse_unless(may_edit_programs, by)
    lock_project(project.pk)
    chosen = set(runs)
    plan = preview(project, fiscal_year)
    if not chosen & {carried.source.uid for carried in plan.runs}:
        raise Refused(_("Choose at least one run."), field="runs")
    new = [carried for carried in plan.runs if carried.source.uid in chosen and not carried.exists]
    created = tuple(_carry_over(carried, fiscal_year, by=by) for carried in new)
    return Opening(project, fiscal_year, plan.runs, created)


def _carry_over(carried: CarriedRun, fiscal_year: int, *, by: User | None) -> ProgramRun:
    source = carried.source
    values = {name: getattr(source, name) for name in SAME}
    values |= {"fiscal_year": fiscal_year, "starts_on": carried.starts_on, "ends_on": carried.ends_on}
    return create_run(source.program, values, by=by, copied_from=source)


def _runs(project: FundingProject, fiscal_year: int) -> Iterable[ProgramRun]:
    return (
        ProgramRun.objects.filter(program__project=project, fiscal_year=fiscal_year)
        .select_related("program__project", "city")
        .order_by("program__order", "program_id", "-direction", "starts_on", "pk")
    )


def _a_year_later(day: date | None) -> date | None:
    return add_months(day, 12) if day else None


def _likeness(run: ProgramRun) -> tuple[object, ...]:
    themes = (getattr(run, column) or "" for column in columns("theme"))
    return (run.program_id, run.direction, run.term, *themes)
