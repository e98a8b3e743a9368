"""The pages of a list, one after another, are the plain sorted list; its file holds the rows of all its pages."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.grouped_paging import InGroups
from kanazawa_exchange.lib.paging import Order, Place
from kanazawa_exchange.lib.sorting import Sorting
from kanazawa_exchange.lib.workbook import guard
from mobility.exports.lists import record_columns
from mobility.models import Mobility
from mobility.queries import lists, people_visible_to, persons
from mobility.queries.file_rows import every_row
from mobility.queries.filters import Filters
from mobility.queries.runs import Runs
from tests.factories import PersonFactory, RunFactory
from tests.list_files import content_of, csv_rows, sheet_rows
from tests.permissions.table import undone

NAMES = ("Abe", "Ono", "Ōno", "ono", "Ёлкина", "Елкин", "'=1+1")
STAYS = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 3)), min_size=1, max_size=9)
OFTEN = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LIST, PEOPLE = "mobility:mobility_list", "mobility:person_list"


def every_order(orders: dict[str, Order]) -> list[Order]:
    return [Sorting(orders, word, is_turned=turned).order for word in orders for turned in (False, True)]


def filled(world: Any, stays: list[tuple[str, int]]) -> None:
    for family, day in stays:
        script = "cyrillic" if family[0] > "Ѐ" else "latin"
        person = PersonFactory(names=[(script, family, "Test", "")])
        start = date(2018, 8, 1) + timedelta(days=day)
        world.sent(person=person, actual_starts_on=start, actual_ends_on=start + timedelta(days=9))


@OFTEN
@given(stays=STAYS, size=st.integers(1, 4))
def test_records_stand_in_every_order_over_all_pages(world: Any, sato: Any, stays: list[tuple[str, int]], size: int):
    with undone():
        filled(world, stays)
        records_stand_in_every_order(sato, size)


def records_stand_in_every_order(sato: Any, size: int) -> None:
    rows = list(Mobility.objects.select_related("person", "run"))
    for order in every_order(lists.orders(Runs.read())):
        expected = [row.uid for row in plainly_sorted(rows, order)]
        page = lists.page(sato, Filters(), Runs.read(), order=order, size=size)
        seen = [row.uid for row in page.rows]
        while page.next:
            page = lists.page(sato, Filters(), Runs.read(), Place(page.next), order=order, size=size)
            seen += [row.uid for row in page.rows]
        assert seen == expected
        back: list[Any] = []
        while page.previous:
            page = lists.page(sato, Filters(), Runs.read(), Place(page.previous, True), order=order, size=size)
            back = [row.uid for row in page.rows] + back
        assert back == expected[: len(back)]
        assert len(back) == (len(expected) - 1) // size * size
        assert [row.line.uid for row in every_row(sato, Filters(), Runs.read(), order=order)] == expected


def plainly_sorted(rows: list[Mobility], order: Order) -> list[Mobility]:
    keys = {row.pk: getattr(row if hasattr(row, order.column) else row.person, order.column) for row in rows}
    found = sorted(rows, key=lambda row: (keys[row.pk], row.pk), reverse=order.descending)
    if not isinstance(order, InGroups):
        return found
    place = {pk: number for number, group in enumerate(order.groups) for pk in pks_of(group.rows)}
    return sorted(found, key=lambda row: place[row.pk], reverse=order.turned_groups)


def pks_of(condition: Any) -> list[int]:
    return list(Mobility.objects.filter(condition).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("word", "value"),
    [("status", lambda row: row.status), ("program", lambda row: str(row.program)), ("year", lambda row: row.run_year)],
)
def test_a_head_sorts_by_what_its_column_shows(
    world: Any, sato: Any, sign_in: Any, monkeypatch: Any, word: str, value: Any
):
    planned = {"status": "planned", "actual_starts_on": None, "actual_ends_on": None}
    for year in (2018, 2019):
        run = RunFactory(program=world.basic, fiscal_year=year, term="spring")
        world.sent(run=run, planned_starts_on=date(year, 5, 1), **planned)
        world.sent(actual_starts_on=date(year, 6, 1), actual_ends_on=date(year, 6, 9))
    monkeypatch.setattr("mobility.views.lists.PAGE_SIZE", 50)
    for lang in ("ja", "ru"):
        there, back = (
            [
                value(row)
                for row in sign_in(sato).get(f"/{lang}/mobility-records/?sort={sign}{word}").context["page"].rows
            ]
            for sign in ("", "-")
        )
        groups = list(dict.fromkeys(there))
        assert len(groups) == 2
        assert there == sorted(there, key=groups.index)
        assert back == there[::-1]


def test_the_list_leads_from_what_is_planned_to_today(world: Any, sato: Any, sign_in: Any):
    planned = {"status": "planned", "actual_starts_on": None, "actual_ends_on": None}
    today = clock.today()
    world.sent(planned_starts_on=today + timedelta(days=1), **planned)
    now = world.sent(planned_starts_on=today, **planned)
    page = sign_in(sato).get(reverse(LIST))
    begun = sign_in(sato).get(reverse(LIST), {"after": page.context["from_today"]}).context["page"]
    assert (begun.rows[0].uid, bool(begun.previous)) == (now.uid, True)
    assert "from_today" not in sign_in(sato).get(reverse(LIST), {"sort": "name"}).context


@OFTEN
@given(names=st.lists(st.sampled_from(NAMES), max_size=8), size=st.integers(1, 4))
def test_people_stand_in_every_order_over_all_pages(world: Any, sato: Any, names: list[str], size: int):
    with undone():
        for family in names:
            PersonFactory(names=[("cyrillic" if family[0] > "Ѐ" else "latin", family, "Test", "")])
        people_stand_in_every_order(sato, size)


def people_stand_in_every_order(sato: Any, size: int) -> None:
    people = people_visible_to(sato)
    for order in every_order(persons.orders()):
        rows = sorted(people, key=lambda row: (getattr(row, order.column), row.pk), reverse=order.descending)
        page = persons.page(people, order=order, size=size)
        seen = [row.uid for row in page.rows]
        while page.next:
            page = persons.page(people, Place(page.next), order=order, size=size)
            seen += [row.uid for row in page.rows]
        assert seen == [row.uid for row in rows]
        assert [row.uid for row in persons.every_row(people, order=order)] == seen


# --- Files -----------------------------------------------------------------------------------------------------------
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "direction": st.sampled_from(["outbound", "inbound"]),
        "fy": st.lists(st.sampled_from(["2017", "2018", "2019"]), min_size=1, max_size=2, unique=True),
        "status": st.sampled_from(["planned", "returned", "voided"]),
        "level": st.sampled_from(["master", "bachelor"]),
        "category": st.sampled_from(["student", "physician"]),
        "mode": st.sampled_from(["hybrid", "in_person"]),
        "counted": st.just("on"),
        "q": st.sampled_from(["abe", "елкин", "nobody"]),
        "sort": st.sampled_from(["-dates", "name", "-name", "status", "-program", "direction", "year"]),
    },
)


@pytest.fixture
def many(world: Any) -> None:
    filled(world, [(name, number % 3) for number, name in enumerate(NAMES)])
    RunFactory(program=world.cultural, fiscal_year=2017)  # so that every year of the filters is one that is offered
    planned = {"actual_starts_on": None, "actual_ends_on": None, "planned_starts_on": date(2019, 5, 1)}
    world.received(mode="hybrid")
    world.received(category="physician", level="")
    world.sent(status="planned", run=RunFactory(program=world.basic, fiscal_year=2019), **planned)
    world.sent(status="voided", uncounted_from=date(2018, 8, 1), receiving=world.irkutsk)
    world.sent(level="master", actual_starts_on=date(2018, 3, 31), actual_ends_on=date(2018, 4, 2))


@settings(OFTEN, max_examples=15)
@given(query=QUERIES, role=st.sampled_from(["sato", "kimura", "petrova", "mori"]))
def test_the_file_holds_the_rows_of_all_pages(many: None, request: Any, sign_in: Any, query: dict, role: str):
    reader = request.getfixturevalue(role)
    browser = sign_in(reader)
    heads = [column.heading for column in record_columns(reader)]
    shown, address = [], reverse(LIST)
    page = browser.get(address, query).context["page"]
    while True:
        shown += page.rows
        if not page.next:
            break
        page = browser.get(address, {**query, "after": page.next}).context["page"]
    rows = csv_rows(browser, reverse(f"{LIST}_csv"), **query)
    assert [(row[heads[1]], row["状態"]) for row in rows] == [(guard(row.name.text), row.status_label) for row in shown]
    sheet = sheet_rows(browser, reverse(f"{LIST}_xlsx"), len(heads), **query)
    assert [(row[1], row[0], row[heads.index("開始日")].date()) for row in sheet] == [
        (row.name.text, row.status_label, row.starts_on) for row in shown
    ]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mobility.views.lists.PAGE_SIZE", 3)


def test_a_name_is_never_a_formula_and_a_day_is_a_day(world: Any, sato: Any, sign_in: Any):
    filled(world, [("=1+1", 0)])
    browser = sign_in(sato)
    row = csv_rows(browser, reverse(f"{LIST}_csv"))[0]
    assert row["画面での表記"].startswith("'=1+1")
    assert (row["開始日"], row["終了日"]) == ("2018-08-01", "2018-08-10")
    heads = [column.heading for column in record_columns(sato)]
    cells = dict(zip(heads, sheet_rows(browser, reverse(f"{LIST}_xlsx"), len(heads))[0], strict=True))
    assert cells["画面での表記"].startswith("=1+1")
    assert (cells["開始日"], cells["終了日"]) == (datetime(2018, 8, 1), datetime(2018, 8, 10))


@pytest.mark.parametrize("name", [LIST, PEOPLE])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_takes_the_same_queries_for_one_and_for_three(world: Any, sato: Any, sign_in: Any, name: str, kind: str):
    browser, counts = sign_in(sato), []
    for number in (1, 2):
        for _ in range(number):
            world.sent()
        with CaptureQueriesContext(connection) as taken:
            content_of(browser.get(reverse(f"{name}_{kind}")))
        counts.append(len(taken))
    assert counts[0] == counts[1] <= 20
