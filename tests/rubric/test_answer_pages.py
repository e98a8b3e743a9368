"""The pages of the survey: one ability a screen, saved with every button and by the browser itself, looked over and sent."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from rubric.models import Instrument, Item, Option, Response, ResponseScore, SurveyWave
from tests import factories
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db
NO_ANSWER = ""


@pytest.fixture
def instrument(sato: User) -> Instrument:
    """One level item for each ability, and for the first one also a scale, a number, one option and several; then a text."""
    draft = surveys.draft(versions.first(sato))
    ability = draft.rubric_version.abilities.all()[0]
    for order, (kind, ends) in enumerate(
        {"scale": (1, 5), "number": (0, 30), "choice": (None, None), "choices": (None, None)}.items()
    ):
        lowest, highest = ends
        item = Item.objects.create(
            instrument=draft, key=kind, kind=kind, ability=ability, prompt_en=f"A {kind}?", order=100 + order,
            lowest=lowest, highest=highest,
        )  # fmt: skip
        if kind.startswith("choice"):
            for number in (1, 2):
                Option.objects.create(
                    instrument=draft,
                    item=item,
                    key=f"o{number}",
                    text_en=f"Option {number}",
                    points=number,
                    order=number,
                )
    return surveys.used(draft)


@pytest.fixture
def stay(world: factories.World, aiko: User) -> Mobility:
    return world.sent(person=aiko.person)


@pytest.fixture
def wave(stay: Mobility, instrument: Instrument) -> SurveyWave:
    return surveys.wave(stay.run, instrument, asks_staff=True)


@pytest.fixture
def browser(wave: SurveyWave, aiko: User, sign_in: Any) -> Client:
    client: Client = sign_in(aiko)
    return client


def start(wave: SurveyWave, stay: Mobility) -> str:
    return f"/en/survey/{wave.uid}/{stay.uid}/"


@pytest.fixture
def begun(browser: Client, wave: SurveyWave, stay: Mobility) -> Response:
    browser.post(start(wave, stay))
    return Response.objects.get()


def screen(response: Response, number: int) -> str:
    return f"/en/survey/answers/{response.uid}/{number}/"


def first_of(response: Response) -> str:
    key: str = response.wave.instrument.items.filter(kind="level").order_by("order", "pk")[0].key
    return key


# --- From the list to the first screen ---------------------------------------------------------------------------------


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


# --- One screen --------------------------------------------------------------------------------------------------------


def test_a_screen_asks_one_ability_with_every_descriptor_in_full(browser: Client, begun: Response) -> None:
    page = browser.get(screen(begun, 1)).content.decode()
    version = begun.wave.instrument.rubric_version
    ability = version.abilities.all()[0]
    assert f"<h1>{ability.name_en}</h1>" in page
    assert "1 of 6" in page
    for row in version.descriptors.filter(ability=ability):
        assert row.text_en in page
    assert version.abilities.all()[1].name_en not in page
    assert not re.findall(r"<input[^>]*checked", page), "nothing is chosen beforehand"


def test_each_kind_of_item_is_saved_in_its_own_way(browser: Client, begun: Response) -> None:
    key = first_of(begun)
    sent = {f"answer-{key}": "3", "answer-scale": "4", "answer-number": "２,５０", "answer-choice": "o2"}
    answer = browser.post(screen(begun, 1), {**sent, "answer-choices": ["o2", "o1"], "go": "next"})
    assert answer["Location"] == screen(begun, 2)
    browser.post(screen(begun, 6), {"answer-remark": "Ёлка\r\nи снег"})

    begun.refresh_from_db()
    assert begun.answers == {key: 3, "scale": 4, "number": "2.5", "choice": "o2", "choices": ["o1", "o2"]}
    assert begun.remarks == {"remark": "Ёлка\nи снег"}


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("answer-number", "31", "Type a number. From 0 to 30."),
        ("answer-number", "viel", "Type a number. From 0 to 30."),
        ("answer-scale", "6", "Choose one of the answers offered here."),
        ("answer-choice", "o3", "Choose one of the answers offered here."),
        ("answer-choices", "o9", "Choose one of the answers offered here."),
    ],
)
def test_bad_input_is_told_at_its_box_and_the_rest_is_not_lost(
    browser: Client, begun: Response, name: str, text: str, sentence: str
) -> None:
    key = f"answer-{first_of(begun)}"
    page = browser.post(screen(begun, 1), {key: "2", name: text})
    content = page.content.decode()
    assert page.status_code == 200
    assert content.count(sentence) == 2, "in the summary and at the box"
    assert re.search(rf'name="{key}" value="2"[^>]*checked', content)
    begun.refresh_from_db()
    assert begun.answers == {}


def test_a_text_with_a_control_character_is_told_where(browser: Client, begun: Response) -> None:
    page = browser.post(screen(begun, 6), {"answer-remark": "a\x07b"}).content.decode()
    assert "Character 2 cannot be used here" in page


def test_back_and_overview_save_too(browser: Client, begun: Response) -> None:
    key = begun.wave.instrument.items.filter(kind="level").order_by("order")[1].key
    assert browser.post(screen(begun, 2), {f"answer-{key}": "1", "go": "back"})["Location"] == screen(begun, 1)
    assert browser.post(screen(begun, 2), {f"answer-{key}": "1", "go": "check"})["Location"].endswith("/check/")
    begun.refresh_from_db()
    assert begun.answers == {key: 1}


def test_a_page_that_was_open_longer_is_told_the_newer_answer(browser: Client, begun: Response) -> None:
    key = first_of(begun)
    browser.post(screen(begun, 1), {f"answer-{key}": "1", f"seen-{key}": "0"})

    page = browser.post(screen(begun, 1), {f"answer-{key}": "3", f"seen-{key}": "0"})

    assert page.status_code == 409
    assert "answered elsewhere: “1 Emerging”" in page.content.decode()
    begun.refresh_from_db()
    assert begun.answers == {key: 1}
    seen = re.search(rf'name="seen-{key}" value="(\d+)"', page.content.decode())
    assert seen
    browser.post(screen(begun, 1), {f"answer-{key}": "3", f"seen-{key}": seen[1]})
    begun.refresh_from_db()
    assert begun.answers == {key: 3}


def test_another_language_shows_the_same_answers(browser: Client, begun: Response) -> None:
    key = first_of(begun)
    browser.post(screen(begun, 1), {f"answer-{key}": "2"})
    page = browser.get(screen(begun, 1).replace("/en/", "/ru/")).content.decode()
    assert re.search(rf'name="answer-{key}" value="2"[^>]*checked', page)
    assert "1 из 6" in page


def test_no_such_screen(browser: Client, begun: Response) -> None:
    assert browser.get(screen(begun, 7)).status_code == 404
    assert browser.get(screen(begun, 0)).status_code == 404


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
