"""The documents of an application: a file goes as soon as it was chosen, and what did not arrive is said at its box."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from mobility.models import Application, ApplicationDocument
from programs.models import RequiredDocument
from tests import factories
from tests.mobility.applications import paths
from tests.uploads import corpus

from .held import Held

TELEPHONE = {"width": 390, "height": 844}
UPLOADS = re.compile(r"/documents/document-")
MEGABYTE = 1024 * 1024


def file(content: bytes | None = None) -> dict[str, Any]:
    """What is chosen in a box."""
    return {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": content or corpus.pdf()}


@pytest.fixture
def application(transactional_db: Any, live_server: Any) -> Application:
    """A draft for a call that is open and asks for two documents."""
    world, now = factories.World.build(), clock.now()
    window = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=1)}
    call = paths.call_of(world, announced_at=now - timedelta(days=1), **window)
    for order, name in enumerate(("Transcript", "Passport"), 1):
        RequiredDocument.objects.create(call=call, order=order, name_ja=name, name_en=name, name_ru=name)
    return paths.begun(world, world.user("aiko"), call)


@pytest.fixture
def page_of_files(application: Application, live_server: Any, page: Any, sign_in_page: Callable[[Any], None]) -> Any:
    page.set_viewport_size(TELEPHONE)
    sign_in_page(User.objects.get(person=application.person))
    page.goto(address(application, live_server))
    return page


def address(application: Application, live_server: Any) -> str:
    return f"{live_server.url}/en/applications/{application.uid}/form/documents/"


def box(page: Any, name: str) -> Any:
    return page.locator("section.file-box").filter(has=page.get_by_role("heading", name=re.compile(name)))


def choose(page: Any, name: str, chosen: dict[str, Any]) -> None:
    box(page, name).locator("input[type=file]").set_input_files(chosen)


def handed_in() -> list[str]:
    return sorted(str(row.document.name_en) for row in ApplicationDocument.objects.select_related("document"))


def test_a_file_goes_as_soon_as_it_was_chosen_while_another_one_is_on_its_way(page_of_files: Any) -> None:
    page = page_of_files
    expect(page.locator("[data-file-send]:visible")).to_have_count(0)
    held = Held(page, UPLOADS)
    choose(page, "Transcript", file())
    held.is_full()
    progress = box(page, "Transcript").locator("[data-file-progress]")
    expect(progress).to_be_visible()
    expect(progress).to_contain_text("Sending")
    assert handed_in() == []

    held.holds_no_more()
    choose(page, "Passport", file())
    expect(box(page, "Passport").locator(".handed")).to_be_visible()
    assert handed_in() == ["Passport"]
    expect(progress).to_be_visible()

    held.goes()
    expect(box(page, "Transcript").locator(".handed")).to_be_visible()
    expect(box(page, "Transcript").locator("[data-file-progress]")).to_be_hidden()
    expect(page.locator("[data-files-state]")).to_have_text("The file is stored.")
    expect(page.locator("[data-file-send]:visible")).to_have_count(0)
    assert handed_in() == ["Passport", "Transcript"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_did_not_arrive_is_said_at_its_box_and_chosen_once_more(page_of_files: Any) -> None:
    page = page_of_files
    page.route(UPLOADS, lambda route: route.abort("connectionreset"))
    choose(page, "Transcript", file())
    error = box(page, "Transcript").locator("[data-file-error]")
    expect(error).to_contain_text("The file did not arrive. Nothing was stored")
    expect(box(page, "Transcript").locator("[data-file-progress]")).to_be_hidden()
    expect(box(page, "Passport").locator("[data-file-error]")).to_be_hidden()
    assert handed_in() == []

    page.unroute(UPLOADS)
    choose(page, "Transcript", file())
    expect(box(page, "Transcript").locator(".handed")).to_be_visible()
    expect(error).to_be_hidden()
    assert handed_in() == ["Transcript"]


def test_what_the_portal_cannot_store_is_said_as_well(page_of_files: Any) -> None:
    page = page_of_files
    page.route(UPLOADS, lambda route: route.fulfill(status=502, body="gateway"))
    choose(page, "Transcript", file())
    expect(box(page, "Transcript").locator("[data-file-error]")).to_contain_text("The file did not arrive.")


def test_what_the_portal_refuses_stands_at_its_box(page_of_files: Any) -> None:
    page = page_of_files
    choose(page, "Transcript", file(b"<html><script>alert(1)</script></html>"))
    error = box(page, "Transcript").locator("[data-file-error]")
    expect(error).to_be_visible()
    expect(page.locator("[data-files-state]")).to_have_text(error.inner_text())
    assert handed_in() == []


def test_a_file_that_is_too_large_is_never_sent(page_of_files: Any) -> None:
    page, sent = page_of_files, []
    page.on("request", lambda request: sent.append(request.url) if UPLOADS.search(request.url) else None)
    box(page, "Transcript").locator("form").evaluate(f"form => {{ form.dataset.limit = {MEGABYTE}; }}")
    choose(page, "Transcript", file(b"x" * (MEGABYTE + 1)))
    expect(box(page, "Transcript").locator("[data-file-error]")).to_have_text("The file is larger than 1 MB.")
    assert sent == []
    choose(page, "Transcript", file(corpus.pdf()))
    expect(box(page, "Transcript").locator(".handed")).to_be_visible()
    assert len(sent) >= 1, "the control: what fits is sent"


def test_whoever_is_signed_out_is_told_and_stays(page_of_files: Any) -> None:
    page = page_of_files
    page.context.clear_cookies(name="sessionid")
    choose(page, "Transcript", file())
    expect(box(page, "Transcript").locator("[data-file-error]")).to_contain_text("You are signed out.")
    assert page.url.endswith("/form/documents/")
    assert handed_in() == []


def test_nobody_goes_on_while_a_file_is_on_its_way(page_of_files: Any) -> None:
    page = page_of_files
    held = Held(page, UPLOADS)
    choose(page, "Transcript", file())
    held.is_full()
    page.locator("a[data-onward]").first.click()
    page.wait_for_timeout(300)
    assert page.url.endswith("/form/documents/")
    held.goes()
    page.wait_for_url(re.compile(r"/check/"))
    assert handed_in() == ["Transcript"]


def test_without_scripts_the_plain_form_stores_the_file(
    application: Application, page_of_files: Any, browser: Any, live_server: Any
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=TELEPHONE)
    context.add_cookies(page_of_files.context.cookies())
    plain = context.new_page()
    plain.goto(address(application, live_server))
    choose(plain, "Transcript", file())
    assert handed_in() == []
    box(plain, "Transcript").get_by_role("button", name=re.compile("Hand in this file")).click()
    expect(box(plain, "Transcript").locator(".handed")).to_be_visible()
    expect(plain.get_by_text("The file is stored.").first).to_be_visible()
    assert handed_in() == ["Transcript"]
    box(plain, "Passport").get_by_role("button", name=re.compile("Hand in this file")).click()
    expect(box(plain, "Passport").locator("[data-file-error]")).to_have_text("Choose a file first.")
    context.close()
