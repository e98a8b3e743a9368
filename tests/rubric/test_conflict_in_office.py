"""Who has declared a conflict of interest about an application keeps away from it in the office, too."""

import csv
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.mails import Text
from kanazawa_exchange.lib.states import Step
from mobility.models import Application, Nomination
from mobility.queries.applications import ticked
from mobility.queries.applications.letters import number_of
from mobility.queries.applications.lists import Asked
from mobility.queries.nominations.lists import Filters, asked_for
from mobility.queries.selection.releases import hidden_of, seen_of
from mobility.services.applications import machine, office_letters
from mobility.services.nominations import preparing
from mobility.services.nominations.staying import register_stay
from mobility.services.selection import deciding, offers, releasing
from mobility.services.selection.deciding import Wanted
from programs.models import ProgramRun
from rubric.queries.assignments import board
from rubric.services import assignments, reviews
from tests.factories import RoleGrantFactory, UserFactory
from tests.mobility.nominated import make, of_application

from .reviewing import NOW, applied, assign, call_of, place
from .test_deciding import boxes
from .test_reviews import CONFLICT

OTHERS = "You have declared a conflict of interest about this application."


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def call(world: Any) -> Any:
    found = call_of(world.outbound)
    place(found, world)
    return found


@pytest.fixture(params=["sato", "kimura"])
def keeper(request):
    """The office, and the programme's coordinator; both review, too."""
    user = request.getfixturevalue(request.param)
    RoleGrantFactory(person=user.person, role="reviewer")
    return user


def declared(call: Any, world: Any, keeper: User, **facts: Any) -> tuple[Application, Application]:
    """One about which the keeper has declared a conflict, and one that a colleague reviews."""
    one, other = applied(call, world, **facts), applied(call, world, **facts)
    (review,) = assign(one, keeper)
    reviews.move(review, "declare_conflict", CONFLICT, by=keeper, now=NOW)
    return one, other


def page(name: str, *parts: Any) -> str:
    return reverse(name, args=parts).replace("/ja/", "/en/", 1)


def link(address: str) -> str:
    return f'href="{address}"'


