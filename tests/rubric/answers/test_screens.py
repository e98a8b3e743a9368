"""One ability a screen: every kind of item, saved with every button, told at its box where it is wrong."""

import re

import pytest
from django.test import Client

from rubric.models import Response
from tests.rubric.answers.pages import first_of, screen

pytestmark = pytest.mark.django_db


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
