"""The pages from which an answer begins: whose they are, what they say, and who rates."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kanazawa_exchange.accounts.models import User
from mobility.models import Mobility
from rubric.models import Response, SurveyWave
from tests import factories
from tests.rubric import surveys, versions
from tests.rubric.answers.pages import first_of, screen, start

pytestmark = pytest.mark.django_db


def test_the_list_says_what_is_open_and_until_when(browser: Client, wave: SurveyWave, stay: Mobility) -> None:
    page = browser.get("/en/survey/").content.decode()
    assert "Survey before the stay" in page
    assert start(wave, stay) in page
    assert "Answer the survey" in page
    assert "2030" in page


def test_the_start_says_who_sees_it_and_that_it_is_no_secret_ballot(browser: Client, wave: Any, stay: Any) -> None:
    page = browser.get(start(wave, stay)).content.decode()
    assert "Who sees my answers" in page
    assert "not anonymous" in page
    assert "Draft of this project" in page
    assert not Response.objects.exists(), "to look begins nothing"


def test_begun_it_leads_to_the_first_screen_with_something_to_answer(browser: Client, wave: Any, stay: Any) -> None:
    answer = browser.post(start(wave, stay))
    response = Response.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, screen(response, 1))
    browser.post(screen(response, 1), {f"answer-{first_of(response)}": "2", "answer-scale": "", "answer-choice": "o1"})
    browser.post(screen(response, 1), {"answer-number": "3", "answer-choices": ["o2"]})
    assert browser.post(start(wave, stay))["Location"] == screen(response, 2)


@pytest.mark.parametrize("values", [{"status": "planned"}, {"closes_at": surveys.NOW}])
def test_what_is_not_open_cannot_be_begun(browser: Client, wave: SurveyWave, stay: Mobility, values: Any) -> None:
    for name, value in values.items():
        setattr(wave, name, value)
    wave.save()
    answer = browser.post(start(wave, stay), follow=True)
    assert "does not take answers now" in answer.content.decode()
    assert "Begin" not in answer.content.decode()
    assert not Response.objects.exists()


# --- Others ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["survey_screen", "survey_save", "survey_check", "survey_thanks"])
def test_another_student_does_not_know_of_it(begun: Response, ivan: User, sato: User, sign_in: Any, page: str) -> None:
    number = {"number": 1} if page == "survey_screen" else {}
    url = reverse(f"rubric:{page}", kwargs={"uid": begun.uid, **number})
    method = "post" if page == "survey_save" else "get"
    for other in (ivan, sato):
        assert getattr(sign_in(other), method)(url).status_code == 404


def test_staff_rate_on_the_same_screens_and_the_participant_does_not_see_it(
    begun: Response, kimura: User, sign_in: Any, browser: Client
) -> None:
    place = f"{start(begun.wave, begun.mobility)}rating/"
    staff = sign_in(kimura)
    assert "Who sees this rating" in staff.get(place).content.decode()
    page = staff.post(place, follow=True).content.decode()
    assert "AIKO" in page
    rating = Response.objects.get(rater="staff")
    staff.post(screen(rating, 1), {f"answer-{first_of(rating)}": "1"})
    staff.post(f"/en/survey/answers/{rating.uid}/check/")
    rating.refresh_from_db()
    assert (rating.rated_by, rating.sent_at is not None) == (kimura, True)
    assert browser.get(screen(rating, 1)).status_code == 404
    assert browser.get(place).status_code == 404
    begun.refresh_from_db()
    assert begun.answers == {}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    world: factories.World, aiko: User, sato: User, sign_in: Any, django_assert_num_queries: Any, count: int
) -> None:
    instrument = surveys.questionnaire(versions.first(sato))
    for place in range(count):
        run = factories.RunFactory(fiscal_year=2010 + place)
        stay = factories.MobilityFactory(
            person=aiko.person,
            run=run,
            actual_starts_on=f"{2010 + place}-08-01",
            actual_ends_on=f"{2010 + place}-08-14",
        )
        surveys.wave(run, instrument)
        surveys.answered(surveys.wave(run, instrument, "post"), stay, {})
    browser = sign_in(aiko)
    browser.get("/en/survey/")
    with django_assert_num_queries(11):
        page = browser.get("/en/survey/").content.decode()
    assert page.count("Answer the survey") == count
    assert page.count("Sent on") == count
