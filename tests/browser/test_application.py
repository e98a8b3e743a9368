"""An application is saved box by box as it is typed in; what could not be saved waits on the device."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.models import Answer, Application
from mobility.services.applications import machine
from partners.models import Institution, OrgUnit
from programs.models import Question
from tests import factories
from tests.mobility.applications import paths

from .held import Held

SAVE = re.compile(r"/form/questions/save/")
TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture
def application(transactional_db: Any, live_server: Any) -> Application:
    """A draft for a call that is open and asks one question."""
    world, now = factories.World.build(), clock.now()
    window = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=1)}
    call = paths.call_of(world, announced_at=now - timedelta(days=1), **window)
    Question.objects.create(call=call, kind="long_text", text_ja="志望理由", text_en="Why?", text_ru="Почему?", order=1)
    return paths.begun(world, world.user("aiko"), call)


@pytest.fixture
def form(application: Application, live_server: Any, page: Any, sign_in_page: Callable[[Any], None]) -> Any:
    page.set_viewport_size(TELEPHONE)
    sign_in_page(User.objects.get(person=application.person))
    page.goto(f"{live_server.url}/en/applications/{application.uid}/form/questions/")
    return page


def state(page: Any, name: str) -> str:
    shown = page.locator(f"[data-autosave-state={name}]")
    shown.wait_for()
    return str(shown.inner_text())


def waits(page: Any) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('survey:')).length"))


def saved() -> list[str]:
    return list(Answer.objects.values_list("text", flat=True))


def test_what_is_typed_is_saved_by_itself_and_the_page_says_when(form: Any) -> None:
    form.locator("textarea").press_sequentially("To see the Volga")
    words = state(form, "saved")
    assert re.search(r"Draft saved at \d{1,2}:\d{2}", words)
    assert saved() == ["To see the Volga"]
    assert waits(form) == 0
    form.locator("textarea").fill("To see the Volga and the Kama")
    form.locator("button[value=next]").click()
    form.wait_for_url(re.compile("/check/"))
    assert saved() == ["To see the Volga and the Kama"]


def test_what_was_typed_without_a_connection_is_saved_when_the_page_is_opened_again(form: Any) -> None:
    place, context = form.url, form.context
    context.set_offline(True)
    form.locator("textarea").fill("To see the Volga")
    form.locator("textarea").blur()
    state(form, "unsaved")
    form.locator("button[value=next]").click()
    form.wait_for_timeout(300)
    assert form.url == place, "without a connection the page stays"
    assert waits(form) == 1
    form.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(place)
    state(again, "saved")
    assert again.locator("textarea").input_value() == "To see the Volga"
    assert saved() == ["To see the Volga"]
    assert waits(again) == 0


@pytest.mark.parametrize(
    "lost", [SAVE, re.compile(r"/form/questions/")], ids=["what saves by itself", "all that is sent"]
)
def test_a_button_whose_request_is_lost_loses_nothing_that_was_typed(form: Any, lost: re.Pattern[str]) -> None:
    """A device that believes it is connected, in a train: the shelf keeps the text until the portal has answered."""
    place, context = form.url, form.context
    form.route(lost, lambda route: route.abort())
    form.locator("textarea").fill("To see the Volga")
    form.locator("button[value=next]").click()
    state(form, "unsaved")
    assert form.url == place
    assert form.locator("textarea").input_value() == "To see the Volga"
    assert (waits(form), saved()) == (1, [])
    form.close()
    again = context.new_page()
    again.goto(place)
    state(again, "saved")
    assert (waits(again), saved()) == (0, ["To see the Volga"])


def test_a_form_that_is_lost_after_its_boxes_were_saved_has_left_nothing_behind(form: Any) -> None:
    """The shelf is empty by then, and may be: the portal had answered."""
    form.route(re.compile(r"/form/questions/$"), lambda route: route.abort())
    form.locator("textarea").fill("To see the Volga")
    with form.expect_event("requestfailed") as lost:
        form.locator("button[value=next]").click()
    assert (lost.value.method, saved()) == ("POST", ["To see the Volga"])


def test_a_button_gives_up_nothing_that_the_portal_does_not_take(
    form: Any, live_server: Any, sign_in_page: Callable[[Any], None], application: Application
) -> None:
    """Signed out: the button leads to the sign-in page, whose way back is the form; there it is saved."""
    place = form.url
    form.context.clear_cookies(name="sessionid")
    form.locator("textarea").fill("To see the Volga")
    form.locator("button[value=next]").click()
    form.wait_for_url(re.compile("/login/"))
    assert (waits(form), saved()) == (1, [])
    back = parse_qs(urlsplit(form.url).query)["next"][0]
    sign_in_page(User.objects.get(person=application.person))
    form.goto(live_server.url + back)
    assert form.url.partition("?")[0] == place
    state(form, "saved")
    assert (waits(form), saved()) == (0, ["To see the Volga"])


def test_what_waited_is_never_put_over_what_was_saved_since(form: Any, application: Application) -> None:
    """Opened again, the box holds what was typed, and its button shows both texts."""
    place, context = form.url, form.context
    context.set_offline(True)
    form.locator("textarea").fill("From the telephone")
    form.locator("textarea").blur()
    state(form, "unsaved")
    form.close()
    Answer.objects.create(application=application, question=application.call.questions.get(), text="From the desk")
    context.set_offline(False)
    again = context.new_page()
    again.goto(place)
    state(again, "newer")
    again.locator("button[value=next]").click()
    again.get_by_text("From the desk").first.wait_for()
    assert again.locator("textarea").input_value() == "From the telephone"
    assert saved() == ["From the desk"]


def test_what_waits_is_sent_as_soon_as_the_connection_is_back(form: Any) -> None:
    form.context.set_offline(True)
    form.locator("textarea").fill("To see the Volga")
    form.locator("textarea").blur()
    state(form, "unsaved")
    form.context.set_offline(False)
    state(form, "saved")
    assert saved() == ["To see the Volga"]


def test_a_text_of_another_device_is_never_overwritten(form: Any, application: Application) -> None:
    Answer.objects.create(application=application, question=application.call.questions.get(), text="From the desk")
    form.locator("textarea").fill("From the telephone")
    form.locator("textarea").blur()
    assert "Another text was saved here on another device" in state(form, "newer")
    assert saved() == ["From the desk"]
    form.locator("button[value=next]").click()
    form.get_by_text("From the desk").first.wait_for()
    assert form.locator("textarea").input_value() == "From the telephone"


def test_what_can_no_longer_be_changed_is_said(form: Any, application: Application) -> None:
    machine.move(application, "withdraw", Step(), by=None, now=clock.now())
    form.locator("textarea").fill("Too late")
    form.locator("textarea").blur()
    assert "This application can no longer be changed" in state(form, "wrong")
    assert saved() == []


def test_a_token_that_another_tab_has_changed_keeps_nothing_back(form: Any, live_server: Any) -> None:
    form.context.clear_cookies(name="csrftoken")
    form.context.new_page().goto(f"{live_server.url}/en/applications/")
    form.locator("textarea").fill("To see the Volga")
    form.locator("textarea").blur()
    state(form, "saved")
    assert saved() == ["To see the Volga"]


def test_whoever_is_signed_out_finds_the_text_after_signing_in(
    form: Any, application: Application, sign_in_page: Callable[[Any], None]
) -> None:
    place = form.url
    form.context.clear_cookies(name="sessionid")
    form.locator("textarea").fill("To see the Volga")
    form.locator("textarea").blur()
    state(form, "signedOut")
    sign_in_page(User.objects.get(person=application.person))
    form.goto(place)
    state(form, "saved")
    assert saved() == ["To see the Volga"]


def test_a_button_waits_for_what_is_on_its_way(form: Any) -> None:
    """Else the page would be sent against its own older text."""
    held = Held(form, SAVE)
    form.locator("textarea").fill("To see")
    form.locator("textarea").blur()
    held.is_full()
    form.locator("textarea").fill("To see the Volga")
    form.locator("button[value=next]").click()
    held.goes()
    form.wait_for_url(re.compile("/check/"))
    assert saved() == ["To see the Volga"]


# --- A box that follows another ---------------------------------------------------------------------------------------


@pytest.fixture
def facts(form: Any, live_server: Any, application: Application) -> Any:
    """The page of the facts; two institutions have a unit each."""
    for slug, name in (("kanazawa", "Faculty of Letters"), ("kazan", "Institute of Physics")):
        OrgUnit.objects.create(institution=Institution.objects.get(slug__contains=slug), name_en=name)
    form.goto(f"{live_server.url}/en/applications/{application.uid}/form/about/")
    return form


def units(page: Any) -> list[str]:
    return [one.strip() for one in page.locator("#id_box-unit option").all_inner_texts()][1:]


def choose(page: Any, box: str, name: str) -> None:
    page.locator(f"#id_box-{box}").select_option(label=name)


def test_the_units_follow_the_institution_at_once(facts: Any, application: Application) -> None:
    assert units(facts) == ["Faculty of Letters"]
    choose(facts, "unit", "Faculty of Letters")
    state(facts, "saved")
    choose(facts, "institution", str(Institution.objects.get(slug__contains="kazan").name_en))
    assert units(facts) == ["Institute of Physics"]
    assert facts.locator("#id_box-unit").input_value() == ""
    choose(facts, "unit", "Institute of Physics")
    facts.locator("button[value=next]").click()
    facts.wait_for_url(re.compile("/form/(?!about)"))
    application.refresh_from_db()
    assert (application.institution, application.unit) == (application.unit.institution, OrgUnit.objects.last())
    assert "kazan" in application.institution.slug


def test_before_an_institution_is_chosen_the_units_of_all_are_offered(facts: Any) -> None:
    facts.locator("#id_box-institution").select_option("")
    assert units(facts) == ["Faculty of Letters", "Institute of Physics"]


def test_both_boxes_come_back_after_a_visit_without_a_connection(facts: Any, application: Application) -> None:
    place, context = facts.url, facts.context
    context.set_offline(True)
    choose(facts, "unit", "Faculty of Letters")
    choose(facts, "institution", str(Institution.objects.get(slug__contains="kazan").name_en))
    choose(facts, "unit", "Institute of Physics")
    state(facts, "unsaved")
    facts.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(place)
    state(again, "saved")
    assert units(again) == ["Institute of Physics"]
    application.refresh_from_db()
    assert application.unit == OrgUnit.objects.last()
    assert again.locator("#id_box-unit").input_value() == str(application.unit.uid)


def test_what_was_filled_in_before_the_box_that_it_rests_on_is_told_and_kept_with_it(
    facts: Any, application: Application
) -> None:
    facts.locator("#id_box-institution").select_option("")
    state(facts, "saved")
    choose(facts, "unit", "Institute of Physics")
    assert "Choose the institution, too" in state(facts, "wrong")
    choose(facts, "institution", str(Institution.objects.get(slug__contains="kazan").name_en))
    state(facts, "saved")
    facts.locator("#id_box-certificate_score").fill("6.5")
    facts.locator("#id_box-certificate_score").blur()
    assert "Choose the certificate, too" in state(facts, "wrong")
    facts.locator("#id_box-certificate").select_option("ielts")
    state(facts, "saved")
    application.refresh_from_db()
    assert (application.unit, str(application.certificate_score)) == (OrgUnit.objects.last(), "6.5")
