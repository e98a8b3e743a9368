"""From a scoring run to the waves it reads and to its results, and from a wave to the runs that read it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kanazawa_exchange.accounts.models import User
from rubric.models import Instrument, ResponseScore, ScoreRun, SurveyWave
from rubric.queries.score_scope import readers, waves
from tests import factories
from tests.markup import compact
from tests.rubric import scoring_worlds as worlds
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db
LIST = "/en/office/surveys/scoring/"
WAVES = "/en/office/surveys/"
LATER_SCORED = "No answer of this scope is set aside any more"


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


@pytest.fixture
def wave(instrument: Instrument) -> SurveyWave:
    worlds.asked(*worlds.cohort(people=12), instrument, instrument)
    return SurveyWave.objects.get(moment="pre")


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return compact(answer.content.decode())


def made(wave: SurveyWave, **scope: Any) -> ScoreRun:
    return ScoreRun.objects.create(
        rubric_version=wave.instrument.rubric_version, started_at=timezone.now(), ended_at=timezone.now(), **scope
    )


def test_a_run_leads_to_its_waves_and_its_results(wave: SurveyWave, sign_in: Any, sato: User) -> None:
    run = made(wave, program=wave.run.program, fiscal_year=wave.run.fiscal_year, direction="outbound", after="later")
    other = surveys.wave(worlds.cohort("inbound", people=1)[0], wave.instrument)
    client = sign_in(sato)
    program = wave.run.program
    query = f"?run={run.uid}&amp;project={program.project.code}&amp;fy={wave.run.fiscal_year}&amp;direction=outbound"
    for page in (LIST, f"{LIST}{run.uid}/"):
        text = read(client, page)
        assert f"{WAVES}?scoring={run.uid}" in text
        assert f"/rubric/cohorts/{query}&amp;program={program.slug}&amp;compare=later" in text
    shown = client.get(f"{WAVES}?scoring={run.uid}").context["lines"]
    assert [line.uid for line in shown] == [wave.uid]
    surveys.wave(factories.RunFactory(program=program, fiscal_year=2019), wave.instrument)
    text = read(client, f"{WAVES}?scoring={run.uid}")
    assert '<option value="" selected>All</option><option value="2019">FY2019</option>' in text
    assert [line.uid for line in client.get(f"{WAVES}?scoring={run.uid}&fy=2019").context["lines"]] == []
    assert "error" not in read(client, f"{WAVES}?fy=2019")
    assert other.uid in {line.uid for line in client.get(f"{WAVES}?fy=all").context["lines"]}


@pytest.mark.parametrize("values", [{"rater": "staff"}, {"ended_at": None}])
def test_a_run_without_results_leads_to_none(
    wave: SurveyWave, sign_in: Any, sato: User, values: dict[str, Any]
) -> None:
    run = made(wave)
    ScoreRun.objects.update(**values)
    assert f"cohorts/?run={run.uid}" not in read(sign_in(sato), LIST)


@pytest.mark.parametrize("asked", ["0; DROP TABLE", "4b1f6c9e-0000-4000-8000-000000000000"])
def test_a_run_that_is_none_asks_for_no_wave(wave: SurveyWave, sign_in: Any, sato: User, asked: str) -> None:
    assert "error" in read(sign_in(sato), f"{WAVES}?scoring={asked}")


def test_a_coordinator_asks_by_the_runs_of_the_own_programmes_alone(
    wave: SurveyWave, sign_in: Any, kimura: User
) -> None:
    assert "error" in read(sign_in(kimura), f"{WAVES}?scoring={made(wave).uid}")


def test_the_runs_that_read_a_wave_are_those_whose_waves_it_is_among(wave: SurveyWave, sato: User) -> None:
    """Both ways round say the same of every scope."""
    program, elsewhere = wave.run.program, worlds.cohort("inbound", people=1)[0].program
    scopes: list[dict[str, Any]] = [
        *({}, {"instrument": wave.instrument}, {"before": "post", "after": "later"}, {"after": "later"}),
        *({"program": program}, {"program": elsewhere}, {"project": program.project}, {"project": elsewhere.project}),
        *({"direction": "outbound"}, {"direction": "inbound"}, {"fiscal_year": 2018}, {"fiscal_year": 1999}),
        {"instrument": surveys.questionnaire(wave.instrument.rubric_version, code="other")},
    ]
    runs = [made(wave, **scope) for scope in scopes]
    for each in SurveyWave.objects.all():
        assert set(readers(each)) == {run for run in runs if waves(run).filter(pk=each.pk).exists()}
    assert 0 < readers(wave).count() < len(runs)


def test_one_run_and_three_cost_a_wave_the_same(wave: SurveyWave, sign_in: Any, sato: User) -> None:
    client, counts = sign_in(sato), []
    read(client, f"{WAVES}{wave.uid}/")
    for further in (1, 2):
        runs = [made(wave, program=wave.run.program, project=wave.run.program.project) for _number in range(further)]
        with CaptureQueriesContext(connection) as queries:
            text = read(client, f"{WAVES}{wave.uid}/")
        assert all(f"{LIST}{run.uid}/" in text for run in runs)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_was_set_aside_and_scored_since_is_told(wave: SurveyWave, sign_in: Any, sato: User) -> None:
    run = worlds.scored(wave.instrument.rubric_version)
    client = sign_in(sato)
    assert run.set_aside
    assert LATER_SCORED not in read(client, f"{LIST}{run.uid}/")
    ResponseScore.objects.exclude(fault="").delete()
    assert LATER_SCORED in read(client, f"{LIST}{run.uid}/")
