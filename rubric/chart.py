"""Results as lines of a table, each with its bars and its words, for pages and for documents."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized

from . import drawings
from .models import Moment
from .queries.cohorts import AbilityResult, CohortFigures, Scale
from .queries.comparisons import ComparedCohort, ComparedFigure, Comparison
from .queries.results import AbilityLine, Results
from .scoring.tables import Counts
from .statistics.cohorts import Finding, corrected_p
from .statistics.movement import Movement
from .wording import figures as written
from .wording import findings


@dataclass(frozen=True)
class Side:
    """One of the two moments of an ability: its bar, and its counts for those who hear the page."""

    word: str
    bar: str
    counts: str


@dataclass(frozen=True)
class Drawn:
    """One ability: its two distributions, who moved, its leading figure, and what may be said."""

    sides: tuple[Side, Side]
    moved_bar: str
    moved_words: str
    same: str
    figure: str
    interval: str
    sentence: str


@dataclass(frozen=True)
class Line:
    """One ability of a cohort."""

    result: AbilityResult
    drawn: Drawn
    caution: str


@dataclass(frozen=True)
class PublicLine:
    """One ability of a public group."""

    ability: AbilityLine
    drawn: Drawn
    caution: str


Key = tuple[tuple[str, str], ...]
"""Each level: its picture and its words."""


@dataclass(frozen=True)
class Chart:
    """All abilities of a cohort on one scale."""

    lines: tuple[Line, ...]
    key: Key


@dataclass(frozen=True)
class PublicChart:
    """All abilities of a public group on one scale."""

    lines: tuple[PublicLine, ...]
    key: Key


def chart(
    figures: CohortFigures,
    scale: Scale,
    moments: tuple[str, str],
    *,
    width: int | None = None,
    moved_width: int | None = None,
) -> Chart:
    """On a page the bars are as wide as their column; a document gives the widths in px."""
    reach = drawings.reach_of([result.figures.movement for result in figures.results])
    words = (findings.moment(moments[0]), findings.moment(moments[1]))
    return Chart(
        tuple(
            Line(result, _of_cohort(result, words, reach, width, moved_width), findings.caution(result))
            for result in figures.results
        ),
        _key(scale.levels),
    )


def public_chart(page: Results) -> PublicChart:
    """What a group may show: the pairs alone, and nothing of those who answered once."""
    reach = drawings.reach_of([line.moved for line in page.lines])
    words = (findings.moment(Moment.PRE), findings.moment(Moment.POST))
    corrected = corrected_p({line.code: line.table for line in page.lines})
    return PublicChart(
        tuple(
            PublicLine(
                line,
                _drawn(
                    (line.before, line.after),
                    line.moved,
                    (line.finding, corrected[line.code]),
                    words,
                    drawings.moved_bar(line.moved, reach),
                ),
                findings.few(line.n),
            )
            for line in page.lines
        ),
        _key(tuple(level.captions.local for level in page.sheet.levels)),
    )


def _key(levels: Sequence[Localized]) -> Key:
    return tuple(
        (drawings.level_swatch(number, len(levels)), f"{number} {caption}") for number, caption in enumerate(levels)
    )


def _of_cohort(
    result: AbilityResult, words: tuple[str, str], reach: drawings.Reach, width: int | None, moved_width: int | None
) -> Drawn:
    figures = result.figures
    bar = drawings.moved_bar(figures.movement, reach, width=moved_width)
    found = (figures.finding, figures.p)
    return _drawn((figures.table.pre, figures.table.post), figures.movement, found, words, bar, width)


def _drawn(
    counts: tuple[Counts, Counts],
    moved: Movement,
    found: tuple[Finding, float | None],
    words: tuple[str, str],
    moved_bar: str,
    width: int | None = None,
) -> Drawn:
    return Drawn(
        sides=(_side(words[0], counts[0], width), _side(words[1], counts[1], width)),
        moved_bar=moved_bar,
        moved_words=findings.moved(moved),
        same=formats.number(moved.same),
        figure=written.signed(moved.balance),
        interval=written.interval(moved.interval),
        sentence=findings.sentence(moved, *found),
    )


def _side(word: str, counts: Counts, width: int | None) -> Side:
    words = _("From level 0 on: %(counts)s") % {"counts": findings.levels(counts)}
    return Side(word, drawings.level_bar(counts, width=width), words)


# --- Side by side ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ForestLine:
    """One programme or year in the table of an ability."""

    cohort: ComparedCohort
    compared: ComparedFigure
    bar: str
    figure: str
    interval: str

    @property
    def movement(self) -> Movement:
        return self.compared.movement


@dataclass(frozen=True)
class Forest:
    """One ability over all programmes or years; `years` is its drawing over time, empty for programmes and for a single year."""

    code: str
    name: Localized
    lines: tuple[ForestLine, ...]
    years: str = ""


def forests(
    comparison: Comparison, *, over_time: bool = False, width: int | None = None, years_width: int | None = None
) -> tuple[Forest, ...]:
    """Each ability with its lines; `over_time` draws them from year to year as well."""
    found = []
    for ability, pairs in comparison.by_ability:
        lines = tuple(_forest_line(cohort, compared, width) for cohort, compared in pairs)
        years = [(cohort.word, compared.movement) for cohort, compared in pairs]
        drawn = drawings.years_chart(years, width=years_width) if over_time and len(years) > 1 else ""
        found.append(Forest(ability.code, ability.name, lines, drawn))
    return tuple(found)


def _forest_line(cohort: ComparedCohort, compared: ComparedFigure, width: int | None) -> ForestLine:
    moved = compared.movement
    return ForestLine(
        cohort,
        compared,
        drawings.forest_bar(moved, width=width),
        written.signed(moved.balance),
        written.interval(moved.interval),
    )
