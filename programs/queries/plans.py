"""The versions of a plan as pages show them: the list, the grid of one version, and what changed between two."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import pgettext

from kanazawa_exchange.lib.formats import fiscal_years_label
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.period import fiscal_year_label

from ..models import Direction, FundingProject, PlanStatus, Program, TargetPlan
from ..moves import PLAN_MOVES
from .targets import Footnote, Key, Plan, PlanCell


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


@dataclass(frozen=True)
class CellChange:
    """One cell whose shown number, or its reasons, differ between two versions."""

    fiscal_year: int
    direction: str
    direction_label: str
    program_name: Localized | None
    before: PlanCell | None
    after: PlanCell | None
    reasons: tuple[Footnote, ...]

    @property
    def difference(self) -> int:
        return (self.after.total if self.after else 0) - (self.before.total if self.before else 0)

    @property
    def base_difference(self) -> int:
        return (self.after.base if self.after else 0) - (self.before.base if self.before else 0)


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


def changes(before: Plan, after: Plan, programs: Iterable[Program]) -> tuple[CellChange, ...]:
    """What differs between two versions, cell by cell, with the revisions that only the later has; no queries."""
    names = {program.pk: localized(program, "name") for program in programs}
    old = {cell.key: cell for cell in before.cells}
    new = {cell.key: cell for cell in after.cells}
    reasons = _new_reasons(before, after)
    return tuple(
        _change(key, names, old.get(key), new.get(key), reasons.get(key, ()))
        for key in dict.fromkeys([*old, *new])
        if _differ(old.get(key), new.get(key)) or key in reasons
    )


def _new_reasons(before: Plan, after: Plan) -> dict[Key, list[Footnote]]:
    carried_over = {_words(note) for note in before.footnotes}
    reasons: dict[Key, list[Footnote]] = {}
    for note in after.footnotes:
        if _words(note) not in carried_over:
            reasons.setdefault(note.key, []).append(note)
    return reasons


def _change(
    key: Key,
    names: Mapping[int, Localized],
    before: PlanCell | None,
    after: PlanCell | None,
    reasons: Iterable[Footnote],
) -> CellChange:
    fiscal_year, direction, program_id = key
    return CellChange(
        fiscal_year=fiscal_year,
        direction=direction,
        direction_label=str(Direction(direction).label),
        program_name=names.get(program_id) if program_id else None,
        before=before,
        after=after,
        reasons=tuple(reasons),
    )


def _differ(before: PlanCell | None, after: PlanCell | None) -> bool:
    if before is None or after is None:
        return before is not after
    return (before.base, before.delta) != (after.base, after.delta)


def _words(note: Footnote) -> tuple[object, ...]:
    """A revision copied into the next version is the same revision: its words say so, not its id."""
    return (
        note.fiscal_year, note.direction, note.program_id, note.delta, note.reason, str(note.institution),
        note.decided_on, note.note.text,
    )  # fmt: skip
