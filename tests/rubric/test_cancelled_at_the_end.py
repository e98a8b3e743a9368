"""A job that is stopped between the publication of a year and the end of its run leaves no page without an answer."""

from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import Job, JobEnding, User
from kanazawa_exchange.accounts.services import jobs
from kanazawa_exchange.lib import clock
from rubric.models import Instrument, PublicYear, ScoreRun
from rubric.services import publications, score_parts
from rubric.services.score_parts import Step
from tests.rubric import scoring_worlds as worlds
from tests.rubric import seat_reader, surveys, versions
from tests.rubric.lost_worlds import finished_year

pytestmark = pytest.mark.django_db
PARTS = ("", "programs/", "years/", "csv/", "xlsx/", "pdf/")


@pytest.fixture
def instrument(world: Any, sato: User) -> Instrument:
    found = surveys.questionnaire(versions.first(sato))
    finished_year(world, found)
    return found


def stopped(instrument: Instrument, monkeypatch: pytest.MonkeyPatch) -> ScoreRun:
    """Somebody asks the job to stop while the year is being published."""
    publish = score_parts.STEPS["public"].store

    def asked_meanwhile(held: Any, outcome: None) -> None:
        publish(held, outcome)
        jobs.cancel(Job.objects.get(uid=held.job), by=None, now=clock.now())

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "may_steer_job", lambda user, job: True)
        patch.setitem(score_parts.STEPS, "public", Step(asked_meanwhile))
        run = worlds.all_turns(worlds.start(instrument.rubric_version))
    assert run.job
    assert run.job.ending == JobEnding.CANCELLED
    assert PublicYear.objects.get().score_run == run
    return run


def test_the_run_ends_with_its_publication(
    instrument: Instrument, sato: User, mori: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = stopped(instrument, monkeypatch)
    assert run.ended_at
    for part in PARTS:
        assert sign_in(mori).get(f"{seat_reader.AT}{part}").status_code == 200, part
    assert sign_in(mori).get("/en/").status_code == 200
    assert Client().get("/en/results/abilities/").status_code == 200
    assert sign_in(sato).get(f"/en/office/surveys/scoring/{run.uid}/").status_code == 200


def test_taken_up_again_it_does_what_is_left(instrument: Instrument, monkeypatch: pytest.MonkeyPatch) -> None:
    run = stopped(instrument, monkeypatch)
    ended_at = run.ended_at
    assert run.job
    jobs.resume(run.job, by=None, now=clock.now())
    again = worlds.all_turns(run)
    assert again.job
    assert (again.job.ending, again.ended_at) == (JobEnding.DONE, ended_at)
    assert PublicYear.objects.count() == 1


def test_control_published_before_its_end_the_page_of_a_committee_breaks(
    instrument: Instrument, mori: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def published_alone(held: Any, outcome: None) -> None:
        publications.publish(score_parts._run(held), by=None, now=clock.now())

    monkeypatch.setitem(score_parts.STEPS, "public", Step(published_alone))
    run = stopped(instrument, monkeypatch)
    assert run.ended_at is None
    with pytest.raises(AssertionError):
        sign_in(mori).get(seat_reader.AT)
