"""What an applicant sees of the own place, without a script: the offer and its end, accepting, refusing, the number on the waitlist."""

import re
from datetime import timedelta
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import Letter
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.models import Application
from mobility.services.applications import machine
from mobility.services.selection import deciding, offers, releasing, waitlist
from mobility.services.selection.deciding import Wanted
from tests.mobility.applications.paths import WHY
from tests.mobility.applications.test_own_pages import boxes

from .paths import NOW, call_with, in_review, offered, place_of, released, stored, waiting

MS = timedelta(milliseconds=1)


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """at(moment) is from then on the present; it begins while the calls of the factories are open."""

    def set_to(moment: Any) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(NOW)
    return set_to


def page(client: Any, application: Application, tail: str = "", language: str = "en") -> str:
    answer = client.get(f"/{language}/applications/{application.uid}/{tail}")
    assert answer.status_code == 200, answer.get("Location")
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0])) if main else ""


def press(client: Any, application: Application, answer: str, **typed: str) -> Any:
    """The check page is opened, and its button pressed."""
    address = f"/en/applications/{application.uid}/offer/{answer}/"
    return client.post(address, boxes(client.get(address)) | typed, follow=True)


def test_the_offer_says_which_place_until_when_on_all_clocks(world, ivan, client):
    """Outbound for somebody who studies in Irkutsk: Japan's clock, the own, and that of the destination."""
    call = call_with(world)
    application = in_review(world, call, ivan)
    Application.objects.get(pk=application.pk)
    application.institution = world.irkutsk
    application.save()
    [application] = released(world, call, Wanted(application, "offer", place_of(call)))
    client.force_login(ivan)
    text = page(client, application)
    assert "Kazan Federal University" in text
    assert "Tue, 17 April 2018, 23:00 (Irkutsk time) · Japan 24:00 · Kazan 18:00" in text
    assert "Accept the place" in text
    assert "Refuse the place" in text
    assert "派遣先・受入先" in page(client, application, language="ja")
    assert "Место Казанский федеральный университет" in page(client, application, language="ru")


def test_accepted_after_a_look_once_however_often_the_button_comes(world, aiko, client):
    application = offered(world, aiko)
    client.force_login(aiko)
    check = page(client, application, "offer/accept/")
    assert "By this you promise to take part." in check
    assert "Kazan Federal University" in check
    address = f"/en/applications/{application.uid}/offer/accept/"
    sent = boxes(client.get(address))
    first, second = client.post(address, sent), client.post(address, sent)
    assert first["Location"] == second["Location"] == f"/en/applications/{application.uid}/"
    application.refresh_from_db()
    assert application.status == "confirmed"
    assert Letter.objects.filter(kind="place_confirmed").count() == 1
    text = page(client, application)
    assert "The office nominates you to the host" in text
    assert "Accept the place" not in text
    assert client.get(address).status_code == 302


def test_refused_with_words_for_the_office_alone(world, aiko, sato, client):
    application = offered(world, aiko)
    client.force_login(aiko)
    answer = press(client, application, "refuse", reason="I found another one")
    assert "You have refused the place. A mail confirms it." in answer.content.decode()
    text = page(client, application)
    assert "You have refused the place" in text
    assert Application.objects.get(pk=application.pk).status == "lapsed"


def test_a_word_too_long_is_refused_at_its_box(world, aiko, client):
    application = offered(world, aiko)
    client.force_login(aiko)
    answer = press(client, application, "refuse", reason="x" * 2001)
    assert answer.status_code == 200
    assert Application.objects.get(pk=application.pk).status == "offered"


def test_over_by_the_clock_the_page_says_so_before_the_task_has_run(world, aiko, client, at):
    application = offered(world, aiko)
    at(application.offer_until - MS)
    client.force_login(aiko)
    assert "Accept the place" in page(client, application)
    opened = boxes(client.get(f"/en/applications/{application.uid}/offer/accept/"))
    at(application.offer_until)
    text = page(client, application)
    assert "The offer is closed" in text
    assert "Offer closed" in text
    for words in ("Accept the place", "Refuse the place", "Withdraw the application"):
        assert words not in text
    assert "The offer is closed" in re.sub(r"\s+", " ", client.get("/en/applications/").content.decode())
    late = client.post(f"/en/applications/{application.uid}/offer/accept/", opened, follow=True)
    assert "The time to answer this offer is over." in late.content.decode()
    assert Application.objects.get(pk=application.pk).status == "offered"
    offers.lapse_due(now=application.offer_until)
    assert "The offer is closed" in page(client, application)


def test_a_second_place_in_the_period_is_refused_with_the_first_ones_name(world, aiko, client):
    one, other = offered(world, aiko), offered(world, aiko)
    client.force_login(aiko)
    press(client, one, "accept")
    text = press(client, other, "accept").content.decode()
    assert f"You have accepted a place for the same period already: “{one.call.title_en}”." in text


def test_whoever_was_not_chosen_reads_it_at_the_result_with_the_selection_behind(world, aiko, client):
    call = call_with(world)
    [mine] = released(world, call, Wanted(in_review(world, call, aiko), "decline"))
    client.force_login(aiko)
    text = page(client, mine)
    assert "Where it stands" in text
    assert "What comes next" not in text
    way = text.split("The way of your application")[1]
    assert re.search(r"Selection Done · [^·]+ \(Japan time\) Result Not selected Nomination to the host", way), way


