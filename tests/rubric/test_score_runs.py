"""A scoring run scores the answers of its scope once, sets poison aside, counts cohorts, and gives the same whenever it is repeated."""

from typing import Any

import pytest
from django.utils import translation

from kanazawa_exchange.accounts.models import Job, JobEnding, JobPart, PartState, User
from kanazawa_exchange.accounts.services import jobs, labour
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import LOST
from kanazawa_exchange.lib.refusals import Refused
from rubric.models import CohortCell, Instrument, Response, ResponseScore, ScoreRun, SurveyWave
from rubric.services import score_parts, score_rows
from rubric.services.scoring import score_one
from tests import factories
from tests.rubric import scoring_worlds as worlds
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


@pytest.fixture
def answered(instrument: Instrument) -> Instrument:
    """Three programme runs, whose people have answered."""
    for seed, direction in enumerate(("outbound", "inbound", "outbound")):
        worlds.asked(*worlds.cohort(direction), instrument, instrument, seed)
    return instrument


def test_every_answer_has_its_score_and_every_cohort_its_tables(answered: Instrument, sato: User) -> None:
    run = worlds.scored(answered.rubric_version, by=sato)

    sent = Response.objects.count()
    aside = Response.objects.filter(answers=worlds.POISON).count()
    assert aside
    assert (run.responses, run.set_aside, ResponseScore.objects.count()) == (sent, aside, sent)
    assert run.job is not None
    assert run.job.ending == JobEnding.DONE
    expected = worlds.recounted(run, ("pre", "self"), ("post", "self"))
    found = worlds.cells(run)
    assert {
        key: {"participants": cell["participants"], "tables": cell["tables"]} for key, cell in found.items()
    } == expected


def test_waves_that_are_closed_say_that_they_are_scored_and_open_ones_stay_open(answered: Instrument) -> None:
    """Only a wave that is scored can be locked."""
    closed, *others = SurveyWave.objects.order_by("pk")
    closed.status = "closed"
    closed.save()

    worlds.scored(answered.rubric_version)

    closed.refresh_from_db()
    assert closed.status == "scored"
    assert set(SurveyWave.objects.filter(pk__in=[wave.pk for wave in others]).values_list("status", flat=True)) == {
        "open"
    }


def test_a_cohort_part_of_one_programme_run_is_tried_again_and_not_cut(answered: Instrument, sato: User) -> None:
    """A worker that dies while it counts one programme run costs an attempt, not the run."""
    run = worlds.start(answered.rubric_version)
    made = score_parts._group([1], 12)

    assert made.size > 1
    assert [piece.key for piece in score_parts.split(made)] == [made.key]
    for number in range(3):
        part = JobPart.objects.create(
            job=run.job,
            stage=score_parts.COHORTS,
            key=f"cohorts {number}-{number}",
            size=12,
            attempts=number,
            about={"step": "cohorts", "runs": [number]},
        )
        assert labour._set_aside(part, clock.now()) is (number >= labour.ATTEMPTS)


def test_a_batch_and_one_at_a_time_give_the_same_bytes(answered: Instrument) -> None:
    worlds.scored(answered.rubric_version)
    batch = worlds.rows()
    ResponseScore.objects.all().delete()
    for response in Response.objects.order_by("?"):
        score_one(response)

    assert worlds.rows() == batch


def test_a_second_run_changes_no_row(answered: Instrument, monkeypatch: pytest.MonkeyPatch) -> None:
    first = worlds.scored(answered.rubric_version)
    before, changed = worlds.rows(), []
    honest = score_rows.write
    monkeypatch.setattr(score_rows, "write", lambda *things: changed.append(honest(*things)))
    second = worlds.scored(answered.rubric_version)

    assert (worlds.rows(), changed, worlds.cells(second)) == (before, [0], worlds.cells(first))


def test_a_score_that_is_wrong_is_written_anew(answered: Instrument) -> None:
    worlds.scored(answered.rubric_version)
    before = worlds.rows()
    ResponseScore.objects.filter(fault="").update(scores="{}", levels="00000")
    worlds.scored(answered.rubric_version)

    assert worlds.rows() == before


def test_small_parts_give_what_large_ones_give(answered: Instrument, monkeypatch: pytest.MonkeyPatch) -> None:
    large = worlds.scored(answered.rubric_version)
    rows = worlds.rows()
    ResponseScore.objects.all().delete()
    monkeypatch.setattr(score_parts, "ANSWERS_AT_ONCE", 3)
    monkeypatch.setattr(score_parts, "STAYS_AT_ONCE", 1)
    small = worlds.scored(answered.rubric_version)

    assert (worlds.rows(), worlds.cells(small)) == (rows, worlds.cells(large))
    assert small.job is not None
    assert small.job.parts.filter(stage=score_parts.ANSWERS).count() > 5
    assert small.job.parts.filter(key__startswith="cohorts").count() == 3


