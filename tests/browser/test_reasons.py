"""The box of a reason stands beside a number in force as soon as that number is another, and goes when it is the same again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from programs.models import TargetPlan
from programs.services import adoptions
from tests.factories import PlanFactory, World


@pytest.fixture
def draft(transactional_db: Any, live_server: Any, page: Any, sign_in_page: Callable[[Any], None]) -> TargetPlan:
    """Version 2; 12 stand for the dispatch of FY2018 in version 1, which is in force."""
    world = World.build()
    user: User = world.user("sato", role="coordinator")
    PlanFactory.adopted(world.project, {(2018, "outbound"): 12, (2018, "inbound"): 5}, on=date(2018, 4, 1))
    sign_in_page(user)
    return adoptions.new_version(world.project, by=user)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_box_of_the_reason_follows_the_number(draft: TargetPlan, live_server: Any, page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/en/target-plans/{draft.uid}/cells/edit/")
    number, reason = page.locator("[name=cell-2018-outbound]"), page.locator("[name=why-2018-outbound]")
    assert not reason.is_visible()

    number.fill("18")
    assert reason.is_visible()
    assert not page.locator("[name=why-2018-inbound]").is_visible()
    assert reason.bounding_box()["width"] >= 190  # a sentence is written in it
    number.fill("１２")
    assert not reason.is_visible()

    number.fill("18")
    page.get_by_role("button", name="Save the numbers").click()
    page.get_by_text("12 is in force. Say why it changes").first.wait_for()
    assert reason.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
