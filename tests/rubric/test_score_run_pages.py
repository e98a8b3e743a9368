"""The pages of scoring runs: the list, one run with what it set aside, and the form that leads to the job."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Job, User
from kanazawa_exchange.accounts.queries.history import actors
from rubric.models import Instrument, Response, ScoreRun
from tests.markup import compact
from tests.rubric import scoring_worlds as worlds
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db
LIST, START = "/en/office/surveys/scoring/", "/en/office/surveys/scoring/start/"


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


@pytest.fixture
def answered(instrument: Instrument) -> Instrument:
    worlds.asked(*worlds.cohort(people=12), instrument, instrument)
    return instrument


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return compact(answer.content.decode())


def boxes(version: Any, **further: Any) -> dict[str, Any]:
    return {"rubric_version": version.uid, "compared": "pre-post", "rater": "self", **further}


def test_the_office_starts_a_run_and_is_led_to_its_job(answered: Instrument, sign_in: Any, sato: User) -> None:
    client = sign_in(sato)
    sent = Response.objects.count()
    assert f"{sent} answers" in read(client, START)

    answer = client.post(START, boxes(answered.rubric_version, fiscal_year="2018", direction="outbound"))

    run = ScoreRun.objects.get()
    assert run.job is not None
    assert answer["Location"] == f"/en/jobs/{run.job.uid}/"
    assert (run.fiscal_year, run.direction, run.before, run.after, run.started_by) == (
        2018,
        "outbound",
        "pre",
        "post",
        sato,
    )
    worlds.worked(run)
    assert f"/en/office/surveys/scoring/{run.uid}/" in read(client, answer["Location"])
    text = read(client, START)
    assert f"<p>{sent} answers</p><p>Since the last run,<time" in text
    assert '<a href="/en/office/surveys/">Surveys</a>' in text
    with override("en"):
        name = actors({sato.pk})[sato.pk]
    for page in (LIST, f"{LIST}{run.uid}/", "/en/jobs/", answer["Location"]):
        text = read(client, page).partition("<main")[2]
        assert name in text
        assert sato.email not in text


def test_what_is_set_aside_is_told_with_its_reason(answered: Instrument, sign_in: Any, sato: User) -> None:
    run = worlds.scored(answered.rubric_version, by=sato)
    text = read(sign_in(sato), f"{LIST}{run.uid}/")
    assert run.set_aside
    assert text.count("It answers an item that the questionnaire does not have.") == run.set_aside
    assert "no-such-item" in text
    assert "/mobility-records/" in text


def test_answers_that_came_after_a_run_are_told(answered: Instrument, sign_in: Any, sato: User) -> None:
    run = worlds.scored(answered.rubric_version)
    assert "came after this run" not in read(sign_in(sato), f"{LIST}{run.uid}/")
    ScoreRun.objects.update(started_at=surveys.OPENS)
    assert f"{Response.objects.count()} answers" in read(sign_in(sato), f"{LIST}{run.uid}/")


def test_a_refusal_stands_on_the_page_and_starts_nothing(instrument: Instrument, sign_in: Any, sato: User) -> None:
    answer = sign_in(sato).post(START, boxes(instrument.rubric_version, direction="inbound"))
    text = compact(answer.content.decode())
    assert "there is nothing to score" in text
    assert '<option value="inbound" selected>' in text
    assert not Job.objects.exists()


@pytest.mark.parametrize("box", ["rubric_version", "compared", "rater", "program", "fiscal_year", "direction"])
def test_what_no_box_offers_is_refused_at_the_box(answered: Instrument, sign_in: Any, sato: User, box: str) -> None:
    answer = sign_in(sato).post(START, boxes(answered.rubric_version, **{box: "0; DROP TABLE"}))
    assert answer.status_code == 200
    assert box in answer.context["form"].errors
    assert not ScoreRun.objects.exists()


def test_a_coordinator_scores_the_own_programme_alone(
    world: Any, answered: Instrument, sign_in: Any, kimura: User
) -> None:
    stay = world.sent()
    surveys.answered(surveys.wave(stay.run, answered), stay, surveys.levels(answered, 1, 1, 1, 1, 1))
    client = sign_in(kimura)
    assert "1 answer" in read(client, START)

    version = answered.rubric_version
    for program in ("", Response.objects.first().wave.run.program.uid):  # type: ignore[union-attr]
        assert "program" in client.post(START, boxes(version, program=program)).context["form"].errors
    assert client.post(START, boxes(version, program=stay.run.program.uid)).status_code == 302
    assert ScoreRun.objects.get().program == stay.run.program


def test_somebody_elses_run_is_no_page_of_a_coordinator(answered: Instrument, sign_in: Any, kimura: User) -> None:
    run = worlds.scored(answered.rubric_version)
    client = sign_in(kimura)
    assert client.get(f"{LIST}{run.uid}/").status_code == 404
    assert str(run.uid) not in read(client, LIST)


def test_the_list_costs_one_number_of_queries(
    answered: Instrument, sign_in: Any, sato: User, django_assert_num_queries: Any
) -> None:
    client = sign_in(sato)
    assert "No scoring run" in read(client, LIST)
    worlds.scored(answered.rubric_version, by=sato)
    read(client, LIST)
    for further in (0, 2):
        for _run in range(further):
            worlds.start(answered.rubric_version, by=sato)
        with django_assert_num_queries(5):
            text = read(client, LIST)
        assert text.count("<tr") == 2 + further


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_every_page_reads_in_every_language(answered: Instrument, sign_in: Any, sato: User, language: str) -> None:
    run = worlds.scored(answered.rubric_version, by=sato, fiscal_year=2018, instrument=answered)
    client = sign_in(sato)
    for address in (LIST, START, f"{LIST}{run.uid}/"):
        read(client, address.replace("/en/", f"/{language}/"))
