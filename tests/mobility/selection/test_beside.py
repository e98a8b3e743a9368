"""Before a place is accepted its applicant reads the days of the stay, and what lies in them already."""

import re
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.utils import translation

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Doubted
from mobility.models import Application
from mobility.services.selection import offers
from tests.factories import MobilityFactory, RunFactory

from .paths import NOW, call_with, offered


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with translation.override("en"):
        yield


DAYS = {"starts_on": date(2019, 1, 29), "ends_on": date(2019, 2, 11)}


@pytest.fixture
def offer(world, aiko):
    """The offer of a stay from 29 January to 11 February 2019."""
    return offered(world, aiko, call_with(world, run=RunFactory(program=world.cultural, **DAYS)))


def stay_of(world, user, first=date(2019, 2, 4), last=date(2019, 2, 18), **fields):
    days = {"planned_starts_on": first, "planned_ends_on": last, "actual_starts_on": None, "actual_ends_on": None}
    where = {"person": user.person, "sending": world.kanazawa, "receiving": world.irkutsk}
    return MobilityFactory(**{"status": "planned", "run": world.outbound, **where, **days, **fields})


def page_of(offer):
    return f"/en/applications/{offer.uid}/offer/accept/"


def test_the_page_tells_the_days_of_the_stay(client, aiko, offer):
    client.force_login(aiko)
    text = client.get(page_of(offer)).content.decode().replace("\xa0", " ")
    assert "29 January" in text
    assert "11 February 2019" in text
    assert "another stay" not in text


def test_another_stay_in_these_days_is_named_and_asked_about_once(world, client, aiko, offer):
    stay_of(world, aiko)
    client.force_login(aiko)
    assert "Irkutsk State University" in client.get(page_of(offer)).content.decode()
    asked = client.post(page_of(offer)).content.decode()
    assert Application.objects.get(pk=offer.pk).status == "offered"
    answer = re.search(r'name="overruled"\s+id="id_overruled"\s+value="([^"]+)"', asked)[1]
    client.post(page_of(offer), {"overruled": answer})
    assert Application.objects.get(pk=offer.pk).status == "confirmed"


@pytest.mark.parametrize(
    ("fields", "is_asked"),
    [
        ({}, True),
        ({"last": None}, True),
        ({"first": date(2019, 2, 11)}, True),
        ({"first": date(2019, 2, 12)}, False),
        ({"first": date(2019, 1, 1), "last": date(2019, 1, 28)}, False),
        ({"status": "cancelled"}, False),
        ({"mode": "online"}, False),
        ({"status": "returned", "actual_starts_on": date(2019, 1, 2), "actual_ends_on": date(2019, 1, 29)}, True),
    ],
)
def test_what_shares_a_day_is_asked_about(world, aiko, offer, fields, is_asked):
    stay_of(world, aiko, **fields)
    if is_asked:
        with pytest.raises(Doubted):
            offers.confirm(offer, by=aiko, now=NOW, overruled=())
    else:
        assert offers.confirm(offer, by=aiko, now=NOW, overruled=()).status == "confirmed"


def test_the_stay_of_somebody_else_is_no_matter(world, aiko, ivan, offer):
    stay_of(world, ivan)
    assert offers.confirm(offer, by=aiko, now=NOW, overruled=()).status == "confirmed"


def test_a_place_that_is_held_in_the_period_is_named_and_there_is_no_button(world, client, aiko, offer):
    other = offered(
        world, aiko, call_with(world, run=RunFactory(program=world.basic, **DAYS), title_en="THE OTHER CALL")
    )
    client.force_login(aiko)
    button = '<button class="btn">Accept the place</button>'
    assert button in client.get(page_of(offer)).content.decode()
    offers.confirm(other, by=aiko, now=NOW)
    text = client.get(page_of(offer)).content.decode()
    assert "THE OTHER CALL" in text
    assert button not in text


def test_the_office_is_warned_when_it_nominates(world, client, aiko, sato, offer):
    offers.confirm(offer, by=aiko, now=NOW)
    stay_of(world, aiko)
    client.force_login(sato)
    answer = client.post(f"/en/office/applications/{offer.uid}/nominate/")
    said = " ".join(map(str, get_messages(answer.wsgi_request)))
    assert "another stay in these days" in said
    assert "Irkutsk State University" in said