@pytest.mark.parametrize(
    ("number", "sizes"),
    [(300, [300]), (2_500, [1_000, 1_000, 500]), (10_000, [1_200] * 8 + [400]), (200_000, [20_000] * 10)],
)
def test_also_a_few_answers_are_shared_out_over_workers(number: int, sizes: list[int]) -> None:
    hundreds = [(place, 100) for place in range(number // 100)]
    shares = list(score_parts._shared_out(hundreds, 20_000))

    assert [size for _things, size in shares] == sizes
    assert [thing for things, _size in shares for thing in things] == [thing for thing, _size in hundreds]


@pytest.mark.parametrize("name", ["project", "program", "fiscal_year", "direction"])
def test_a_run_reads_its_scope_alone(answered: Instrument, name: str) -> None:
    other, stays = worlds.cohort("inbound", fiscal_year=2019)
    worlds.asked(other, stays, answered, answered)
    value = {"project": other.program.project, "program": other.program, "fiscal_year": 2019, "direction": "inbound"}[
        name
    ]
    run = worlds.scored(answered.rubric_version, **{name: value})

    runs = {cell.run_id for cell in CohortCell.objects.filter(score_run=run)}
    assert other.pk in runs
    assert len(runs) == (2 if name == "direction" else 1)
    assert run.responses == Response.objects.filter(wave__run__in=runs).count()


def test_a_draft_of_an_answer_is_not_read(instrument: Instrument) -> None:
    run, stays = worlds.cohort(people=2)
    wave = surveys.wave(run, instrument)
    surveys.answered(wave, stays[0], surveys.levels(instrument, 1, 1, 1, 1, 1))
    surveys.answered(wave, stays[1], surveys.levels(instrument, 1, 1, 1, 1, 1), sent_at=None)

    assert worlds.scored(instrument.rubric_version).responses == 1
    assert ResponseScore.objects.count() == 1


def test_other_questionnaires_are_read_only_when_none_is_named(instrument: Instrument) -> None:
    other = surveys.questionnaire(instrument.rubric_version, "other")
    worlds.asked(*worlds.cohort(people=3), instrument, instrument)
    worlds.asked(*worlds.cohort(people=3), other, other)

    own = worlds.scored(instrument.rubric_version, instrument=other)
    both = worlds.scored(instrument.rubric_version)
    assert own.responses == Response.objects.filter(wave__instrument=other).count()
    assert both.responses == Response.objects.count()


# --- What cannot be scored -------------------------------------------------------------------------------------------


def test_an_answer_that_fells_its_worker_is_set_aside_alone(
    answered: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = Response.objects.exclude(answers=worlds.POISON).order_by("pk")[5]
    worlds.failing(monkeypatch, bad.answers)
    run = worlds.all_turns(worlds.start(answered.rubric_version))

    lost = ResponseScore.objects.filter(fault=LOST)
    assert set(lost.values_list("response", flat=True)) == set(
        Response.objects.filter(answers=bad.answers).values_list("pk", flat=True)
    )
    assert ResponseScore.objects.count() == Response.objects.count() == run.responses
    assert run.set_aside == lost.count() + Response.objects.filter(answers=worlds.POISON).count()
    assert run.ended_at
    assert run.job is not None
    assert run.job.ending == JobEnding.FAILED
    assert list(run.job.parts.filter(state=PartState.FAILED).values_list("key", flat=True)) == [f"{bad.pk}-{bad.pk}"]


def test_a_score_that_stands_already_is_not_lost(answered: Instrument, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the answer nor its questionnaire can have changed since."""
    worlds.scored(answered.rubric_version)
    before = worlds.rows()
    worlds.failing(monkeypatch, Response.objects.exclude(answers=worlds.POISON).order_by("pk")[5].answers)
    worlds.all_turns(worlds.start(answered.rubric_version))

    assert worlds.rows() == before


def test_without_all_cohorts_a_run_has_no_end(answered: Instrument, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = score_parts.cells
    monkeypatch.setattr(score_parts, "cells", lambda run, keys: 1 / 0)
    run = worlds.all_turns(worlds.start(answered.rubric_version))
    assert run.ended_at is None
    assert run.job is not None
    assert run.job.ending == JobEnding.FAILED

    monkeypatch.setattr(score_parts, "cells", honest)
    jobs.resume(run.job, by=None, now=clock.now())
    run = worlds.worked(run)
    assert run.ended_at
    assert len(worlds.cells(run)) == len(worlds.recounted(run, ("pre", "self"), ("post", "self")))


# --- The start -------------------------------------------------------------------------------------------------------


def test_a_run_without_answers_is_refused(instrument: Instrument) -> None:
    with translation.override("en"), pytest.raises(Refused, match="nothing to score"):
        worlds.start(instrument.rubric_version)
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("after", {"before": "post", "after": "post"}),
        ("after", {"before": "later", "after": "pre"}),
        ("program", {"other_project": True}),
    ],
)
def test_a_scope_that_contradicts_itself_is_refused(answered: Instrument, field: str, values: dict[str, Any]) -> None:
    if values.pop("other_project", False):
        values = {"project": factories.ProjectFactory(), "program": factories.ProgramFactory()}
    with pytest.raises(Refused) as refusal:
        worlds.start(answered.rubric_version, **values)
    assert field in refusal.value.errors
    assert not ScoreRun.objects.exists()
