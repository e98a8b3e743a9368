"""The numbers that were promised, as of a given day. Base and increase stay separable; drafts promise nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import F, Q, QuerySet

from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.localized import Localized, localized

from ..models import Direction, FundingProject, PlanStatus, TargetCell, TargetPlan, TargetRevision

Key = tuple[int, str, int | None]
"""(fiscal year, direction, programme id or None)."""


@dataclass(frozen=True)
class Footnote:
    """One revision of one cell, as it is printed under a table. `number` is that of its ※, the same wherever it is printed."""

    number: int
    uid: UUID
    fiscal_year: int
    direction: str
    program_id: int | None
    delta: int
    reason: str
    institution: Localized | None
    decided_on: date
    note: Localized
    texts: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The note in every language: note_ja …"""

    @property
    def key(self) -> Key:
        return (self.fiscal_year, self.direction, self.program_id)


@dataclass(frozen=True)
class PlanCell:
    """People promised for one cell. `total` is what tables show; `footnotes` are the numbers of its revisions.

    `added` is as much of `delta` as came with partners and still stands.
    """

    fiscal_year: int
    direction: str
    program_id: int | None
    base: int
    delta: int
    footnotes: tuple[int, ...] = ()
    added: int = 0

    @property
    def key(self) -> Key:
        return (self.fiscal_year, self.direction, self.program_id)

    @property
    def total(self) -> int:
        return self.base + self.delta


@dataclass(frozen=True)
class Plan:
    """A version of a plan with its numbers. Years outside the covered ones, and cells never filled, have none."""

    uid: UUID
    number: int
    status: str
    title: Localized
    first_fiscal_year: int
    last_fiscal_year: int
    by_program: bool
    split_unknown: bool
    note_policy: str
    adopted_on: date | None
    superseded_on: date | None
    adopted_by: Localized
    basis: Localized
    cells: tuple[PlanCell, ...]
    footnotes: tuple[Footnote, ...]

    @cached_property
    def _by_key(self) -> dict[Key, PlanCell]:
        return {cell.key: cell for cell in self.cells}

    @property
    def fiscal_years(self) -> range:
        return range(self.first_fiscal_year, self.last_fiscal_year + 1)

    @property
    def prints_addition_note(self) -> bool:
        """Whether ※1 stands on the plan's heading and its note under the table; the revisions are numbered after it."""
        return self.includes_additions(self.cells)

    def includes_additions(self, cells: Iterable[PlanCell]) -> bool:
        """Whether these numbers hold an increase from partners added later: known, or by the source without its size."""
        cells = list(cells)
        unknown = self.split_unknown and self.note_policy == TargetPlan.NotePolicy.ALWAYS
        return bool(cells) and (unknown or any(cell.added for cell in cells))

    def holds(self, key: Key) -> bool:
        """Whether this very cell has a number."""
        return key in self._by_key

    def cell(self, fiscal_year: int, direction: str, program_id: int | None = None) -> PlanCell | None:
        """The cell, or None where the plan says nothing. Without a programme: all programmes together."""
        if program_id is not None or not self.by_program:
            return self._by_key.get((fiscal_year, direction, program_id))
        return _together(
            [cell for cell in self.cells if (cell.fiscal_year, cell.direction) == (fiscal_year, direction)]
        )


def _together(cells: list[PlanCell]) -> PlanCell | None:
    if not cells:
        return None
    return PlanCell(
        cells[0].fiscal_year,
        cells[0].direction,
        None,
        sum(cell.base for cell in cells),
        sum(cell.delta for cell in cells),
        tuple(sorted({number for cell in cells for number in cell.footnotes})),
        sum(cell.added for cell in cells),
    )


def plan_in_force(project: FundingProject, as_of: date) -> Plan | None:
    """The version adopted on or before that day and not yet superseded on it; two queries, for 1 cell or 1,000."""
    cells = prepared.rows(_cells_in_force, project.pk, as_of)
    if not cells:
        return None
    return _plan(cells[0].plan, cells, prepared.rows(_revisions_of, cells[0].plan_id))


def _cells_in_force(project_id: int, as_of: date) -> QuerySet[TargetCell]:
    then = Q(plan__adopted_on__lte=as_of) & ~Q(plan__status=PlanStatus.DRAFT)
    then &= Q(plan__superseded_on=None) | Q(plan__superseded_on__gt=as_of)
    return _cells().filter(then, plan__project_id=project_id)


