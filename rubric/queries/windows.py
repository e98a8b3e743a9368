"""When a wave of a survey can be answered: its window for one stay, and what one person may answer at this moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.lib.clock import TOKYO
from kanazawa_exchange.lib.period import add_months, fiscal_year_bounds
from mobility.models import COUNTABLE, LIVE, OVER, Mobility

from ..models import Moment, Rater, Response, SurveyWave
from ..moves import WaveStatus

ASKED = {Moment.PRE: LIVE, Moment.POST: COUNTABLE, Moment.LATER: OVER}
"""In which states of the stay a wave asks: before it, whoever has not cancelled; after it, whoever has begun; later, whoever
has ended it. An interrupted stay is asked after; category and kind of the stay do not matter."""


@dataclass(frozen=True)
class Window:
    """From when until when a wave is open for one stay; the moment it closes is no longer part of it."""

    opens_at: datetime
    closes_at: datetime

    def holds(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    def is_over(self, now: datetime) -> bool:
        return self.closes_at <= now

    @property
    def first_day(self) -> date:
        return self.opens_at.astimezone(TOKYO).date()

    @property
    def last_day(self) -> date:
        """The last day on which an answer is taken, in Japan."""
        return last_day_of(self.closes_at)


@dataclass(frozen=True)
class OpenWave:
    """A wave that somebody may answer now, about which stay and until when; `response` is what was begun."""

    wave: SurveyWave
    mobility: Mobility
    window: Window
    response: Response | None = None

    @property
    def is_begun(self) -> bool:
        return self.response is not None


def asks(wave: SurveyWave, mobility: Mobility) -> bool:
    """Whether a wave asks about a stay at all, whenever."""
    return mobility.run_id == wave.run_id and mobility.status in ASKED[Moment(wave.moment)]


def window_of(wave: SurveyWave, mobility: Mobility) -> Window | None:
    """The window of a wave for one stay; None while the day from which it counts is not known.

    By the stay it begins with the first hour of its first day in Japan and ends with the last hour of its last day. Before
    the stay days count from the start, after it from the end; confirmed days go before planned ones.
    """
    if wave.opens_at is not None and wave.closes_at is not None:
        return Window(wave.opens_at, wave.closes_at)
    day = day_counted_from(wave, mobility)
    if day is None or wave.opens_after is None or wave.closes_after is None:
        return None
    return Window(midnight(day, wave.opens_after), midnight(day, wave.closes_after + 1))


def day_counted_from(wave: SurveyWave, mobility: Mobility) -> date | None:
    """The day of a stay from which a wave counts its days."""
    if wave.moment == Moment.PRE:
        return mobility.actual_starts_on or mobility.planned_starts_on
    return mobility.actual_ends_on or mobility.planned_ends_on


def last_moment(wave: SurveyWave, mobility: Mobility) -> datetime:
    """Until when a wave by the stay waits for one stay: the end of its window, or of the one that is supposed.

    A stay whose last day nobody knows is supposed to be over with its run (with its fiscal year, where the run has no last
    day), and to last a year at least. Nobody is asked on that account: only the wave closes.
    """
    window = window_of(wave, mobility)
    if window is not None:
        return window.closes_at
    start, run = mobility.actual_starts_on or mobility.planned_starts_on, wave.run
    supposed = run.ends_on or fiscal_year_bounds(run.fiscal_year)[1]
    if start is not None:
        supposed = max(supposed, add_months(start, 12))
    return midnight(supposed, (wave.closes_after or 0) + 1)


def is_open_for(wave: SurveyWave, mobility: Mobility, now: datetime) -> bool:
    """Whether an answer about this stay is taken now. No queries."""
    window = window_of(wave, mobility)
    return wave.status == WaveStatus.OPEN and asks(wave, mobility) and window is not None and window.holds(now)


def stays_of(person: Person | int) -> list[Mobility]:
    """The stays of a person that have not been called off."""
    rows = Mobility.objects.filter(person=person, status__in=LIVE)
    return list(rows.select_related("run__program", "sending", "receiving"))


def open_waves_of(person: Person | int, now: datetime) -> tuple[OpenWave, ...]:
    """What a person may answer now and has not sent yet, what closes first before the others; three queries."""
    return open_waves_about(stays_of(person), now)


def open_waves_about(stays: list[Mobility], now: datetime) -> tuple[OpenWave, ...]:
    """The same for stays of one person that were read already; none for none."""
    waves = SurveyWave.objects.filter(run__in={stay.run_id for stay in stays}, status=WaveStatus.OPEN)
    pairs = _open_pairs(waves.select_related("instrument", "run__program"), stays, now)
    given = Response.objects.filter(mobility__in=[pair.mobility for pair in pairs], rater=Rater.SELF)
    responses = {(response.wave_id, response.mobility_id): response for response in given}
    found = []
    for pair in pairs:
        response = responses.get((pair.wave.pk, pair.mobility.pk))
        if response is None or response.sent_at is None:
            found.append(OpenWave(pair.wave, pair.mobility, pair.window, response))
    return tuple(sorted(found, key=lambda row: (row.window.closes_at, row.wave.pk, row.mobility.pk)))


def _open_pairs(waves: Iterable[SurveyWave], stays: list[Mobility], now: datetime) -> list[OpenWave]:
    found = []
    for wave in waves:
        for stay in stays:
            window = window_of(wave, stay)
            if window is not None and is_open_for(wave, stay, now):
                found.append(OpenWave(wave, stay, window))
    return found


def midnight(day: date, after: int = 0) -> datetime:
    """The first moment of the day so many days later, in Japan."""
    return datetime.combine(day + timedelta(days=after), time(), TOKYO)


def last_day_of(closes_at: datetime) -> date:
    """The day in Japan on which the last moment before this one falls."""
    return (closes_at - timedelta(microseconds=1)).astimezone(TOKYO).date()
