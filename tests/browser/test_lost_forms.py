"""Whatever ends a session or leads away from a started form, every box comes back as it was filled in: in a browser."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from kanazawa_exchange.accounts.models import KeptForm, User
from kanazawa_exchange.accounts.services import users
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from programs.models import ProgramRun
from tests import factories

PASSWORD = "a-long-test-password"
BOXES = "main form[method=post] :is(input[type=text], input:not([type]), textarea)"
FILL = """boxes => boxes.map((box, number) => {
  box.value = `${number} É 値 жёлтый`;
  box.dispatchEvent(new InputEvent('input', {bubbles: true}));
  return [box.name, box.value];
})"""
READ = "boxes => boxes.map(box => [box.name, box.value])"
SEND = "main form[method=post] .actions button.btn >> nth=0"


@pytest.fixture
def office(transactional_db: Any, live_server: Any) -> User:
    """A coordinator who reads English, and a run to register in."""
    world = factories.World.build()
    user = world.user("sato", role="coordinator")
    user.language = "en"
    user.save()
    return user


@pytest.fixture
def begun(office: User, live_server: Any, page: Any) -> list[list[str]]:
    """The register form with every text box filled in; name and text of each."""
    enter(page, office, live_server)
    page.goto(register(live_server))
    filled: list[list[str]] = page.locator(BOXES).evaluate_all(FILL)
    assert len(filled) > 10
    return filled


def register(live_server: Any) -> str:
    run = ProgramRun.objects.get(program__code="cultural", direction="inbound")
    return f"{live_server.url}/en/mobility-records/register/?run={run.uid}&person=new"


def enter(page: Any, user: User, live_server: Any) -> None:
    page.goto(f"{live_server.url}/en/accounts/login/")
    sign_in(page, user)
    page.wait_for_url(re.compile(r"/en/(?!accounts)"))


def sign_in(page: Any, user: User) -> None:
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("input[name=password]").press("Enter")


def still_filled(page: Any, begun: list[list[str]]) -> None:
    shown = {name: text.replace("\r\n", "\n") for name, text in page.locator(BOXES).evaluate_all(READ)}
    assert {name: shown.get(name) for name, _text in begun} == dict(begun)
    assert "Nothing of it is saved yet" in page.locator("main").inner_text()


# --- The session is lost -----------------------------------------------------------------------------------------------


def by_time(page: Any, user: User) -> None:
    """Three hours pass in which nobody clicks."""
    for session in Session.objects.all():
        store = session.get_session_store_class()(session.session_key)
        store["seen_at"] = (clock.now() - timedelta(hours=3)).timestamp()
        store.save()


def by_cookie(page: Any, user: User) -> None:
    page.context.clear_cookies(name="sessionid")


def by_sign_out_in_another_tab(page: Any, user: User) -> None:
    tab = page.context.new_page()
    tab.goto(page.url.partition("?")[0].replace("mobility-records/register", "account/settings"))
    tab.locator("nav.account form button").click()
    tab.wait_for_load_state()
    tab.close()


def by_the_administrator(page: Any, user: User) -> None:
    users.end_sessions(user, by=None, now=clock.now())


@pytest.mark.parametrize("lose", [by_time, by_cookie, by_sign_out_in_another_tab, by_the_administrator])
def test_after_signing_in_again_every_box_is_filled(
    office: User, begun: list[list[str]], page: Any, lose: Callable[[Any, User], None]
) -> None:
    lose(page, office)
    page.locator(SEND).click()
    page.wait_for_url(re.compile(r"/accounts/login/"))
    assert "Nothing is saved yet" in page.locator("main").inner_text()

    sign_in(page, office)

    page.wait_for_url(re.compile(r"/register/.*kept="))
    still_filled(page, begun)
    assert Mobility.objects.count() == 0


def test_with_an_expired_token_every_box_is_filled_at_once(
    office: User, begun: list[list[str]], page: Any, live_server: Any
) -> None:
    by_sign_out_in_another_tab(page, office)
    tab = page.context.new_page()
    enter(tab, office, live_server)
    tab.close()

    page.locator(SEND).click()

    page.wait_for_url(re.compile(r"/register/.*kept="))
    still_filled(page, begun)


def test_without_scripts_the_form_goes_along_into_another_language(
    office: User, browser: Any, live_server: Any
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, office, live_server)
    page.goto(register(live_server))
    page.fill("[name=latin_family]", "IVANOVA")
    page.locator("#other-languages button[lang=ru]").click()
    page.wait_for_url(re.compile(r"/ru/.*kept="))
    assert page.input_value("[name=latin_family]") == "IVANOVA"
    page.locator("[name=latin_given]").press("Enter")  # the button of the form, not that of a language
    page.wait_for_load_state()
    assert "/ru/" in page.url
    assert page.locator(".error-summary").count() == 1
    context.close()


# --- The form is left ----------------------------------------------------------------------------------------------------


def test_the_other_language_takes_along_what_was_typed(begun: list[list[str]], page: Any) -> None:
    page.locator("nav .langs a[lang=ru]").click()
    page.wait_for_url(re.compile(r"/ru/.*kept="))
    page.locator("nav .langs a[lang=en]").click()
    page.wait_for_url(re.compile(r"/en/.*kept="))
    still_filled(page, begun)
    assert KeptForm.objects.count() == 1


def test_a_started_form_asks_before_it_is_left_and_an_untouched_one_does_not(
    office: User, page: Any, live_server: Any
) -> None:
    enter(page, office, live_server)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(register(live_server))
    page.locator("h1").click()
    page.locator("nav.nav a").first.click()
    page.wait_for_load_state()
    assert asked == []

    page.goto(register(live_server))
    page.locator("main form[method=post] input[type=text]:visible").first.fill("Begun")
    page.locator("nav.nav a").first.click()
    page.wait_for_url(re.compile(r"/en/(?!mobility-records/register)"))
    assert asked == ["beforeunload"]


def test_back_brings_what_was_sent_and_not_saved(begun: list[list[str]], page: Any) -> None:
    page.locator(SEND).click()
    page.locator(".error-summary").wait_for()

    page.go_back()

    page.wait_for_url(re.compile(r"kept="))
    still_filled(page, begun)


def test_back_brings_what_was_left_although_it_asked(begun: list[list[str]], page: Any) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("nav.nav a").first.click()
    page.wait_for_url(re.compile(r"/en/(?!mobility-records/register)"))

    page.go_back()

    page.wait_for_url(re.compile(r"kept="))
    still_filled(page, begun)


def test_what_is_saved_is_kept_no_longer_and_asks_nothing(office: User, page: Any, live_server: Any) -> None:
    enter(page, office, live_server)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{live_server.url}/en/roles/people/add/")
    page.fill("input[name=latin_family]", "BEGUN")
    page.locator("nav .langs a[lang=ru]").click()
    page.wait_for_url(re.compile(r"/ru/.*kept="))
    page.fill("input[name=latin_given]", "Ended")
    page.locator(SEND).click()
    page.wait_for_url(re.compile(r"/ru/roles/people/[0-9a-f-]{36}/"))
    assert asked == []
    assert not KeptForm.objects.exists()
