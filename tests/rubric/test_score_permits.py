"""Who starts and steers scoring runs: the office, and a programme coordinator those of the own programmes."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import jobs
from kanazawa_exchange.lib import clock
from rubric.models import ScoreRun
from rubric.services import score_runs
from tests import permits
from tests.rubric import scoring_worlds as worlds
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope(world: Any, sato: User) -> dict[str, Any]:
    """The programme that kimura coordinates, with answers."""
    instrument = surveys.questionnaire(versions.first(sato))
    stay = world.sent()
    worlds.asked(stay.run, [stay], instrument, instrument, 3)
    return {"rubric_version": instrument.rubric_version, "program": stay.run.program}


def test_every_service_asks_who_acts(scope: dict[str, Any], stranger: User, mori: User, kimura: User) -> None:
    calls: dict[permits.Act, tuple[Any, ...]] = {score_runs.start: ({"rubric_version": scope["rubric_version"]},)}
    assert set(calls) == permits.writers((score_runs,))
    permits.refuse(calls, [stranger, mori, kimura], now=clock.now())
    permits.refuse({score_runs.start: (scope,)}, [stranger, mori], now=clock.now())
    assert not ScoreRun.objects.exists()


def test_a_coordinator_scores_the_own_programme_and_steers_its_job(
    scope: dict[str, Any], sato: User, kimura: User, mori: User
) -> None:
    run = score_runs.start(scope, by=kimura, now=clock.now())
    assert run.job is not None
    with pytest.raises(PermissionDenied):
        jobs.cancel(run.job, by=mori, now=clock.now())
    jobs.cancel(run.job, by=kimura, now=clock.now())
    worlds.worked(run)
    jobs.resume(run.job, by=sato, now=clock.now())
    assert worlds.worked(run).ended_at


def test_a_coordinator_sees_the_runs_of_the_own_programmes(scope: dict[str, Any], sato: User, kimura: User) -> None:
    own = worlds.start(**{"version": scope.pop("rubric_version"), **scope})
    everything = worlds.start(own.rubric_version)

    assert set(ScoreRun.objects.visible_to(sato)) == {own, everything}
    assert set(ScoreRun.objects.visible_to(kimura)) == {own}
