"""A form that arrives signed out or with an outdated token is there again, filled in, for the account that typed it alone."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core import signing
from django.db import IntegrityError
from django.test import Client

from kanazawa_exchange.accounts.models import KeptForm, Person, User
from kanazawa_exchange.accounts.services import kept_forms, users
from kanazawa_exchange.accounts.views import marks
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from tests import factories
from tests.accounts.test_second_factor import code, with_app
from tests.factories import World
from tests.mobility.paths import in_state

from .creating import mark_of, stay

ADD = "/en/roles/people/add/"
REGISTER = "/en/mobility-records/register/?person=new&run="
LOGIN = "/en/accounts/login/"
PASSWORD = "a-long-test-password"
NAMES = {"latin_family": "FIGURE", "latin_given": "TWICE", "kanji_family": "図", "cyrillic_given": "Дважды"}


def token_of(answer: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def entered(user: User, browser: Client | None = None, onward: str = "") -> Client:
    """A browser with strict tokens that signed in through the form."""
    browser = browser or Client(enforce_csrf_checks=True)
    page = browser.get(LOGIN + (f"?next={quote(onward)}" if onward else ""))
    sent = {"login": user.email, "password": PASSWORD, "csrfmiddlewaretoken": token_of(page), "next": onward}
    answer = browser.post(LOGIN, sent)
    assert answer.status_code == 302, answer.content.decode()
    return browser


def boxes(answer: Any) -> dict[str, str]:
    """Name and value of every text box, and what is chosen in every list, of a page."""
    text = answer.content.decode()
    found = dict(re.findall(r'<input type="text" name="([^"]+)"(?: value="([^"]*)")?', text))
    found |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', text))
    for name, options in re.findall(r'(?s)<select name="([^"]+)".*?>(.*?)</select>', text):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: html.unescape(value) for name, value in found.items()}


# --- Ways to lose a session ------------------------------------------------------------------------------------------


def by_cookie(browser: Client, user: User) -> None:
    del browser.cookies["sessionid"]


def by_every_cookie(browser: Client, user: User) -> None:
    browser.cookies.clear()


def by_sign_out_in_another_tab(browser: Client, user: User) -> None:
    page = browser.get("/en/account/settings/")
    browser.post("/en/accounts/logout/", {"csrfmiddlewaretoken": token_of(page)})


def by_the_office(browser: Client, user: User) -> None:
    users.end_sessions(user, by=None, now=clock.now())


def by_time(browser: Client, user: User) -> None:
    session = browser.session
    session["seen_at"] -= 3 * 3600
    session.save()


LOST = [by_cookie, by_every_cookie, by_sign_out_in_another_tab, by_the_office, by_time]


@pytest.mark.parametrize("lose", LOST)
def test_a_form_that_arrives_signed_out_is_there_after_sign_in(
    world: World, sato: User, lose: Callable[[Client, User], None]
) -> None:
    browser = entered(sato)
    page = browser.get(REGISTER + str(world.inbound.uid))
    typed = {"person": "new", **NAMES, **stay(world), "planned_starts_on": "8/20", "reason": "なし"}
    sent = {**typed, marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page)}
    lose(browser, sato)

    answer = browser.post(REGISTER.partition("?")[0], sent)

    assert answer["Location"].startswith(f"{LOGIN}?next=")
    sign_in = browser.get(answer["Location"])
    assert "sign in, and it is there, filled in" in sign_in.content.decode()
    onward = sign_in.context["redirect_field_value"]
    again = entered(sato, browser, onward).get(onward)
    filled = boxes(again)
    assert {name: filled.get(name) for name in typed if name in filled} == {
        name: value for name, value in typed.items() if name in filled
    }
    assert {*NAMES, "planned_starts_on", "note", "sending", "receiving"} <= filled.keys()
    assert f'name="run" value="{world.inbound.uid}"' in again.content.decode()
    assert "Nothing of it is saved yet" in again.content.decode()
    assert "error-summary" not in again.content.decode()
    assert Mobility.objects.count() == 0
    good = {**sent, **stay(world), "different_person": "on", "reason": "", marks.FIELD: mark_of(again)}
    saved = browser.post(onward, {**good, "csrfmiddlewaretoken": token_of(again)})
    assert saved.status_code == 302
    assert Mobility.objects.count() == 1
    assert not KeptForm.objects.exists()


def test_with_an_outdated_token_the_form_comes_back_at_once(sato: User) -> None:
    browser = entered(sato)
    page = browser.get(ADD)
    sent = {**NAMES, marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page)}
    by_sign_out_in_another_tab(browser, sato)
    entered(sato, browser)

    again = browser.post(ADD, sent, follow=True)

    assert [status for _page, status in again.redirect_chain] == [302]
    assert NAMES.items() <= boxes(again).items()
    fresh = {**sent, marks.FIELD: mark_of(again), "csrfmiddlewaretoken": token_of(again)}
    assert browser.post(ADD, fresh).status_code == 302
    assert Person.objects.filter(names__family="FIGURE").count() == 1


def test_a_question_asked_again_keeps_one_form_and_saved_it_is_forgotten(world: World, sato: User) -> None:
    browser = entered(sato)
    known = {f"latin_{part}": text for part, text in (("family", "Twin"), ("given", "Anna"))}
    factories.PersonFactory(names=[("latin", *known.values(), "")])
    page = browser.get(ADD)
    sent = {**known, marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page)}
    for _turn in range(3):
        page = browser.post(ADD, sent)
        sent |= {marks.KEPT: re.findall(f'name="{marks.KEPT}" value="([^"]+)"', page.content.decode())[0]}
        assert KeptForm.objects.count() == 1
    assert browser.post(ADD, {**sent, "different_person": "on"}).status_code == 302
    assert not KeptForm.objects.exists()


def test_the_other_language_with_an_outdated_token_loses_nothing_either(sato: User) -> None:
    browser = entered(sato)
    page = browser.get(ADD)
    sent = {**NAMES, marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page)}
    by_sign_out_in_another_tab(browser, sato)
    entered(sato, browser)
    again = browser.post("/en/forms/keep/?language=ru&lead=1", sent, follow=True)
    assert NAMES.items() <= boxes(again).items()


def test_another_account_sees_nothing_of_it_and_its_owner_all(sato: User, admin: User) -> None:
    browser = entered(sato)
    page = browser.get(ADD)
    sent = {**NAMES, marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page)}
    by_sign_out_in_another_tab(browser, sato)
    browser.post(ADD, sent)
    entered(admin, browser)

    kept = KeptForm.objects.get()
    foreign = browser.get(f"{ADD}?kept={kept.uid}")
    assert "FIGURE" not in foreign.content.decode()
    assert "is not kept any longer" in foreign.content.decode()
    assert boxes(entered(sato).get(f"{ADD}?kept={kept.uid}"))["latin_family"] == "FIGURE"


def test_while_somebody_else_has_signed_in_nothing_is_kept(sato: User, admin: User) -> None:
    page = entered(sato).get(ADD)
    other = entered(admin)
    own = {"csrfmiddlewaretoken": token_of(other.get(ADD))}
    sent = {**NAMES, marks.FIELD: mark_of(page)}

    stale = other.post(ADD, {**sent, "csrfmiddlewaretoken": token_of(page)})
    assert stale.status_code == 403
    assert f"another account than {admin.email}" in stale.content.decode()
    assert other.post("/en/forms/keep/", {**sent, **own}).status_code == 409
    assert not KeptForm.objects.exists()
    assert other.post("/en/forms/keep/", {**sent, **own, marks.FIELD: mark_of(other.get(ADD))}).status_code == 200


def test_what_comes_signed_out_pushes_out_nothing_that_its_owner_kept(sato: User) -> None:
    browser = entered(sato)
    page = browser.get(ADD)
    sent = {**NAMES, marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page)}
    uid = str(uuid4())
    assert browser.post("/en/forms/keep/", {**sent, "kept": uid}).status_code == 200
    stranger = Client()
    for _post in range(kept_forms.MOST + 2):
        stranger.post(ADD, {**sent, "latin_family": "STRANGER", "kept": uid})
    assert KeptForm.objects.filter(is_signed_out=True).count() == kept_forms.MOST_SIGNED_OUT
    assert boxes(browser.get(f"{ADD}?kept={uid}"))["latin_family"] == "FIGURE"
    for _post in range(kept_forms.MOST):  # the control: the owner's own make room
        browser.post("/en/forms/keep/", {**sent, "kept": str(uuid4())})
    assert not KeptForm.objects.filter(uid=uid).exists()


def test_what_is_kept_is_sealed_and_goes_after_a_day(sato: User) -> None:
    browser = entered(sato)
    page = browser.get(ADD)
    sent = {**NAMES, "password1": "do not keep", marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page)}
    by_cookie(browser, sato)
    browser.post(ADD, sent)
    kept = KeptForm.objects.get()
    assert "FIGURE" not in kept.sealed
    found = kept_forms.find(kept.uid, by=sato, now=clock.now())
    assert found is not None
    assert not {"password1", "csrfmiddlewaretoken", marks.FIELD} & found.values.keys()

    late = clock.now() + kept_forms.KEPT_FOR
    assert kept_forms.find(kept.uid, by=sato, now=late) is None
    assert kept_forms.forget_old(now=late) == 1


def test_a_few_forms_are_kept_and_none_that_is_huge(sato: User) -> None:
    browser = entered(sato)
    page = browser.get(ADD)
    sent = {**NAMES, marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page)}
    by_cookie(browser, sato)
    for _post in range(kept_forms.MOST + 2):
        browser.post(ADD, sent)
    assert KeptForm.objects.count() == kept_forms.MOST_SIGNED_OUT
    newest = KeptForm.objects.latest("kept_at").pk
    browser.post(ADD, {**sent, "latin_given": "x" * kept_forms.LARGEST})
    assert KeptForm.objects.latest("kept_at").pk == newest


def gone(user: User) -> int:
    """The number of an account that was deleted a moment before."""
    pk = user.pk
    User.objects.filter(pk=pk).delete()
    return pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("signed_in", [True, False])
def test_of_an_account_that_is_gone_nothing_is_kept(stranger: User, signed_in: bool) -> None:
    kept = kept_forms.Kept(uuid4(), "", {"latin_family": ["FIGURE"]})
    assert kept_forms.keep(gone(stranger), kept, signed_in=signed_in, now=clock.now()) is None
    assert not KeptForm.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_form_of_an_account_that_is_gone_is_answered_as_if_nothing_had_been_kept(stranger: User) -> None:
    page = "/en/account/settings/"
    mark = signing.dumps([gone(stranger), "a-key", page], salt=marks.SALT)
    answer = Client().post(page, {"language": "xx", marks.FIELD: mark}, follow=True)
    assert answer.status_code == 200
    assert "Nothing was done" in answer.content.decode()
    assert not KeptForm.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_control_unless_the_account_is_asked_for_the_row_has_nobody(
    stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_forms, "_is_there", lambda owner: True)
    with pytest.raises(IntegrityError):
        kept_forms.keep(gone(stranger), kept_forms.Kept(uuid4(), "", {}), signed_in=True, now=clock.now())


@pytest.mark.parametrize("mark", ["", "forged"])
def test_nothing_is_kept_that_no_page_of_ours_has_shown(sato: User, mark: str) -> None:
    answer = Client().post(ADD, {**NAMES, marks.FIELD: mark})
    assert answer["Location"] == f"{LOGIN}?next={ADD}"
    assert not KeptForm.objects.exists()


def test_what_is_typed_on_a_page_of_the_sign_in_library_is_kept_nowhere(sato: User) -> None:
    browser = entered(sato)
    page = "/en/accounts/email/"
    shown = browser.get(ADD)
    token = {"csrfmiddlewaretoken": token_of(shown)}
    mark = signing.dumps([sato.pk, "a-key", page], salt=marks.SALT)
    for typed in ({"code": "123456"}, {"email": "other@example.org"}):
        assert browser.post("/en/forms/keep/", {**typed, **token, marks.FIELD: mark}).status_code == 409
    assert not KeptForm.objects.exists()
    mark = mark_of(shown)
    assert browser.post("/en/forms/keep/", {**NAMES, **token, marks.FIELD: mark}).status_code == 200  # the control


def test_without_scripts_the_form_itself_goes_along_into_another_language(world: World, sato: User) -> None:
    browser = entered(sato)
    page = browser.get(REGISTER + str(world.inbound.uid))
    address = re.search(r'formaction="([^"]*language=ru[^"]*)"', page.content.decode())
    assert address
    typed = {"person": "new", **NAMES, **stay(world), "planned_starts_on": "8/20"}
    sent = {**typed, marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page)}

    answer = browser.post(html.unescape(address[1]), sent)

    assert answer["Location"].startswith("/ru/mobility-records/register/?person=new&run=")
    russian = browser.get(answer["Location"])
    assert NAMES.items() <= boxes(russian).items()
    assert boxes(russian)["planned_starts_on"] == "8/20"
    assert not Mobility.objects.exists()
    huge = browser.post(html.unescape(address[1]), {**sent, "latin_given": "x" * kept_forms.LARGEST})  # the control
    assert "kept=" not in huge["Location"]
    assert "could not be kept" in browser.get(f"/en/{huge['Location'].split('/', 2)[2]}").content.decode()


@pytest.mark.parametrize("mark", ["", "forged"])
@pytest.mark.parametrize(
    ("before", "led_to"),
    [
        (f"http://testserver{ADD}?q=1", "/ru/roles/people/add/?q=1"),
        ("http://testserver//evil.example/x", "/ru/x"),
        ("https://evil.example/en/people/", "/ru/start/"),
        ("http://[", "/ru/start/"),
        ("", "/ru/start/"),
    ],
)
def test_without_scripts_and_a_mark_the_reader_is_led_to_a_page_and_told(
    sato: User, sign_in: Any, mark: str, before: str, led_to: str
) -> None:
    browser = sign_in(sato)
    keep = "/en/forms/keep/?language=ru"

    answer = browser.post(f"{keep}&lead=1", {**NAMES, marks.FIELD: mark}, headers={"referer": before})

    assert answer["Location"] == led_to
    assert "could not be kept" in browser.get(ADD).content.decode()
    assert not KeptForm.objects.exists()
    assert browser.post(keep, {**NAMES, marks.FIELD: mark}).status_code == 409  # the script is told as before


def test_a_button_that_arrives_signed_out_leads_back_to_its_page(world: World, sato: User) -> None:
    stayed = world.sent()
    browser = entered(sato)
    detail = f"/en/mobility-records/{stayed.uid}/"
    page = browser.get(detail)
    sent = {marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page), "other": str(stayed.uid)}
    by_cookie(browser, sato)

    answer = browser.post(f"{detail}stages/link/", sent)

    assert answer["Location"] == f"{LOGIN}?next={detail}"
    assert not KeptForm.objects.exists()


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"origin": "null"}])
def test_a_form_from_another_site_is_kept_for_nobody_and_led_nowhere(sato: User, headers: dict[str, str]) -> None:
    browser = entered(sato)
    page = browser.get(ADD)
    sent = {**NAMES, marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page)}
    assert browser.post(ADD, sent, headers=headers).status_code == 403
    assert browser.post(LOGIN, sent, headers=headers).status_code == 403
    assert not KeptForm.objects.exists()


def test_the_second_factor_stands_between_and_the_form_waits(sato: User) -> None:
    browser = entered(sato)
    page = browser.get(ADD)
    sent = {**NAMES, marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page)}
    with_app(sato)
    by_cookie(browser, sato)
    onward = browser.get(browser.post(ADD, sent)["Location"]).context["redirect_field_value"]
    entered(sato, browser, onward)
    assert browser.get(onward)["Location"].startswith(LOGIN)

    asked = browser.get("/en/accounts/2fa/authenticate/")
    passed = browser.post(asked.wsgi_request.path, {"code": code(), "csrfmiddlewaretoken": token_of(asked)})

    assert passed["Location"] == onward
    assert NAMES.items() <= boxes(browser.get(onward)).items()


def test_a_group_keeps_its_days(world: World, sato: User) -> None:
    run = in_state(world, sato, "ready").run
    browser = entered(sato)
    url = f"/en/mobility-records/arrivals/?run={run.uid}"
    page = browser.get(url)
    sent = {"on": "8/20", marks.FIELD: mark_of(page), "csrfmiddlewaretoken": token_of(page)}
    by_cookie(browser, sato)
    onward = browser.get(browser.post(url, sent)["Location"]).context["redirect_field_value"]
    again = entered(sato, browser).get(onward)
    assert boxes(again)["on"] == "8/20"


# --- The sign-in page in two tabs --------------------------------------------------------------------------------------


def test_the_sign_in_page_in_a_second_tab_leads_on(sato: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    tab = browser.get(f"{LOGIN}?next={ADD}")
    sent = {"login": sato.email, "password": PASSWORD, "csrfmiddlewaretoken": token_of(tab), "next": ADD}
    entered(sato, browser)

    answer = browser.post(LOGIN, sent, follow=True)

    assert answer.redirect_chain == [(ADD, 302)]
    assert f"already signed in as {sato.email}" in html.unescape(answer.content.decode())


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_leads_nowhere_else(sato: User, onward: str) -> None:
    browser = entered(sato)
    answer = browser.post(LOGIN, {"csrfmiddlewaretoken": "x" * 32, "next": onward})
    assert answer["Location"] == "/en/start/"


def test_a_sign_in_page_without_its_cookie_is_shown_anew(sato: User) -> None:
    answer = Client(enforce_csrf_checks=True).post(
        LOGIN, {"login": sato.email, "next": ADD, "csrfmiddlewaretoken": "x" * 32}, follow=True
    )
    assert answer.status_code == 200
    assert "had been open too long" in answer.content.decode()
    assert answer.context["redirect_field_value"] == ADD


def test_control_without_the_account_in_the_question_another_one_would_read_it(
    sato: User, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = kept_forms.Kept(KeptForm().uid, "", {"latin_family": ["FIGURE"]})
    assert kept_forms.keep(sato.pk, kept, signed_in=True, now=clock.now())
    later = clock.now() + timedelta(minutes=1)
    assert kept_forms.find(kept.uid, by=admin, now=later) is None
    KeptForm.objects.update(user=admin)
    assert kept_forms.find(kept.uid, by=admin, now=later) == kept
