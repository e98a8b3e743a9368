"""The figure of those who are continuing opens their list too, and says when nobody confirmed that they had left."""

import re
from datetime import date
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from tests.factories import PersonFactory, StageLinkFactory, World

from .test_plan_actual_page import SignIn, address, body

LATER = "as_of=2020-03-31"


@pytest.fixture
def going_on(world: World, rule: Any) -> World:
    """Two came in FY2018 and stay on; one left before April; one is of a second stage, for which the first goes on."""
    for name in ("Ivanova", "Petrova"):
        person = PersonFactory(names=[("latin", name, "Anna", "")])
        world.received(person=person, actual_starts_on=date(2018, 10, 1), actual_ends_on=date(2019, 9, 30))
    world.received(actual_starts_on=date(2018, 10, 1), actual_ends_on=date(2019, 3, 31))
    first = world.received(actual_starts_on=date(2018, 5, 1), actual_ends_on=date(2019, 4, 30))
    second = world.received(
        person=first.person, actual_starts_on=date(2019, 6, 1), actual_ends_on=date(2019, 8, 30), mode="online"
    )
    StageLinkFactory(first=first, second=second)
    return world


def continuing_links(html: str) -> list[tuple[str, str]]:
    found = re.findall(r'<td class="n">\s*<a href="([^"]*continuing=yes[^"]*)">([^<]+)</a>', html)
    return [(href.replace("&amp;", "&"), number) for href, number in found]


def test_the_figure_of_those_who_are_continuing_opens_as_many(going_on: World, sign_in: SignIn, sato: User) -> None:
    client = sign_in(sato)
    [(href, number)] = continuing_links(body(client, query=LATER))

    page = client.get(href).content.decode()
    answer: Any = client.get(href.replace("/people/", "/people/csv/"))
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert number == "3"
    assert "fy=2019" in href
    assert "The figure is 3 participations." in re.sub(r"\s+", " ", page)
    assert "FY2019 · Accepted · those who are continuing" in page
    assert "IVANOVA Anna" in page
    assert "PETROVA Anna" in page
    assert len(rows) == 1 + 3


def test_the_same_address_without_the_word_is_that_of_the_new_ones(
    going_on: World, sign_in: SignIn, sato: User
) -> None:
    """The control."""
    client = sign_in(sato)
    [(href, _number)] = continuing_links(body(client, query=LATER))
    page = client.get(href.replace("&continuing=yes", "").replace("continuing=yes&", "")).content.decode()
    assert "IVANOVA" not in page
    assert "Nobody is counted here." in page


def test_who_may_not_open_figures_is_given_no_link_to_those_who_go_on(
    going_on: World, sign_in: SignIn, hayashi: User
) -> None:
    client = sign_in(hayashi)
    assert continuing_links(body(client, query=LATER)) == []
    assert client.get(address("plan_actual_people", query=f"{LATER}&fy=2019&continuing=yes")).status_code == 403


def test_returns_that_nobody_confirmed_are_told_to_those_who_keep_records(
    going_on: World, sign_in: SignIn, sato: User, hayashi: User
) -> None:
    assert "Return not confirmed" not in body(sign_in(sato), query=LATER)
    for _ in range(2):
        going_on.received(
            status="on_site", planned_starts_on=date(2018, 10, 1), planned_ends_on=date(2019, 2, 1), actual_ends_on=None
        )

    html = body(client := sign_in(sato), query=LATER)
    found = re.search(r'<a href="([^"]*overdue=on)">Return not confirmed: 2 stays. They go on until then.</a>', html)

    assert found is not None
    assert "2 records" in client.get(found[1].replace("&amp;", "&")).content.decode()
    assert "Return not confirmed" not in body(sign_in(hayashi), query=LATER)


# --- The filter ------------------------------------------------------------------------------------------------------------


def offered(html: str, name: str) -> list[str]:
    [box] = re.findall(rf'<select name="{name}"[^>]*>(.*?)</select>', html, re.DOTALL)
    return re.findall(r'<option value="(\d*)"', box)


def test_only_years_of_the_project_are_offered(going_on: World, sign_in: SignIn, sato: User) -> None:
    client = sign_in(sato)
    assert offered(body(client, query=LATER), "from") == ["", "2017", "2018", "2019", "2020", "2021"]
    assert offered(body(client, query="fy=2023"), "from") == ["", "2017", "2018", "2019", "2020", "2021", "2023"]


def test_what_is_chosen_is_said_beside_the_files(going_on: World, sign_in: SignIn, sato: User) -> None:
    client = sign_in(sato)
    assert "Selection: Accepted" in body(client, query=f"{LATER}&direction=inbound")
    assert "Selection:" not in body(client, query=LATER)
