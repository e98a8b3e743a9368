"""A table of plan and actual as pages show it: its chart, its sums, and the words around it."""

from .. import wording
from ..chart import Address, chart
from ..figures import PlanActual
from ..findings import headline
from ..sums import cards


def shown_table(table: PlanActual, address: Address | None = None) -> dict[str, object]:
    """What `plan_actual_chart.html` prints; `address` leads to the people behind a figure, for those who may see them."""
    notes = wording.notes(table)
    return {
        "table": table,
        "chart": chart(table, address=address),
        "finding": headline(table),
        "subject": wording.subject(table),
        "cards": cards(table),
        "meaning": wording.meaning(table.rule),
        "notes": notes,
        "heading_mark": wording.has_heading_mark(notes),
        "remarks": wording.remarks(table),
        "rule_line": wording.rule_line(table),
        "rule_text": wording.rule_text(table.rule),
        "source": wording.source_line(table),
    }