def _revisions_of(plan_id: int) -> QuerySet[TargetRevision]:
    return _revisions().filter(plan_id=plan_id)


def plan_before(draft: TargetPlan) -> Plan | None:
    """The numbers that a draft would replace: those of the version in force; None for the first plan of a project."""
    earlier = TargetPlan.objects.filter(project_id=draft.project_id, number__lt=draft.number)
    in_force = earlier.filter(status=PlanStatus.ADOPTED).first()
    return plan_of(in_force) if in_force else None


def plan_of(plan: TargetPlan) -> Plan:
    """The numbers of one version, a draft included; two queries."""
    return _plan(plan, list(_cells().filter(plan=plan)), list(_revisions().filter(plan=plan)))


def _cells() -> QuerySet[TargetCell]:
    return TargetCell.objects.select_related("plan", "program").order_by(
        "fiscal_year", F("program__order").asc(nulls_first=True), "program_id", "-direction"
    )


def _revisions() -> QuerySet[TargetRevision]:
    return TargetRevision.objects.select_related("institution").order_by("decided_on", "pk")


def _plan(plan: TargetPlan, cells: list[TargetCell], revisions: list[TargetRevision]) -> Plan:
    of_cell: dict[Key, list[Footnote]] = defaultdict(list)
    for note in (footnotes := _footnotes(revisions)):
        of_cell[note.key].append(note)
    found = Plan(
        uid=plan.uid,
        number=plan.number,
        status=plan.status,
        title=localized(plan, "title"),
        first_fiscal_year=plan.first_fiscal_year,
        last_fiscal_year=plan.last_fiscal_year,
        by_program=plan.by_program,
        split_unknown=plan.split_unknown,
        note_policy=plan.note_policy,
        adopted_on=plan.adopted_on,
        superseded_on=plan.superseded_on,
        adopted_by=localized(plan, "adopted_by"),
        basis=localized(plan, "basis"),
        cells=tuple(_plan_cell(cell, of_cell) for cell in cells),
        footnotes=footnotes,
    )
    return _after_the_addition_note(found) if found.prints_addition_note else found


def _after_the_addition_note(plan: Plan) -> Plan:
    """The same plan, with its revisions numbered from 2: 1 is the note on the heading."""
    return replace(
        plan,
        footnotes=tuple(replace(note, number=note.number + 1) for note in plan.footnotes),
        cells=tuple(replace(cell, footnotes=tuple(number + 1 for number in cell.footnotes)) for cell in plan.cells),
    )


def _plan_cell(cell: TargetCell, of_cell: Mapping[Key, Sequence[Footnote]]) -> PlanCell:
    key = (cell.fiscal_year, cell.direction, cell.program_id)
    notes = of_cell.get(key, ())
    delta = sum(note.delta for note in notes)
    added = sum(note.delta for note in notes if note.reason == TargetRevision.Reason.PARTNER_ADDED)
    numbers = tuple(note.number for note in notes)
    return PlanCell(*key, base=cell.value, delta=delta, footnotes=numbers, added=max(0, min(added, delta)))


def _footnotes(revisions: Iterable[TargetRevision]) -> tuple[Footnote, ...]:
    return tuple(_footnote(number, revision) for number, revision in enumerate(revisions, start=1))


def _footnote(number: int, revision: TargetRevision) -> Footnote:
    return Footnote(
        number=number,
        uid=revision.uid,
        fiscal_year=revision.fiscal_year,
        direction=revision.direction,
        program_id=revision.program_id,
        delta=revision.delta,
        reason=revision.reason,
        institution=localized(revision.institution, "name") if revision.institution_id else None,
        decided_on=revision.decided_on,
        note=localized(revision, "note"),
        texts={name: getattr(revision, name) or "" for name in columns("note")},
    )


def missing_cells(plan: TargetPlan) -> list[Key]:
    """The cells of the covered years that hold no number yet, in the order of the grid; they hinder adoption."""
    filled = set(plan.cells.values_list("fiscal_year", "direction", "program_id"))
    programs = (
        list(plan.project.programs.order_by("order", "pk").values_list("pk", flat=True)) if plan.by_program else [None]
    )
    return [
        key
        for year in range(plan.first_fiscal_year, plan.last_fiscal_year + 1)
        for program in programs
        for direction in Direction.values
        if (key := (year, direction, program)) not in filled
    ]
