"""One history of a plan, its cells and its revisions, each change at its cell."""

from typing import Any

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.queries.changes import Words
from kanazawa_exchange.accounts.queries.history import Entry, Part, timeline
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.languages import active_language, columns

from ..models import TargetCell, TargetPlan, TargetRevision
from ..moves import PLAN_MOVES
from .plans import cell_name


def plan_history(plan: TargetPlan) -> list[Entry]:
    """Everything that happened to the plan, newest first; the committee in the language of the reader alone."""
    others = set(columns("adopted_by")) - {f"adopted_by_{active_language()}"}
    return timeline(plan, moves=PLAN_MOVES, parts=PARTS, hidden=others)


def _cell(row: Any, words: Words) -> str:
    return cell_name(row.fiscal_year, row.direction, words.of(TargetCell._meta.get_field("program"), row.program_id))


def _revision(row: Any, words: Words) -> str:
    return _("Revision of %(cell)s") % {"cell": _cell(row, words)}


PARTS = (
    Part(TargetCell, "plan", text=lambda row, _words: formats.number(row.value), called=_cell),
    Part(TargetRevision, "plan", called=_revision),
)
