"""Results as a workbook: every figure as a number, and the joint tables that all of them are made from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.workbook import Cell, Column, Sheet, write_xlsx
from programs.models import Direction, Level

from ..queries.cohorts import AbilityResult, Cohort
from ..queries.comparisons import Comparison
from ..queries.raw_cells import RawCount
from ..statistics.results import Interval
from ..wording import behind, findings
from ..wording import figures as written
from ..wording.findings import moment

SIGNED, PLAIN, P = "+0.00;−0.00;±0.00", "0.00", "0.0000"


@dataclass(frozen=True)
class Book:
    """All that the workbook holds, and names by their words in addresses; without `counts` it has no finer cells."""

    cohort: Cohort
    programs: Comparison
    years: Comparison
    counts: Iterable[RawCount] | None
    names: Mapping[str, str]
    university: str
    printed_at: datetime


def to_xlsx(book: Book) -> bytes:
    sheets = [
        _figures(book),
        _tables(book),
        _compared(book, _("Programmes side by side"), _("Programme"), book.programs, over_time=False),
        _compared(book, _("Year after year"), _("Fiscal year"), book.years, over_time=True),
    ]
    checks = book.cohort.checks
    sheets += [_reliability(book)] if checks.reliabilities else []
    sheets += [_agreement(book)] if checks.agreements else []
    return write_xlsx(sheets if book.counts is None else [*sheets, _cells(book, book.counts)])


def _sheet(
    book: Book, name: str, columns: list[Column], rows: list[list[Cell]], notes: list[str], *, all_years: bool = False
) -> Sheet:
    about = findings.filter_line(book.cohort.filters, all_years=all_years)
    return Sheet(
        name=name,
        columns=columns,
        rows=rows,
        title=f"{name} — {about}",
        notes=[*notes, findings.compared(book.cohort), findings.run_words(book.cohort.run)],
        above=" · ".join(filter(None, (book.university, str(book.cohort.filters.project.name), about))),
        below=_("Printed on %(date)s") % {"date": formats.long_date(book.printed_at)},
    )


# --- Figures ---------------------------------------------------------------------------------------------------------


def _figures(book: Book) -> Sheet:
    run = book.cohort.run
    low, high = _("Interval, lower end"), _("Interval, upper end")
    means = [_("Mean “%(moment)s”") % {"moment": moment(code)} for code in (run.before, run.after)]
    missing = [] if book.cohort.figures.participants is None else [pgettext("cohort", "Missing")]
    columns = [
        Column(_("Ability"), 30),
        *(Column(head, 10) for head in (_("Pairs"), *missing)),
        *([] if book.cohort.of_pairs else [Column(_("Read from an older version"), 10)]),
        *(Column(head, 10) for head in (_("Fell"), _("Stayed"), _("Rose"))),
        *(Column(head, 12, SIGNED) for head in (_("Difference of shares"), low, high)),
        *(Column(head, 12, PLAIN) for head in means),
        *(Column(head, 12, SIGNED) for head in (_("Change"), low, high, "dz", low, high)),
        *(Column(head, 12, P) for head in (_("p alone"), _("p, corrected"))),
        Column(_("Computed"), 40),
    ]
    if not book.cohort.of_pairs:
        delta = _("Delta of those without a later answer"), low, high
        columns += [Column(head, 12, SIGNED) for head in delta]
    rows = [_figure_row(book.cohort, result) for result in book.cohort.figures.results]
    return _sheet(book, _("By ability"), columns, rows, findings.notes(book.cohort))


def _figure_row(cohort: Cohort, result: AbilityResult) -> list[Cell]:
    """Of published groups without those who answered once, and without how many were asked by an older version."""
    found, table, of_pairs = result.figures, result.figures.table, cohort.of_pairs
    moved, mean, dz, left = found.movement, found.mean, found.standardized, found.attrition
    return [
        str(result.ability.name),
        *(table.n, *(() if cohort.figures.participants is None else (table.missing,))),
        *(*(() if of_pairs else (table.mapped,)), moved.fell, moved.same, moved.rose),
        *(moved.balance, *_ends(moved.interval)),
        *(mean.pre, mean.post, mean.change, *_ends(mean.interval)),
        *(dz.dz, *_ends(dz.interval)),
        *(found.signed_rank.p, found.p, str(written.METHODS[found.signed_rank.method])),
        *(() if of_pairs else (left.delta, *_ends(left.interval))),
    ]


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (interval.low, interval.high) if interval else (None, None)


# --- Tables and cells ------------------------------------------------------------------------------------------------


def _level_columns(book: Book) -> list[Column]:
    run = book.cohort.run
    heads = [_("Level “%(moment)s”") % {"moment": moment(code)} for code in (run.before, run.after)]
    return [Column(_("Ability"), 30), *(Column(head, 16) for head in heads), Column(pgettext("cohort", "People"), 12)]


def _tables(book: Book) -> Sheet:
    rows: list[list[Cell]] = [
        [str(result.ability.name), before, after, people]
        for result in book.cohort.figures.results
        for before, after, people in result.figures.table.counts
    ]
    return _sheet(book, _("Joint tables"), _level_columns(book), rows, [_missing_note()])


def _missing_note() -> str:
    return _("An empty level is a missing one, which is not level 0.")


def _cells(book: Book, counts: Iterable[RawCount]) -> Sheet:
    columns = [
        Column(_("Fiscal year"), 18),
        Column(_("Direction"), 14),
        Column(_("Programme"), 36),
        Column(_("Partner institution"), 36),
        Column(_("Level"), 18),
        Column(_("Home country"), 18),
        *_level_columns(book),
    ]
    abilities = {one.code: str(one.name) for one in book.cohort.scale.abilities}
    rows: list[list[Cell]] = [
        [
            *(fiscal_year_label(one.fiscal_year), str(Direction(one.direction).label)),
            *(book.names.get(one.program, one.program), book.names.get(one.partner, one.partner)),
            *(str(Level(one.level).label) if one.level else "", formats.country(one.home) if one.home else ""),
            *(abilities[one.ability], one.before, one.after, one.people),
        ]
        for one in counts
    ]
    warning = _("These cells are small: people may be recognised. Do not hand them on, and do not publish them.")
    return _sheet(book, _("Joint tables, cell by cell"), columns, rows, [_missing_note(), warning])


# --- Items and raters ------------------------------------------------------------------------------------------------


def _reliability(book: Book) -> Sheet:
    names = {one.code: str(one.name) for one in book.cohort.scale.abilities}
    columns = [
        Column(_("Ability"), 30),
        Column(_("Moment"), 16),
        Column(_("Questionnaire"), 36),
        *(Column(head, 12) for head in (_("Questions"), _("Answers"), _("Incomplete"))),
        Column(_("Cronbach's alpha"), 16, SIGNED),
        Column(_("Why there is none"), 40),
    ]
    rows: list[list[Cell]] = [
        [
            *(names[one.ability], moment(one.moment), str(one.instrument)),
            *(one.alpha.items, one.alpha.n, one.alpha.missing),
            *(one.alpha.alpha, written.reason(one.alpha.reason)),
        ]
        for one in book.cohort.checks.reliabilities
    ]
    return _sheet(book, _("Cronbach's alpha"), columns, rows, [behind.alpha_note()])


def _agreement(book: Book) -> Sheet:
    names = {one.code: str(one.name) for one in book.cohort.scale.abilities}
    columns = [
        Column(_("Ability"), 30),
        Column(_("Moment"), 16),
        *(Column(head, 12) for head in (_("Pairs"), pgettext("cohort", "Missing"), _("Same level"))),
        *(
            Column(head, 14, SIGNED)
            for head in (_("Weighted kappa"), _("Interval, lower end"), _("Interval, upper end"))
        ),
        Column(_("Why there is none"), 40),
    ]
    rows: list[list[Cell]] = [
        [
            *(names[one.ability], moment(one.moment), one.agreement.n, one.agreement.missing, one.agreement.same),
            *(one.agreement.kappa, *_ends(one.agreement.interval), written.reason(one.agreement.reason)),
        ]
        for one in book.cohort.checks.agreements
    ]
    return _sheet(book, _("Weighted kappa"), columns, rows, [behind.kappa_note()])


# --- Side by side ----------------------------------------------------------------------------------------------------


def _compared(book: Book, name: str, head: str, comparison: Comparison, *, over_time: bool) -> Sheet:
    counted = [_("Pairs")] if comparison.of_pairs else [_("Participants"), _("Pairs"), pgettext("cohort", "Missing")]
    columns = [
        Column(_("Ability"), 30),
        Column(head, 40),
        *(Column(word, 12) for word in counted),
        *(Column(word, 10) for word in (_("Fell"), _("Stayed"), _("Rose"))),
        Column(_("Difference of shares"), 14, SIGNED),
        *(Column(word, 14, SIGNED) for word in (_("Interval, lower end"), _("Interval, upper end"))),
    ]
    columns += [] if comparison.of_pairs else [Column(_("Read from an older version"), 14)]
    rows: list[list[Cell]] = [
        [
            *(str(ability.name), str(cohort.label)),
            *(
                (found.movement.n,)
                if comparison.of_pairs
                else (cohort.participants, found.movement.n, found.movement.missing)
            ),
            *(found.movement.fell, found.movement.same, found.movement.rose),
            *(found.movement.balance, *_ends(found.movement.interval)),
            *(() if comparison.of_pairs else (found.mapped,)),
        ]
        for ability, pairs in comparison.by_ability
        for cohort, found in pairs
    ]
    notes = findings.comparison_notes(comparison, over_time=over_time)
    return _sheet(book, name, columns, rows, notes, all_years=over_time and comparison.of_pairs)
