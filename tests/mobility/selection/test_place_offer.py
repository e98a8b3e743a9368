"""Before a place is given its page says to whom, which one, and what is written in which language; then it is given once."""

import pytest

from kanazawa_exchange.accounts.models import Letter, Purpose
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.models import Application
from mobility.services.applications import machine
from mobility.services.selection import waitlist
from tests.consents import agrees_to_processing
from tests.markup import compact

from .paths import NOW, call_with, log_of, offered, place_of, stored, waiting
from .test_pages import page

BUTTON = "Offer the place</button>"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def promoted():
    return list(Letter.objects.filter(kind="place_promoted").values_list("address", "language"))


def test_the_board_leads_to_a_page_that_names_all_of_it_and_offers_nothing(world, sato, sign_in):
    call = call_with(world, places=2)
    offered(world, call=call)
    [first] = waiting(world, call, 1)
    account = first.person.user
    account.language = "ru"
    account.save()
    browser, address = sign_in(sato), page("place_offer", call.uid, place_of(call).uid, first.uid)
    board = browser.get(page("place_board", call.uid)).content.decode()
    assert f'href="{address}"' in board
    assert f'action="{address}"' not in board
    shown = browser.get(address)
    offer, text = shown.context["offer"], shown.content.decode()
    assert (offer.number, offer.free, offer.places, offer.is_next, offer.language) == (1, 1, 2, True, "ru")
    assert str(offer.place) in text
    assert "number 1 on the waitlist" in text
    assert "A place is offered from the waitlist" in text
    assert "Russian" in text
    assert offer.until in text
    assert "reason" not in shown.context["form"].fields
    assert promoted() == []
    assert Application.objects.get(pk=first.pk).status == "waitlisted"
    answer = browser.post(address, follow=True).content.decode()
    assert "The place is offered; the applicant is told by email." in answer
    assert promoted() == [(account.email, "ru")]


def test_without_an_account_the_page_and_the_answer_speak_of_no_mail(world, sato, sign_in):
    call = call_with(world)
    [first] = waiting(world, call, 1)
    first.person.user.is_active = False
    first.person.user.save()
    browser, address = sign_in(sato), page("place_offer", call.uid, place_of(call).uid, first.uid)
    assert "has no account" in browser.get(address).content.decode()
    answer = browser.post(address, follow=True).content.decode()
    assert "The place is offered." in answer
    assert "told by email" not in answer
    assert promoted() == []


def test_before_the_turn_the_page_names_who_is_next(world, sato, sign_in):
    call = call_with(world)
    first, second = waiting(world, call, 2)
    browser = sign_in(sato)
    shown = browser.get(page("place_offer", call.uid, place_of(call).uid, second.uid))
    assert shown.context["offer"].before.text in shown.content.decode()
    assert not shown.context["offer"].is_next
    assert "reason" in shown.context["form"].fields
    own = browser.get(page("place_offer", call.uid, place_of(call).uid, first.uid))
    assert own.context["offer"].before is None


def test_whoever_was_next_when_the_page_was_opened_is_given_it_once(world, sato, sign_in):
    call = call_with(world)
    first, _second = waiting(world, call, 2)
    browser, address = sign_in(sato), page("place_offer", call.uid, place_of(call).uid, first.uid)
    browser.get(address)
    browser.post(address)
    again = browser.post(address)
    assert again.status_code == 200
    assert "No place is free any more." in again.content.decode()
    assert len(promoted()) == 1


def called_off(_world, call, _one):
    call.status, call.called_off_at = "called_off", NOW
    call.save()
    return "The call was called off."


def withdrawn(_world, _call, one):
    machine.move(one, "withdraw", Step(), by=None, now=NOW)
    return "This is not possible now: the state is “Withdrawn”."


def without_consent(_world, _call, one):
    agrees_to_processing(one.person.user, now=NOW)
    consents.withdraw(one.person, Purpose.PROCESSING, by=one.person.user, now=NOW)
    return "This person has withdrawn the consent to the handling of the data."


def taken(world, call, _one):
    offered(world, call=call)
    return "No place is free any more. Look at the page once more."


@pytest.mark.parametrize("happens", [called_off, withdrawn, without_consent, taken])
def test_what_would_be_refused_has_its_reason_in_place_of_the_button(world, sato, sign_in, happens):
    call = call_with(world)
    [one] = waiting(world, call, 1)
    browser, address = sign_in(sato), page("place_offer", call.uid, place_of(call).uid, one.uid)
    assert BUTTON in compact(browser.get(address).content.decode())
    words = happens(world, call, one)
    for answer in (browser.get(address), browser.post(address, {"reason": "So"})):
        text = compact(answer.content.decode())
        assert (words in text, BUTTON in text) == (True, False)
    assert promoted() == []


def test_a_reason_that_was_typed_stands_in_the_log_though_it_is_the_turn_by_now(world, sato, sign_in):
    call = call_with(world, places=2)
    first, second = waiting(world, call, 2)
    browser, address = sign_in(sato), page("place_offer", call.uid, place_of(call).uid, second.uid)
    assert "reason" in browser.get(address).context["form"].fields
    machine.move(first, "withdraw", Step(), by=None, now=NOW)
    browser.post(address, {"reason": "The host asked for her"})
    move, _code, words = log_of(second)[-1]
    assert (move, "The host asked for her" in words) == ("promote", True)


def test_whoever_is_asked_for_a_reason_has_a_box_for_it(world, sato, sign_in, monkeypatch):
    """Somebody else becomes the next between the look of the page and the lock of the place."""
    call = call_with(world, places=2)
    first, second = waiting(world, call, 2)
    browser, address = sign_in(sato), page("place_offer", call.uid, place_of(call).uid, first.uid)
    monkeypatch.setattr(waitlist, "next_in_line", lambda _place: second)
    form = browser.post(address).context["form"]
    assert form.errors["reason"] == ["Somebody else is the next in line. Say why this application comes before."]


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_page_costs_the_same_queries(world, sato, sign_in, number, django_assert_num_queries):
    call = call_with(world)
    line = waiting(world, call, min(number, 3))
    stored(world, call, number - len(line), decision="waitlist", status="waitlisted", released_at=NOW)
    browser, address = sign_in(sato), page("place_offer", call.uid, place_of(call).uid, line[0].uid)
    browser.get(address)
    with django_assert_num_queries(14):
        browser.get(address)
