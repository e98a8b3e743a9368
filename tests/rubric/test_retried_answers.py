"""An answer that a run had lost is tried again after the run has ended: then it is counted, and page, cells and counts agree."""

from typing import Any

import pytest

from kanazawa_exchange.accounts.models import JobEnding, User
from kanazawa_exchange.accounts.services import jobs
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import LOST
from mobility.models import Mobility
from programs.models import ProgramRun
from rubric.models import Response, ResponseScore, ScoreRun
from rubric.queries import score_runs
from rubric.queries.cohorts import CohortFilters, cohort, named_project
from rubric.services import publications, score_parts
from rubric.services.score_parts import Step
from rubric.services.scoring import score_one
from tests import factories
from tests.rubric import scoring_worlds as worlds
from tests.rubric import seat_reader, surveys, versions
from tests.rubric.lost_worlds import lost, retried, year_with_one_lost

pytestmark = pytest.mark.django_db
SIDES = (("pre", "self"), ("post", "self"))


@pytest.fixture
def answers(sato: User) -> list[Response]:
    """Of one programme run, all different enough to be lost one by one; none of them is poison."""
    instrument = surveys.questionnaire(versions.first(sato))
    run, stays = worlds.cohort(people=3)
    waves = [surveys.wave(run, instrument, moment) for moment in ("pre", "post")]
    return [
        surveys.answered(wave, stay, surveys.levels(instrument, place, place % 3, number, 1, 2))
        for number, wave in enumerate(waves)
        for place, stay in enumerate(stays)
    ]


def version(answers: list[Response]) -> Any:
    return answers[0].wave.instrument.rubric_version


def agrees(run: ScoreRun, sato: User) -> bool:
    """Whether cells, counts and page tell what stands now."""
    found = {key: {name: cell[name] for name in ("participants", "tables")} for key, cell in worlds.cells(run).items()}
    aside = ResponseScore.objects.exclude(fault="").count()
    page = score_runs.run_page(ScoreRun.objects.select_related(*score_runs.JOINED).get(pk=run.pk), sato)
    return (found, run.set_aside, len(page.aside), page.since.number) == (
        worlds.recounted(run, *SIDES),
        aside,
        aside,
        0,
    )


