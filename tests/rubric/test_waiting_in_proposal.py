"""Whoever is on the waitlist already comes first by rank for a place that is free: the proposal keeps it, and says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from kanazawa_exchange.lib import clock
from mobility.models import Application
from mobility.services.selection import deciding, releasing, waitlist
from mobility.services.selection.deciding import Wanted
from programs.models import CallPlace
from rubric.models import Review
from rubric.queries.deciding import board
from tests.factories import PersonFactory

from .reviewing import NOW, applied, call_of, place
from .test_deciding import boxes, offer, page, reviewed


def waits(case: Application, kazan: Any = None, *, is_told: bool = True, number: int = 1) -> Application:
    done = deciding.decide([Wanted(case, "waitlist", kazan, number)], by=None, now=NOW)
    assert done.refused == ()
    if is_told:
        releasing.release(case.call, by=None, now=NOW, applications=[case])
    return Application.objects.get(pk=case.pk)


def proposed(call: Any) -> dict[str, str]:
    with translation.override("en"):
        return {one.name.text: one.proposed for one in board(call).candidates}


@pytest.mark.parametrize("is_told", [True, False])
def test_a_free_place_is_kept_for_who_waits_and_is_ranked_higher(
    call, world, suzuki, kazan, sato, sign_in, is_told, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    abe = reviewed(call, world, suzuki, "Abe", 5, [kazan])
    reviewed(call, world, suzuki, "Baba", 4, [kazan])
    waits(abe, is_told=is_told)
    assert proposed(call) == {"BABA Test": "waitlist"}
    shown = sign_in(sato).get(page("deciding", call.uid)).content.decode()
    assert "1 person on the waitlist comes first by rank for a free place" in shown
    assert "ABE Test" in shown
    assert page("place_board", call.uid, space="mobility") in shown


def test_who_waits_and_is_ranked_lower_keeps_nothing(call, world, suzuki, kazan, sato, sign_in):
    baba = reviewed(call, world, suzuki, "Baba", 4, [kazan])
    reviewed(call, world, suzuki, "Abe", 5, [kazan])
    waits(baba)
    assert proposed(call) == {"ABE Test": offer(kazan)}
    shown = sign_in(sato).get(page("deciding", call.uid)).content.decode()
    assert "on the waitlist" not in shown


def test_without_a_free_place_nothing_is_kept(call, world, suzuki, kazan, sato):
    abe = reviewed(call, world, suzuki, "Abe", 5, [kazan])
    reviewed(call, world, suzuki, "Baba", 4, [kazan])
    waitlist.promote(waits(abe), kazan, by=sato, now=NOW)
    assert board(call).kept == ()
    assert proposed(call) == {"BABA Test": "waitlist"}


def test_whoever_holds_another_place_for_the_period_keeps_none(call, world, suzuki, kazan):
    abe = reviewed(call, world, suzuki, "Abe", 5, [kazan])
    reviewed(call, world, suzuki, "Baba", 4, [kazan])
    waits(abe)
    other = call_of(world.outbound, "Another call")
    held = {"decision": "offer", "place": place(other, world), "released_at": NOW, "offer_until": NOW}
    applied(other, world, abe.person, status="confirmed", **held)
    assert proposed(call) == {"BABA Test": offer(kazan)}


def test_the_preview_names_who_waits_and_is_passed_over(call, world, suzuki, kazan, sato, sign_in):
    abe = reviewed(call, world, suzuki, "Abe", 5, [kazan])
    baba = reviewed(call, world, suzuki, "Baba", 4, [kazan])
    waits(abe)
    browser = sign_in(sato)
    shown = browser.post(page("deciding", call.uid), boxes([baba], offer(kazan))).content.decode()
    assert "Above it, wished for the same and gets no place: ABE Test" in shown
    kazan.places = 2
    kazan.save()
    shown = browser.post(page("deciding", call.uid), boxes([baba], offer(kazan))).content.decode()
    assert "gets no place" not in shown


@pytest.mark.parametrize("is_same_place", [True, False])
def test_a_place_is_kept_for_whom_the_page_of_the_places_would_offer_it(
    call, world, suzuki, kazan, sato, sign_in, is_same_place
):
    """The number on the waitlist decides, not another order by rank; the control: those before and behind wait for two places."""
    irkutsk = CallPlace.objects.create(call=call, institution=world.irkutsk, places=1, order=2)
    abe = reviewed(call, world, suzuki, "Abe", 5, [kazan])
    chiba = reviewed(call, world, suzuki, "Chiba", 4, [kazan])
    baba = reviewed(call, world, suzuki, "Baba", 3, [kazan])
    first = waits(baba, kazan, number=1)
    waits(abe, kazan if is_same_place else irkutsk, number=2)
    assert waitlist.next_in_line(kazan) == first
    with translation.override("en"):
        found = board(call)
    kept = [one.name.text for one in found.ahead if one.place == kazan.pk]
    assert (kept, proposed(call)) == (
        (["BABA Test"], {"CHIBA Test": "waitlist"}) if is_same_place else ([], {"CHIBA Test": offer(kazan)})
    )
    shown = sign_in(sato).post(page("deciding", call.uid), boxes([chiba], offer(kazan))).content.decode()
    assert ("wished for the same and gets no place: BABA Test" in shown) is is_same_place


def test_those_with_one_number_for_different_places_stand_as_on_the_page_of_the_places(
    call, world, suzuki, kazan, sato, sign_in
):
    """Each waits for one destination alone: whoever has sent the application before comes first."""
    irkutsk = CallPlace.objects.create(call=call, institution=world.irkutsk, places=1, order=2)
    facts = {"decision": "waitlist", "status": "waitlisted", "released_at": NOW, "waitlist_rank": 1}
    for days, where in ((1, kazan), (2, irkutsk)):
        applied(call, world, PersonFactory(), place=where, submitted_at=NOW - timedelta(days), **facts)
    waiting = sign_in(sato).get(page("place_board", call.uid, space="mobility")).context["board"].waiting
    assert [str(one.wishes[0]) for one in waiting] == [irkutsk.institution.name_en, kazan.institution.name_en]
    assert [one.name for one in board(call).ahead] == [one.name for one in waiting]


@pytest.mark.parametrize("number", [1, 3, 300])
def test_those_who_wait_cost_the_same_queries(
    call, world, suzuki, kazan, sato, sign_in, number, django_assert_num_queries
):
    """One more than without any: who of them holds another place."""
    reviewed(call, world, suzuki, "Baba", 4, [kazan])
    facts = {"decision": "waitlist", "status": "waitlisted", "released_at": NOW}
    for rank in range(1, number + 1):
        one = applied(call, world, PersonFactory(), wishes=[kazan], waitlist_rank=rank, **facts)
        Review.objects.create(application=one, reviewer=suzuki, status="done", assigned_at=NOW, done_at=NOW)
    browser = sign_in(sato)
    assert len(browser.get(page("deciding", call.uid)).context["board"].ahead) == number
    with django_assert_num_queries(17):
        browser.get(page("deciding", call.uid))
