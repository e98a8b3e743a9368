"""A year of which an answer was lost is not published before it was tried again, or the office does without it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from kanazawa_exchange.accounts.models import AuditEvent, Job, User
from kanazawa_exchange.accounts.services import jobs
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import LOST
from kanazawa_exchange.lib.refusals import Refused
from rubric.models import Instrument, PublicGroup, PublicYear, Response, ResponseScore, ScoreRun
from rubric.queries import public_years
from rubric.queries.cohort_runs import answering
from rubric.queries.cohorts import CohortFilters, named_project
from rubric.queries.score_runs import ended
from rubric.services import publications, score_parts
from rubric.services.score_parts import Step
from rubric.services.scoring import score_one
from rubric.wording.publication import publication
from tests.markup import compact
from tests.rubric import scoring_worlds as worlds
from tests.rubric import surveys, versions
from tests.rubric.lost_worlds import finished_year, lost, retried, year_with_one_lost
from tests.rubric.test_microdata import travelled

pytestmark = pytest.mark.django_db
WAITS = {
    "en": "FY2018 is not published: 1 answer was lost while it was scored, and can be tried again.",
    "ja": "公開されていません。採点中に失われた回答が1件あり",
    "ru": "не опубликован: при подсчёте потерян 1 ответ",
}


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


@pytest.fixture
def run(world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch) -> ScoreRun:
    return year_with_one_lost(world, instrument, monkeypatch)


def pairs() -> int | None:
    return PublicGroup.objects.get(direction="", program=None).pairs


def words(run: ScoreRun, language: str = "en") -> str:
    with override(language):
        return " ".join(publication(run, now=clock.now()).sentences)


def page(client: Any, run: ScoreRun) -> str:
    return compact(client.get(f"/en/office/surveys/scoring/{run.uid}/").content.decode())


def test_the_year_waits_and_the_page_says_for_how_many(run: ScoreRun, sato: User, sign_in: Any) -> None:
    assert run.ended_at
    assert not PublicYear.objects.exists()
    for language, sentence in WAITS.items():
        assert sentence in words(run, language)
    text = page(sign_in(sato), run)
    assert WAITS["en"] in text
    assert run.job
    assert f'/jobs/{run.job.uid}/">Try the lost answers again</a>' in text
    assert "/publish/" in text


def test_tried_again_it_is_published_with_everybody(run: ScoreRun) -> None:
    again = retried(run)
    assert pairs() == 8
    assert "FY2018: published by this run." in words(again)


def test_control_published_at_once_it_would_lack_that_person_for_good(
    world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(public_years, "_lost", lambda run: {})
        run = year_with_one_lost(world, instrument, monkeypatch)
    retried(run)
    assert pairs() == 7


def test_what_cannot_be_scored_however_often_keeps_no_year(world: Any, instrument: Instrument) -> None:
    stays = travelled(world, world.outbound, 7)
    for moment in ("pre", "post"):
        wave = surveys.wave(world.outbound, instrument, moment)
        for number, stay in enumerate(stays):
            given = worlds.POISON if (number, moment) == (0, "pre") else surveys.levels(instrument, 1, 2, 0, 3, 1)
            surveys.answered(wave, stay, given)
        wave.status = "locked"
        wave.save()
    run = worlds.scored(instrument.rubric_version)
    assert (run.set_aside, pairs()) == (1, 6)


def test_a_lost_answer_of_another_year_keeps_only_that_one(
    world: Any, instrument: Instrument, run: ScoreRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run of the next year loses the answer of this one again; the next year does not wait for it."""
    following = worlds.cohort(people=7, program=world.cultural, fiscal_year=2019)
    worlds.asked(*following, instrument, instrument)
    surveys_of = Response.objects.filter(wave__run=following[0])
    for wave in {each.wave for each in surveys_of}:
        wave.status = "locked"
        wave.save()
    bad = Response.objects.get(score__fault="lost")
    worlds.failing(monkeypatch, bad.answers)
    worlds.all_turns(worlds.start(instrument.rubric_version))
    again = ScoreRun.objects.latest("pk")
    assert list(PublicYear.objects.values_list("fiscal_year", flat=True)) == [2019]
    assert WAITS["en"] in words(again)
    monkeypatch.undo()
    assert "FY2018 is not published: when this run ended, the year was not final yet. Start another run." in words(
        retried(again)
    )


# --- Without them ----------------------------------------------------------------------------------------------------


def without(run: ScoreRun, by: User | None) -> list[PublicYear]:
    return publications.publish_without_lost(run, by=by, now=clock.now())


def test_the_office_publishes_without_it_and_the_ledger_notes_who(run: ScoreRun, sato: User, sign_in: Any) -> None:
    office = sign_in(sato)
    address = f"/en/office/surveys/scoring/{run.uid}/publish/"
    assert "1 answer was lost while it was scored. It will never be in the public figures" in compact(
        office.get(address).content.decode()
    )
    answer = office.post(address, follow=True).content.decode()
    assert "Published without the lost answers." in answer
    assert pairs() == 7
    assert AuditEvent.objects.get(event="year_published_without_answers").actor == sato
    assert "Try the lost answers again" not in page(office, run)


