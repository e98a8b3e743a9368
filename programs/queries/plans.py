"""The versions of a plan as pages show them: the list, the grid of one version, its footnotes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.lib.formats import fiscal_years_label, fiscal_years_listed, sentences
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.period import fiscal_year_label

from ..models import Direction, FundingProject, PlanStatus, Program, TargetPlan
from ..moves import PLAN_MOVES
from .targets import Footnote, Plan, PlanCell


@dataclass(frozen=True)
class PlanLine:
    """One version in the list."""

    uid: UUID
    number: int
    title: Localized
    status: str
    status_label: str
    status_kind: str
    first_fiscal_year: int
    last_fiscal_year: int
    adopted_on: date | None
    superseded_on: date | None
    adopted_by: Localized

    @property
    def years(self) -> str:
        return fiscal_years_label(self.first_fiscal_year, self.last_fiscal_year)


@dataclass(frozen=True)
class ProjectPlans:
    """One project with its versions, newest first."""

    uid: UUID
    code: str
    name: Localized
    is_invented: bool
    plans: tuple[PlanLine, ...]

    @property
    def draft(self) -> PlanLine | None:
        return next((plan for plan in self.plans if plan.status == PlanStatus.DRAFT), None)

    @property
    def in_force(self) -> PlanLine | None:
        return next((plan for plan in self.plans if plan.status == PlanStatus.ADOPTED), None)


@dataclass(frozen=True)
class Column:
    """A column of the grid: a direction, in plans by programme also a programme."""

    direction: str
    direction_label: str
    program_id: int | None
    program_name: Localized | None


@dataclass(frozen=True)
class Grid:
    """Fiscal years × columns; years that the plan does not cover have no cells and print as a dash."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[int, tuple[PlanCell | None, ...]], ...]


def plans_by_project(plans: Iterable[TargetPlan], projects: Iterable[FundingProject]) -> tuple[ProjectPlans, ...]:
    """The versions under their projects; the caller passes both, narrowed to what the reader may see."""
    by_project: dict[int, list[PlanLine]] = {}
    for plan in plans:
        by_project.setdefault(plan.project_id, []).append(plan_line(plan))
    return tuple(
        ProjectPlans(
            project.uid,
            project.code,
            localized(project, "name"),
            project.is_invented,
            tuple(by_project.get(project.pk, ())),
        )
        for project in projects
    )


def plan_line(plan: TargetPlan) -> PlanLine:
    return PlanLine(
        uid=plan.uid,
        number=plan.number,
        title=localized(plan, "title"),
        status=plan.status,
        status_label=PLAN_MOVES.office_label(plan.status),
        status_kind=PLAN_MOVES.kind(plan.status),
        first_fiscal_year=plan.first_fiscal_year,
        last_fiscal_year=plan.last_fiscal_year,
        adopted_on=plan.adopted_on,
        superseded_on=plan.superseded_on,
        adopted_by=localized(plan, "adopted_by"),
    )


def cell_name(fiscal_year: int, direction: str, program: object = "") -> str:
    """Which cell: FY2018, outbound; FY2018, outbound, Basic Science Program."""
    words = {
        "year": fiscal_year_label(fiscal_year),
        "direction": str(Direction(direction).label).lower(),
        "program": program,
    }
    if program:
        return pgettext("plan cell", "%(year)s, %(direction)s, %(program)s") % words
    return pgettext("plan cell", "%(year)s, %(direction)s") % words


def addition_words(plan: Plan) -> str:
    """The note to the ※ on the heading."""
    words = _("The plan includes the increase from partners added after approval.")
    if not plan.split_unknown:
        return words
    return sentences(words, _("The source does not say how large it is."))


def uncovered_words(plan: Plan, years: Iterable[int]) -> str:
    """Which years of the project the plan does not speak of; empty when it covers all."""
    left = [year for year in years if year not in plan.fiscal_years]
    return _("This version does not cover %(years)s.") % {"years": fiscal_years_listed(left)} if left else ""


def programs_of(plan: TargetPlan) -> list[Program]:
    """The programmes of a plan by programme, in their order; none otherwise."""
    return list(plan.project.programs.order_by("order", "pk")) if plan.by_program else []


def grid(plan: Plan, programs: Iterable[Program], years: Iterable[int]) -> Grid:
    """The numbers of one version for these years; no queries."""
    columns = tuple(
        Column(
            direction,
            str(Direction(direction).label),
            program.pk if program else None,
            localized(program, "name") if program else None,
        )
        for program in (list(programs) or [None])  # type: ignore[list-item]
        for direction in Direction.values
    )
    return Grid(
        columns,
        tuple((year, tuple(plan.cell(year, c.direction, c.program_id) for c in columns)) for year in years),
    )


def footnotes(plan: Plan, programs: Iterable[Program]) -> list[tuple[str, Footnote]]:
    """The revisions of one version, each with the name of its cell; no queries."""
    names = {program.pk: localized(program, "name") for program in programs}
    return [
        (cell_name(note.fiscal_year, note.direction, names.get(note.program_id or 0, "")), note)
        for note in plan.footnotes
    ]
