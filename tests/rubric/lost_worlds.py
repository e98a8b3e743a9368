"""Runs that have ended without some answers, which a worker lost, and the same runs when these are tried again."""

from random import Random
from typing import Any

import pytest

from kanazawa_exchange.accounts.services import jobs
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import LOST
from rubric.models import Instrument, Response, ResponseScore, ScoreRun
from tests.rubric import scoring_worlds as worlds
from tests.rubric import surveys


def lost(monkeypatch: pytest.MonkeyPatch, *bad: Response) -> ScoreRun:
    """A run that has ended without these answers."""
    with monkeypatch.context() as patch:
        for response in bad:
            worlds.failing(patch, response.answers)
        run = worlds.all_turns(worlds.start(bad[0].wave.instrument.rubric_version))
    assert run.ended_at
    assert ResponseScore.objects.filter(fault=LOST).count() == len(bad) == run.set_aside
    return run


def retried(run: ScoreRun) -> ScoreRun:
    assert run.job is not None
    jobs.resume(run.job, by=None, now=clock.now())
    return worlds.all_turns(run)


def year_with_one_lost(world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch) -> ScoreRun:
    """Of a finished year one answer was lost to the run."""
    return lost(monkeypatch, finished_year(world, instrument))


def finished_year(world: Any, instrument: Instrument) -> Response:
    """Eight answered twice in FY2018, whose waves are locked; one of the answers, like which there is no other."""
    chance = Random(8)
    stays = [world.sent(run=world.outbound) for _person in range(8)]
    given = []
    for moment in ("pre", "post"):
        wave = surveys.wave(world.outbound, instrument, moment)
        for stay in stays:
            drawn = surveys.levels(instrument, *(chance.randrange(worlds.LEVELS) for _ability in range(5)))
            given.append(surveys.answered(wave, stay, drawn))
        wave.status = "locked"
        wave.save()
    return given[0]
