"""What the numbers of a cohort allow to say, and no more: of a change, never of an effect."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.period import fiscal_year_label
from programs.models import Direction, Level

from ..models import Moment
from ..queries.cohorts import AbilityResult, Cohort, CohortFigures, CohortFilters, RunLine
from ..queries.comparisons import Comparison
from ..statistics.cohorts import CAUTION_BELOW, HARDLY_CHANCE, Finding
from ..statistics.movement import Movement
from . import figures as written


def headline(figures: CohortFigures) -> str:
    """The finding of the whole cohort, as its heading."""
    asked, rose = len(figures.results), figures.found(Finding.MORE_ROSE)
    fell, known = figures.found(Finding.MORE_FELL), figures.pairs[1]
    words = {"all": asked, "rose": rose, "fell": fell}
    if not known:
        return _("Nobody has answered both times yet")
    if figures.found(Finding.TOO_FEW) == asked:
        return _("Too few have answered both times to say more than their numbers")
    if rose == asked:
        return ngettext(
            "In the one ability more people rose than fell",
            "In all %(all)s abilities more people rose than fell",
            asked,
        ) % {"all": asked}
    if fell:
        return (
            _("Of %(all)s abilities, more people rose than fell in %(rose)s and more fell than rose in %(fell)s")
            % words
        )
    if rose:
        return _("In %(rose)s of %(all)s abilities more people rose than fell") % words
    return _("In no ability can it be told whether more people rose than fell")


def compared(cohort: Cohort) -> str:
    """Who is compared: how many gave both answers; of how many, where that is told."""
    low, high = cohort.figures.pairs
    asked = cohort.figures.participants
    words = {
        "pairs": formats.number(high) if low == high else f"{formats.number(low)}–{formats.number(high)}",
        "before": moment(cohort.run.before),
        "after": moment(cohort.run.after),
    }
    if asked is None:
        return (
            ngettext(
                "The answers of %(pairs)s person, “%(before)s” and “%(after)s”",
                "The answers of %(pairs)s people, “%(before)s” and “%(after)s”",
                high,
            )
            % words
        )
    words |= {"asked": formats.number(asked), "share": written.share(high, asked)}
    return (
        ngettext(
            "The answers of %(pairs)s person, “%(before)s” and “%(after)s”; participants: %(asked)s (%(share)s answered both times)",
            "The answers of %(pairs)s people, “%(before)s” and “%(after)s”; participants: %(asked)s (%(share)s answered both times)",
            high,
        )
        % words
    )


def of_how_many(cohort: Cohort, result: AbilityResult) -> str:
    """On how many pairs an ability rests; and how many are missing, where that is told."""
    table = result.figures.table
    words = {"pairs": formats.number(table.n), "missing": formats.number(table.missing)}
    if cohort.figures.participants is None:
        return _("Pairs: %(pairs)s") % words
    return _("Pairs: %(pairs)s, missing: %(missing)s") % words


def moment(code: str) -> str:
    return str(Moment(code).label)


def moved(found: Movement) -> str:
    """The counts as a sentence."""
    return ngettext(
        "Of %(n)s person, %(rose)s rose, %(same)s stayed on the level and %(fell)s fell.",
        "Of %(n)s people, %(rose)s rose, %(same)s stayed on the level and %(fell)s fell.",
        found.n,
    ) % {name: formats.number(getattr(found, name)) for name in ("n", "rose", "same", "fell")}


def allowed(found: Finding, p: float | None) -> str:
    """What the leading figure, its interval and the corrected p of the test allow to say."""
    hardly_chance = p is not None and p < HARDLY_CHANCE
    return {
        Finding.NOBODY: _("Nobody has a level both times: nothing can be compared."),
        Finding.TOO_FEW: _("Fewer than five people: beyond these numbers nothing can be said."),
        Finding.MORE_ROSE: _("More rose than fell; chance alone would hardly bring about such a difference.")
        if hardly_chance
        else _("More rose than fell, but chance alone could also bring about such a difference."),
        Finding.MORE_FELL: _("More fell than rose; chance alone would hardly bring about such a difference.")
        if hardly_chance
        else _("More fell than rose, but chance alone could also bring about such a difference."),
        Finding.UNCLEAR: _(
            "Whether more rise or more fall cannot be told from these answers: the interval holds zero."
        ),
    }[found]


def sentence(found: Movement, finding: Finding, p: float | None) -> str:
    """One readable statement of an ability; `p` is corrected for all that were asked at once."""
    says = allowed(finding, p)
    return says if finding == Finding.NOBODY else formats.sentences(moved(found), says)


def caution(result: AbilityResult) -> str:
    """How an ability of few pairs is read; empty where there are enough, or none."""
    if result.is_small:
        return _("fewer than 5: not for publication")
    return few(result.figures.table.n)


def few(pairs: int) -> str:
    """The word for so many pairs; empty where there are enough, or none."""
    return _("fewer than 30: with caution") if 0 < pairs < CAUTION_BELOW else ""


def levels(counts: tuple[int, ...]) -> str:
    """How many stood on each level, from the lowest on: 4, 14, 16, 4."""
    return formats.series(*(formats.number(count) for count in counts))


# --- Notes -----------------------------------------------------------------------------------------------------------


def notes(cohort: Cohort) -> list[str]:
    """What stands below every result."""
    return [*standing(), *_of_this(cohort)]


def standing() -> list[str]:
    return [
        _(
            "The leading figure is the share of people who rose less the share who fell, from −1 to +1, with its interval "
            "(confidence 0.95). It fits levels that have an order and no distances."
        ),
        _(
            "These are self-assessments, and nobody is compared with students who did not take part: they show a change, "
            "not what brought it about."
        ),
    ]


def _of_this(cohort: Cohort) -> list[str]:
    found, figures = [], cohort.figures
    if figures.pairs[1] and figures.needs_caution:
        found.append(
            _("Fewer than %(bound)s pairs in at least one ability: read the figures with caution.")
            % {"bound": CAUTION_BELOW}
        )
    if any(result.is_small for result in figures.results):
        found.append(
            _(
                "Fewer than five pairs: who is meant may be recognised. Do not hand these figures on, and do not publish them."
            )
        )
    if figures.mapped:
        found.append(some_older() if cohort.of_pairs else mapped(figures.mapped))
    if cohort.run.set_aside:
        found.append(set_aside(cohort.run.set_aside))
    return [*found, *_published()] if cohort.of_pairs else found


def _published() -> list[str]:
    return [
        _(
            "Members of committees and evaluators read published years, by direction and programme. Counted are those who "
            "answered both times. Groups of fewer than five people are withheld, and with them as many others as it takes "
            "that none of them can be computed."
        )
    ]


def comparison_notes(comparison: Comparison, *, over_time: bool = False) -> list[str]:
    """What stands below figures side by side."""
    found = [*standing()]
    if not over_time or len(comparison.cohorts) > 1:  # a single year is neither drawn nor compared
        found += _side_by_side(over_time=over_time)
    if comparison.mapped:
        found.append(f"※ {some_older() if comparison.of_pairs else mapped(comparison.mapped)}")
    if comparison.of_pairs and over_time and len(comparison.cohorts) > 1:
        found.append(
            _(
                "Each fiscal year stands as it was published, by its own scoring run; the run named here is that of the newest."
            )
        )
    if comparison.withholds:
        found.append(_("Groups whose figures are withheld do not stand here."))
    return [*found, *_published()] if comparison.of_pairs else found


def _side_by_side(*, over_time: bool) -> list[str]:
    return [
        _("A full point: the interval leaves out zero. A ring: it holds zero, and more cannot be told."),
        _("The years are other people each: a difference between them need not be a change of the programme.")
        if over_time
        else _(
            "The programmes have other participants each, and their differences are not tested: this is no ranking."
        ),
    ]


def mapped(number: int) -> str:
    words = ngettext(
        "Of %(number)s pair one answer was given in an older version of the rubric; it is read in the newer one.",
        "Of up to %(number)s pairs one answer was given in an older version of the rubric; it is read in the newer one.",
        number,
    )
    return words % {"number": formats.number(number)}


def some_older() -> str:
    """Where no number is told."""
    return _("Some people were asked by an older version of the rubric; their answers are read in the newer one.")


def set_aside(number: int) -> str:
    words = ngettext(
        "%(number)s answer could not be scored and was set aside.",
        "%(number)s answers could not be scored and were set aside.",
        number,
    )
    return words % {"number": formats.number(number)}


def run_words(run: RunLine) -> str:
    """Which run, by which versions."""
    words = {"rubric": run.rubric, "version": run.version, "moment": formats.date_and_time(run.ended_at)}
    line = _("Scored on %(moment)s (Japan time) by “%(rubric)s”, version %(version)s") % words
    if run.instrument:
        return formats.series(line, _("questionnaire “%(name)s”") % {"name": run.instrument})
    return line


def since_words(cohort: Cohort) -> str:
    """How many answers the run does not know; what is published takes none any more."""
    came = cohort.came_since
    if cohort.of_pairs:
        return _("A published fiscal year never changes.")
    if not came.number:
        return _("No answer has come since.")
    number = formats.number(came.number) + ("+" if came.is_more else "")
    words = ngettext(
        "%(number)s answer has come since and is not counted.",
        "%(number)s answers have come since and are not counted.",
        came.number,
    )
    return words % {"number": number}


# --- The filter ------------------------------------------------------------------------------------------------------


def filter_words(filters: CohortFilters) -> list[str]:
    """What was chosen, part by part."""
    parts: list[object] = [filters.program.name] if filters.program else []
    if filters.program is None and filters.programs is not None:
        parts.append(_("your programmes"))
    parts += [fiscal_year_label(filters.fiscal_year)] if filters.fiscal_year else []
    parts += [Direction(filters.direction).label] if filters.direction else []
    parts += [filters.partner.name] if filters.partner else []
    parts += [Level(filters.level).label] if filters.level else []
    if filters.home:
        parts.append(pgettext("cohort", "from %(country)s") % {"country": formats.country(filters.home)})
    return [str(part) for part in parts]


def filter_line(filters: CohortFilters, *, all_years: bool = False) -> str:
    """What was chosen on one line; with `all_years` but for the year, where every one is shown."""
    if all_years:
        filters = replace(filters, fiscal_year=None)
    return " · ".join(filter_words(filters)) or _("All participants")
