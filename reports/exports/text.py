"""Plan against actual as a table of plain text, for a terminal."""

import unicodedata

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.period import fiscal_year_label

from .. import wording
from ..figures import Figure, PlanActual
from ..findings import headline
from ..sums import blocks
from .columns import cells, heads

Cells = list[str]


def to_text(table: PlanActual) -> str:
    """Title, table, notes. Numbers stand under each other, Japanese letters take two places."""
    rows: list[Cells] = [[_("Fiscal year"), _("Direction"), *heads()]]
    for row in table.rows:
        label = wording.direction_word(row.direction)
        rows.append([fiscal_year_label(row.fiscal_year), label, *_cells(row)])
        rows += [["", f"  {wording.part_label(table, part)}", *_cells(part)] for part in row.parts]
    rows += [[block.label, one.word, *cells(one.figure)] for block in blocks(table) for one in block.sums]
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [headline(table), wording.subject(table), ""]
    for texts in rows:
        padded = (_padded(text, widths[place], place > 1) for place, text in enumerate(texts))
        lines.append("  ".join(padded).rstrip())
    lines += ["", *(f"{note.mark} {note.text} {note.tail or ''}".rstrip() for note in wording.notes(table))]
    lines += [*wording.remarks(table), wording.rule_line(table), wording.filter_line(table)]
    return "\n".join(lines) + "\n"


def _cells(figure: Figure) -> Cells:
    plan, *others = cells(figure)
    return [plan + wording.marks(figure), *others]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int, to_the_right: bool) -> str:
    gap = " " * (width - _width(text))
    return gap + text if to_the_right else text + gap
