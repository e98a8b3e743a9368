"""The office's pages of decisions: what a release tells whom, once; the places with those who have them, and who waits."""

from typing import Any

import pytest
from django.urls import reverse

from kanazawa_exchange.accounts.models import Letter
from kanazawa_exchange.accounts.services import delivery
from kanazawa_exchange.lib import clock
from mobility.models import Application
from mobility.services.selection import deciding, offers, places
from mobility.services.selection.deciding import Wanted

from .paths import NOW, applicants, call_with, in_review, log_of, offered, place_of, released, stored, waiting


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def page(name: str, *parts: Any) -> str:
    return reverse(f"mobility:{name}", args=parts).replace("/ja/", "/en/", 1)


def decided(world, call):
    """An offer in Russian, number 1 of the waitlist without an account, somebody not selected, somebody undecided."""
    offer, wait, decline, open_ = applicants(world, call, 4)
    offer.person.user.language = "ru"
    offer.person.user.save()
    wait.person.user.is_active = False
    wait.person.user.save()
    deciding.decide(
        [Wanted(offer, "offer", place_of(call)), Wanted(wait, "waitlist", None, 1), Wanted(decline, "decline")],
        by=None,
        now=NOW,
    )
    return offer, wait, decline, open_


def sent(shown: Any) -> dict[str, Any]:
    """The boxes of the button as the page printed them."""
    found = shown.context["release"]
    return {"row": [str(row.uid) for row in found.hidden], "seen": found.seen, "confirm": "1"}


# --- Released --------------------------------------------------------------------------------------------------------


def test_the_release_is_shown_before_and_after_and_done_once(world, sato, sign_in):
    call = call_with(world)
    offer, _wait, _decline, open_ = decided(world, call)
    browser = sign_in(sato)
    shown = browser.get(page("release", call.uid))
    text = shown.content.decode()
    assert "3 decisions would be released." in text
    assert "A place is offered" in text
    assert "Russian" in text
    assert "has no account" in text
    assert "nothing is decided yet" in text
    assert Letter.objects.filter(kind__startswith="place").count() == 0
    answer = browser.post(page("release", call.uid), sent(shown), follow=True).content.decode()
    assert "3 decisions are released." in answer
    assert "waiting for the mail server" in answer
    again = browser.post(page("release", call.uid), sent(shown), follow=True).content.decode()
    assert "Nothing was left to release." in again
    assert Letter.objects.filter(kind__startswith="place").count() == 2
    offer.refresh_from_db()
    open_.refresh_from_db()
    assert (offer.status, open_.status) == ("offered", "in_review")


def test_a_release_that_gives_free_places_only_says_so(world, sato, sign_in):
    """Where all was told before, and a place has been added since: those who wait are written to."""
    call = call_with(world, promotion="automatic")
    offered(world, call=call)
    waiting(world, call, 1)
    kazan = place_of(call)
    kazan.places = 2
    kazan.save()
    answer = sign_in(sato).post(page("release", call.uid), {"confirm": "1"}, follow=True).content.decode()
    assert "1 free place went to the waitlist." in answer
    assert "Nothing was left to release." not in answer


def test_what_was_decided_otherwise_meanwhile_is_not_released(world, sato, sign_in):
    call = call_with(world)
    offer, *_rest = decided(world, call)
    browser = sign_in(sato)
    shown = sent(browser.get(page("release", call.uid)))
    deciding.reconsider(offer, "Wrong line", by=sato, now=NOW)
    deciding.decide([Wanted(Application.objects.get(pk=offer.pk), "decline")], by=None, now=NOW)
    answer = browser.post(page("release", call.uid), shown, follow=True).content.decode()
    assert "The decisions were changed since this page was opened." in answer
    assert not Letter.objects.filter(kind__startswith="place").exists()


def before_the_lock(monkeypatch: Any, act: Any) -> None:
    """What somebody else does after the page has read the decisions, and before it has locked the places.

    Here both stand in one transaction: where the page refuses, the act is taken back with it.
    """
    locked, acts = places.locked, [act]

    def late(**which: Any) -> Any:
        if acts:
            acts.pop()()
        return locked(**which)

    monkeypatch.setattr(places, "locked", late)


def decided_otherwise(application: Application) -> None:
    back = deciding.reconsider(application, "Wrong line", by=None, now=NOW)
    deciding.decide([Wanted(back, "decline")], by=None, now=NOW)


