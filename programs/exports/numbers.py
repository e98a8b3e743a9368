"""The columns of the file of one version of a plan: a row a number, as a table of plan numbers is imported."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib.gazetteer import Gazetteer
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.list_files import FileColumn, read_again
from kanazawa_exchange.lib.localized import localized

from ..models import Direction, FundingProject, Program, TargetPlan, TargetRevision
from ..queries.names import names_of_project, programs_by_name
from ..queries.targets import Footnote, Plan, PlanCell
from ..sheets import COLUMNS, DECIDED, KIND, NOTE


@dataclass(frozen=True)
class NumberRow:
    """A number with the names of its project and programme, and the last revision that made it."""

    project: str
    program: str
    cell: PlanCell
    number: int
    revision: Footnote | None

    @property
    def kind(self) -> str:
        """The kind of the reason; a partner that was added is named on the page of the draft, and by no table."""
        named = self.revision is None or self.revision.reason == TargetRevision.Reason.PARTNER_ADDED
        return "" if named or self.revision is None else str(TargetRevision.Reason(self.revision.reason).label)


def number_rows(plan: TargetPlan, numbers: Plan, *, is_first: bool) -> Iterator[NumberRow]:
    """The cells of a version that hold a number; two queries. `is_first`: a draft that follows none, whose cells say the base.

    Projects and programmes are called as the import knows them.
    """
    projects = Gazetteer.of(FundingProject.objects.order_by("pk"), names_of_project, "code")
    programs = programs_by_name(Program.objects.order_by("pk"))
    project = projects.called_safely(plan.project, str(localized(plan.project, "name")))
    called = {
        pk: programs.called_safely(program, str(localized(program, "name"))) for pk, program in programs.things.items()
    }
    last = {note.key: note for note in numbers.footnotes}
    for cell in numbers.cells:
        number = cell.base if is_first else cell.total
        yield NumberRow(project, called.get(cell.program_id or 0, ""), cell, number, last.get(cell.key))


_again: Callable[..., FileColumn[NumberRow]] = partial(read_again, COLUMNS)


def _note(name: str) -> FileColumn[NumberRow]:
    return _again(name, lambda row: row.revision.texts[name] if row.revision else "", 40)


NUMBERS: tuple[FileColumn[NumberRow], ...] = (
    _again("project", lambda row: row.project, 44),
    _again("fiscal_year", lambda row: row.cell.fiscal_year, 12),
    _again("direction", lambda row: str(Direction(row.cell.direction).label), 14),
    _again("program", lambda row: row.program, 36),
    _again("number", lambda row: row.number, 12),
    FileColumn(gettext_lazy("Revisions"), lambda row: row.cell.delta or None, 12),
    *map(_note, columns(NOTE)),
    _again(KIND, lambda row: row.kind, 18),
    _again(DECIDED, lambda row: row.revision.decided_on if row.revision else None, 12),
)
