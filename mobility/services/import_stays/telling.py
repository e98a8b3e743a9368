"""What the rules of the records say of a row, each at the column that it is about."""

from kanazawa_exchange.lib import import_words
from programs.models import Direction

from ...sheets import COLUMNS, FUNDING
from ..looks import LookInWords
from .drafts import Draft

DAYS = ("planned_starts_on", "planned_ends_on", "actual_starts_on", "actual_ends_on")


def tell(draft: Draft, look: LookInWords) -> None:
    """The refusals of the rules, each at the column that it is about; what follows from a cell that is wrong already is not told."""
    for name, sentences in look.faults.items():
        column = _column_of(name, draft)
        told = {*draft.line.unread, *(problem.column for problem in draft.finding.problems)} - {""}
        if column not in told:
            draft.unread(column, import_words.rule(sentences))
    draft.finding.doubts |= look.doubts


def _column_of(name: str, draft: Draft) -> str:
    if name == "run":
        return "program"
    if name in ("sending", "receiving") and name not in draft.said and "partner" in draft.said:
        is_outbound = draft.run is not None and draft.run.direction == Direction.OUTBOUND
        return "partner" if is_outbound == (name == "receiving") else name
    short = name.removeprefix("planned_").removeprefix("actual_")
    if name in DAYS and name not in draft.said:
        return draft.column_of(short)
    if name == "fundings":
        return FUNDING
    return name if any(column.key == name for column in COLUMNS) else ""
