"""The end of an applicant's way follows the nomination; where only a consent lets the data go, whoever holds the place is asked for it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kanazawa_exchange.lib import clock
from mobility.models import Application
from mobility.queries.applications.standing import own_applications, standing
from tests.consents import agrees, may_go, sheet, text, withdraws
from tests.factories import RunFactory
from tests.mobility.nominated import agreed, of_application

from .paths import NOW, call_with
from .test_next_choice import confirmed, english, page  # noqa: F401 the fixture holds the language and the moment

SENT, ACCEPTED = ("send",), ("send", "verify")


def seen(application: Application) -> Any:
    return standing(Application.objects.get(pk=application.pk), NOW)


@pytest.mark.parametrize(
    ("moves", "title", "look", "word", "holder"),
    [
        (None, "The office nominates you to the host", "wait", "In preparation", "The office"),
        ((), "The office nominates you to the host", "wait", "In preparation", "The office"),
        (SENT, "The host looks at your nomination", "wait", "Waiting for host", "The host"),
        (("send", "acknowledge"), "The host looks at your nomination", "wait", "Received by host", "The host"),
        (("send", "waitlist"), "The host looks at your nomination", "wait", "Waitlist", "The host"),
        (
            ("send", "ask_unlock", "unlock"),
            "The office nominates you to the host",
            "wait",
            "Being corrected",
            "The office",
        ),
        (ACCEPTED, "The host has accepted you", "done", "Accepted by host", ""),
        (("send", "reject"), "The office looks for another place for you", "off", "Not accepted", "The office"),
        (("cancel",), "The office looks for another place for you", "off", "Withdrawn", "The office"),
    ],
)
def test_the_last_station_is_where_the_nomination_stands(world, aiko, moves, title, look, word, holder):
    application = confirmed(world, aiko)
    may_go(world.kazan)
    if moves is not None:
        of_application(world, application, *moves)
    found = seen(application)
    last = found.stages[-1]
    assert (found.next, last.look, last.word, found.holder) == (title, look, word, holder)
    assert found.is_mine is False


def test_the_way_leads_to_the_stay_and_the_first_page_tells_of_the_stay_alone(world, aiko, client):
    application = confirmed(world, aiko)
    client.force_login(aiko)
    address = f"/en/applications/{application.uid}/"
    assert "Open my stay" not in client.get(address).content.decode()
    assert "My application" in client.get("/en/").content.decode()
    nomination = of_application(world, application, *ACCEPTED)
    assert seen(application).stay == nomination.mobility.uid
    told = client.get(address).content.decode()
    assert f'href="{reverse("mobility:mobility_detail", args=[nomination.mobility.uid])}"' in told
    assert "The host has accepted you" in told
    assert "The office nominates you" not in told
    assert "The host has accepted you" not in client.get("/en/").content.decode()


def open_country(world: Any) -> Any:
    """Kazan without a recorded basis: only a consent lets data go there. The text in force comes back."""
    sheet(reviewed_on=clock.today(), now=NOW)
    agreed(world, goes=False)
    return text()


def test_whoever_holds_a_place_is_asked_whether_the_host_may_have_the_data(world, aiko, client):
    words = open_country(world)
    application = confirmed(world, aiko)
    client.force_login(aiko)
    link = reverse("mobility:consent_ask", args=[f"transfer-{world.kazan.uid}"])
    for address in (f"/en/applications/{application.uid}/", "/en/"):
        told = client.get(address).content.decode()
        assert "Say whether your data may be handed to the host" in told
        assert f'href="{link}"' in told
    assert client.get(link).status_code == 200
    found = seen(application)
    assert (found.is_mine, found.holder, found.stages[-1].look) == (True, "You", "here")
    agrees(aiko, world.kazan, words, now=NOW)
    for address in (f"/en/applications/{application.uid}/", "/en/"):
        told = client.get(address).content.decode()
        assert link not in told
        assert "The office nominates you to the host" in told
    withdraws(aiko, world.kazan, now=NOW)
    assert seen(application).asks == link.rstrip("/").rpartition("/")[2]


def test_nobody_is_asked_for_what_is_not_needed_or_cannot_be_answered(world, aiko):
    application = confirmed(world, aiko)
    assert seen(application).asks == "", "without a sheet of the country nobody can agree"
    sheet(reviewed_on=clock.today(), now=NOW)
    text()
    assert seen(application).asks
    may_go(world.kazan)
    assert seen(application).asks == "", "the office has recorded on what the hand-over rests"


def test_the_list_asks_as_often_for_three_places_as_for_one(world, aiko):
    open_country(world)
    counts = []
    for years in ((2031,), (2032, 2033)):
        for year in years:
            call = call_with(world)
            call.run = RunFactory(program=world.cultural, direction="outbound", fiscal_year=year)
            call.save()
            confirmed(world, aiko, call)
        with CaptureQueriesContext(connection) as asked:
            found = own_applications(aiko, NOW)
        counts.append((len(found), len(asked)))
        assert all(one.asks for one in found)
    assert counts == [(1, QUERIES), (3, QUERIES)]


QUERIES = 5
