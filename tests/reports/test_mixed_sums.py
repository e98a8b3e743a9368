"""On one row stand only numbers of the same years: what can be compared with its plan is summed apart, in every form."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from kanazawa_exchange.accounts.models import User
from reports.exports.lines import to_json
from reports.exports.pdf import content, to_pdf
from reports.exports.sheets import to_xlsx
from reports.exports.text import to_text
from reports.figures import PlanActual
from reports.findings import headline
from reports.sums import blocks, cards
from tests.factories import PlanFactory, World

from .conftest import Tabulate
from .test_exports import PAPER, pdf_text
from .test_open_year import planned
from .test_plan_actual_page import SignIn, address, body

RUNNING = date(2018, 12, 1)
ENDED, ALL = "Total of the years that have ended (FY2017)", "Two-year total"


@pytest.fixture
def second_year_runs(world: World, rule: Any) -> World:
    """2017 ended with 4 of 6 sent; 2018 runs with 9 of 12 and 5 ahead. So 13 of 18, of which only 4 of 6 can be judged."""
    plan = {(2017, "outbound"): 6, (2017, "inbound"): 0, (2018, "outbound"): 12, (2018, "inbound"): 0}
    PlanFactory.adopted(world.project, plan, on=date(2017, 4, 1))
    for _ in range(4):
        world.sent(actual_starts_on=date(2017, 5, 1), actual_ends_on=date(2017, 5, 20))
    for _ in range(9):
        world.sent(actual_starts_on=date(2018, 5, 1), actual_ends_on=date(2018, 5, 20))
    for _ in range(5):
        planned(world)
    return world


def of_outbound(table: PlanActual) -> dict[str, tuple[object, ...]]:
    """(plan, actual, difference, rate) of dispatch in each block of sums."""
    with translation.override("en"):
        found = {block.label: block.sums[0].figure for block in blocks(table)}
    return {
        label: (figure.plan, figure.actual, figure.difference, figure.rate and str(figure.rate))
        for label, figure in found.items()
    }


def test_the_years_that_have_ended_are_summed_apart(second_year_runs: World, tabulate: Tabulate) -> None:
    assert of_outbound(tabulate(RUNNING)) == {ENDED: (6, 4, -2, "66.7"), ALL: (18, 13, None, None)}


def test_once_every_year_has_ended_there_is_one_sum(second_year_runs: World, tabulate: Tabulate) -> None:
    assert of_outbound(tabulate(date(2019, 3, 31))) == {ALL: (18, 13, -5, "72.2")}


def test_while_only_the_first_year_runs_there_is_nothing_to_judge(second_year_runs: World, tabulate: Tabulate) -> None:
    table = tabulate(date(2017, 12, 1))
    assert of_outbound(table) == {"Total of 1 year": (6, 4, None, None)}


def test_years_without_a_plan_are_left_out_of_the_rate_and_named(published: World, tabulate: Tabulate) -> None:
    published.sent(actual_starts_on=date(2019, 5, 1), actual_ends_on=date(2019, 5, 20))

    assert of_outbound(tabulate(date(2020, 3, 31))) == {
        "Total of the years with a plan (FY2017–FY2018)": (55, 103, 48, "187.3"),
        "Total of 3 years": (55, 104, None, None),
    }


def test_the_title_names_every_year_without_a_plan_also_those_without_anybody(
    published: World, tabulate: Tabulate
) -> None:
    published.sent(actual_starts_on=date(2020, 5, 1), actual_ends_on=date(2020, 5, 20))
    with translation.override("en"):
        titles = {end: headline(tabulate(date(end, 3, 31))) for end in (2020, 2021)}

    assert "no plan" not in titles[2020]  # nobody came: the notes say so
    assert titles[2021].endswith("; no plan for FY2019–FY2020")


NO_HEADS = "Where a sum has no head count: the same person may stand in several of its years or directions."


def test_the_sum_of_one_year_has_the_heads_of_that_year(second_year_runs: World, tabulate: Tabulate) -> None:
    table = tabulate(RUNNING)

    assert table.total.judged is not None
    assert table.total.judged.persons == table.years[0].total.persons == 4
    with translation.override("en"):
        assert NO_HEADS not in content(table)["remarks"]


def test_the_sum_of_several_years_says_why_it_has_no_heads(
    published: World, tabulate: Tabulate, mori: User, sign_in: SignIn
) -> None:
    published.sent(actual_starts_on=date(2019, 5, 1), actual_ends_on=date(2019, 5, 20))
    with translation.override("en"):
        table = tabulate(date(2020, 3, 31))
        printed = content(table)
        text = to_text(table)
    page = body(sign_in(mori), query="as_of=2020-03-31")

    assert table.total.judged is not None
    assert table.total.judged.persons is None
    assert printed["sums"][0]["rows"][0][5:] == ["—", "—"]
    assert NO_HEADS in printed["remarks"]
    assert NO_HEADS in text
    assert NO_HEADS in page


def test_a_year_without_a_plan_and_one_that_runs(second_year_runs: World, tabulate: Tabulate) -> None:
    second_year_runs.sent(actual_starts_on=date(2016, 5, 1), actual_ends_on=date(2016, 5, 20))
    label = "Total of the years that have ended and have a plan (FY2017)"
    assert of_outbound(tabulate(RUNNING, first_year=2016))[label] == (6, 4, -2, "66.7")


def test_every_form_prints_the_two_sums_on_rows_of_their_own(
    second_year_runs: World, tabulate: Tabulate, mori: User, sign_in: SignIn
) -> None:
    table = tabulate(RUNNING)
    with translation.override("en"):
        text, printed = to_text(table), content(table)["sums"]
        paper = pdf_text(to_pdf(table, PAPER, lang="en", timestamp=datetime(2018, 12, 1, tzinfo=UTC)))
        book = load_workbook(io.BytesIO(to_xlsx(table))).active
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body(sign_in(mori), query=f"as_of={RUNNING.isoformat()}")))

    assert book is not None
    rows = {(row[0], row[1]): row[2:6] for row in book.iter_rows(min_row=4, values_only=True) if row[0] in (ENDED, ALL)}
    assert rows[ENDED, "Dispatched"] == (6, 4, -2, 66.7)
    assert rows[ALL, "Dispatched"] == (18, 13, None, None)
    assert [block["label"] for block in printed] == [ENDED, ALL]
    assert printed[0]["rows"][0][:5] == ["Dispatched", "6", "4", "−2", "66.7%"]
    assert printed[1]["rows"][0][:5] == ["Dispatched", "18", "13", "—", "—"]
    assert ENDED in re.sub(r"\s+", " ", paper)
    assert re.search(rf"{re.escape(ENDED)} +Dispatched +6 +4 +−2 +66.7%", text)
    assert re.search(rf"{ALL} +Dispatched +18 +13 +— +—", text)
    assert f"{ENDED} Dispatched 4 4 — 6 0 −2 66.7%" in page
    assert f"{ALL} Dispatched 13 13 — 18 0 — —" in page


def test_rows_for_machines_hold_no_sum_and_json_holds_both(
    second_year_runs: World, tabulate: Tabulate, mori: User, sign_in: SignIn
) -> None:
    found = sign_in(mori).get(address("plan_actual_csv", query=f"as_of={RUNNING.isoformat()}")).content
    lines = list(csv.DictReader(io.StringIO(found.decode("utf-8-sig"))))
    total = json.loads(to_json(tabulate(RUNNING)))["totals"]["outbound"]

    assert [(line["fiscal_year"], line["difference"]) for line in lines if line["direction"] == "outbound"] == [
        ("2017", "-2"), ("2018", ""),
    ]  # fmt: skip
    assert (total["plan"], total["rate"], total["judged"]["plan"], total["judged"]["rate"]) == (18, None, 6, 66.7)


@pytest.mark.parametrize(
    ("language", "ended", "running"),
    [
        ("en", "FY2017: 4 of 6 planned (67%)", "FY2018, running: 9 + 5 planned = 14 (plan 12)"),
        ("ja", "2017年度：4人、計画6人（計画比67%）", "2018年度（進行中）：9人＋予定5人＝14人（計画12人）"),
        (
            "ru",
            "2017/18 фин. год: 4 при плане 6 (67 %)",
            "2018/19 фин. год, ещё идёт: 9 + предстоит 5 = 14 (план 12)",
        ),
    ],
)
def test_the_numbers_above_the_chart_set_no_running_year_against_its_whole_plan(
    second_year_runs: World, tabulate: Tabulate, language: str, ended: str, running: str
) -> None:
    table = tabulate(RUNNING)
    with translation.override(language):
        both, dispatch, acceptance = cards(table)

    assert [words.replace("\u00a0", " ") for words in dispatch.beside] == [ended, running]
    assert both.number == dispatch.number == 13
    assert acceptance.number == 0


def test_without_any_plan_the_number_says_so(world: World, tabulate: Tabulate) -> None:
    world.sent()
    with translation.override("en"):
        assert [card.beside for card in cards(tabulate())] == [("no plan",)] * 3
