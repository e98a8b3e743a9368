"""Plan against actual as a workbook: numbers stay numbers, and everything a reader must know stands below them."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.workbook import Cell, Column, Marked, Sheet, write_xlsx

from .. import wording
from ..figures import By, Figure, PlanActual
from ..findings import headline
from ..sums import blocks
from .columns import COLUMNS


def to_xlsx(table: PlanActual, *, university: str = "", printed_at: datetime | None = None) -> bytes:
    """One sheet: the finding, a row for each year and direction, sums, then notes, rule, date, filter and source."""
    by = [Column(wording.by_word(table.filters.by), 36)] if table.filters.by != By.DIRECTION else []
    columns = [Column(_("Fiscal year"), 24), Column(_("Direction"), 18), *by, *_columns(table)]

    def line(year: str, direction: str, figure: Figure, part: str = "") -> list[Cell]:
        numbers: list[Cell] = [column.number(figure) for column in COLUMNS]
        if figure.plan is not None and (marks := wording.marks(figure)):
            numbers[0] = Marked(figure.plan, marks)
        return [year, direction, *([part] if by else []), *numbers]

    rows: list[list[Cell]] = []
    for row in table.rows:
        label = fiscal_year_label(row.fiscal_year), wording.direction_word(row.direction)
        rows.append(line(*label, row))
        rows += [line(*label, part, str(wording.part_label(table, part))) for part in row.parts]
    rows += [line(block.label, one.word, one.figure) for block in blocks(table) for one in block.sums]
    sheet = Sheet(
        name=_("Plan and actual"),
        columns=columns,
        rows=rows,
        title=f"{headline(table)} — {wording.subject(table)}",
        notes=all_notes(table),
        above=" · ".join(filter(None, (university, str(table.project.name), wording.subject(table)))),
        below=_("Printed on %(date)s") % {"date": formats.long_date(printed_at)} if printed_at else "",
    )
    return write_xlsx([sheet])


def _columns(table: PlanActual) -> list[Column]:
    """※1 stands on the head of the plan when its note stands below."""
    plan, *others = (column.of_sheet for column in COLUMNS)
    marked = wording.has_heading_mark(wording.notes(table))
    return [replace(plan, heading=f"{plan.heading}※1") if marked else plan, *others]


def all_notes(table: PlanActual) -> list[str]:
    """Notes, remarks, rule, date, filter and source as plain lines, for documents of every kind."""
    notes = [f"{note.mark} {note.text} {note.tail or ''}".rstrip() for note in wording.notes(table)]
    notes += wording.remarks(table)
    notes += [wording.rule_line(table), wording.filter_line(table)]
    notes.append(_("Source: %(source)s") % {"source": wording.source_line(table)})
    return [*notes, *map(str, wording.rule_text(table.rule))]
