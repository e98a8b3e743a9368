"""How a new fiscal year is opened: last year's runs are carried over, as often as one likes, each only once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.period import add_months

from ..models import FundingProject, ProgramRun
from .programs import create_run, refuse_year_outside
from .refusals import Refused

SAME = ("direction", "term", "city", "places", *columns("theme"))


class NothingChosen(Refused):
    """No run was chosen."""


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


def preview(project: FundingProject, fiscal_year: int) -> Opening:
    """Last year's runs with their dates a year later; writes nothing, in two queries. Errors: YearOutside."""
    refuse_year_outside(fiscal_year, project)
    sources = list(_runs(project, fiscal_year - 1))
    present = list(ProgramRun.objects.filter(program__project=project, fiscal_year=fiscal_year))
    copied = {run.copied_from_id for run in present}
    alike = {_likeness(run) for run in present}
    return Opening(
        project,
        fiscal_year,
        tuple(
            CarriedRun(
                run,
                _a_year_later(run.starts_on),
                _a_year_later(run.ends_on),
                run.pk in copied or _likeness(run) in alike,
            )
            for run in sources
        ),
    )


@transaction.atomic
def open_year(project: FundingProject, fiscal_year: int, *, runs: Iterable[UUID], by: User) -> Opening:
    """Carry the chosen runs over; those that are there already stay as they are. Errors: YearOutside, NothingChosen."""
    FundingProject.objects.select_for_update().get(pk=project.pk)
    chosen = set(runs)
    plan = preview(project, fiscal_year)
    if not chosen & {carried.source.uid for carried in plan.runs}:
        raise NothingChosen(_("Choose at least one run."), field="runs")
    created = tuple(
        create_run(
            carried.source.program,
            {
                **{name: getattr(carried.source, name) for name in SAME},
                "fiscal_year": fiscal_year,
                "starts_on": carried.starts_on,
                "ends_on": carried.ends_on,
            },
            by=by,
            copied_from=carried.source,
        )
        for carried in plan.runs
        if carried.source.uid in chosen and not carried.exists
    )
    return Opening(project, fiscal_year, plan.runs, created)


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
