"""Results as a printed document: the abilities with their bars, the tables behind them, programmes and years side by side."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.lib import formats, pdf
from kanazawa_exchange.lib.qr import qr_code

from ..chart import Chart, Forest, ForestLine, Line, chart, forests
from ..drawings import forest_axis
from ..queries.cohorts import Cohort
from ..queries.comparisons import Comparison
from ..wording import behind, findings

LEVELS_WIDE, MOVED_WIDE, FOREST_WIDE, YEARS_WIDE = 250, 170, 230, 330
"""px of the drawings; the template prints them as wide as their columns."""


@dataclass(frozen=True)
class Paper:
    """What makes results a document: whose they are, the address of the page, and the two comparisons."""

    university: str
    address: str
    programs: Comparison
    years: Comparison


def to_pdf(cohort: Cohort, paper: Paper, *, lang: str, timestamp: datetime) -> bytes:
    """The document; the active language must be `lang`. Raises lib.pdf.CannotPrint."""
    printed = {**_frame(cohort, paper, timestamp), **content(cohort), **_side_by_side(paper)}
    title = findings.headline(cohort.figures)
    name = f"{_('Change in abilities')} · {findings.filter_line(cohort.filters)} · {cohort.filters.project.name}"
    return pdf.render("rubric/cohort.typ", printed, lang=lang, title=title, name=name, timestamp=timestamp)


def _frame(cohort: Cohort, paper: Paper, timestamp: datetime) -> dict[str, object]:
    printed_on = _("Printed on %(date)s") % {"date": formats.long_date(timestamp)}
    short = paper.address.partition("://")[2]
    draft = "" if cohort.run.is_confirmed else _("Draft of this project, to be confirmed")
    project = str(cohort.filters.project.name)
    return {
        "university": paper.university,
        "project": project,
        "printed_on": printed_on,
        "address": short,
        "code": qr_code(paper.address, border=0),
        "code_alt": _("QR code of the live page: %(address)s") % {"address": short},
        "draft": draft,
        "draft_text": _("The programme has not confirmed these texts yet.") if draft else "",
        "foot": " · ".join(filter(None, (paper.university, project, printed_on, draft))),
    }


def content(cohort: Cohort) -> dict[str, object]:
    """The first page: the abilities, then what stands behind them."""
    moments = (cohort.run.before, cohort.run.after)
    drawn = chart(cohort.figures, cohort.scale, moments, width=LEVELS_WIDE, moved_width=MOVED_WIDE)
    first, *others = findings.notes(cohort)
    return {
        "subject": findings.compared(cohort),
        "filter": findings.filter_line(cohort.filters),
        "head": [_("Ability"), _("Levels (people)"), _("Fell | rose (people)"), f"{_('Difference of shares')}※1"],
        "key": _key(drawn),
        "lines": [_line(cohort, line) for line in drawn.lines],
        "notes": [f"※1 {first}", *others],
        "source": " · ".join((findings.run_words(cohort.run), findings.since_words(cohort))),
        "behind_heading": _("Behind the figures"),
        "behind": [_table(table) for table in behind.behind(cohort)],
    }


def _key(drawn: Chart) -> list[dict[str, str]]:
    return [{"picture": _standing_alone(picture), "words": words} for picture, words in drawn.key]


def _standing_alone(picture: str) -> str:
    """A small picture of a page as a document takes it."""
    return picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _line(cohort: Cohort, line: Line) -> dict[str, object]:
    ability, drawn = line.result.ability, line.drawn
    return {
        "name": str(ability.name),
        "definition": str(ability.definition),
        "sides": [{"word": side.word, "bar": side.bar, "alt": side.counts} for side in drawn.sides],
        "moved": drawn.moved_bar,
        "moved_alt": drawn.moved_words,
        "stayed": f"{_('stayed')} {drawn.same}",
        "figure": drawn.figure,
        "interval": drawn.interval,
        "sentence": drawn.sentence,
        "of": findings.of_how_many(cohort, line.result),
        "caution": line.caution,
    }


def _table(table: behind.Table) -> dict[str, object]:
    return {
        "caption": table.caption,
        "head": [_("Ability"), *table.heads],
        "rows": [[str(row.name), *([value.text, value.below] for value in row.values)] for row in table.rows],
        "notes": list(table.notes),
    }


# --- Side by side ----------------------------------------------------------------------------------------------------


def _side_by_side(paper: Paper) -> dict[str, object]:
    return {
        "axis": forest_axis(width=FOREST_WIDE),
        "axis_alt": _("Scale from −1 to +1"),
        "programs": _comparison(_("Programmes side by side"), _("Programme"), paper.programs, over_time=False),
        "years": _comparison(_("Year after year"), _("Fiscal year"), paper.years, over_time=True),
    }


def _comparison(heading: str, head: str, comparison: Comparison, *, over_time: bool) -> dict[str, object]:
    found = forests(comparison, over_time=over_time, width=FOREST_WIDE, years_width=YEARS_WIDE)
    missing = [] if comparison.of_pairs else [pgettext("cohort", "Missing")]
    return {
        "heading": heading,
        "head": [head, "", _("Difference of shares"), _("Interval"), _("Pairs"), *missing],
        "forests": [_forest(forest, of_pairs=comparison.of_pairs) for forest in found],
        "notes": findings.comparison_notes(comparison, over_time=over_time)[2:],
    }


def _forest(forest: Forest, *, of_pairs: bool) -> dict[str, object]:
    return {
        "name": str(forest.name),
        "years": forest.years,
        "lines": [
            {
                "label": f"{line.cohort.label}{'※' if line.compared.mapped else ''}",
                "bar": line.bar,
                "alt": f"{line.figure} ({line.interval})",
                "cells": [line.figure, line.interval, *map(formats.number, _counts(line, of_pairs=of_pairs))],
            }
            for line in forest.lines
        ],
    }


def _counts(line: ForestLine, *, of_pairs: bool) -> list[int]:
    return [line.movement.n] if of_pairs else [line.movement.n, line.movement.missing]
