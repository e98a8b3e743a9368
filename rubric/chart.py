"""Results as lines of a table, each with its bars and its words, for the page and for documents."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized

from . import drawings
from .queries.cohorts import AbilityResult, CohortFigures, Scale
from .queries.comparisons import ComparedCohort, ComparedFigure, Comparison
from .scoring.tables import Counts
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
class Line:
    """One ability: its two distributions, who moved, its leading figure, and what may be said."""

    result: AbilityResult
    sides: tuple[Side, Side]
    moved_bar: str
    moved_words: str
    figure: str
    interval: str
    sentence: str
    caution: str

    @property
    def same(self) -> str:
        return formats.number(self.result.figures.movement.same)


@dataclass(frozen=True)
class Chart:
    """All abilities of a cohort on one scale."""

    lines: tuple[Line, ...]
    key: tuple[tuple[str, str], ...]
    """Each level: its picture and its words."""


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
    return Chart(
        tuple(
            _line(result, moments, drawings.moved_bar(result.figures.movement, reach, width=moved_width), width)
            for result in figures.results
        ),
        tuple(
            (drawings.level_swatch(number, len(scale.levels)), f"{number} {caption}")
            for number, caption in enumerate(scale.levels)
        ),
    )


def _line(result: AbilityResult, moments: tuple[str, str], moved_bar: str, width: int | None) -> Line:
    figures = result.figures
    before, after = map(findings.moment, moments)
    return Line(
        result=result,
        sides=(_side(before, figures.table.pre, width), _side(after, figures.table.post, width)),
        moved_bar=moved_bar,
        moved_words=findings.moved(figures.movement),
        figure=written.signed(figures.movement.balance),
        interval=written.interval(figures.movement.interval),
        sentence=findings.sentence(figures),
        caution=findings.caution(result),
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
    """One ability over all programmes or years; `years` is its drawing over time, empty for programmes."""

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
        drawn = drawings.years_chart(years, width=years_width) if over_time else ""
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
