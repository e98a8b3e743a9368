"""Plan against actual as a printed page: the same table with its bars, A4, in the language of the reader."""

from datetime import datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats, pdf
from kanazawa_exchange.lib.period import fiscal_year_label

from .. import wording
from ..chart import Line, chart
from ..figures import Figure, PlanActual
from ..findings import headline
from .columns import PRINTED, cells, heads

WIDTH = 310  # px of a bar; the template prints it as wide as its column


def to_pdf(table: PlanActual, *, lang: str, timestamp: datetime) -> bytes:
    """The document; the active language must be `lang`. Raises lib.pdf.CannotPrint."""
    title = headline(table)
    return pdf.render("reports/plan_actual.typ", content(table), lang=lang, title=title, timestamp=timestamp)


def content(table: PlanActual) -> dict[str, object]:
    """Everything the document prints, as words and drawings."""
    drawn = chart(table, width=WIDTH, unit="")
    return {
        "subject": wording.subject(table),
        "project": str(table.project.name),
        "head": [_("Direction"), *_marked(heads(), table)],
        "widths": [column.width for column in PRINTED],
        "years": [
            {
                "label": fiscal_year_label(year.fiscal_year),
                "months": formats.fiscal_year_months(year.fiscal_year, era=True),
                "sum": [_("Total"), *cells(year.total)],
                "lines": [_line(line) for line in year.lines],
            }
            for year in drawn.years
        ],
        "sums": _sums(table),
        "sums_label": wording.total_words(table),
        "axis": drawn.axis,
        "axis_alt": _("Scale of the bars"),
        "key": [{"picture": picture, "words": word} for picture, word in drawn.key],
        "notes": [
            {"mark": note.mark, "text": f"{note.text} {note.tail or ''}".rstrip()} for note in wording.notes(table)
        ],
        "remarks": [*wording.remarks(table), wording.continuing_words(table.rule)],
        "rule": wording.rule_line(table),
        "rule_text": " ".join(map(str, wording.rule_text(table.rule))),
        "filter": wording.filter_line(table),
        "source": _("Source: %(source)s") % {"source": wording.source_line(table)},
    }


def _marked(words: list[str], table: PlanActual) -> list[str]:
    """※1 stands on the head of the plan when its note is printed below; the others stand at their numbers."""
    return [f"{words[0]}※1" if wording.has_heading_mark(wording.notes(table)) else words[0], *words[1:]]


def _line(line: Line) -> dict[str, object]:
    printed = cells(line.figure)
    words = {"label": line.label, "plan": printed[0], "actual": printed[1]}
    alt = _("%(label)s: plan %(plan)s, actual %(actual)s") % words
    return {
        "label": str(line.label),
        "direction": line.direction,
        "part": line.is_part,
        "bar": line.bar,
        "alt": formats.comma().join(filter(None, (alt, line.ahead))),
        "ahead": line.ahead,
        "cells": [printed[0] + wording.marks(line.figure), *printed[1:]],
    }


def _sums(table: PlanActual) -> list[list[str]]:
    rows: list[tuple[str, Figure]] = [(wording.direction_word(key), total) for key, total in table.totals.items()]
    if len(rows) > 1:
        rows.append((_("Both directions"), table.total))
    return [[label, *cells(figure)] for label, figure in rows]
