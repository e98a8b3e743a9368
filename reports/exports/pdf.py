"""Plan against actual as a printed page: the same table with its bars, A4, in the language of the reader."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats, pdf
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.qr import qr_code

from .. import wording
from ..chart import Line, chart
from ..figures import PlanActual, Row
from ..findings import headline
from ..queries.people import People, Somebody
from ..sums import blocks
from .columns import PRINTED, cells, heads

WIDTH = 310  # px of a bar; the template prints it as wide as its column


@dataclass(frozen=True)
class Paper:
    """What makes figures a document: whose they are, the address of the page, and the people for those who may see them."""

    university: str
    address: str
    people: People | None = None


def to_pdf(table: PlanActual, paper: Paper, *, lang: str, timestamp: datetime) -> bytes:
    """The document; the active language must be `lang`. Raises lib.pdf.CannotPrint."""
    printed = {**content(table), **_frame(table, paper, timestamp), "annex": _annex(table, paper.people)}
    title, name = headline(table), f"{wording.subject(table)} · {table.project.name}"
    return pdf.render("reports/plan_actual.typ", printed, lang=lang, title=title, name=name, timestamp=timestamp)


def _frame(table: PlanActual, paper: Paper, timestamp: datetime) -> dict[str, object]:
    printed_on = _("Printed on %(date)s") % {"date": formats.long_date(timestamp)}
    short = paper.address.partition("://")[2]
    return {
        "university": paper.university,
        "printed_on": printed_on,
        "address": short,
        "code": qr_code(paper.address, border=0),
        "code_alt": _("QR code of the live page: %(address)s") % {"address": short},
        "foot": " · ".join(filter(None, (paper.university, str(table.project.name), printed_on))),
    }


def _annex(table: PlanActual, people: People | None) -> dict[str, object] | None:
    """The people behind all figures of the table, as this reader may know them."""
    if people is None or not people.rows:
        return None
    return {
        "heading": _("Annex: the people behind the figures"),
        "lines": wording.people_lines(people.figure, people.visible, people.persons, len(people.rows)),
        "warning": formats.sentences(
            _("This annex names people. Hand it on only to those who may know of them."),
            _("The status is that of the day of printing."),
        ),
        "head": [_("Name"), _("From institution"), _("To institution"), _("Programme"), _("Period"), _("Status")],
        "groups": _by_figure(table, people),
    }


def _by_figure(table: PlanActual, people: People) -> list[dict[str, object]]:
    """The people under the figure in which each counts."""
    behind: dict[tuple[int, str], list[Somebody]] = {}
    for row in people.rows:
        behind.setdefault((row.fiscal_year, row.direction), []).append(row)
    return [
        {"label": _figure_words(row), "rows": [_person(one) for one in behind[row.fiscal_year, row.direction]]}
        for row in table.rows
        if (row.fiscal_year, row.direction) in behind
    ]


def _figure_words(row: Row) -> str:
    words = {"year": fiscal_year_label(row.fiscal_year), "direction": wording.direction_word(row.direction)}
    return _("%(year)s · %(direction)s · actual %(actual)s") % {**words, "actual": formats.number(row.actual)}


def _person(row: Somebody) -> list[list[str]]:
    """The cells, each in the parts within which no line shall break."""
    period = formats.period(row.starts_on, row.ends_on)
    cells = (row.name.text, row.sending, row.receiving, row.program, period, row.status)
    return [_parts(str(cell)) for cell in cells]


def _parts(text: str) -> list[str]:
    """A Japanese text is cut before its bracket and behind its 〜; others break at their blanks."""
    return re.split("(?=（)|(?<=〜)", text) if active_language() == "ja" else [text]


def content(table: PlanActual) -> dict[str, object]:
    """The figures that the document prints, as words and drawings."""
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
        "sums": [
            {"label": block.label, "rows": [[one.word, *cells(one.figure)] for one in block.sums]}
            for block in blocks(table)
        ],
        "axis": drawn.axis,
        "axis_alt": _("Scale of the bars"),
        "key": [{"picture": picture, "words": word} for picture, word in drawn.key],
        "notes": [
            {"mark": note.mark, "text": f"{note.text} {note.tail or ''}".rstrip()} for note in wording.notes(table)
        ],
        "remarks": [*wording.remarks(table), wording.continuing_words(table.rule)],
        "rule": wording.rule_line(table),
        "rule_heading": _("How the figures are counted"),
        "rule_text": [str(text) for text in wording.rule_text(table.rule)],
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
