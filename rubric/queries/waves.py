"""Waves in a list: those of the open year or of another one, each with its numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.sorting import Arranged
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import Direction
from programs.queries import coordinated_program_ids

from ..models import Moment, SurveyWave
from ..moves import WAVE_MOVES
from .participation import Tally, participations, tally
from .wave_words import run_words, times_words

MOMENTS = list(Moment)


@dataclass(frozen=True)
class WaveLine:
    """One wave with its numbers."""

    uid: UUID
    run_uid: UUID
    program: Localized
    run: str
    fiscal_year: int
    direction: str
    moment: str
    moment_label: str
    times: str
    status: str
    status_label: str
    status_kind: str
    tally: Tally
    place: tuple[Any, ...]
    """Its place in the usual order: newest year, programmes in their order, moments in theirs."""

    @property
    def direction_label(self) -> str:
        return str(Direction(self.direction).label)


STATES = list(WAVE_MOVES.states)

ORDERS = {
    "run": Arranged(lambda line: line.place),
    "moment": Arranged(lambda line: MOMENTS.index(line.moment)),
    "state": Arranged(lambda line: STATES.index(line.status)),
    "missing": Arranged(lambda line: line.tally.missing, descending=True),
    "rate": Arranged(lambda line: line.tally.rate),
    "expected": Arranged(lambda line: line.tally.expected, descending=True),
    "sent": Arranged(lambda line: line.tally.sent, descending=True),
}
"""By the words of the heads."""


def kept_waves(user: Viewer) -> QuerySet[SurveyWave]:
    """The waves that this reader keeps: the office all, a programme coordinator those of the own programmes."""
    rows: QuerySet[SurveyWave] = SurveyWave.objects.select_related("run__program", "instrument__rubric_version")
    return rows if is_office(user) else rows.filter(run__program_id__in=coordinated_program_ids(user))


def years_of(user: Viewer) -> list[int]:
    """The fiscal years in which there are waves, newest first."""
    years = kept_waves(user).order_by().values_list("run__fiscal_year", flat=True).distinct()
    return sorted(years, reverse=True)


def lines(user: Viewer, now: datetime, asked: Q) -> tuple[WaveLine, ...]:
    """The waves that a filter lets through, in their usual order; four queries."""
    return lines_of(kept_waves(user).filter(asked), now)


def lines_of(waves: Iterable[SurveyWave], now: datetime) -> tuple[WaveLine, ...]:
    rows = list(waves)
    people = participations(rows, now)
    found = [_line(wave, tally(people[wave.pk])) for wave in rows]
    return tuple(sorted(found, key=lambda line: line.place))


def _line(wave: SurveyWave, numbers: Tally) -> WaveLine:
    run = wave.run
    return WaveLine(
        uid=wave.uid,
        run_uid=run.uid,
        program=localized(run.program, "name"),
        run=run_words(run),
        fiscal_year=run.fiscal_year,
        direction=run.direction,
        moment=wave.moment,
        moment_label=wave.get_moment_display(),
        times=times_words(wave),
        status=wave.status,
        status_label=WAVE_MOVES.office_label(wave.status),
        status_kind=WAVE_MOVES.kind(wave.status),
        tally=numbers,
        place=(
            -run.fiscal_year,
            run.program.order,
            run.program_id,
            run.direction,
            run.pk,
            MOMENTS.index(Moment(wave.moment)),
        ),
    )
