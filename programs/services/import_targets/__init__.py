"""Plan numbers that come in by a table: into the draft of the project's plan, with the reason of every number in force that changes."""

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.imports import Kind

from ...permissions import may_edit_plans
from ...queries.import_screen import SCREEN
from ...sheets import COLUMNS, of_title
from .check import check
from .undo import undo
from .words import NOTES, REASONS
from .write import write

TARGETS = Kind(
    code="targets",
    title=_("Plan numbers"),
    columns=COLUMNS,
    may=may_edit_plans,
    check=check,
    write=write,
    undo=undo,
    of_title=of_title,
    notes=NOTES,
    reasons=REASONS,
    screen=SCREEN,
)
"""Numbers of plans, one row a cell."""

__all__ = ["TARGETS"]
