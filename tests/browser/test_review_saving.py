"""A review is saved box by box while its reviewer fills it in; nothing of it stays on the device."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from rubric.models import Review
from tests import factories
from tests.rubric.reviewing import applied, assign, call_of, criterion

from .held import Held

SAVE = re.compile(r"/reviews/[0-9a-f-]+/save/")


@pytest.fixture
def review(transactional_db: Any, live_server: Any) -> Review:
    """An application of a call with three criteria, one of which is typed in, assigned to one reviewer."""
    world = factories.World.build()
    call = call_of(world.outbound)
    criterion(call, 3, "Essay", scale=100)
    return assign(applied(call, world), world.user("suzuki", role="reviewer"))[0]


@pytest.fixture
def sheet(review: Review, live_server: Any, page: Any, sign_in_page: Callable[[Any], None]) -> Any:
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in_page(review.reviewer)
    page.goto(f"{live_server.url}/en/reviews/{review.uid}/")
    return page


def state(page: Any, name: str) -> str:
    shown = page.locator(f"[data-autosave-state={name}]")
    shown.wait_for()
    return str(shown.inner_text())


def motivation(page: Any, points: int) -> None:
    page.locator(".level").nth(points).click()


def comment(page: Any, text: str) -> None:
    page.locator("[name=committee_comment]").fill(text)
    page.locator("[name=committee_comment]").blur()


def language(page: Any, points: int) -> None:
    page.locator(".levels").nth(1).locator(".level").nth(points).click()


def essay(page: Any, points: int) -> None:
    box = page.get_by_label(re.compile("Essay"))
    box.fill(str(points))
    box.blur()


def given(review: Review) -> list[int]:
    return list(review.scores.order_by("criterion__order").values_list("points", flat=True))


def press(page: Any, button: str) -> int:
    with page.expect_navigation() as going:
        page.locator(f"button[value={button}]").click()
    return int(going.value.status)


def test_each_box_is_saved_by_itself_and_the_buttons_go_on_from_there(sheet: Any, review: Review) -> None:
    motivation(sheet, 4)
    assert state(sheet, "saved") == "Saved"
    comment(sheet, "Keen")
    sheet.wait_for_function("() => document.querySelector('[name=version]').value >= 3")
    review.refresh_from_db()
    assert (given(review), review.committee_comment, review.status) == ([4], "Keen", "assigned")
    language(sheet, 7)
    essay(sheet, 80)
    sheet.wait_for_function("() => document.querySelector('[name=version]').value >= 5")
    assert press(sheet, "finish") == 200
    review.refresh_from_db()
    assert (given(review), review.status) == ([4, 7, 80], "done")


def test_another_window_of_the_same_reviewer_loses_nothing(sheet: Any, review: Review) -> None:
    other = sheet.context.new_page()
    other.goto(sheet.url)
    motivation(sheet, 4)
    state(sheet, "saved")
    comment(other, "Keen")
    state(other, "saved")
    review.refresh_from_db()
    assert (given(review), review.committee_comment) == ([4], "Keen")
    assert press(other, "save") == 409, "its button would take the points of the first window back"
    assert given(review) == [4]


def test_a_box_that_another_window_has_changed_is_not_overwritten_and_the_button_shows_both(
    sheet: Any, review: Review
) -> None:
    other = sheet.context.new_page()
    other.goto(sheet.url)
    comment(sheet, "A long comment")
    state(sheet, "saved")
    comment(other, "x")
    assert "in another window" in state(other, "newer")
    motivation(other, 3)
    state(other, "saved")
    review.refresh_from_db()
    assert (review.committee_comment, given(review)) == ("A long comment", [3])
    assert press(other, "save") == 409
    assert other.get_by_text("A long comment").first.is_visible()
    assert other.locator("[name=committee_comment]").input_value() == "x"


def test_without_a_connection_a_change_waits_in_the_page_alone(sheet: Any, review: Review) -> None:
    sheet.context.set_offline(True)
    motivation(sheet, 3)
    state(sheet, "unsaved")
    assert sheet.evaluate("Object.keys(localStorage).length") == 0
    sheet.context.set_offline(False)
    state(sheet, "saved")
    assert given(review) == [3]


def test_points_outside_the_scale_are_refused_at_once(sheet: Any, review: Review) -> None:
    essay(sheet, 101)
    assert state(sheet, "wrong")
    assert given(review) == []


def test_a_button_waits_for_what_is_on_its_way(sheet: Any, review: Review) -> None:
    """Else the form would be sent against an older version."""
    held = Held(sheet, SAVE)
    motivation(sheet, 4)
    held.is_full()
    sheet.locator("button[value=save]").click()
    held.goes()
    sheet.get_by_text("The review is saved.").wait_for()
    assert given(review) == [4]


def test_whoever_is_signed_out_is_told_and_goes_on_after_signing_in(
    sheet: Any, review: Review, sign_in_page: Callable[[Any], None]
) -> None:
    sheet.context.clear_cookies(name="sessionid")
    motivation(sheet, 2)
    assert "You are signed out." in state(sheet, "signedOut")
    sign_in_page(review.reviewer)
    comment(sheet, "Keen")
    state(sheet, "saved")
    review.refresh_from_db()
    assert (given(review), review.committee_comment) == ([2], "Keen")
