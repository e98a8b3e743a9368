"""What a scoring run does for the public page, year by year: what it published, and which waves keep it from doing so."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label

from ..models import PublicYear, ScoreRun, SurveyWave
from ..queries.public_years import Obstacle, YearWaves, is_whole, years_over
from ..queries.wave_words import wave_words


def publication_words(run: ScoreRun, *, now: datetime) -> list[str]:
    """A sentence for each year that is over; three queries."""
    if not is_whole(run):
        return [
            _(
                "This run publishes no fiscal year: it covers a part of the participants, other moments or raters, or a version of "
                "the rubric that is no longer in use."
            )
        ]
    published = {(row.project_id, row.fiscal_year): row for row in PublicYear.objects.all()}
    years = years_over(run, now=now)
    return [sentence for each in years if each.is_read for sentence in _of_year(run, each, published.get(each.year))]


def _of_year(run: ScoreRun, each: YearWaves, row: PublicYear | None) -> Iterator[str]:
    words = {"year": fiscal_year_label(each.year[1])}
    if row is not None:
        if row.score_run_id == run.pk:
            yield _("%(year)s: published by this run.") % words
            yield from _left_out(each.left_out)
        return
    for wave, obstacle in each.obstacles:
        asked = {"wave": wave_words(wave), "questionnaire": localized(wave.instrument, "name")}
        yield _obstacle_words(obstacle) % {**words, **asked}
    if not each.obstacles and run.ended_at is None:
        yield _("%(year)s: is published when this run ends.") % words
        yield from _left_out(each.left_out)


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
