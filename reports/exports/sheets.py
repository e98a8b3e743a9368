"""Plan against actual as a workbook: numbers stay numbers, and everything a reader must know stands below them."""

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.workbook import Cell, Column, Sheet, write_xlsx

from .. import wording
from ..figures import By, Figure, PlanActual
from ..findings import finding_sentence
from .text import heads

RATE = '0.0"%"'


def to_xlsx(table: PlanActual) -> bytes:
    """One sheet: the finding, a row for each year and direction, sums, then notes, rule, date, filter and source."""
    broken_down = table.filters.by != By.DIRECTION
    plan, actual, difference, rate, persons, continuing = heads()
    columns = [Column(_("Fiscal year"), 24), Column(_("Direction"), 18)]
    if broken_down:
        columns.append(Column(wording.by_word(table.filters.by), 36))
    columns += [Column(plan), Column(actual), Column(difference, 12, "+0;−0;±0"), Column(rate, 14, RATE)]
    columns += [Column(persons), Column(continuing), Column(_("Plan: base")), Column(_("Plan: increase"))]
    rows: list[list[Cell]] = []
    for row in table.rows:
        label: list[Cell] = [fiscal_year_label(row.fiscal_year), wording.direction_word(row.direction)]
        rows.append([*label, *([""] if broken_down else []), *_cells(row, row.continuing)])
        rows += [[*label, str(wording.part_label(table, part)), *_cells(part)] for part in row.parts]
    for direction, total in table.totals.items():
        label = [_("Sum"), wording.direction_word(direction)]
        rows.append([*label, *([""] if broken_down else []), *_cells(total)])
    if len(table.totals) > 1:
        rows.append([_("Sum"), _("Both directions"), *([""] if broken_down else []), *_cells(table.total)])
    sheet = Sheet(
        name=_("Plan and actual"),
        columns=columns,
        rows=rows,
        title=f"{finding_sentence(table.finding)} — {wording.subject(table)}",
        notes=all_notes(table),
    )
    return write_xlsx([sheet])


def _cells(figure: Figure, continuing: int | None = None) -> list[Cell]:
    rate = None if figure.rate is None else float(figure.rate)
    increase = figure.plan_increase if figure.plan_base is not None else None
    counted: list[Cell] = [figure.plan, figure.actual, figure.difference, rate, figure.persons, continuing]
    return [*counted, figure.plan_base, increase]


def all_notes(table: PlanActual) -> list[str]:
    """Notes, remarks, rule, date, filter and source as plain lines, for documents of every kind."""
    found = [f"{note.mark} {note.text} {note.tail or ''}".rstrip() for note in wording.notes(table)]
    found += wording.remarks(table)
    found += [wording.rule_line(table), wording.filter_line(table)]
    found.append(_("Source: %(source)s") % {"source": wording.source_line(table)})
    return [*found, *map(str, wording.rule_text(table.rule))]
