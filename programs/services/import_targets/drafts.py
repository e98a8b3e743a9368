"""Which cell of which plan each row of a table is about: that of the draft, else of the plan in force, else of one to begin."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.gazetteer import Gazetteer
from kanazawa_exchange.lib.import_rows import twice
from kanazawa_exchange.lib.imports import Line

from ...models import FundingProject, PlanStatus, Program, TargetCell, TargetPlan
from ...queries.names import names_of_project, programs_by_name
from ...queries.targets import Key, Plan, plan_of


@dataclass(frozen=True)
class Plans:
    """What is planned in a project: the draft, the version in force, what is shown of the first of the two, and its cells."""

    project: FundingProject
    draft: TargetPlan | None = None
    before: Plan | None = None
    now: Plan | None = None
    cells: Mapping[Key, int] = field(default_factory=dict)
    version: int = 0

    @classmethod
    def of(cls, project: FundingProject) -> "Plans":
        """A few queries for each project of the table."""
        rows = {plan.status: plan for plan in project.plans.exclude(status=PlanStatus.SUPERSEDED)}
        draft, in_force = rows.get(PlanStatus.DRAFT), rows.get(PlanStatus.ADOPTED)
        before = plan_of(in_force) if in_force else None
        newest = draft or in_force
        if newest is None:
            return cls(project)
        cells = TargetCell.objects.filter(plan=newest).values_list("fiscal_year", "direction", "program_id", "pk")
        now = plan_of(draft) if draft else before
        known: dict[Key, int] = {(year, direction, program): pk for year, direction, program, pk in cells}
        return cls(project, draft, before, now, known, newest.version)

    def shown(self, key: Key) -> int | None:
        """The number that the grid shows: of a project's first plan the base, else with the revisions."""
        cell = self.now.cell(*key) if self.now and self.now.holds(key) else None
        if cell is None:
            return None
        return cell.total if self.before else cell.base

    def promised(self, key: Key) -> int | None:
        """The number in force."""
        cell = self.before.cell(*key) if self.before and self.before.holds(key) else None
        return cell.total if cell else None

    def reasons_of(self, key: Key) -> list[Mapping[str, str]]:
        """The notes of the revisions that made the number in force."""
        notes = self.before.footnotes if self.before else ()
        return [{name: text for name, text in note.texts.items() if text} for note in notes if note.key == key]


@dataclass
class Draft(import_rows.Draft):
    """One row on its way."""

    project: FundingProject | None = None
    program: Program | None = None

    @property
    def key(self) -> Key | None:
        year, direction = self.said.get("fiscal_year"), self.said.get("direction")
        if not isinstance(year, int) or not isinstance(direction, str):
            return None
        return year, direction, self.program.pk if self.program else None


def drafts_of(lines: Sequence[Line]) -> list[Draft]:
    """Two queries."""
    projects = Gazetteer.of(FundingProject.objects.order_by("pk"), names_of_project, "code")
    programs = programs_by_name(Program.objects.select_related("project").order_by("pk"))
    only = list(projects.things.values())
    main = only[0] if len(only) == 1 else next((one for one in only if one.is_default), None)
    drafts = [Draft(line) for line in lines]
    taken: dict[object, int] = {}
    for draft in drafts:
        draft.project = _found(draft, "project", projects)
        draft.program = _found(draft, "program", programs)
        _choose_project(draft, main)
        for name, column in (("year", "fiscal_year"), ("direction", "direction"), ("number", "number")):
            if column not in draft.said:
                draft.fault(column, f"{name}.missing")
        if draft.project is not None and draft.key is not None:
            twice(draft, (draft.project.pk, draft.key), taken)
    return drafts


def _found(draft: Draft, column: str, gazetteer: Gazetteer[Any]) -> Any:
    if column not in draft.said:
        return None
    found = gazetteer.find(str(draft.said[column]), column)
    if isinstance(found, Unread):
        draft.unread(column, found)
        return None
    if found.note:
        draft.note(column, found.note, getattr(found.value, gazetteer.address))
    return found.value


def _choose_project(draft: Draft, main: FundingProject | None) -> None:
    """That of the programme, else the main one; a programme of another project than the one that is named is a fault."""
    if draft.program is not None and draft.project is not None and draft.program.project_id != draft.project.pk:
        draft.fault("program", "project.of_another")
    if draft.project is not None or "project" in draft.said or "project" in draft.line.unread:
        return
    draft.project = draft.program.project if draft.program else main
    if draft.project is None:
        draft.fault("project", "project.missing")
    else:
        draft.note("project", "of_program" if draft.program else "main_project", draft.project.code)


def by_project(drafts: Iterable[Draft]) -> dict[FundingProject, list[Draft]]:
    found: dict[FundingProject, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.project is not None:
            found[draft.project].append(draft)
    return found
