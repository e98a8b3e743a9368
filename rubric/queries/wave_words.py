"""How a wave and its times are called on the screen."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from programs.models import ProgramRun

from ..models import Moment, SurveyWave, Timing
from ..moves import WaveStatus
from .windows import last_day_of, midnight


def run_words(run: ProgramRun) -> str:
    """Cultural Exchange Program · Outbound · theme; the fiscal year stands elsewhere."""
    theme = str(localized(run, "theme")) or (run.get_term_display() if run.term != ProgramRun.Term.YEAR else "")
    parts = [str(localized(run.program, "name")), run.get_direction_display(), theme]
    return formats.series(*filter(None, parts))


def wave_words(wave: SurveyWave) -> str:
    """Before · FY2018 · Cultural Exchange Program · Outbound"""
    return formats.series(wave.get_moment_display(), fiscal_year_label(wave.run.fiscal_year), run_words(wave.run))


def times_words(wave: SurveyWave) -> str:
    """From when until when, by the clock or by each stay."""
    if wave.timing == Timing.CLOCK and wave.opens_at and wave.closes_at:
        return formats.period(formats.local_day(wave.opens_at), last_day_of(wave.closes_at))
    first, last = (day_words(wave.moment, number or 0) for number in (wave.opens_after, wave.closes_after))
    return pgettext("days of a stay", "%(first)s – %(last)s") % {"first": first, "last": last}


def days_note(wave: SurveyWave) -> str:
    """What stands below the days: that both belong to it, unless it was closed in the middle of the last one."""
    is_early = wave.closes_at is not None and wave.closes_at != midnight(last_day_of(wave.closes_at), 1)
    if wave.closes_at is not None and is_early and wave.status not in (WaveStatus.PLANNED, WaveStatus.OPEN):
        return _("Closed on %(moment)s (Japan time).") % {"moment": formats.date_and_time(wave.closes_at)}
    return _("Both days belong to it; they end at midnight in Japan.")


def closing_words(wave: SurveyWave) -> str:
    """By which rule a wave by the stay closes as a whole; nothing where days are fixed, or where it has closed."""
    if wave.timing == Timing.CLOCK or wave.status not in (WaveStatus.PLANNED, WaveStatus.OPEN):
        return ""
    if wave.moment == Moment.PRE:
        return _("The wave closes when everybody's time is over and the run takes nobody else.")
    return _(
        "The wave closes when everybody's time is over and the run takes nobody else. Where the last day of a stay is not"
        " known, it waits until the run has ended, or the fiscal year if the run has no last day, and at least until a year"
        " after the start of the stay."
    )


def day_words(moment: str, number: int) -> str:
    """A day counted from the start of a stay (before it) or from its end (after it)."""
    if moment == Moment.PRE:
        words = _start_words(number)
    else:
        words = _end_words(number)
    return words % {"days": abs(number)}


def _start_words(number: int) -> str:
    if number == 0:
        return _("the day of the start")
    if number < 0:
        return ngettext("%(days)d day before the start", "%(days)d days before the start", -number)
    return ngettext("%(days)d day after the start", "%(days)d days after the start", number)


def _end_words(number: int) -> str:
    if number == 0:
        return _("the day of the end")
    if number < 0:
        return ngettext("%(days)d day before the end", "%(days)d days before the end", -number)
    return ngettext("%(days)d day after the end", "%(days)d days after the end", number)
