"""A year that runs on the as-of date is told of and not judged, wherever its figures stand; red comes after its end."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.colours import COLOURS
from kanazawa_exchange.lib.states import Step
from mobility.models import Mobility
from mobility.services import moves
from reports.exports.pdf import content, to_pdf
from reports.exports.sheets import to_xlsx
from reports.exports.text import to_text
from tests.factories import PlanFactory, ProjectFactory, ProjectHomeFactory, StageLinkFactory, World
from tests.markup import compact

from .conftest import Tabulate
from .test_exports import PAPER
from .test_plan_actual_page import SignIn, address, body

RUNNING, ENDED = date(2018, 12, 1), date(2019, 3, 31)


def days(number: int) -> date:
    return date(2018, 4, 1) + timedelta(days=14 * number)


def planned(world: World, **fields: Any) -> Mobility:
    """A dispatch that has not begun."""
    starts_on = fields.pop("planned_starts_on", date(2019, 2, 1))
    dates = {"planned_starts_on": starts_on, "actual_starts_on": None, "actual_ends_on": None}
    return world.sent(**{"status": "planned", **dates, **fields})


@pytest.fixture
def eleven_of_eighteen(world: World, rule: Any) -> World:
    """The year runs on 1 December: 11 of 18 were sent, three stays lie ahead; acceptance has 2 of 2."""
    PlanFactory.adopted(world.project, {(2018, "outbound"): 18, (2018, "inbound"): 2}, on=date(2018, 4, 1))
    for number in range(11):
        world.sent(actual_starts_on=days(number), actual_ends_on=days(number) + timedelta(days=7))
    for _ in range(2):
        world.received()
    for _ in range(3):
        planned(world)
    return world


QUERY = "fy=2018&direction=outbound&as_of="


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ja", "2018年度は進行中です：計画18人のうち11人、今後の予定3人"),
        ("en", "FY2018 is running: 11 of 18, 3 planned"),
        ("ru", "2018/19 фин. год ещё идёт: 11 из 18 участий по плану, запланированы ещё 3 поездки"),
    ],
)
def test_the_headline_says_that_the_year_runs(
    eleven_of_eighteen: World, mori: User, sign_in: SignIn, language: str, title: str
) -> None:
    html = body(sign_in(mori), language=language, query=QUERY + RUNNING.isoformat())

    heading = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert heading is not None
    assert re.sub(r"<[^>]+>|\s", "", heading[1]) == re.sub(r"\s", "", title)


def test_nothing_on_the_page_is_red_before_the_year_has_ended(
    eleven_of_eighteen: World, mori: User, sign_in: SignIn
) -> None:
    client = sign_in(mori)
    running = body(client, query=QUERY + RUNNING.isoformat())
    ended = body(client, query=QUERY + ENDED.isoformat())

    assert 'class="df under"' not in running
    assert COLOURS["enji"] not in running
    assert re.search(r'class="df"[^>]*>—<', running)
    assert running.count('class="ah d"') == 3 + 1  # in the bar, and in the key
    assert ">3 planned<" in running
    assert 'class="df under"' in ended
    assert "−7" in ended
    assert "Dispatch stayed below the plan" in ended
    assert 'class="ah' not in ended


def test_a_year_that_ended_before_today_runs_for_an_as_of_date_inside_it(
    eleven_of_eighteen: World, tabulate: Tabulate
) -> None:
    """What began after the date was ahead on it, whatever became of it since."""
    row = tabulate(date(2018, 6, 1), first_year=2018).rows[0]
    assert (row.actual, row.ahead, row.is_open) == (5, 9, True)


def test_every_form_of_the_figures_leaves_the_year_unjudged(
    eleven_of_eighteen: World, tabulate: Tabulate, mori: User, sign_in: SignIn
) -> None:
    with translation.override("en"):
        table = tabulate(RUNNING, first_year=2018, direction="outbound")
        text, printed = to_text(table), content(table)["years"][0]["lines"][0]
        book = load_workbook(io.BytesIO(to_xlsx(table))).active
        pdf = to_pdf(table, PAPER, lang="en", timestamp=datetime(2018, 12, 1, tzinfo=UTC))
    found = sign_in(mori).get(address("plan_actual_csv", query=QUERY + RUNNING.isoformat())).content
    [line] = csv.DictReader(io.StringIO(found.decode("utf-8-sig")))

    assert book is not None
    assert book["A1"].value.startswith("FY2018 is running: 11 of 18, 3 planned")
    heads = [cell.value for cell in book[3]]
    row = dict(zip(heads, (cell.value for cell in book[4]), strict=True))
    assert [row[head] for head in ("Plan", "Actual", "Difference", "Actual / plan", "Planned stays")] == [
        18, 11, None, None, 3,
    ]  # fmt: skip
    assert [line[key] for key in ("plan", "actual", "difference", "rate", "ahead")] == ["18", "11", "", "", "3"]
    assert printed["cells"][:4] == ["18", "11", "—", "—"]
    assert printed["alt"] == "Dispatched: plan 18, actual 11, 3 planned"
    assert "FY2018 is running: 11 of 18, 3 planned" in text
    assert pdf.startswith(b"%PDF")
    assert "runs until 31 March 2019" in text.replace("\xa0", " ")


def test_of_a_closed_year_the_column_of_planned_stays_is_empty(published: World, tabulate: Tabulate) -> None:
    assert {row.ahead for row in tabulate(ENDED).rows} == {0}
    assert not any(row.is_open for row in tabulate(ENDED).rows)


# --- What lies ahead -------------------------------------------------------------------------------------------------


def ahead(tabulate: Tabulate, as_of: date = RUNNING, **filters: Any) -> list[int]:
    return [row.ahead for row in tabulate(as_of, first_year=2018, **filters).rows if row.is_open]


def test_stays_of_another_year_category_or_project_lie_not_ahead(world: World, tabulate: Tabulate) -> None:
    planned(world, planned_starts_on=date(2019, 4, 1))
    planned(world, planned_starts_on=date(2018, 3, 31))
    planned(world, category="researcher")
    planned(world, status="cancelled")
    assert ahead(tabulate) == [0, 0]
    planned(world, status="ready", planned_starts_on=date(2019, 3, 31))
    planned(world, planned_starts_on=date(2018, 11, 1))  # late, and awaited
    assert ahead(tabulate) == [2, 0]


def test_a_stay_to_us_lies_ahead_on_our_side(world: World, tabulate: Tabulate) -> None:
    planned(world, sending=world.irkutsk, receiving=world.kanazawa, run=world.inbound)
    assert ahead(tabulate) == [0, 1]
    assert ahead(tabulate, direction="inbound") == [1]


def test_what_was_cancelled_after_the_date_was_ahead_on_it(world: World, tabulate: Tabulate, sato: User) -> None:
    from kanazawa_exchange.accounts.models import Transition

    stay = planned(world, status="cancelled")
    Transition.objects.create(
        record_type="mobility", record_id=stay.pk, sequence=1, move="cancel", source="planned", target="cancelled",
        effective_on=date(2019, 1, 10), recorded_at=datetime(2019, 1, 10, tzinfo=UTC), actor=sato,
    )  # fmt: skip
    assert ahead(tabulate, date(2019, 1, 9)) == [1, 0]
    assert ahead(tabulate, date(2019, 1, 10)) == [0, 0]


def test_a_later_stage_is_no_further_participation(world: World, tabulate: Tabulate) -> None:
    first = world.sent()
    StageLinkFactory(first=first, second=planned(world, person=first.person))
    assert ahead(tabulate) == [0, 0]


def test_a_record_that_should_never_have_been_lies_ahead_on_no_date(
    world: World, tabulate: Tabulate, sato: User
) -> None:
    stay = world.sent(actual_starts_on=date(2019, 1, 10), actual_ends_on=date(2019, 1, 30))
    assert ahead(tabulate) == [1, 0]
    moves.move(
        stay, "void", Step(reason_code="mistake", reason="double"), by=sato, now=datetime(2019, 2, 1, tzinfo=UTC)
    )
    assert ahead(tabulate) == [0, 0]


def test_filters_narrow_what_lies_ahead(world: World, tabulate: Tabulate) -> None:
    planned(world, level="master", mode="online")
    planned(world, level="bachelor")
    assert ahead(tabulate, level="master") == [1, 0]
    assert ahead(tabulate, mode="in_person") == [1, 0]
    assert ahead(tabulate, band="under_3") == [0, 0]  # nobody knows how long it will be


@pytest.mark.parametrize("number", [1, 3])
def test_the_table_of_a_running_year_costs_five_queries(
    world: World, tabulate: Tabulate, django_assert_num_queries: Any, number: int
) -> None:
    PlanFactory.adopted(world.project, {(2018, "outbound"): 18, (2018, "inbound"): 2}, on=date(2018, 4, 1))
    for _ in range(number):
        planned(world)
    with django_assert_num_queries(5):
        assert ahead(tabulate) == [number, 0]


# --- Which project opens ---------------------------------------------------------------------------------------------


def opened(client: Client, query: str) -> str:
    html = compact(client.get(address("plan_actual", query=query)).content.decode())
    found = re.search(r'<input type="hidden" name="project" value="([^"]+)">', html)
    assert found is not None
    return found[1]


def test_the_project_that_runs_on_the_date_opens_first(world: World, rule: Any, sato: User, sign_in: SignIn) -> None:
    later = ProjectFactory(code="successor", first_fiscal_year=2024, last_fiscal_year=2028)
    ProjectHomeFactory(project=later, institution=world.kanazawa)
    client = sign_in(sato)

    assert opened(client, "as_of=2026-06-01") == "successor"
    assert opened(client, "as_of=2018-06-01") == "russia"
    assert opened(client, "as_of=2035-06-01") == "russia"  # none runs: the main one
    assert opened(client, "as_of=2026-06-01&project=russia") == "russia"
