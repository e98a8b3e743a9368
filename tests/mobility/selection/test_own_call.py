"""Who has applied to a call keeps nothing of it, whatever office they hold: neither the rivals nor the call, its pages or its letters."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import Letter
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.models import Application
from mobility.selection_mails import TO_OFFICE
from mobility.services.applications import machine, returning
from mobility.services.selection import deciding, offers, releasing, waitlist
from mobility.services.selection.deciding import Wanted
from programs.services.call_parts import edit_part
from tests.factories import UserFactory
from tests.mobility.applications.paths import LATER, begun, make, step_of

from .paths import NOW, call_with, in_review, offered, place_of, released
from .test_pages import page


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture(params=["sato", "kimura"])
def reader(request):
    """The office, and the programme's coordinator."""
    return request.getfixturevalue(request.param)


def rival(world: Any, call: Any, *names: str) -> Application:
    one = begun(world, UserFactory(), call=call)
    for name in names:
        one = make(one, name, None)
    return one


def acts_on(world: Any, call: Any) -> dict[str, Any]:
    """What the office does with applications of a call, each with one of its own."""
    draft, sent, judged = rival(world, call), rival(world, call, "submit"), rival(world, call, "submit", "review")
    returned, decided = rival(world, call, "submit"), rival(world, call, "submit", "review")
    returned = returning.return_for_correction(
        returned, step_of(returned, "return", "offer"), last_day=LATER.date(), remarks={}, by=None, now=NOW
    )
    deciding.decide([Wanted(decided, "decline")], by=None, now=NOW)
    late = step_of(draft, "submit_late", "offer")
    extended = Step(reason="So", answers={"last_day": LATER.date()})
    cancelled = step_of(sent, "cancel", "offer")
    return {
        "submit_late": lambda by: machine.move(draft, "submit_late", late, by=by, now=NOW),
        "extend": lambda by: returning.extend(returned, extended, by=by, now=NOW),
        "reconsider": lambda by: deciding.reconsider(decided, "So", by=by, now=NOW),
        "decide": lambda by: deciding.decide([Wanted(judged, "decline")], by=by, now=NOW),
        "release": lambda by: releasing.release(call, by=by, now=NOW),
        "review": lambda by: machine.move(sent, "review", Step(), by=by, now=NOW),
        "cancel": lambda by: machine.move(sent, "cancel", cancelled, by=by, now=NOW),
    }


ACTS = ("submit_late", "extend", "reconsider", "decide", "release", "review", "cancel")


@pytest.mark.parametrize("name", ACTS)
def test_whoever_has_applied_does_nothing_with_rivals(world, reader, name):
    call = call_with(world)
    acts = acts_on(world, call)
    assert set(acts) == set(ACTS)
    in_review(world, call, reader)
    before = list(Application.objects.order_by("pk").values_list("status", "version"))
    with pytest.raises(PermissionDenied):
        acts[name](reader)
    assert list(Application.objects.order_by("pk").values_list("status", "version")) == before


@pytest.mark.parametrize("name", ACTS)
def test_whoever_has_only_begun_still_does_it(world, reader, name):
    call = call_with(world)
    begun(world, reader, call=call)
    acts_on(world, call)[name](reader)


def test_a_place_is_not_promoted_nor_are_places_added_by_whoever_waits_for_one(world, reader):
    call = call_with(world)
    one, own = in_review(world, call), in_review(world, call, reader)
    wait, mine = released(world, call, Wanted(one, "waitlist", None, 2), Wanted(own, "waitlist", None, 1))
    place = place_of(call)
    with pytest.raises(PermissionDenied):
        waitlist.promote(wait, place, by=reader, now=NOW, reason="So")
    with pytest.raises(PermissionDenied):
        edit_part(place, {"places": 9}, by=reader, version=place.version)
    place.refresh_from_db()
    assert (place.places, Application.objects.get(pk=mine.pk).status) == (1, "waitlisted")


def test_another_coordinator_adds_places(world, reader):
    place = place_of(call_with(world))
    edit_part(place, {"places": 9}, by=reader, version=place.version)
    place.refresh_from_db()
    assert place.places == 9


# --- Read --------------------------------------------------------------------------------------------------------------


def test_no_page_of_the_office_tells_the_own_decision_or_a_rivals_state(world, reader, sign_in):
    call = call_with(world)
    other, own = in_review(world, call), in_review(world, call, reader)
    deciding.decide([Wanted(own, "decline"), Wanted(other, "offer", place_of(call))], by=None, now=NOW)
    browser = sign_in(reader)
    shown = browser.get(page("application_list", call.uid), {"status": "decided"})
    assert "You have applied to this call yourself" in shown.content.decode()
    assert "page" not in shown.context
    letter = browser.post(page("application_letter", call.uid), {"row": [str(other.uid)], "pick": "1"})
    assert "You have applied to this call yourself" in letter.content.decode()
    for kind in ("csv", "xlsx"):
        answer = browser.get(page(f"application_list_{kind}", call.uid), {"status": "decided"})
        assert (answer.status_code, answer["Location"].endswith(page("application_list", call.uid)[3:])) == (302, True)
    for application in (own, other):
        assert browser.get(page("application_detail", application.uid)).status_code == 404
    assert list(Application.objects.visible_to(reader)) == [own]


def test_whoever_has_not_applied_reads_them_all(world, reader, sign_in):
    call = call_with(world)
    begun(world, reader, call=call)
    other = in_review(world, call)
    deciding.decide([Wanted(other, "offer", place_of(call))], by=None, now=NOW)
    shown = sign_in(reader).get(page("application_list", call.uid), {"status": "decided"})
    assert [row.uid for row in shown.context["page"].rows] == [other.uid]


# --- Written to --------------------------------------------------------------------------------------------------------


def hearers(offer: Application) -> list[int]:
    Letter.objects.all().delete()
    offers.refuse(offer, by=offer.person.user, now=NOW)
    told = Letter.objects.filter(kind=TO_OFFICE.code).order_by("pk")
    return list(told.values_list("person_id", flat=True))


def test_the_office_is_told_of_answers_but_not_whoever_has_applied(world, sato, kimura):
    call = call_with(world, places=3)
    offer, second, third = offered(world, call=call), offered(world, call=call), offered(world, call=call)
    assert hearers(offer) == [kimura.person_id]
    begun(world, kimura, call=call)
    assert hearers(second) == [kimura.person_id], "a draft takes part in nothing"
    make(Application.objects.get(person=kimura.person), "submit", None)
    assert hearers(third) == [sato.person_id]
