"""A wrong click is taken back: undone within seconds by one click, and later by two with a reason; clicks are counted."""

from collections.abc import Callable
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from mobility.models import Mobility
from tests.factories import World
from tests.mobility.paths import in_state


class Hand:
    """Clicks on a page, counted."""

    def __init__(self, page: Any) -> None:
        self.page, self.clicks = page, 0

    def click(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name).first.click()
        self.clicks += 1


@pytest.fixture
def ready(transactional_db: Any, live_server: Any, page: Any, sign_in_page: Callable[[Any], None]) -> Mobility:
    world = World.build()
    user: User = world.user("sato", role="coordinator")
    sign_in_page(user)
    return in_state(world, user, "ready")


def record(live_server: Any, stay: Mobility) -> str:
    return f"{live_server.url}/en/mobility-records/{stay.uid}/"


def arrive(page: Any, live_server: Any, stay: Mobility) -> None:
    page.goto(f"{record(live_server, stay)}moves/arrive/")
    page.fill("[name=starts_on]", "2018-08-20")
    page.get_by_role("button", name="Confirm arrival").click()
    page.wait_for_url(record(live_server, stay))


def test_an_arrival_is_taken_back_with_two_clicks(ready: Mobility, live_server: Any, page: Any) -> None:
    arrive(page, live_server, ready)
    page.goto(record(live_server, ready))
    hand = Hand(page)
    hand.click("link", "Take back the arrival")
    page.wait_for_function("document.activeElement?.name === 'reason'")
    page.keyboard.type("The letter was about somebody else.")
    hand.click("button", "Take back the arrival")
    page.wait_for_url(record(live_server, ready))
    ready.refresh_from_db()
    assert (ready.status, ready.actual_starts_on) == ("ready", None)
    print(f"an arrival is taken back: {hand.clicks} clicks, 1 box")
    assert hand.clicks == 2


def test_within_seconds_it_is_undone_with_one_click(ready: Mobility, live_server: Any, page: Any) -> None:
    arrive(page, live_server, ready)
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    hand = Hand(page)
    hand.click("button", "Undo")
    page.get_by_text("Undone: the record is what it was before.").wait_for()
    ready.refresh_from_db()
    assert (ready.status, ready.actual_starts_on) == ("ready", None)
    print(f"a move is undone: {hand.clicks} click")


def test_the_button_goes_when_its_seconds_are_over(ready: Mobility, live_server: Any, page: Any) -> None:
    page.clock.install()
    arrive(page, live_server, ready)
    button = page.get_by_role("button", name="Undo")
    assert button.count() == 1
    assert page.locator("[data-undo-left]").inner_text().strip() in ("(10 s)", "(9 s)")
    page.clock.run_for(11_000)
    assert button.count() == 0


def test_who_wants_no_motion_sees_no_seconds_run(ready: Mobility, live_server: Any, page: Any) -> None:
    page.emulate_media(reduced_motion="reduce")
    arrive(page, live_server, ready)
    assert page.locator("[data-undo-left]").inner_text() == ""
