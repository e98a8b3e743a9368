"""What a browser saves by itself, and the answers looked over and sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.lib import clock
from rubric.models import Response, ResponseScore
from tests.rubric.answers.pages import NO_ANSWER, first_of, screen, start

pytestmark = pytest.mark.django_db


# --- Saved by the browser itself -----------------------------------------------------------------------------------------


def test_the_browser_saves_by_itself_and_is_told_what_stands(browser: Client, begun: Response) -> None:
    key = first_of(begun)
    place = f"/en/survey/answers/{begun.uid}/save/"
    first = browser.post(place, {f"at-{key}": "20", f"answer-{key}": "2", "at-remark": "21", "answer-remark": "x"})
    assert first.json() == {"saved": {key: 20, "remark": 21}, "newer": {}, "errors": {}}
    late = browser.post(place, {f"at-{key}": "10", f"answer-{key}": "1", "at-scale": "11", "answer-scale": "9"})
    assert late.json()["newer"] == {key: ["2"]}
    assert list(late.json()["errors"]) == ["scale"]
    taken_back = browser.post(place, {f"at-{key}": "30", f"answer-{key}": NO_ANSWER, "at-choices": "31"})
    assert taken_back.json()["saved"] == {key: 30, "choices": 31}
    begun.refresh_from_db()
    assert (begun.answers, begun.remarks) == ({}, {"remark": "x"})


def test_what_was_sent_is_told_to_a_browser_that_saves_late(browser: Client, begun: Response) -> None:
    browser.post(f"/en/survey/answers/{begun.uid}/check/")
    late = browser.post(f"/en/survey/answers/{begun.uid}/save/", {"at-remark": "1", "answer-remark": "x"})
    assert (late.status_code, late.json()) == (
        409,
        {"refused": "These answers have been sent already. They cannot be changed any more."},
    )


def test_saving_costs_few_queries_however_many_screens(
    browser: Client, begun: Response, django_assert_max_num_queries: Any
) -> None:
    key = first_of(begun)
    with django_assert_max_num_queries(30):
        browser.post(f"/en/survey/answers/{begun.uid}/save/", {f"at-{key}": "20", f"answer-{key}": "2"})


# --- Looked over and sent ------------------------------------------------------------------------------------------------


def test_the_overview_asks_once_about_what_was_passed_over(browser: Client, begun: Response) -> None:
    key = first_of(begun)
    browser.post(screen(begun, 1), {f"answer-{key}": "2", "answer-scale": NO_ANSWER})
    page = browser.get(f"/en/survey/answers/{begun.uid}/check/").content.decode()
    assert "7 questions are not answered yet" in page, "the scale is, with no answer; the text is nobody's duty"
    assert "Independent" in page
    assert page.count("No answer") == 9


def test_sent_it_is_scored_and_thanked_for_and_nothing_is_asked_any_more(browser: Client, begun: Response) -> None:
    browser.post(screen(begun, 2), {})
    answer = browser.post(f"/ru/survey/answers/{begun.uid}/check/", follow=True)
    assert "Спасибо" in answer.content.decode()
    begun.refresh_from_db()
    assert (begun.language, begun.sent_at is not None) == ("ru", True)
    assert ResponseScore.objects.get().response == begun
    for page in (screen(begun, 1), f"/en/survey/answers/{begun.uid}/check/", start(begun.wave, begun.mobility)):
        assert browser.get(page)["Location"].endswith("/thanks/")
    listed = browser.get("/en/survey/").content.decode()
    assert "No survey is open for you now" in listed
    assert "Sent on" in listed


def test_a_survey_that_closes_meanwhile_leads_back_to_its_start(browser: Client, begun: Response, wave: Any) -> None:
    wave.closes_at = clock.now() - timedelta(minutes=1)
    wave.save()
    assert browser.get(screen(begun, 2))["Location"] == start(wave, begun.mobility)
    assert "This survey closed on" in browser.get(start(wave, begun.mobility)).content.decode()
    refused = browser.post(f"/en/survey/answers/{begun.uid}/save/", {"at-remark": "1", "answer-remark": "x"})
    assert refused.status_code == 409