def test_scored_later_it_stays_out(run: ScoreRun, sato: User) -> None:
    without(run, sato)
    counted = worlds.cells(run)
    again = retried(run)
    assert (pairs(), worlds.cells(again)) == (7, counted)


def test_nobody_but_the_office_decides_it(run: ScoreRun, kimura: User, mori: User, sign_in: Any) -> None:
    for user in (kimura, mori):
        with pytest.raises(PermissionDenied):
            without(run, user)
    assert not PublicYear.objects.exists()


def test_while_they_are_tried_again_nothing_is_published(run: ScoreRun, sato: User) -> None:
    assert run.job
    jobs.resume(run.job, by=None, now=clock.now())
    with pytest.raises(Refused, match="進行中"):
        without(run, sato)
    assert not PublicYear.objects.exists()
    worlds.all_turns(run)
    assert pairs() == 8


def test_control_published_meanwhile_the_year_would_lack_whom_the_run_counts(run: ScoreRun, sato: User) -> None:
    """Guard off: the job looks as if it had ended. The worker scores the answer then, and the year lacks the person for good."""
    assert run.job
    jobs.resume(run.job, by=None, now=clock.now())
    job = Job.objects.filter(pk=run.job.pk)
    under_way = job.values("ended_at", "ending").get()
    job.update(ended_at=clock.now(), ending="done")
    without(run, sato)
    job.update(**under_way)
    worlds.all_turns(run)
    assert not ResponseScore.objects.filter(fault=LOST).exists()
    assert pairs() == 7


def test_an_older_run_published_so_does_not_become_the_newest(
    run: ScoreRun, sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures of the office stay those of the run that ended last."""
    newer = lost(monkeypatch, Response.objects.get(score__fault=LOST))
    without(run, sato)
    assert PublicYear.objects.get().score_run == run
    project = named_project(run.public_years.get().project)
    assert answering(CohortFilters(project=project)).first() == newer
    assert ended(run.rubric_version, sato).first() == newer
    assert ScoreRun.objects.get(pk=run.pk).ended_at == run.ended_at


# --- Before they are known -------------------------------------------------------------------------------------------


def run_that_sets_nothing_aside(world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch) -> ScoreRun:
    """One answer is lost, and that it is could not be written."""
    bad = finished_year(world, instrument)
    worlds.failing(monkeypatch, bad.answers)
    with monkeypatch.context() as patch:
        patch.setitem(score_parts.STEPS, "aside", Step(lambda held, outcome: 1 / 0))
        return worlds.all_turns(worlds.start(instrument.rubric_version))


def test_before_the_lost_are_set_aside_nothing_is_published_and_the_run_has_no_end(
    world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_that_sets_nothing_aside(world, instrument, monkeypatch)
    assert run.ended_at is None
    assert not PublicYear.objects.exists()
    again = retried(run)
    assert (again.ended_at is not None, again.set_aside) == (True, 1)
    assert WAITS["en"] in words(again)
    monkeypatch.undo()
    retried(again)
    assert pairs() == 8


def test_control_ended_all_the_same_the_year_lacks_that_person_for_good(
    world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(score_parts, "NEEDED", (score_parts.COHORTS,))
    run_that_sets_nothing_aside(world, instrument, monkeypatch)
    assert pairs() == 7


def scored_meanwhile(world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch) -> ScoreRun:
    """An answer is lost to the run, which has counted without it; another run has scored it just before this one publishes."""
    bad = finished_year(world, instrument)
    score_one(bad)
    (score,) = ResponseScore.objects.filter(response=bad).values("scores", "levels", "fault")
    ResponseScore.objects.filter(response=bad).delete()

    def later(held: Any, outcome: None) -> None:
        ResponseScore.objects.filter(response=bad).update(**score)
        score_parts._publish(held, outcome)

    with monkeypatch.context() as patch:
        worlds.failing(patch, bad.answers)
        patch.setitem(score_parts.STEPS, "public", Step(later))
        return worlds.all_turns(worlds.start(instrument.rubric_version))


def test_one_that_another_run_has_scored_meanwhile_is_lost_to_this_one(
    world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = scored_meanwhile(world, instrument, monkeypatch)
    assert run.ended_at
    assert not PublicYear.objects.exists()
    assert WAITS["en"] in words(run)
    retried(run)
    assert pairs() == 8


def test_control_by_the_scores_of_now_alone_the_year_lacks_that_person_for_good(
    world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_years, "_missed", lambda run: None)
    scored_meanwhile(world, instrument, monkeypatch)
    assert pairs() == 7


def test_where_nothing_waits_a_sentence_says_so(run: ScoreRun, sato: User) -> None:
    without(run, sato)
    with pytest.raises(Refused, match="待っている年度はもうありません"):
        without(run, sato)
    assert PublicYear.objects.count() == 1