def test_the_page_the_files_and_the_moves_of_the_case_are_for_others(call, world, keeper, sign_in):
    one, other = declared(call, world, keeper)
    browser, cancel = sign_in(keeper), Step(reason_code="other", reason="So")
    for case, status in ((one, 404), (other, 200)):
        assert browser.get(page("mobility:application_detail", case.uid)).status_code == status
        assert browser.get(page("mobility:application_move", case.uid, "cancel")).status_code == status
    assert [row.uid for row in board(call, keeper).cases] == [other.uid]
    suzuki = world.user("suzuki", role="reviewer")
    for act in (
        lambda case: machine.move(case, "cancel", cancel, by=keeper, now=NOW),
        lambda case: assignments.assign([(case, suzuki)], by=keeper, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act(one)
    assert assignments.assign([(other, suzuki)], by=keeper, now=NOW).new == 1
    assert machine.move(other, "cancel", cancel, by=keeper, now=NOW).status == "cancelled"


def test_the_form_of_the_decisions_leaves_the_case_to_others_and_says_why(call, world, keeper, sign_in):
    one, other = declared(call, world, keeper)
    browser, address = sign_in(keeper), page("rubric:deciding", call.uid)
    shown = browser.get(address)
    found = shown.context["board"]
    assert [line.uid for line in found.candidates] == [other.uid]
    assert [(line.uid, line.why) for line in found.untouched] == [(one.uid, "you have declared a conflict of interest")]
    sent = boxes([one, other], "decline", "decline")
    preview = browser.post(address, sent)
    assert [chosen.candidate.uid for chosen in preview.context["chosen"]] == [other.uid]
    assert "you have declared a conflict of interest" in preview.content.decode()
    browser.post(address, {**sent, "confirm": "1"})
    states = [Application.objects.get(pk=case.pk).status for case in (one, other)]
    assert states == ["in_review", "decided"]


@pytest.mark.parametrize("name", ["rubric:assignments", "rubric:deciding"])
def test_ticked_it_is_told_with_what_keeps_the_reader_away(call, world, keeper, sign_in, name):
    one, other = declared(call, world, keeper)
    sent = {"row": [str(case.uid) for case in (one, other)], "pick": "1"}
    found = sign_in(keeper).post(page(name, call.uid), sent).context["beside"]
    assert [(row.uid, row.why) for row in found] == [(one.uid, "you have declared a conflict of interest")]


def test_a_decision_about_it_is_refused_and_made_by_somebody_else(call, world, keeper):
    one, other = declared(call, world, keeper)
    decided = deciding.decide([Wanted(one, "decline"), Wanted(other, "decline")], by=keeper, now=NOW)
    assert ([row.pk for row in decided.done], decided.refused) == ([other.pk], ((one, OTHERS),))
    colleague = world.user("ono", role="coordinator")
    assert deciding.decide([Wanted(one, "decline")], by=colleague, now=NOW).refused == ()
    told = releasing.release(call, by=keeper, now=NOW)
    assert ([row.pk for row in told.declined], told.barred) == ([other.pk], ((one, OTHERS),))
    assert releasing.release(call, by=colleague, now=NOW).number == 1


def test_a_letter_to_many_leaves_the_case_out_and_reaches_the_others(call, world, keeper):
    one, other = declared(call, world, keeper)
    for case in (one, other):
        UserFactory(person=case.person)
    written = office_letters.write([one, other], {"ja": Text("Documents", "Come on Monday.")}, by=keeper, now=NOW)
    assert written.letters == 1
    assert [(row.uid, row.why) for row in written.left] == [(one.uid, "you have declared a conflict of interest")]


def test_the_page_of_the_release_says_what_stays_hidden_and_who_tells_it(call, world, keeper, sign_in):
    one, other = declared(call, world, keeper)
    wanted = [Wanted(case, "decline", None) for case in (one, other)]
    deciding.decide(wanted, by=None, now=NOW)
    browser, address = sign_in(keeper), page("mobility:release", call.uid)
    stays = "1 decision stays hidden until somebody else releases it: you have declared a conflict of interest."
    for before in ("1 decision is released. ", ""):
        hidden = hidden_of(call)
        sent = {"seen": seen_of(hidden), "row": [str(row.uid) for row in hidden], "confirm": "1"}
        text = browser.post(address, sent, follow=True).content.decode()
        assert f"{before}{stays}" in text
        assert ("is released" in text, "Nothing was left" in text) == (bool(before), False)
    statuses = [Application.objects.get(pk=case.pk).status for case in (one, other)]
    assert statuses == ["decided", "declined"]


def test_lists_show_the_case_without_a_way_to_it_and_without_what_it_states(call, world, keeper, sign_in):
    one, other = declared(call, world, keeper)
    browser, address = sign_in(keeper), page("mobility:application_list", call.uid)
    shown = browser.get(address).content.decode()
    for case, number in ((one, 0), (other, 1)):
        assert shown.count(link(page("mobility:application_detail", case.uid))) == number
        assert shown.count(f'value="{case.uid}"') == number
    assert shown.count("you have declared a conflict of interest") == 1
    file = browser.get(page("mobility:application_list_csv", call.uid))
    head, *rows = list(csv.reader(b"".join(file).decode("utf-8-sig").splitlines()))[-3:]
    said = {row[head.index("Number of the application")]: row[3:5] + row[-1:] for row in rows}
    assert said == {
        number_of(one): ["", "", "you have declared a conflict of interest"],
        number_of(other): ["Bachelor's level", "Kanazawa University", ""],
    }


def test_the_filter_by_first_wish_does_not_find_the_case_by_its_own(call, world, keeper, sign_in):
    """The control: a colleague's case with the same wish is found, and the state of both is no secret."""
    one, other = declared(call, world, keeper, wishes=[call.destinations.get()])
    browser, address = sign_in(keeper), page("mobility:application_list", call.uid)
    by_wish = f"?place={call.destinations.get().uid}"
    for query, cases in ((by_wish, {other.uid}), ("?status=in_review", {one.uid, other.uid})):
        assert {row.uid for row in browser.get(address + query).context["page"].rows} == cases
    file = browser.get(page("mobility:application_list_csv", call.uid) + by_wish)
    text = b"".join(file.streaming_content).decode()
    assert (number_of(one) in text, number_of(other) in text) == (False, True)
    sent = QueryDict(f"{ticked.EVERY}=1&{ticked.FILTER}={ticked.sealed(call, Asked(place=by_wish.split('=')[1]))}")
    assert [each.uid for each in ticked.ticked(call, keeper, sent).applications] == [other.uid]


def test_the_release_offers_what_the_reader_may_release(call, world, keeper, sign_in):
    one, other = declared(call, world, keeper)
    deciding.decide([Wanted(case, "decline", None) for case in (one, other)], by=None, now=NOW)
    browser, address = sign_in(keeper), page("mobility:release", call.uid)
    shown = browser.get(address)
    found = shown.context["release"]
    assert [row.uid for row in found.hidden] == [other.uid]
    assert [(row.uid, row.why) for row in found.left] == [(one.uid, "you have declared a conflict of interest")]
    assert "1 decision stays hidden until somebody else releases it" in shown.content.decode()
    browser.post(address, {"seen": found.seen, "row": [str(row.uid) for row in found.hidden], "confirm": "1"})
    assert Application.objects.get(pk=other.pk).status == "declined"
    left = browser.get(address).content.decode()
    assert "1 decision stays hidden until somebody else releases it" in left
    assert "No decision waits for its release." not in left
    releasing.release(call, by=world.user("ono", role="coordinator"), now=NOW)
    told = browser.get(address).content.decode()
    for case, number in ((one, 0), (other, 1)):
        assert told.count(link(page("mobility:application_detail", case.uid))) == number


@pytest.mark.parametrize("decision", ["waitlist", "offer", "decline"])
def test_the_board_of_the_places_offers_nothing_for_the_case(call, world, keeper, sign_in, decision):
    one, other = declared(call, world, keeper)
    kazan = call.destinations.get()
    where = kazan if decision == "offer" else None
    ranks = (1, 2) if decision == "waitlist" else (None, None)
    wanted = [Wanted(case, decision, where, rank) for case, rank in zip((one, other), ranks, strict=True)]
    assert len(deciding.decide(wanted, by=None, now=NOW).done) == 2
    browser, address = sign_in(keeper), page("mobility:place_board", call.uid)
    for is_told in (False, True):
        if is_told:
            releasing.release(call, by=None, now=NOW)
        text = browser.get(address).content.decode()
        is_on_board = not is_told or decision != "decline"
        for case, number in ((one, 0), (other, 1)):
            assert text.count(link(page("mobility:application_detail", case.uid))) == number * is_on_board
            assert text.count(page("mobility:application_move", case.uid, "reconsider")) == number * (not is_told)
            offering = page("mobility:place_offer", call.uid, kazan.uid, case.uid)
            assert text.count(offering) == number * (is_told and decision == "waitlist")
            assert browser.get(offering).status_code == (200 if number else 404)


def nominated(call: Any, world: Any, keeper: User, *moves: str) -> Nomination:
    """Of somebody with a place, about whom the keeper has declared a conflict of interest."""
    one, _other = declared(call, world, keeper)
    deciding.decide([Wanted(one, "offer", call.destinations.get())], by=None, now=NOW)
    releasing.release(call, by=None, now=NOW)
    person = UserFactory(person=one.person)
    held = offers.confirm(Application.objects.get(pk=one.pk), by=person, now=NOW)
    return of_application(world, held, *moves)


def test_the_nomination_of_the_case_is_sent_and_withdrawn_by_others(call, world, keeper, sign_in, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    one = nominated(call, world, keeper)
    colleague = world.user("ono", role="coordinator")
    for user, is_barred in ((keeper, True), (colleague, False)):
        shown = sign_in(user).get(page("mobility:nomination_detail", one.uid))
        assert ("You have declared a conflict of interest about this applicant" in shown.content.decode()) is is_barred
        assert (shown.context["case"].may_edit, bool(shown.context["case"].buttons)) == (not is_barred, not is_barred)
        assert (shown.context["row"].turn == "You") is not is_barred
        assert asked_for(user, Filters(turn="on")).exists() is not is_barred
    for act in (
        lambda: make(one, "send", keeper),
        lambda: make(one, "cancel", keeper),
        lambda: preparing.edit(one, {"level": "master"}, by=keeper, version=None),
        lambda: preparing.prepare_from(one.application, by=keeper, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert make(one, "send", colleague).sender_status == "sent"


def test_the_stay_of_the_case_is_registered_by_others(call, world, keeper, sign_in, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    one, run = nominated(call, world, keeper, "send"), ProgramRun.objects.get(pk=call.run_id)
    for is_closed in (True, False):
        run.is_closed = is_closed
        run.save()
        if is_closed:
            one = make(one, "verify", None)
    assert one.mobility is None
    shown = sign_in(keeper).get(page("mobility:nomination_detail", one.uid))
    assert shown.context["case"].may_register_stay is False
    with pytest.raises(PermissionDenied):
        register_stay(one, by=keeper, now=NOW)
    assert register_stay(one, by=world.user("ono", role="coordinator"), now=NOW).person_id == one.person_id


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_list_of_nominations_asks_once_for_the_conflicts(call, world, sign_in, number, django_assert_num_queries):
    keeper = world.user("ono", role="coordinator")
    RoleGrantFactory(person=keeper.person, role="reviewer")
    declared(call, world, keeper)
    for _each in range(number):
        case = applied(call, world, status="decided", decision="offer", place=call.destinations.get())
        facts = {"run": call.run, "sending": world.kanazawa, "receiving": world.kazan, "level": "bachelor"}
        Nomination.objects.create(person=case.person, application=case, **facts)
    browser, address = sign_in(keeper), page("mobility:nomination_list")
    browser.get(address)
    with django_assert_num_queries(12):
        shown = browser.get(address)
    assert len(shown.context["page"].rows) == min(number, 50)
