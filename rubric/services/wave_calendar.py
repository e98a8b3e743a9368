"""What the calendar does with waves: opens and closes them at their time, and has people asked and reminded."""

import logging
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q

from kanazawa_exchange.accounts.queries.letters import overtaken
from kanazawa_exchange.accounts.services.editing import lock_for_edit
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.clock import tokyo_date
from kanazawa_exchange.lib.period import fiscal_year
from kanazawa_exchange.lib.states import Step

from ..mail_kinds import LETTERS
from ..models import InstrumentStatus, SurveyWave, Timing
from ..moves import WaveStatus
from ..queries.participation import Participation, live_stays, participations
from ..queries.windows import asks, last_moment, window_of
from . import asking, waves

logger = logging.getLogger(__name__)
Done = TypeVar("Done")


@dataclass(frozen=True)
class Round:
    """What one round has done."""

    opened: int = 0
    closed: int = 0
    asked: int = 0
    reminded: int = 0


def apply(*, now: datetime) -> Round:
    """Open, close, ask and remind whatever is due; run twice, or twice at once, it does everything once."""
    planned = Q(status=WaveStatus.PLANNED, instrument__status=InstrumentStatus.IN_USE)
    rows = list(_rows().filter(planned | Q(status=WaveStatus.OPEN)).order_by("pk"))
    stays = live_stays({wave.run_id for wave in rows})
    moved = _each([wave for wave in rows if due_move(wave, stays[wave.run_id], now)], partial(_follow, now=now))
    told = _tell(now)
    return Round(
        opened=moved.count("open"),
        closed=moved.count("close"),
        asked=sum(one.asked for one in told),
        reminded=sum(one.reminded for one in told),
    )


def _tell(now: datetime) -> list[asking.Told]:
    waves_open = list(_rows().filter(status=WaveStatus.OPEN).order_by("pk"))
    people = participations(waves_open, now)
    acts = overtaken(LETTERS, {str(wave.uid) for wave in waves_open})
    due = [wave for wave in waves_open if _has_to_tell(wave, people[wave.pk], acts, now)]
    return _each(due, partial(asking.tell_due, now=now))


def _has_to_tell(wave: SurveyWave, rows: Sequence[Participation], acts: Set[str], now: datetime) -> bool:
    return any(asking.is_due(row, now) for row in rows) or bool(asking.coming_back(wave, rows, acts, now))


def _each(waves_due: Iterable[SurveyWave], act: Callable[[SurveyWave], Done]) -> list[Done]:
    """The act upon each wave, in its own transaction; one that fails is logged, and the others have their turn."""
    done = []
    for wave in waves_due:
        try:
            done.append(act(wave))
        except Exception:
            logger.exception("the calendar failed upon the survey wave %s", wave.uid)
    return done


def _rows() -> Any:
    return SurveyWave.objects.select_related("run__program", "instrument")


@retried
@transaction.atomic
def _follow(wave: SurveyWave, now: datetime) -> str:
    """Make the move that is due, once, also when two workers look at one moment; returns its name, or nothing."""
    current = lock_for_edit(_rows(), wave.pk, None)
    name = due_move(current, live_stays({current.run_id})[current.run_id], now)
    if name:
        waves.move(current, name, Step(), by=None, now=now)
    return name


def due_move(wave: SurveyWave, stays: Sequence[Any], now: datetime) -> str:
    """The move that the clock or the days of the stays ask for; nothing where none is due.

    By the stay a wave is open as a whole from the first window until none may come any more: all are over, and the run takes
    no further people, because it or its fiscal year has ended. A stay without a last day counts as over at its `last_moment`.
    """
    windows = [(asks(wave, stay), window_of(wave, stay)) for stay in stays]
    if wave.status == WaveStatus.PLANNED:
        if wave.opens_at is not None and wave.closes_at is not None:
            return "open" if wave.opens_at <= now < wave.closes_at else ""
        holds = any(is_asked and window is not None and window.holds(now) for is_asked, window in windows)
        return "open" if holds else ""
    if wave.status != WaveStatus.OPEN:
        return ""
    if wave.timing == Timing.CLOCK:
        return "close" if wave.closes_at is not None and wave.closes_at <= now else ""
    may_grow = not wave.run.is_closed and fiscal_year(tokyo_date(now)) <= wave.run.fiscal_year
    may_come = any(now < last_moment(wave, stay) for stay in stays)
    return "" if may_grow or may_come else "close"
