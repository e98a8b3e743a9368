"""An Activity Report is written on a telephone, in Russian, while the connection comes and goes: no word is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from mobility.models import ActivityReport
from mobility.services.activity_reports import moving, writing
from tests import factories
from tests.mobility.activity_reports.writing import begun, typed

from .test_application import TELEPHONE, state, waits

TEXT = "Лёд прозрачный, и под ним видно дно."


@pytest.fixture
def report(transactional_db: Any, live_server: Any) -> ActivityReport:
    world = factories.World.build()
    return begun(world, world.user("sato", role="coordinator"), world.user("aiko"))


@pytest.fixture
def author(report: ActivityReport) -> User:
    return User.objects.get(person=report.authors.get().person)


@pytest.fixture
def form(report: ActivityReport, author: User, live_server: Any, page: Any, sign_in_page: Callable[[Any], None]) -> Any:
    page.set_viewport_size(TELEPHONE)
    sign_in_page(author)
    page.goto(f"{live_server.url}/ru/activity-reports/own/{report.uid}/write/")
    return page


def stands(report: ActivityReport, author: User) -> dict[str, str]:
    return writing.standing(moving.rows().get(pk=report.pk), author)


def box(page: Any, key: str) -> Any:
    return page.locator(f"[name=box-{key}]")


def test_a_pause_of_five_seconds_saves_and_the_page_says_when(form: Any, report: ActivityReport, author: User) -> None:
    box(form, "text").press_sequentially(TEXT)
    assert waits(form) == 1, "until the portal has it, the device keeps it"
    assert re.search(r"Черновик сохранён в \d{1,2}:\d{2}", state(form, "saved"))
    assert stands(report, author)["text"] == TEXT
    assert waits(form) == 0


def test_a_connection_that_is_lost_in_the_middle_loses_no_word(form: Any, report: ActivityReport, author: User) -> None:
    place, context = form.url, form.context
    box(form, "title").fill("Байкал зимой")
    box(form, "title").blur()
    state(form, "saved")
    context.set_offline(True)
    box(form, "text").fill(TEXT)
    box(form, "text").blur()
    assert "ещё не сохран" in state(form, "unsaved").lower()
    form.locator("button[value=later]").click()
    form.wait_for_timeout(300)
    assert form.url == place, "without a connection the page stays"
    assert (waits(form), stands(report, author)["text"]) == (1, "")
    context.set_offline(False)
    state(form, "saved")
    assert stands(report, author)["text"] == TEXT
    assert stands(report, author)["title"] == "Байкал зимой"
    assert waits(form) == 0


def test_whoever_goes_back_without_a_connection_finds_every_word_again(
    form: Any, report: ActivityReport, author: User
) -> None:
    place, context = form.url, form.context
    form.goto(place.removesuffix("write/"))
    form.goto(place)
    context.set_offline(True)
    box(form, "text").fill(TEXT)
    state_before = box(form, "text").input_value()
    form.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(place)
    state(again, "saved")
    assert box(again, "text").input_value() == state_before == TEXT
    assert stands(report, author)["text"] == TEXT


def test_two_devices_are_shown_both_texts_with_a_button_each(form: Any, report: ActivityReport, author: User) -> None:
    typed(report, author, text="с телефона")
    box(form, "text").fill("с компьютера")
    box(form, "text").blur()
    state(form, "newer")
    form.locator("button[value=later]").click()
    form.locator("blockquote").wait_for()
    assert form.locator("blockquote").inner_text() == "с телефона"
    assert box(form, "text").input_value() == "с компьютера"
    form.locator("button[name=keep][value=text]").click()
    form.wait_for_url(re.compile("/write/$"))
    form.locator("blockquote").wait_for(state="detached")
    assert stands(report, author)["text"] == "с компьютера"
