"""What the office changes about places, homes and runs never turns the direction of stays that are registered."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kanazawa_exchange.lib.refusals import Refused
from mobility.queries import integrity
from partners.services import institutions
from programs.models import ProjectHome
from programs.services import programs, projects
from tests.factories import LONG_AGO, CityFactory

from .paths import END, START, in_state, registered


def shorten(world, by, starts_on=LONG_AGO, ends_on=None):
    home = ProjectHome.objects.get(project=world.project, institution=world.kanazawa)
    projects.edit_home(home, starts_on=starts_on, ends_on=ends_on, by=by, version=None)


def into_our_country(world, by):
    institutions.edit_city(world.kazan.city, {"country": "JP"}, by=by, version=None)


TURNS = {
    "the term of a home begins later": (
        "starts_on",
        lambda world, by: shorten(world, by, starts_on=START + timedelta(days=1)),
    ),
    "the term of a home ends earlier": ("ends_on", lambda world, by: shorten(world, by, ends_on=START - timedelta(1))),
    "the partner becomes a home too": (
        "starts_on",
        lambda world, by: projects.add_home(world.project, world.kazan, starts_on=LONG_AGO, by=by),
    ),
    "the partner moves into our country": (
        "city",
        lambda world, by: institutions.edit(world.kazan, {"city": world.kanazawa.city}, by=by, version=None),
    ),
    "our institution moves into the partner's country": (
        "city",
        lambda world, by: institutions.edit(world.kanazawa, {"city": world.irkutsk.city}, by=by, version=None),
    ),
    "the partner's city changes its country": ("country", into_our_country),
}


@pytest.mark.parametrize("change", TURNS)
@pytest.mark.parametrize("state", ["planned", "closed"])
def test_an_act_that_would_turn_registered_stays_is_refused_with_their_number(world, sato, change, state):
    for _each in range(2):
        in_state(world, sato, state)
    field, act = TURNS[change]
    with pytest.raises(Refused) as refusal:
        act(world, sato)
    assert list(refusal.value.errors) == [field]
    assert "2" in refusal.value.errors[field]
    assert list(integrity.directions_follow()) == []


@pytest.mark.parametrize("change", TURNS)
@pytest.mark.parametrize("state", ["cancelled", "voided"])
def test_cancelled_and_voided_records_hold_nothing_up(world, sato, change, state):
    in_state(world, sato, state)
    _field, act = TURNS[change]
    act(world, sato)


def test_what_turns_no_stay_is_done(world, sato):
    registered(world, sato)
    shorten(world, sato, starts_on=START, ends_on=START)
    projects.add_home(world.project, world.irkutsk, starts_on=LONG_AGO, by=sato)
    projects.add_home(world.project, world.kazan, starts_on=END, by=sato)
    institutions.edit(world.kazan, {"city": world.irkutsk.city, "name_en": "Kazan"}, by=sato, version=None)
    institutions.edit_city(world.kanazawa.city, {"name_en": "Kanazawa City"}, by=sato, version=None)


def test_a_mistake_in_a_country_may_be_mended(world, sato):
    """Stays that contradict their run already are no reason to keep the mistake."""
    registered(world, sato)
    world.kazan.city.country = "JP"
    world.kazan.city.save()
    institutions.edit_city(world.kazan.city, {"country": "RU"}, by=sato, version=None)
    assert list(integrity.directions_follow()) == []


def test_the_page_of_an_institution_says_why_at_the_box_of_its_city(world, sato, sign_in):
    registered(world, sato)
    home = CityFactory(country="JP")
    edit = reverse("partners:institution_edit", kwargs={"uid": world.kazan.uid})
    sent = {"name_en": "Kazan", "slug": "kazan", "kind": "university", "city": home.uid, "version": 1}
    answer = sign_in(sato).post(edit.replace("/ja/", "/ru/", 1), sent)
    assert "У 1 зарегистрированной записи" in " ".join(answer.context["form"].errors["city"])


# --- The direction of a run ------------------------------------------------------------------------------------------


def test_a_run_with_stays_keeps_its_direction(world, sato):
    registered(world, sato)
    with pytest.raises(Refused) as refusal:
        programs.edit_run(world.outbound, {"direction": "inbound"}, by=sato, version=None)
    assert list(refusal.value.errors) == ["direction"]
    programs.edit_run(world.outbound, {"direction": "outbound", "places": 3}, by=sato, version=None)


def test_a_run_without_stays_may_take_another_direction(world, sato):
    run = programs.edit_run(world.basic_outbound, {"direction": "inbound"}, by=sato, version=None)
    assert run.direction == "inbound"
