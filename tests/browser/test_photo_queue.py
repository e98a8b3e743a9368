"""Photos chosen on a telephone go one by one, survive a lost connection, wait when they are told to, and lose no typed word."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from kanazawa_exchange.accounts.models import User
from mobility.models import ActivityReport, ReportPhoto
from tests.factories import World
from tests.mobility.activity_reports.writing import begun
from tests.uploads.corpus import PHP, picture, scene

TELEPHONE = {"width": 390, "height": 844}
UPLOADS = re.compile(r"/photos/$")


def photo(width: int, content: bytes = b"") -> dict[str, Any]:
    return {
        "name": f"{width}.jpg",
        "mimeType": "image/jpeg",
        "buffer": content or picture("JPEG", scene(width, 300)),
    }


@pytest.fixture
def report(transactional_db: Any, live_server: Any) -> ActivityReport:
    world = World.build()
    return begun(world, world.user("sato", role="coordinator"), world.user("aiko"))


@pytest.fixture
def photos_page(report: ActivityReport, live_server: Any, page: Any, sign_in_page: Callable[[Any], None]) -> Any:
    page.set_viewport_size(TELEPHONE)
    sign_in_page(User.objects.get(person=report.authors.get().person))
    page.goto(f"{live_server.url}/en/activity-reports/own/{report.uid}/photos/")
    return page


def choose(page: Any, *photos: dict[str, Any]) -> None:
    page.locator("#id_photos").set_input_files(list(photos))


def lost(route: Any) -> None:
    """The connection, for what is sent."""
    if route.request.method == "POST":
        route.abort("connectionreset")
    else:
        route.continue_()


def test_several_photos_arrive_one_by_one_and_what_is_typed_meanwhile_stays(photos_page: Any) -> None:
    page = photos_page
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_hidden()
    choose(page, photo(401))
    expect(page.locator(".photos > li")).to_have_count(1)
    page.locator(".photos textarea").first.fill("Ice on the lake")
    choose(page, photo(402), photo(403))
    expect(page.locator(".photos > li")).to_have_count(3)
    expect(page.locator("[data-queue] > li")).to_have_count(0)
    expect(page.locator("[data-queue-state]")).to_have_text("All photos have arrived.")
    expect(page.locator(".photos textarea").first).to_have_value("Ice on the lake")
    assert ReportPhoto.objects.count() == 3
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_lost_connection_loses_no_photo_and_none_comes_twice(photos_page: Any) -> None:
    page = photos_page
    page.route(UPLOADS, lost)
    choose(page, photo(401), photo(402))
    line = page.locator("[data-queue] > li").first
    expect(line).to_contain_text("It did not arrive. It is tried again as soon as there is a connection.")
    expect(page.locator("[data-queue-state]")).to_contain_text("not sent yet: 2")
    expect(line.locator("canvas")).to_be_visible()
    assert not ReportPhoto.objects.exists()
    page.unroute(UPLOADS)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".photos > li")).to_have_count(2)
    assert ReportPhoto.objects.count() == 2


def test_a_photo_is_sent_later_when_its_author_says_so(photos_page: Any) -> None:
    page = photos_page
    page.route(UPLOADS, lost)
    choose(page, photo(401))
    line = page.locator("[data-queue] > li")
    line.get_by_role("button", name="Send later").click()
    page.unroute(UPLOADS)
    expect(line).to_contain_text("Stays on this page until you send it.")
    page.wait_for_timeout(3000)
    assert not ReportPhoto.objects.exists()
    line.get_by_role("button", name="Try again").click()
    expect(page.locator(".photos > li")).to_have_count(1)


def test_what_is_refused_says_why_and_holds_up_no_other(photos_page: Any) -> None:
    page = photos_page
    choose(page, photo(1, PHP), photo(402))
    expect(page.locator(".photos > li")).to_have_count(1)
    line = page.locator("[data-queue] > li")
    expect(line).to_contain_text("Only these kinds of files are taken here")
    line.get_by_role("button", name="Remove").click()
    expect(line).to_have_count(0)
    assert ReportPhoto.objects.count() == 1