def test_the_number_on_the_waitlist_moves_up(world, aiko, sato, client):
    call = call_with(world)
    [first] = waiting(world, call, 1)
    mine = in_review(world, call, aiko)
    [mine] = released(world, call, Wanted(mine, "waitlist", None, 5))
    client.force_login(aiko)
    assert "You are number 2 on the waitlist" in page(client, mine)
    assert "Waitlist (rank 2)" in page(client, mine)
    assert "あなたの補欠順位は第2位です" in page(client, mine, language="ja").replace(" ", "")
    waitlist.promote(first, place_of(call), by=sato, now=NOW)
    assert "You are number 1 on the waitlist" in page(client, mine)


def test_who_waits_elsewhere_is_not_counted(world, aiko, client):
    call = call_with(world)
    waiting(world, call, 2, place=place_of(call, 2))
    [mine] = released(world, call, Wanted(in_review(world, call, aiko), "waitlist", place_of(call), 3))
    client.force_login(aiko)
    text = page(client, mine)
    assert "You are number 1 on the waitlist" in text
    assert "You wait for a place at “Kazan Federal University”." in text


def test_the_list_asks_as_often_for_three_hundred_who_wait_as_for_one(world, aiko, client, django_assert_num_queries):
    """In three calls, and behind as many as there are in each."""
    client.force_login(aiko)
    for calls, others in ((1, 0), (2, 0), (0, 300)):
        for _each in range(calls):
            call = call_with(world)
            released(world, call, Wanted(in_review(world, call, aiko), "waitlist", None, 400))
        stored(world, call, others, status="waitlisted", decision="waitlist", released_at=NOW)
        with django_assert_num_queries(10):
            text = client.get("/en/applications/").content.decode()
        assert text.count("(rank ") == Application.objects.filter(person=aiko.person).count()
    assert "(rank 301)" in text


def test_of_a_strangers_offer_there_is_no_page(world, aiko, ivan, sato, client):
    application = offered(world, aiko)
    for user in (ivan, sato):
        client.force_login(user)
        for answer in ("accept", "refuse"):
            address = f"/en/applications/{application.uid}/offer/{answer}/"
            assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_every_page_speaks_every_language(world, aiko, client, language):
    application = offered(world, aiko)
    client.force_login(aiko)
    for tail in ("", "offer/accept/", "offer/refuse/"):
        page(client, application, tail, language)


# --- Hidden -----------------------------------------------------------------------------------------------------------


DECISIONS = ("offer", "waitlist", "decline")


def hidden(world: Any, user: Any, decision: str) -> Application:
    call = call_with(world)
    application = in_review(world, call, user)
    place = place_of(call) if decision == "offer" else None
    rank = 1 if decision == "waitlist" else None
    decided = deciding.decide([Wanted(application, decision, place, rank)], by=None, now=NOW + timedelta(hours=1))
    return decided.done[0]


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_hidden_decision_is_seen_nowhere(world, aiko, client, decision):
    review, decided = in_review(world, call_with(world), aiko), hidden(world, aiko, decision)
    client.force_login(aiko)
    letters = Letter.objects.filter(address=aiko.email).values_list("kind", flat=True)
    assert not [kind for kind in letters if kind.startswith("place_")]
    for tail in ("", "moves/withdraw/"):
        texts = [
            page(client, one, tail).replace(one.call.title_en, "").replace(one.uid.hex[:8].upper(), "")
            for one in (review, decided)
        ]
        assert texts[0] == texts[1]
    for answer in ("accept", "refuse"):
        address = f"/en/applications/{decided.uid}/offer/{answer}/"
        assert client.get(address)["Location"] == f"/en/applications/{decided.uid}/"
        assert "state is" not in press_blindly(client, address)


def press_blindly(client: Any, address: str) -> str:
    text: str = client.post(address, follow=True).content.decode()
    return text


@pytest.mark.parametrize("decision", DECISIONS)
def test_withdrawn_after_a_hidden_decision_nothing_is_told_of_it(world, aiko, client, decision):
    """Also not by a page that was opened before the decision, and sent after it."""
    call = call_with(world)
    application = in_review(world, call, aiko)
    client.force_login(aiko)
    address = f"/en/applications/{application.uid}/moves/withdraw/"
    opened = boxes(client.get(address))
    place = place_of(call) if decision == "offer" else None
    deciding.decide([Wanted(application, decision, place, 1)], by=None, now=NOW)
    answer = client.post(address, opened)
    assert answer.status_code == 302
    application.refresh_from_db()
    assert application.status == "withdrawn"
    text = page(client, application)
    assert "Kazan" not in text.split("What happened")[1]
    for words in ("ffer", "aitlist", "elected", "ecision"):
        assert words not in text.split("The way of your application")[0].replace(
            "takes no further part in the selection", ""
        )


def test_a_page_that_was_opened_before_the_offer_was_told_is_outdated(world, aiko, client):
    application = in_review(world, call_with(world), aiko)
    client.force_login(aiko)
    address = f"/en/applications/{application.uid}/moves/withdraw/"
    opened = boxes(client.get(address))
    deciding.decide([Wanted(application, "offer", place_of(application.call))], by=None, now=NOW)
    releasing.release(application.call, by=None, now=NOW)
    assert client.post(address, opened).status_code == 409


def test_what_was_taken_back_and_decided_anew_leaves_no_trace(world, aiko, client):
    application = hidden(world, aiko, "decline")
    deciding.reconsider(application, "The meeting sat again", by=None, now=NOW + timedelta(hours=2))
    client.force_login(aiko)
    text = page(client, application)
    assert "The meeting sat again" not in text
    assert "Decision" not in text


def test_a_cancelled_offer_ends_with_its_reason_and_without_buttons(world, aiko, sato, client):
    application = offered(world, aiko)
    machine.move(application, "cancel", Step(**WHY), by=sato, now=NOW)
    client.force_login(aiko)
    text = page(client, application)
    assert "The office has cancelled this application" in text
    assert "Accept the place" not in text