def test_what_is_decided_otherwise_in_the_moment_of_the_release_is_not_released(world, sato, sign_in, monkeypatch):
    call = call_with(world)
    offer, *_rest = decided(world, call)
    browser = sign_in(sato)
    shown = sent(browser.get(page("release", call.uid)))
    before_the_lock(monkeypatch, lambda: decided_otherwise(offer))
    answer = browser.post(page("release", call.uid), shown, follow=True).content.decode()
    assert "The decisions were changed since this page was opened." in answer
    assert not Letter.objects.filter(kind__startswith="place").exists()
    assert Application.objects.get(pk=offer.pk).status == "decided"


def test_a_decision_that_is_made_anew_in_that_moment_is_not_taken_back(world, sato, sign_in, monkeypatch):
    call = call_with(world)
    offer, *_rest = decided(world, call)
    offer.refresh_from_db()
    browser = sign_in(sato)
    move = page("application_move", offer.uid, "reconsider")
    before_the_lock(monkeypatch, lambda: decided_otherwise(offer))
    answer = browser.post(move, {"version": offer.version, "reason": "Wrong line"})
    assert answer.status_code == 409
    assert Application.objects.get(pk=offer.pk).status == "decided"


def test_one_more_decision_meanwhile_stays_hidden(world, sato, sign_in):
    call = call_with(world)
    _offer, _wait, _decline, open_ = decided(world, call)
    browser = sign_in(sato)
    shown = sent(browser.get(page("release", call.uid)))
    deciding.decide([Wanted(open_, "decline")], by=None, now=NOW)
    browser.post(page("release", call.uid), shown)
    open_.refresh_from_db()
    assert open_.status == "decided"


def test_rows_that_were_ticked_are_released_alone(world, sato, sign_in):
    call = call_with(world)
    offer, wait, *_rest = decided(world, call)
    browser = sign_in(sato)
    shown = browser.post(page("release", call.uid), {"row": [str(offer.uid)], "pick": "1"})
    assert "1 decision would be released." in shown.content.decode()
    assert "not chosen in the list" in shown.content.decode()
    browser.post(page("release", call.uid), sent(shown))
    offer.refresh_from_db()
    wait.refresh_from_db()
    assert (offer.status, wait.status) == ("offered", "decided")


def test_a_letter_that_was_answered_before_it_left_is_not_told_as_taken_back(world, aiko, sato, sign_in):
    application = offered(world, aiko)
    browser, address = sign_in(sato), page("release", application.call.uid)
    assert "waiting for the mail server" in browser.get(address).content.decode()
    offers.confirm(application, by=aiko, now=NOW)
    assert delivery.claim(delivery.due(NOW).filter(kind="place_offered"), now=NOW) is None
    assert Letter.objects.get(kind="place_offered").state == "withdrawn"
    shown = browser.get(address).content.decode()
    assert "What it asks for was done before it left, or is not asked any more." in shown
    assert "withdrawn before it left" not in shown


def test_whoever_has_applied_does_not_see_the_selection(world, sato, sign_in):
    call = call_with(world)
    in_review(world, call, sato)
    for name in ("release", "place_board"):
        assert "You have applied to this call yourself" in sign_in(sato).get(page(name, call.uid)).content.decode()


# --- Places ----------------------------------------------------------------------------------------------------------


def test_the_places_are_counted_and_a_free_one_goes_to_the_first_who_waits(world, sato, sign_in):
    call = call_with(world, places=2)
    application = offered(world, call=call)
    first, second = waiting(world, call, 2)
    browser = sign_in(sato)
    shown = browser.get(page("place_board", call.uid))
    kazan = shown.context["board"].places[0]
    assert (kazan.places, kazan.reserved, kazan.offered, kazan.confirmed, kazan.free) == (2, 0, 1, 0, 1)
    assert "to be answered until" in shown.content.decode()
    assert "somebody before in line waits for it" in shown.content.decode()
    answer = browser.post(page("place_offer", call.uid, kazan.uid, first.uid), follow=True)
    assert "The place is offered" in answer.content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("offered", "waitlisted")
    refused = browser.post(page("place_offer", call.uid, kazan.uid, second.uid), follow=True)
    assert "No place is free any more." in refused.content.decode()
    assert application.place_id == first.place_id


def test_before_the_turn_a_place_is_offered_with_a_reason_only(world, sato, sign_in):
    call = call_with(world)
    _first, second = waiting(world, call, 2)
    browser = sign_in(sato)
    address = page("place_offer", call.uid, place_of(call).uid, second.uid)
    assert address in browser.get(page("place_board", call.uid)).content.decode()
    assert "Offer a place before the turn" in browser.get(address).content.decode()
    for sent_along in ({}, {"reason": " "}):
        refused = browser.post(address, sent_along)
        assert list(refused.context["form"].errors) == ["reason"]
        assert "Somebody else is the next in line." in refused.content.decode()
    assert Application.objects.get(pk=second.pk).status == "waitlisted"
    answer = browser.post(address, {"reason": "The first cannot be reached"}, follow=True)
    assert "The place is offered" in answer.content.decode()
    assert log_of(second)[-1] == ("promote", "vacant", "0/1 · The first cannot be reached")


