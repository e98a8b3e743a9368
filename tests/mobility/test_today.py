"""The first page of a role: its numbers are those of the lists behind them, and nobody meets people who are not theirs."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from kanazawa_exchange import today
from kanazawa_exchange.lib import clock
from kanazawa_exchange.today import Part, parts_of
from mobility.models import Mobility
from mobility.queries.days import FAR
from mobility.queries.due import Due
from mobility.queries.filters import Filters, matching
from mobility.queries.own_stay import own_stay
from mobility.queries.plausibility import doubts_of
from mobility.queries.runs import Runs

TODAY = date(2026, 6, 1)

pytestmark = pytest.mark.usefixtures("kazan_may_read")


@pytest.fixture(autouse=True)
def first_of_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def planned(world: Any, days: int, side: str = "sent", **fields: Any) -> Mobility:
    start = TODAY + timedelta(days=days)
    planned_days = {"planned_starts_on": start, "planned_ends_on": start + timedelta(days=20)}
    return getattr(world, side)(status="planned", actual_starts_on=None, actual_ends_on=None, **planned_days, **fields)


def on_site(world: Any, planned_end: date, side: str = "sent", **fields: Any) -> Mobility:
    start = planned_end - timedelta(days=10)
    return getattr(world, side)(
        status="on_site", planned_starts_on=start, planned_ends_on=planned_end, actual_starts_on=start,
        actual_ends_on=None, **fields,
    )  # fmt: skip


@pytest.fixture
def busy(world: Any) -> dict[str, list[Mobility]]:
    """Two of everything that waits, one in each direction, and one of another programme."""
    elsewhere = {"run": world.basic_outbound, "receiving": world.irkutsk}
    return {
        "arrivals": [planned(world, -3), planned(world, 0, "received"), planned(world, -1, **elsewhere)],
        "starts": [planned(world, 1), planned(world, 30, "received"), planned(world, 5, **elsewhere)],
        "returns": [on_site(world, TODAY - timedelta(days=1)), on_site(world, TODAY - timedelta(days=9), "received")],
        "nothing": [planned(world, 31), on_site(world, TODAY), world.sent()],
    }


def keyed(user: Any) -> dict[str, Part]:
    with override("en"):
        return {part.key: part for part in parts_of(user, TODAY)}


@pytest.mark.parametrize("role", ["sato", "kimura", "petrova"])
def test_every_number_is_that_of_the_list_behind_it(busy, request, sign_in, role) -> None:
    user = request.getfixturevalue(role)
    seen = 0
    for part in keyed(user).values():
        if part.url.startswith("/en/mobility-records/"):
            rows = sign_in(user).get(part.url).context["page"].rows
            assert len(rows) == part.count.number, part.key
            assert {line.url for line in part.lines} <= {f"/en/mobility-records/{row.uid}/" for row in rows}
            seen += part.count.number
    assert seen >= 4


def test_the_office_sees_what_waits(busy, sato) -> None:
    counts = {key: part.count.number for key, part in keyed(sato).items() if part.url.startswith("/en/mobility")}

    # inbound without a status of residence, stays of another fiscal year than their run, overdue returns
    assert counts == {"arrivals": 3, "starts": 3, "returns": 2, "checks": 10}


def test_a_coordinator_of_a_programme_meets_that_programme_only(busy, kimura) -> None:
    assert {key: keyed(kimura)[key].count.number for key in ("arrivals", "starts", "returns")} == {
        "arrivals": 2,
        "starts": 2,
        "returns": 2,
    }


def test_a_partner_sees_who_comes_who_leaves_and_whom_to_confirm(busy, petrova) -> None:
    parts = keyed(petrova)

    assert {key: part.count.number for key, part in parts.items()} == {
        "arrivals": 1,
        "returns": 1,
        "coming": 1,
        "going": 1,
    }
    assert [part.lines[0].url for part in parts.values()] == [
        f"/en/mobility-records/{busy[key][place].uid}/"
        for key, place in (("arrivals", 0), ("returns", 0), ("starts", 0), ("starts", 1))
    ]


def test_a_partner_reads_directions_in_places_and_finds_whom_to_write_to(busy, world, petrova, sign_in) -> None:
    world.kanazawa.contacts.create(name_en="Exchange office", email="ask@example.org")
    world.irkutsk.contacts.create(name_en="Elsewhere", email="elsewhere@example.org")
    browser = sign_in(petrova)
    page = browser.get("/en/").content.decode()
    assert "on your word" in page
    assert "ask@example.org" in page
    assert "elsewhere@example.org" not in page
    assert "Kazan → Kanazawa" in page
    listed = browser.get("/en/mobility-records/?direction=inbound").content.decode()
    assert '<option value="inbound" selected>Kazan → Kanazawa</option>' in listed
    shown = browser.get(f"/en/mobility-records/{busy['starts'][1].uid}/").content.decode()
    for words in (listed, shown):
        assert "Kazan → Kanazawa" in words
        assert "Inbound" not in words
    file = browser.get("/en/mobility-records/csv/").getvalue().decode()
    assert "Kazan → Kanazawa" in file
    assert "Inbound" not in file


def test_the_office_reads_directions_as_the_university_names_them(busy, sato, sign_in) -> None:
    listed = sign_in(sato).get("/en/mobility-records/?direction=inbound").content.decode()
    assert "Inbound</option>" in listed
    assert "Kazan → Kanazawa" not in listed


def test_what_waits_says_since_when(world, sato) -> None:
    planned(world, -800)
    on_site(world, TODAY - timedelta(days=9), "received")
    parts = keyed(sato)
    assert parts["arrivals"].lines[0].since == "not confirmed since 2024-03-23"
    assert parts["returns"].lines[0].since.startswith("not confirmed since 2026-05-2")
    assert not parts["starts"].lines


@pytest.mark.parametrize(
    ("kinds", "spanning"), [("ppp", [2]), ("pp", []), ("pppp", []), ("psp", [0, 1, 2]), ("pppsp", [2, 3, 4])]
)
def test_no_part_leaves_a_hole_beside_it(monkeypatch, sato, kinds, spanning) -> None:
    monkeypatch.setattr(today, "_shelves", {0: lambda *_: [Part(kind, "", spans=kind == "s") for kind in kinds]})
    laid = parts_of(sato, TODAY)
    assert [place for place, part in enumerate(laid) if part.spans] == spanning


@pytest.mark.parametrize("role", ["mori", "hayashi"])
def test_those_who_judge_meet_figures_and_nobody_by_name(busy, world, request, role) -> None:
    assert not [part for part in keyed(request.getfixturevalue(role)).values() if part.lines]


def test_nothing_waits_for_a_stranger_who_gets_the_public_page(busy, stranger, sign_in) -> None:
    assert keyed(stranger) == {}
    assert sign_in(stranger).get("/en/").templates[0].name == "reports/public_home.html"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(world, sato, sign_in, django_assert_num_queries, count) -> None:
    for _number in range(count):
        planned(world, -1)
        planned(world, 3, "received")
        on_site(world, TODAY - timedelta(days=4))
    browser = sign_in(sato)
    with django_assert_num_queries(30):  # one of them asks for Activity Reports that wait
        page = browser.get("/en/").content.decode()
    assert page.count('class="due') == 7


def test_only_five_are_named_and_the_list_shows_all(world, sato, sign_in) -> None:
    for _number in range(6):
        planned(world, -1)

    part = keyed(sato)["arrivals"]
    assert (part.count.number, len(part.lines)) == (6, 5)
    assert "Show all 6" in sign_in(sato).get("/en/").content.decode()


@pytest.mark.parametrize(
    ("fields", "wants"),
    [
        ({"level": ""}, True),
        ({"level": "", "category": "teacher"}, False),
        ({"planned_starts_on": date(2018, 8, 1) - FAR - timedelta(days=1)}, True),
        ({"planned_starts_on": date(2018, 8, 1) - FAR}, False),
        ({"planned_starts_on": date(2018, 8, 1), "planned_ends_on": date(2018, 8, 14) + FAR}, False),
        ({"planned_starts_on": date(2018, 8, 1), "planned_ends_on": date(2018, 8, 15) + FAR}, True),
        ({"actual_ends_on": date(2020, 8, 1)}, True),
        ({"actual_ends_on": date(2020, 7, 31)}, False),
        ({"actual_ends_on": date(2020, 8, 14)}, True),
        ({"actual_starts_on": date(2019, 8, 1), "actual_ends_on": date(2019, 8, 14)}, True),
        ({"level": "", "status": "closed"}, False),
    ],
)
def test_a_record_wants_a_look_for_what_its_own_row_tells(world, fields, wants) -> None:
    stay = world.sent(**fields)
    assert bool(doubts_of(stay)) is (wants or "status" in fields)
    found = matching(Mobility.objects.all(), Filters(due=Due.WARNED), Runs.read())
    assert list(found) == ([stay] if wants else [])


# --- One's own stay -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "days", "step"),
    [
        (planned, 12, "12 days until your stay begins"),
        (planned, 1, "1 day until your stay begins"),
        (planned, 0, "Tell the office that you have arrived"),
        (on_site, 5, "5 days until your stay ends"),
        (on_site, -1, "Tell the office the day of your return"),
    ],
)
def test_a_student_is_told_what_comes_next(world, aiko, make, days, step) -> None:
    make(world, days if make is planned else TODAY + timedelta(days=days), person=aiko.person)
    with override("en"):
        assert own_stay(aiko, clock.now(), TODAY).next_step == step


def test_the_stay_that_lasts_comes_before_the_next_and_the_last(world, aiko) -> None:
    world.sent(person=aiko.person)
    later = planned(world, 200, person=aiko.person)
    assert own_stay(aiko, clock.now(), TODAY).row.uid == later.uid
    lasting = on_site(world, TODAY + timedelta(days=3), person=aiko.person)
    assert own_stay(aiko, clock.now(), TODAY).row.uid == lasting.uid


def test_a_cancelled_stay_is_no_stay_to_wait_for(world, aiko) -> None:
    world.sent(
        person=aiko.person, status="cancelled", planned_starts_on=TODAY, actual_starts_on=None, actual_ends_on=None
    )
    assert own_stay(aiko, clock.now(), TODAY) is None


def test_the_first_page_of_a_student_names_the_stay_and_whom_to_ask(world, aiko, sign_in) -> None:
    planned(world, 12, person=aiko.person)
    world.kanazawa.contacts.create(name_en="Exchange office", email="ask@example.org")

    world.irkutsk.contacts.create(name_en="Elsewhere", email="elsewhere@example.org")

    page = sign_in(aiko).get("/en/").content.decode()

    assert ">My exchange</h1>" in page
    assert "elsewhere@example.org" not in page
    assert "12 days until your stay begins" in page.replace("<wbr>", "")
    assert "ask@example.org" in page


def test_what_a_keeper_alone_is_warned_of_is_no_filter_of_a_partner(world, sato, petrova, mori, sign_in) -> None:
    world.received(level="")
    address = "/en/mobility-records/?due=warned"
    assert len(sign_in(sato).get(address).context["page"].rows) == 1
    world.received(level="master", residence_status="student")
    for reader in (petrova, mori):
        assert len(sign_in(reader).get(address, follow=True).context["page"].rows) == 2
