"""Who has withdrawn the consent to the handling of the data: nothing goes on, whoever asks; what ends a case stays possible."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from kanazawa_exchange.accounts.models import ConsentWithdrawal, Letter, Purpose, User
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Refused
from mobility.application_moves import APPLICATION_MOVES, GOES_ON
from mobility.models import Application, Nomination
from mobility.queries.applications.standing import own_applications, standing
from mobility.queries.stopped import stopped, why
from mobility.services.nominations import preparing, staying
from mobility.services.selection import deciding, next_choice, offers, releasing, waitlist
from mobility.services.selection.deciding import Wanted
from mobility.services.stopped import Stopped, lock_stopped
from tests.consents import agrees_to_processing, person_of
from tests.list_files import csv_rows
from tests.mobility import nominated
from tests.mobility.selection.paths import applicants, call_with, offered, place_of, waiting

from .paths import NOW, in_state, make
from .test_own_pages import boxes

HELPS = "Otherwise cancel the application or withdraw the nomination."

WAYS = {
    "review": "submitted",
    "decide": "in_review",
    "release_offer": "decided",
    "promote": "waitlisted",
    "confirm": "offered",
}
"""A move that goes on → a state from which it leads; the releases of other decisions and the next place are asked of below."""
STAYS = {
    "return": "submitted",
    "extend": "returned",
    "reconsider": "decided",
    "refuse": "offered",
    "lapse": "offered",
    "withdraw": "in_review",
    "cancel": "in_review",
}
"""A move that stays possible → such a state."""
ASKED_BY_SENDING = {"submit", "resubmit", "submit_late"}
OTHERS = {"begin_late"}
"""It begins a draft, which goes nowhere before it is sent."""


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with translation.override("en"):
        yield


def withdraws(user: User) -> None:
    consents.withdraw(person_of(user), Purpose.PROCESSING, by=user, now=NOW - timedelta(minutes=2))


def again(user: User) -> None:
    agrees_to_processing(user, now=NOW - timedelta(minutes=1))


def state(application: Application) -> str:
    return str(Application.objects.get(pk=application.pk).status)


def account(application: Application) -> User:
    found: User = application.person.user
    return found


# --- The rule --------------------------------------------------------------------------------------------------------


def test_every_move_goes_on_stays_possible_or_asks_by_itself():
    others = {"release_waitlist", "release_decline", "offer_next"}
    assert set(GOES_ON) == set(WAYS) | others
    assert set(GOES_ON) | set(STAYS) | ASKED_BY_SENDING | OTHERS == set(APPLICATION_MOVES.moves)


@pytest.mark.parametrize("name", WAYS)
def test_nothing_goes_on_before_the_person_agrees_again(world, aiko, name):
    application = in_state(world, aiko, WAYS[name])
    withdraws(aiko)
    letters = Letter.objects.count()
    with pytest.raises(Stopped):
        make(application, name, None)
    assert (state(application), Letter.objects.count()) == (WAYS[name], letters)
    again(aiko)
    assert make(application, name, None).status != WAYS[name]


@pytest.mark.parametrize("name", STAYS)
def test_what_ends_a_case_or_gives_something_back_stays_possible(world, aiko, name):
    application = in_state(world, aiko, STAYS[name])
    withdraws(aiko)
    make(application, name, None)
    assert (name == "extend") == (state(application) == STAYS[name])


def test_somebody_who_never_was_asked_is_not_one_who_has_withdrawn(world, aiko, ivan):
    in_state(world, aiko, "submitted")
    assert stopped([aiko.person_id, ivan.person_id]) == frozenset()
    withdraws(aiko)
    assert stopped([aiko.person_id, ivan.person_id]) == {aiko.person_id}
    again(aiko)
    assert stopped([aiko.person_id]) == frozenset()


def test_another_consent_that_was_withdrawn_stops_nothing(world, aiko):
    from tests.consents import text

    in_state(world, aiko, "submitted")
    shown = consents.Shown(text(Purpose.ALUMNI_CONTACT), "ja")
    consents.give(person_of(aiko), Purpose.ALUMNI_CONTACT, shown, by=aiko, now=NOW)
    consents.withdraw(person_of(aiko), Purpose.ALUMNI_CONTACT, by=aiko, now=NOW)
    assert stopped([aiko.person_id]) == frozenset()


def test_the_withdrawal_is_carried_out_the_moment_it_is_stored(world, aiko):
    in_state(world, aiko, "submitted")
    withdraws(aiko)
    made = ConsentWithdrawal.objects.get()
    assert made.effect_done_at == made.withdrawn_at


def test_the_door_is_asked_inside_the_transaction_of_the_act(world, aiko):
    with transaction.atomic():
        assert lock_stopped([]) == frozenset()
        with CaptureQueriesContext(connection) as asked:
            lock_stopped([aiko.person_id])
    assert len(asked) == 2


# --- Many at once ----------------------------------------------------------------------------------------------------


def test_a_decision_leaves_them_as_they_are_and_their_place_to_the_next(world, sato):
    call = call_with(world)
    first, second = applicants(world, call, 2)
    withdraws(account(first))
    place = place_of(call)
    done = deciding.decide([Wanted(first, "offer", place), Wanted(second, "offer", place)], by=sato, now=NOW)
    assert [one.pk for one in done.done] == [second.pk]
    assert [(one.pk, HELPS in sentence) for one, sentence in done.refused] == [(first.pk, True)]


@pytest.mark.parametrize("decision", ["offer", "waitlist", "decline"])
def test_a_release_tells_the_others_and_leaves_them_hidden(world, sato, decision):
    call = call_with(world, places=2)
    first, second = applicants(world, call, 2)
    place = place_of(call) if decision == "offer" else None
    deciding.decide(
        [
            Wanted(one, decision, place, rank if decision == "waitlist" else None)
            for rank, one in enumerate((first, second), 1)
        ],
        by=sato,
        now=NOW,
    )
    withdraws(account(first))
    done = releasing.release(call, by=sato, now=NOW)
    assert (done.number, [one.pk for one in done.resting]) == (1, [first.pk])
    assert (state(first), state(second) != "decided") == ("decided", True)
    again(account(first))
    assert releasing.release(call, by=sato, now=NOW).number == 1


def test_a_free_place_passes_over_them(world, aiko):
    call = call_with(world, promotion="automatic")
    held = offered(world, aiko, call)
    first, second = waiting(world, call, 2, place=place_of(call))
    withdraws(account(first))
    assert waitlist.next_in_line(place_of(call)) == second
    offers.refuse(held, by=aiko, now=NOW)
    assert (state(first), state(second)) == ("waitlisted", "offered")


def test_control_without_a_withdrawal_the_first_in_line_has_it(world, aiko):
    call = call_with(world, promotion="automatic")
    held = offered(world, aiko, call)
    first, second = waiting(world, call, 2, place=place_of(call))
    offers.refuse(held, by=aiko, now=NOW)
    assert (state(first), state(second)) == ("offered", "waitlisted")


def test_who_withdraws_between_the_look_and_the_offer_leaves_the_place_to_the_next(world, aiko, monkeypatch):
    call = call_with(world, promotion="automatic")
    held = offered(world, aiko, call)
    first, second = waiting(world, call, 2, place=place_of(call))
    seen = waitlist.next_in_line

    def late(place: Any, *but: Any) -> Application | None:
        found = seen(place, *but)
        if found == first:
            withdraws(account(first))
        return found

    monkeypatch.setattr(waitlist, "next_in_line", late)
    offers.refuse(held, by=aiko, now=NOW)
    assert (state(held), state(first), state(second)) == ("lapsed", "waitlisted", "offered")


# --- The way to the host ---------------------------------------------------------------------------------------------


def test_nobody_is_nominated_sent_or_registered(world, aiko, sato):
    application = in_state(world, aiko, "confirmed")
    nominated.agreed(world)
    withdraws(aiko)
    with pytest.raises(Stopped):
        preparing.prepare_from(application, by=sato, now=NOW)
    again(aiko)
    made = nominated.of_application(world, application)
    consents.withdraw(person_of(aiko), Purpose.PROCESSING, by=aiko, now=NOW)
    with pytest.raises(Stopped):
        nominated.make(made, "send", sato)
    agrees_to_processing(aiko, now=NOW + timedelta(seconds=1))
    later = NOW + timedelta(seconds=2)
    sent = nominated.make(made, "send", sato)
    consents.withdraw(person_of(aiko), Purpose.PROCESSING, by=aiko, now=later)
    verified = nominated.make(sent, "verify", None)
    assert (verified.receiver_status, verified.mobility) == ("verified", None)
    with pytest.raises(Refused) as told:
        staying.register_stay(verified, by=sato, now=NOW)
    assert HELPS in str(told.value)
    agrees_to_processing(aiko, now=later + timedelta(seconds=1))
    assert staying.register_stay(verified, by=sato, now=NOW).person == aiko.person


def test_we_accept_no_guest_who_has_withdrawn(world, ivan, sato):
    agrees_to_processing(ivan, now=NOW - timedelta(days=1))
    nominated.agreed(world)
    sent = nominated.make(nominated.inbound(world, None, person=ivan.person), "send", None)
    withdraws(ivan)
    with pytest.raises(Stopped):
        nominated.make(sent, "verify", sato)
    assert nominated.make(Nomination.objects.get(pk=sent.pk), "reject", sato).receiver_status == "rejected"


def test_no_other_place_is_offered(world, aiko, sato):
    application = in_state(world, aiko, "confirmed")
    nominated.of_application(world, application, *nominated.REJECTED)
    withdraws(aiko)
    place = application.call.destinations.last()
    step = nominated.Step(reason_code="rejected", reason="Because it is so")
    with pytest.raises(Stopped):
        next_choice.offer_next(application, place, step, by=sato, now=NOW)
    again(aiko)
    assert next_choice.offer_next(application, place, step, by=sato, now=NOW).status == "offered"


# --- Pages -----------------------------------------------------------------------------------------------------------


def page(name: str, *parts: Any) -> str:
    return reverse(f"mobility:{name}", args=parts).replace("/ja/", "/en/", 1)


def test_the_case_says_so_and_offers_nothing_that_goes_on(world, aiko, sato, client):
    application = in_state(world, aiko, "submitted")
    client.force_login(sato)
    address = page("application_detail", application.uid)
    before = client.get(address).content.decode()
    assert (HELPS in before, "/moves/review/" in before) == (False, True)
    withdraws(aiko)
    shown = client.get(address).content.decode()
    assert (HELPS in shown, "/moves/review/" in shown, "/moves/cancel/" in shown) == (True, False, True)
    move = page("application_move", application.uid, "review")
    assert HELPS in client.post(move, boxes(client.get(move))).content.decode()
    assert state(application) == "submitted"


def test_the_list_and_its_file_say_so_by_no_query_more(world, sato, client):
    call = call_with(world)
    first, second, _third = applicants(world, call, 3)
    client.force_login(sato)
    address = page("application_list", call.uid)
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        assert why() not in client.get(address).content.decode()
    for one in (first, second):
        withdraws(account(one))
    with CaptureQueriesContext(connection) as after:
        assert client.get(address).content.decode().count(why()) == 2
    assert len(before) == len(after)
    told = [row["Status"].count(why()) for row in csv_rows(client, page("application_list_csv", call.uid))]
    assert sorted(told) == [0, 1, 1]


def test_the_release_page_and_the_places_leave_them_out_with_the_reason(world, sato, client):
    call = call_with(world)
    first, second = applicants(world, call, 2)
    deciding.decide([Wanted(first, "offer", place_of(call)), Wanted(second, "waitlist", None, 1)], by=None, now=NOW)
    withdraws(account(first))
    client.force_login(sato)
    found = client.get(page("release", call.uid)).context["release"]
    assert [row.uid for row in found.hidden] == [second.uid]
    assert [(row.uid, row.why) for row in found.left] == [(first.uid, why())]
    releasing.release(call, by=None, now=NOW)
    withdraws(account(second))
    board = client.get(page("place_board", call.uid)).context["board"]
    assert ([one.rests for one in board.places[0].holders], [one.rests for one in board.waiting]) == ([why()], [why()])
    assert board.waiting[0].can_take == board.waiting[0].behind == ()


def test_a_release_that_was_looked_at_before_tells_how_many_stay_hidden(world, sato, client):
    call = call_with(world)
    [one] = applicants(world, call, 1)
    deciding.decide([Wanted(one, "offer", place_of(call))], by=None, now=NOW)
    client.force_login(sato)
    address = page("release", call.uid)
    found = client.get(address).context["release"]
    withdraws(account(one))
    sent = {"row": [str(row.uid) for row in found.hidden], "seen": found.seen, "confirm": "1"}
    told = client.post(address, sent, follow=True).content.decode()
    assert "1 decision stays hidden: the consent to the handling of the data was withdrawn." in told
    assert state(one) == "decided"


def test_the_page_of_a_nomination_says_so_to_the_office_alone(world, aiko, sato, petrova, client):
    application = in_state(world, aiko, "confirmed")
    made = nominated.of_application(world, application, "send")
    withdraws(aiko)
    address = page("nomination_detail", made.uid)
    for reader, is_told in ((sato, True), (petrova, False)):
        client.force_login(reader)
        answer = client.get(address)
        assert (answer.status_code, HELPS in answer.content.decode()) == (200, is_told)


# --- The applicant ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["submitted", "in_review", "decided", "offered", "waitlisted", "confirmed"])
def test_the_applicant_is_asked_again_alike_in_every_state(world, aiko, at, client):
    application = in_state(world, aiko, at)
    assert standing(application, NOW).asks != "processing"
    withdraws(aiko)
    found = standing(Application.objects.get(pk=application.pk), NOW)
    assert (found.asks, found.is_mine, found.holder, found.may_accept) == ("processing", True, "You", False)
    assert own_applications(aiko, NOW)[0] == found
    client.force_login(aiko)
    shown = client.get(page("own_application", application.uid)).content.decode()
    assert page("consent_ask", "processing") in shown
    assert page("offer_accept", application.uid) not in shown
    assert (page("offer_refuse", application.uid) in shown) == (at == "offered")


@pytest.mark.parametrize("at", ["draft", "returned", "declined", "withdrawn", "cancelled", "lapsed"])
def test_nothing_is_asked_where_nobody_goes_on(world, aiko, at):
    application = in_state(world, aiko, at)
    withdraws(aiko)
    assert standing(Application.objects.get(pk=application.pk), NOW).asks == ""


def test_an_offer_is_refused_but_not_accepted(world, aiko, client):
    application = in_state(world, aiko, "offered")
    withdraws(aiko)
    client.force_login(aiko)
    told = client.post(page("offer_accept", application.uid), {}, follow=True).content.decode()
    assert "Agree again on the page" in told
    assert state(application) == "offered"
    client.post(page("offer_refuse", application.uid), {"reason": ""})
    assert state(application) == "lapsed"


def test_the_page_of_the_consent_says_before_what_a_withdrawal_means(world, aiko, client):
    in_state(world, aiko, "submitted")
    client.force_login(aiko)
    address, means = page("consent_ask", "processing"), "nothing goes on with your applications"
    assert means in client.get(address).content.decode()
    withdraws(aiko)
    assert means not in client.get(address).content.decode()