def test_who_waits_for_another_place_is_offered_this_one_with_a_reason_only(world, sato, sign_in):
    """Also where nobody at all waits for it."""
    call = call_with(world)
    [elsewhere] = waiting(world, call, 1, place=place_of(call, 2))
    browser = sign_in(sato)
    address = page("place_offer", call.uid, place_of(call).uid, elsewhere.uid)
    refused = browser.post(address)
    assert "This application does not wait for this place." in refused.content.decode()
    assert Application.objects.get(pk=elsewhere.pk).status == "waitlisted"
    browser.post(address, {"reason": "Irkutsk is full"})
    assert Application.objects.get(pk=elsewhere.pk).place == place_of(call)


def test_everybody_is_told_one_number_on_the_waitlist(world, aiko, sato, sign_in):
    """The one of the line, not the rank that was recorded: on the board, at the release, in the letter, on the own page."""
    call = call_with(world)
    [first] = waiting(world, call, 1, first=3)
    mine = in_review(world, call, aiko)
    deciding.decide([Wanted(mine, "waitlist", None, 7)], by=None, now=NOW)
    hidden = [
        Wanted(in_review(world, call), "waitlist", None, 9),
        Wanted(in_review(world, call), "waitlist", place_of(call, 2), 1),
    ]
    browser = sign_in(sato)
    release = browser.get(page("release", call.uid))
    assert [row.waits_as for row in release.context["release"].hidden] == [2]
    assert "as number 2" in release.content.decode()
    browser.post(page("release", call.uid), sent(release))
    deciding.decide(hidden, by=None, now=NOW)
    board = browser.get(page("place_board", call.uid)).context["board"]
    numbers = {one.uid: (one.number, one.is_hidden) for one in board.waiting}
    assert numbers[first.uid] == (1, False)
    assert numbers[mine.uid] == (2, False)
    assert numbers[hidden[0].application.uid] == (4, True)
    assert numbers[hidden[1].application.uid] == (1, True)
    own = sign_in(aiko).get(page("own_application", mine.uid))
    assert "You are number 2 on the waitlist" in own.content.decode()
    [letter] = Letter.objects.filter(kind="place_waitlisted", address=aiko.email)
    assert "補欠順位は第2位" in letter.body


def test_a_hidden_decision_is_taken_back_with_a_reason(world, sato, sign_in):
    call = call_with(world)
    offer, _wait, decline, _open = decided(world, call)
    offer.refresh_from_db()
    browser = sign_in(sato)
    board = browser.get(page("place_board", call.uid)).content.decode()
    move = page("application_move", offer.uid, "reconsider")
    assert move in board
    assert "3 decisions are not released yet." in board
    assert page("application_move", decline.uid, "reconsider") in board.split("Not selected, not released yet")[1]
    assert "Give a reason." in browser.post(move, {"version": offer.version}).content.decode()
    answer = browser.post(move, {"version": offer.version - 1, "reason": "Wrong line"})
    assert answer.status_code == 409
    browser.post(move, {"version": offer.version, "reason": "Wrong line"})
    offer.refresh_from_db()
    assert (offer.status, offer.decision) == ("in_review", "")


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_pages_cost_the_same_queries(world, sato, sign_in, number, django_assert_num_queries):
    call = call_with(world, places=400)
    kazan, told = place_of(call), {"released_at": NOW}
    stored(world, call, number, status="offered", decision="offer", place=kazan, offer_until=NOW, **told)
    stored(world, call, number, status="waitlisted", decision="waitlist", **told)
    stored(world, call, number, status="decided", decision="offer", place=kazan)
    stored(world, call, number, status="decided", decision="decline")
    browser = sign_in(sato)
    board = browser.get(page("place_board", call.uid)).context["board"]
    assert (len(board.waiting), len(board.not_selected), len(board.places[0].holders)) == (number, number, 2 * number)
    for name, queries in (("release", 10), ("place_board", 11)):
        browser.get(page(name, call.uid))
        with django_assert_num_queries(queries, info=name):
            browser.get(page(name, call.uid))


def test_an_offer_whose_time_is_over_is_marked(world, sato, sign_in, monkeypatch):
    call = call_with(world)
    (application,) = released(world, call, Wanted(in_review(world, call), "offer", place_of(call)))
    monkeypatch.setattr(clock, "now", lambda: application.offer_until)
    assert "was to be answered until" in sign_in(sato).get(page("place_board", call.uid)).content.decode()
