"""Waves of the survey: planned for one run or for all of a year, opened, extended, closed, locked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import editing, moves, undoing
from kanazawa_exchange.accounts.services.editing import Values, lock_for_edit
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Guards, Refused
from kanazawa_exchange.lib.states import Move, MoveRefused, Step
from programs.models import ProgramRun

from ..models import SurveyWave, Timing
from ..moves import WAVE_MOVES, WaveStatus
from ..permissions import may_keep_wave, may_keep_waves_in
from ..queries.participation import live_stays
from ..queries.windows import asks, last_moment
from . import asking

CLOSING = {Timing.CLOCK: "closes_at", Timing.STAY: "closes_after"}
"""The column that says when a wave closes."""


def _there_already() -> str:
    return _("This run has a wave for this moment already.")


GUARDS: Guards = {"survey_wave_once": ("moment", _there_already)}


@dataclass(frozen=True)
class Planned:
    """The waves that were planned in one act, and how many had been there before."""

    waves: tuple[SurveyWave, ...]
    there: int


# --- Planned ---------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def plan(run: ProgramRun, values: Values, *, by: User | None) -> SurveyWave:
    """A wave of a run. Errors: PermissionDenied, Refused."""
    refuse_unless(may_keep_waves_in, by, run.program_id)
    _refuse_times(values)
    return editing.create(SurveyWave(run=run), values, by=by, guards=GUARDS)


@retried
@transaction.atomic
def plan_many(runs: Sequence[ProgramRun], by_moment: Mapping[str, Values], *, by: User | None) -> Planned:
    """Waves of these moments for all these runs; those that are there stay as they are.

    Errors: PermissionDenied, Refused, also where no run or no moment is chosen.
    """
    for run in runs:
        refuse_unless(may_keep_waves_in, by, run.program_id)
    if not runs:
        raise Refused(_("Choose at least one run."), field="runs")
    if not by_moment:
        raise Refused(_("Choose at least one moment."))
    for values in by_moment.values():
        _refuse_times(values)
    there = set(SurveyWave.objects.filter(run__in=runs).values_list("run_id", "moment"))
    pairs = [(run, moment) for run in runs for moment in by_moment]
    new = [pair for pair in pairs if (pair[0].pk, pair[1]) not in there]
    waves = [editing.create(SurveyWave(run=run), by_moment[moment], by=by, guards=GUARDS) for run, moment in new]
    return Planned(tuple(waves), len(pairs) - len(new))


@retried
@transaction.atomic
def edit(wave: SurveyWave, values: Values, *, by: User | None, version: int | None) -> SurveyWave:
    """Another questionnaire, other times, as long as the wave is planned. Errors: PermissionDenied, StaleEdit, Refused."""
    current = _lock(wave, by, version)
    if current.status != WaveStatus.PLANNED:
        raise Refused(_("The wave has been opened. From then on only its closing day changes."))
    _refuse_times({**vars(current), **values})
    return editing.edit(current, values, by=by, version=None)


@retried
@transaction.atomic
def discard(wave: SurveyWave, *, by: User | None, version: int | None) -> None:
    """A wave that was never opened goes. Errors: PermissionDenied, StaleEdit, Refused."""
    current = _lock(wave, by, version)
    if current.status != WaveStatus.PLANNED or current.responses.exists():
        raise Refused(_("The wave has been opened, so it is kept."))
    editing.delete(current, by=by)


@retried
@transaction.atomic
def extend(wave: SurveyWave, values: Values, *, by: User | None, now: datetime, version: int | None) -> SurveyWave:
    """Another closing day for a wave that is open, or that has closed and is opened again with it.

    Errors: PermissionDenied, StaleEdit, Refused.
    """
    current = _lock(wave, by, version)
    if current.status in (WaveStatus.PLANNED, WaveStatus.LOCKED):
        raise MoveRefused(
            _("This is not possible now: the state is “%(state)s”.")
            % {"state": WAVE_MOVES.office_label(current.status)}
        )
    name = CLOSING[Timing(current.timing)]
    changed = {name: values[name]}
    _refuse_times({**vars(current), **changed})
    if current.timing == Timing.CLOCK and values[name] <= now:
        raise Refused(_("This day is over. Enter a later one."), field=name)
    current = editing.edit(current, changed, by=by, version=None)
    _refuse_if_all_are_over(current, now)
    if current.status == WaveStatus.OPEN:
        asking.letters_follow(current, now=now)
        return current
    return moves.move(_machine(now), current, "reopen", Step(), by=by, now=now)


def _refuse_if_all_are_over(wave: SurveyWave, now: datetime) -> None:
    """By the stay, a closing day that leaves time to somebody; a run without stays may still get some. Errors: Refused."""
    if wave.timing != Timing.STAY:
        return
    ends = [last_moment(wave, stay) for stay in live_stays({wave.run_id})[wave.run_id] if asks(wave, stay)]
    if ends and max(ends) <= now:
        words = _("With this number of days the time of all participants is over already. Enter a larger number.")
        raise Refused(words, field=CLOSING[Timing.STAY])


def _lock(wave: SurveyWave, by: User | None, version: int | None) -> SurveyWave:
    """The row lock on a wave that this user keeps. Errors: PermissionDenied, StaleEdit."""
    refuse_unless(may_keep_wave, by, wave)
    return lock_for_edit(_rows(), wave.pk, version)


def _rows() -> Any:
    return SurveyWave.objects.select_related("run__program", "instrument")


def _refuse_times(values: Mapping[str, Any]) -> None:
    """What the timing asks for is there, and in order. Errors: Refused by field."""
    first, last = ("opens_at", "closes_at") if values["timing"] == Timing.CLOCK else ("opens_after", "closes_after")
    missing = {name: _("Enter the day.") for name in (first, last) if values[name] is None}
    if missing:
        raise Refused(missing)
    is_one_day = values["timing"] == Timing.STAY and values[last] == values[first]
    if values[last] <= values[first] and not is_one_day:
        raise Refused(_("The wave closes before it opens."), field=last)


# --- Moves -----------------------------------------------------------------------------------------------------------


def _machine(now: datetime) -> moves.Machine[SurveyWave]:
    return moves.Machine(
        table=WAVE_MOVES,
        rows=_rows,
        before_saving=partial(_at_that_moment, now),
        afterwards=partial(_letters_follow, now),
    )


def _at_that_moment(now: datetime, wave: SurveyWave, row: Move, _step: Step, _by: User | None) -> None:
    """A wave by the clock that is opened early or closed early says so in its times."""
    if wave.opens_at is None or wave.closes_at is None:
        return
    if row.name == "open" and wave.closes_at <= now:
        raise MoveRefused(_("The closing day of this wave is over. Enter a later one first."))
    if row.name == "open":
        wave.opens_at = min(wave.opens_at, now)
    if row.name == "close" and now < wave.closes_at:
        wave.closes_at = max(now, wave.opens_at + timedelta(seconds=1))


def _letters_follow(now: datetime, wave: SurveyWave, row: Move, _step: Step, _by: User | None) -> None:
    """What has not left of the invitations and reminders comes and goes with the wave."""
    if WaveStatus.OPEN in {row.target, *row.sources}:
        asking.letters_follow(wave, now=now)


def move(
    wave: SurveyWave, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> SurveyWave:
    """Make one move of the table `rubric.moves.waves`; `score` is that of the portal, once a run has scored the answers.

    Errors: PermissionDenied, StaleEdit, Refused.
    """
    refuse_unless(may_keep_wave, by, wave)
    return moves.move(_machine(now), wave, name, step, by=by, now=now, version=version)


@retried
@transaction.atomic
def undo(wave: SurveyWave, *, by: User, now: datetime, version: int | None = None) -> SurveyWave:
    """Undo the last move within seconds. Errors: MoveRefused, PermissionDenied."""
    refuse_unless(may_keep_wave, by, wave)
    current = undoing.undo(_machine(now), wave, by=by, now=now, version=version)
    asking.letters_follow(current, now=now)
    return current


@retried
@transaction.atomic
def mark_scored(waves: Iterable[SurveyWave], *, now: datetime) -> int:
    """The portal has scored these waves; those that are closed say so from now on. Returns how many did."""
    return moves.move_all(_machine(now), [wave.pk for wave in waves], "score", now=now)