def test_the_run_counts_what_is_scored_after_its_end(
    answers: list[Response], sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = lost(monkeypatch, answers[1])
    assert agrees(run, sato)

    again = retried(run)

    assert (again.set_aside, again.responses, agrees(again, sato)) == (0, len(answers), True)
    assert again.job is not None
    assert again.job.ending == JobEnding.DONE
    assert again.ended_at is not None
    assert again.ended_at > again.started_at > run.ended_at


def test_figures_that_were_read_before_are_added_up_anew(
    answers: list[Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process keeps the sums of an ended run: those of its second end are others."""
    run = lost(monkeypatch, answers[1])
    assert pairs(run) == 2

    assert pairs(retried(run)) == 3


def pairs(run: ScoreRun) -> int:
    found = cohort(run, CohortFilters(project=named_project(Mobility.objects.all()[0].run.program.project)))
    return found.figures.results[1].figures.table.n


def test_control_without_the_later_steps_it_says_what_was_before(
    answers: list[Response], sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = lost(monkeypatch, answers[1])
    monkeypatch.setattr(jobs, "redo", lambda job, after: 0)

    again = retried(run)

    assert (again.set_aside, agrees(again, sato)) == (1, False)


def test_of_two_that_were_lost_one_may_stay_so(
    answers: list[Response], sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = lost(monkeypatch, answers[1], answers[4])
    worlds.failing(monkeypatch, answers[4].answers)

    again = retried(run)

    assert (again.set_aside, agrees(again, sato)) == (1, True)
    assert again.job is not None
    assert again.job.ending == JobEnding.FAILED


def test_one_that_fails_again_leaves_the_run_as_it_was(
    answers: list[Response], sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = lost(monkeypatch, answers[1])
    worlds.failing(monkeypatch, answers[1].answers)

    again = retried(run)

    assert (again.started_at, again.ended_at, agrees(again, sato)) == (run.started_at, run.ended_at, True)


def test_an_answer_and_a_cohort_that_failed_are_both_made_good(
    answers: list[Response], sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        worlds.failing(patch, answers[1].answers)
        patch.setattr(score_parts, "cells", lambda run, keys: 1 / 0)
        run = worlds.all_turns(worlds.start(version(answers)))
    assert (run.ended_at, run.set_aside) == (None, 1)

    again = retried(run)

    assert (again.set_aside, agrees(again, sato)) == (0, True)


def test_what_came_between_is_counted_with_it(
    answers: list[Response], sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run begins anew, so an answer that was sent after its first end is no longer said to be missing in it."""
    run = lost(monkeypatch, answers[1])
    late = factories.MobilityFactory(run=answers[0].mobility.run)
    response = surveys.answered(answers[0].wave, late, answers[0].answers, sent_at=clock.now())
    score_one(response)

    again = retried(run)

    assert (again.responses, agrees(again, sato)) == (len(answers) + 1, True)


def asked_since(answers: list[Response]) -> None:
    """A programme run that nobody had thought of when the lost answer's run was planned."""
    instrument = answers[0].wave.instrument
    programme_run, stays = worlds.cohort(people=2)
    for moment in ("pre", "post"):
        wave = surveys.wave(programme_run, instrument, moment)
        for stay in stays:
            score_one(surveys.answered(wave, stay, surveys.levels(instrument, *[2] * 5), sent_at=clock.now()))


def test_a_programme_run_that_was_asked_between_is_counted_too(
    answers: list[Response], sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the run, which has begun anew after its waves, would publish the year without its people for good."""
    run = lost(monkeypatch, answers[1])
    asked_since(answers)

    again = retried(run)

    assert (again.responses, agrees(again, sato)) == (len(answers) + 4, True)


def test_control_by_the_old_plan_its_people_are_in_no_cohort(
    answers: list[Response], sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(score_parts, "_planned", lambda held: set(ProgramRun.objects.values_list("pk", flat=True)))
    run = lost(monkeypatch, answers[1])
    asked_since(answers)
    assert not agrees(retried(run), sato)


@pytest.fixture
def published(world: Any, sato: User, monkeypatch: pytest.MonkeyPatch) -> ScoreRun:
    """Eight answered twice, of whom one answer was lost to the run that brought the year before the public."""
    run = year_with_one_lost(world, surveys.questionnaire(versions.first(sato)), monkeypatch)
    publications.publish_without_lost(run, by=sato, now=clock.now())
    run.refresh_from_db()
    assert run.public_years.get().groups.get(direction="", program=None).pairs == 7
    return run


def test_a_run_that_published_a_year_counts_nobody_more(published: ScoreRun, mori: User, sign_in: Any) -> None:
    """Beside the figures that are public those of the run would tell of the one who was lost; the next run counts them."""
    seat = sign_in(mori)
    counted, seen = worlds.cells(published), seat_reader.everything(seat).pairs

    again = retried(published)

    assert (worlds.cells(again), again.ended_at) == (counted, published.ended_at)
    assert seat_reader.everything(seat).pairs == seen
    assert not ResponseScore.objects.filter(fault=LOST).exists()
    assert worlds.scored(published.rubric_version).set_aside == 0


def test_control_begun_anew_its_figures_less_those_that_are_public_are_one_person(
    published: ScoreRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(score_parts, "has_published", lambda run: False)

    assert pairs(retried(published)) == 8
    assert published.public_years.get().groups.get(direction="", program=None).pairs == 7


def twice(store: Any) -> Any:
    def stored(held: Any, outcome: Any) -> None:
        store(held, outcome)
        store(held, outcome)

    return stored


def test_whatever_is_written_twice_stands_once(answers: list[Response], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part of a run, as a worker does that was thought to be dead, or that does it anew."""
    once = worlds.scored(version(answers))
    rows, cells = worlds.rows(), worlds.cells(once)
    ResponseScore.objects.all().delete()
    for name, step in score_parts.STEPS.items():
        monkeypatch.setitem(score_parts.STEPS, name, Step(twice(step.store), step.work))
    again = worlds.scored(version(answers))

    assert (worlds.rows(), worlds.cells(again), again.responses) == (rows, cells, once.responses)
