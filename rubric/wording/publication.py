"""What a scoring run does for the public page, year by year: what it published, and which waves keep it from doing so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label

from ..models import PublicYear, ScoreRun, SurveyWave
from ..queries.public_years import Obstacle, YearWaves, counted_years, is_whole, years_over
from ..queries.wave_words import wave_words


@dataclass(frozen=True)
class Publication:
    """A sentence for each year that is over; and the lost answers that alone keep years back, years in words, how many."""

    sentences: tuple[str, ...]
    waiting: tuple[str, ...] = ()
    lost: int = 0


def publication(run: ScoreRun, *, now: datetime) -> Publication:
    """Six queries."""
    if not is_whole(run):
        words = _(
            "This run publishes no fiscal year: it covers a part of the participants, other moments or raters, or a version of "
            "the rubric that is no longer in use."
        )
        return Publication((words,))
    published = {(row.project_id, row.fiscal_year): row for row in PublicYear.objects.all()}
    years = [each for each in years_over(run, now=now) if each.is_read]
    counted = counted_years(run)
    waiting = [each for each in years if each.waits_for_lost and each.year in counted.difference(published)]
    return Publication(
        tuple(
            sentence
            for each in years
            for sentence in _of_year(
                run, each, published.get(each.year), is_empty=each.year not in counted and not each.travelled
            )
        ),
        tuple(fiscal_year_label(each.year[1]) for each in waiting),
        sum(each.lost for each in waiting),
    )


def _of_year(run: ScoreRun, each: YearWaves, row: PublicYear | None, *, is_empty: bool) -> Iterator[str]:
    words = {"year": fiscal_year_label(each.year[1])}
    if row is not None:
        if row.score_run_id == run.pk:
            yield _("%(year)s: published by this run.") % words
            yield from _left_out(each.left_out)
        return
    for wave, obstacle in each.obstacles:
        asked = {"wave": wave_words(wave), "questionnaire": localized(wave.instrument, "name")}
        yield _obstacle_words(obstacle) % {**words, **asked}
    if each.lost:
        yield _lost_words(each.lost) % words
    elif not each.obstacles and is_empty:
        yield _("%(year)s is not published: nobody travelled, so there is nothing to count.") % words
    elif not each.obstacles and run.ended_at is not None:
        yield (
            _("%(year)s is not published: when this run ended, the year was not final yet. Start another run.") % words
        )
    elif not each.obstacles:
        yield _("%(year)s: is published when this run ends.") % words
        yield from _left_out(each.left_out)


def _lost_words(number: int) -> str:
    words = ngettext(
        "%%(year)s is not published: %(number)s answer was lost while it was scored, and can be tried again.",
        "%%(year)s is not published: %(number)s answers were lost while they were scored, and can be tried again.",
        number,
    )
    return words % {"number": formats.number(number)}


def _obstacle_words(obstacle: Obstacle) -> str:
    return {
        Obstacle.NOT_LOCKED: _("%(year)s is not published: the wave “%(wave)s” is not locked."),
        Obstacle.LOCKED_LATER: _(
            "%(year)s is not published: the wave “%(wave)s” was locked after this run had begun. Start another run."
        ),
        Obstacle.NOT_READ: _(
            "%(year)s is not published: this run did not read the wave “%(wave)s”, which asks by the questionnaire "
            "“%(questionnaire)s” of another rubric, or by another one than the run."
        ),
    }[obstacle]


def _left_out(waves: Iterable[SurveyWave]) -> Iterator[str]:
    for wave in waves:
        yield _("The wave “%(wave)s” was left out: nobody travelled, and it was never opened.") % {
            "wave": wave_words(wave)
        }
