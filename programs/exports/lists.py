"""The columns of the files of runs and of plans: those of their pages, each thing in a cell of its own."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib.list_files import FileColumn

from ..models import Direction
from ..queries.cards import RunLine
from ..queries.plans import PlanLine, ProjectPlans

RUNS: tuple[FileColumn[RunLine], ...] = (
    FileColumn(gettext_lazy("Fiscal year"), lambda run: run.fiscal_year, 12),
    FileColumn(gettext_lazy("Direction"), lambda run: str(Direction(run.direction).label), 16),
    FileColumn(gettext_lazy("Term"), lambda run: run.term_label, 16),
    FileColumn(gettext_lazy("Theme"), lambda run: str(run.theme), 36),
    FileColumn(gettext_lazy("City"), lambda run: str(run.city or ""), 18),
    FileColumn(gettext_lazy("From"), lambda run: run.starts_on, 12),
    FileColumn(gettext_lazy("Until"), lambda run: run.ends_on, 12),
    FileColumn(gettext_lazy("Places"), lambda run: run.places, 10),
    FileColumn(gettext_lazy("People registered"), lambda run: run.people.registered, 12),
    FileColumn(gettext_lazy("Of them not begun yet"), lambda run: run.people.awaited, 12),
    FileColumn(gettext_lazy("State"), lambda run: _("closed") if run.closed else "", 12),
)

PlanRow = tuple[ProjectPlans, PlanLine]

PLANS: tuple[FileColumn[PlanRow], ...] = (
    FileColumn(gettext_lazy("Project"), lambda row: str(row[0].name), 44),
    FileColumn(gettext_lazy("Version"), lambda row: row[1].number, 10),
    FileColumn(gettext_lazy("Title"), lambda row: str(row[1].title), 36),
    FileColumn(gettext_lazy("Status"), lambda row: row[1].status_label, 16),
    FileColumn(gettext_lazy("From fiscal year"), lambda row: row[1].first_fiscal_year, 12),
    FileColumn(gettext_lazy("To fiscal year"), lambda row: row[1].last_fiscal_year, 12),
    FileColumn(gettext_lazy("Adopted on"), lambda row: row[1].adopted_on, 12),
    FileColumn(gettext_lazy("Adopted by"), lambda row: str(row[1].adopted_by), 36),
    FileColumn(gettext_lazy("Superseded on"), lambda row: row[1].superseded_on, 12),
)
