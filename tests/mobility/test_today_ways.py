"""The first page on the way to a stay: the own application, calls with new applications, nominations that wait."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from kanazawa_exchange.lib import clock
from kanazawa_exchange.today import Part
from mobility.queries.today_ways import parts, urgent
from partners.models import Contact

from .applications.paths import NOW, call_of, in_state
from .applications.paths import make as make_move
from .nominated import agreed, inbound, make, outbound


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment at which the calls of the factories are open."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def keyed(user: Any) -> dict[str, Part]:
    with override("en"):
        return {part.key: part for part in (*urgent(user, clock.today()), *parts(user, clock.today()))}


@pytest.mark.parametrize(
    ("state", "label"),
    [("draft", "Draft"), ("decided", "Under review"), ("offered", "Offered, please reply"), ("declined", None)],
)
def test_an_applicant_sees_where_the_own_application_stands(world, aiko, now, sign_in, state, label):
    application = in_state(world, aiko, state)
    found = keyed(aiko)
    assert list(found) == ([] if label is None else ["own-application"])
    if label:
        assert found["own-application"].content.label == label
        page = sign_in(aiko).get("/en/").content.decode()
        assert f"/en/applications/{application.uid}/" in page
        assert label in page


@pytest.mark.parametrize(("days", "comes_first"), [(1, True), (20, False)])
def test_what_ends_soon_stands_above_everything_else(world, aiko, monkeypatch, sign_in, days, comes_first):
    call = call_of(world)
    in_state(world, aiko, "draft", call=call)
    monkeypatch.setattr(clock, "now", lambda: call.closes_at - timedelta(days=days))
    assert [part.key for part in urgent(aiko, clock.today())] == (["own-application"] if comes_first else [])
    shown = [part.key for part in sign_in(aiko).get("/en/").context["parts"]]
    assert shown.count("own-application") == 1
    assert (shown[0] == "own-application") or not comes_first


def test_the_addresses_of_the_office_stand_below_what_waits_for_a_partner(world, sato, petrova, sign_in, now):
    make(outbound(world, sato, agreement=agreed(world)), "send", sato)
    Contact.objects.create(institution=world.kanazawa, name_en="Window", name_ja="窓口", name_ru="Окно")
    shown = [part.key for part in sign_in(petrova).get("/en/").context["parts"]]
    assert shown[-2:] == ["nominations", "ask"]


def test_of_several_the_one_that_asks_for_something_stands_there(world, aiko, now):
    asked = in_state(world, aiko, "offered")
    in_state(world, aiko, "submitted", call=call_of(world))
    assert keyed(aiko)["own-application"].content.uid == asked.uid


def test_calls_with_new_applications_lead_to_them(world, sato, kimura, mori, aiko, ivan, sign_in, now):
    first, second = in_state(world, aiko, "submitted"), in_state(world, ivan, "in_review")
    in_state(world, ivan, "submitted", call=first.call)
    part = keyed(sato)["applications"]
    assert (part.count.number, [(str(line.text), line.note) for line in part.lines]) == (
        1,
        [(first.call.title_en, "2 applications")],
    )
    rows = sign_in(sato).get(part.lines[0].url).context["page"].rows
    assert {row.status for row in rows} == {"submitted"}
    assert len(rows) == 2
    assert second.call_id != first.call_id
    assert "applications" not in keyed(mori), "a committee hands nothing over"


def test_nominations_wait_for_the_side_that_acts(world, sato, petrova, sign_in):
    agreed(world)
    ours, theirs = outbound(world, sato), inbound(world, petrova)
    [line] = keyed(sato)["nominations"].lines
    assert (line.url, line.note) == (f"/en/nominations/{ours.uid}/", "Draft"), "the host has no state yet, and no comma"
    assert [line.url for line in keyed(petrova)["nominations"].lines] == [f"/en/nominations/{theirs.uid}/"]
    make(ours, "send", sato)
    make(theirs, "send", petrova)
    for user, uid in ((sato, theirs.uid), (petrova, ours.uid)):
        part = keyed(user)["nominations"]
        assert (part.count.number, [line.url for line in part.lines]) == (1, [f"/en/nominations/{uid}/"])
        rows = sign_in(user).get(part.url).context["page"].rows
        assert [row.uid for row in rows] == [uid]


def test_whoever_has_nothing_of_it_is_shown_nothing(world, aiko, mori, suzuki):
    assert [keyed(user) for user in (aiko, mori, suzuki)] == [{}, {}, {}]


@pytest.mark.parametrize("number", [1, 3])
def test_the_parts_cost_the_same_queries_however_much_waits(world, sato, petrova, now, number):
    agreed(world)
    for _n in range(number):
        make(inbound(world, petrova), "send", petrova)
        in_state(world, world.user(f"student{_n}"), "submitted", call=call_of(world))
    with CaptureQueriesContext(connection) as asked:
        keyed(sato)
    assert len(asked) == QUERIES, [query["sql"][:150] for query in asked]


QUERIES = 11


@pytest.mark.parametrize("number", [0, 1, 3])
@pytest.mark.parametrize("days", [1, 20])
def test_the_own_applications_are_read_once_for_a_page(world, aiko, monkeypatch, days, number):
    """Whether the card stands above everything else or below."""
    calls = [call_of(world) for _each in range(number)]
    for call in calls:
        in_state(world, aiko, "draft", call=call)
    closes_at = calls[0].closes_at if calls else NOW
    monkeypatch.setattr(clock, "now", lambda: closes_at - timedelta(days=days))
    with CaptureQueriesContext(connection) as asked:
        shown = keyed(aiko)
    assert list(shown) == (["own-application"] if number else [])
    read = [query["sql"] for query in asked if OWN_APPLICATIONS.match(query["sql"])]
    assert len(read) == 1, read


def test_a_second_page_reads_them_anew(world, aiko, now):
    application = in_state(world, aiko, "draft")
    assert keyed(aiko)["own-application"].content.label == "Draft"
    make_move(application, "withdraw", aiko)
    assert keyed(aiko) == {}


OWN_APPLICATIONS = re.compile(r'SELECT "mobility_application"\."id".*WHERE "mobility_application"\."person_id" = ')
