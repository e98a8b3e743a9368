"""Rates, sums and findings: pure arithmetic, without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from reports.figures import Figure, Row, open_year, rate, total
from reports.findings import finding_sentence
from reports.verdicts import Compared, Finding, Running, Verdict, compared


def row(plan: int | None, actual: int, year: int = 2017, direction: str = "outbound") -> Row:
    return Row(fiscal_year=year, direction=direction, plan_base=plan, actual=actual, persons=actual)


@pytest.mark.parametrize(
    ("actual", "plan", "decimals", "expected"),
    [
        (38, 20, 1, "190.0"),
        (65, 35, 1, "185.7"),
        (37, 17, 1, "217.6"),
        (43, 22, 1, "195.5"),
        (43, 22, 0, "195"),  # from 195.45…, not from 195.5
        (146, 77, 1, "189.6"),
        (1, 8, 0, "13"),  # 12.5, half up
        (3, 8, 0, "38"),  # 37.5, half up and not to the even number
        (0, 5, 1, "0.0"),
    ],
)
def test_rates_are_rounded_half_up(actual: int, plan: int, decimals: int, expected: str) -> None:
    assert rate(actual, plan, decimals) == Decimal(expected)


@pytest.mark.parametrize("plan", [0, None])
def test_there_is_no_rate_without_a_plan(plan: int | None) -> None:
    figure = Figure(plan_base=plan, actual=7)

    assert figure.rate is None
    assert figure.whole_rate is None


def test_base_and_increase_stay_apart_in_a_sum() -> None:
    rows = [Figure(plan_base=20, plan_increase=3, actual=38), Figure(plan_base=35, plan_increase=-1, actual=65)]

    sums = total(rows, persons=99)

    assert (sums.plan_base, sums.plan_increase, sums.plan, sums.actual, sums.persons) == (55, 2, 57, 103, 99)


def test_the_rate_of_a_sum_is_that_of_the_sums_not_a_mean_of_rates() -> None:
    sums = total([row(20, 38), row(5, 6)], persons=44)

    assert sums.rate == Decimal("176.0")


def test_a_sum_that_holds_nothing_but_what_can_be_compared_is_judged_itself() -> None:
    sums = total([row(20, 38), row(None, 0)], persons=38)

    assert (sums.is_mixed, sums.judged, sums.comparable, sums.difference) == (False, None, sums, 18)
    assert total([replace(row(20, 3), is_open=True)], persons=3).comparable is None


def test_people_of_a_year_without_a_plan_do_not_raise_the_rate() -> None:
    sums = total([row(20, 38), row(None, 100)], persons=138)

    assert (sums.actual, sums.plan, sums.difference, sums.rate, sums.whole_rate) == (138, 20, None, None, None)
    assert sums.comparable is not None
    assert (sums.comparable.actual, sums.comparable.rate, sums.comparable.persons) == (38, Decimal("190.0"), 38)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(20, 38), (35, 65)], Verdict.ABOVE),
        ([(20, 20), (35, 65)], Verdict.REACHED),
        ([(20, 19), (35, 1)], Verdict.BELOW),
        ([(20, 19), (35, 65)], Verdict.MIXED),
        ([(None, 65)], Verdict.NONE),
        ([(None, 65), (5, 6)], Verdict.ABOVE),
    ],
)
def test_a_verdict_compares_year_by_year(pairs: list[tuple[int | None, int]], expected: Verdict) -> None:
    rows = [row(plan, actual, year) for year, (plan, actual) in enumerate(pairs, start=2017)]
    assert compared(rows).verdict == expected


@pytest.mark.parametrize(
    ("day", "year"), [(date(2019, 3, 30), 2018), (date(2019, 3, 31), None), (date(2019, 4, 1), 2019)]
)
def test_a_year_runs_until_its_last_day(day: date, year: int | None) -> None:
    assert open_year(day) == year


def test_a_year_that_runs_is_neither_judged_nor_summed_into_a_rate() -> None:
    running = replace(row(18, 11, 2018), is_open=True, ahead=3)

    sums = total([row(20, 38), running], persons=49)

    assert (running.difference, running.rate, running.whole_rate) == (None, None, None)
    assert compared([running]).verdict == Verdict.NONE
    assert (sums.plan, sums.actual, sums.ahead) == (38, 49, 3)
    assert (sums.difference, sums.rate) == (None, None)
    assert sums.judged is not None
    assert (sums.judged.plan, sums.judged.actual, sums.judged.difference, sums.judged.rate) == (
        20,
        38,
        18,
        Decimal("190.0"),
    )


ABOVE, REACHED, BELOW, MIXED, NONE = Verdict.ABOVE, Verdict.REACHED, Verdict.BELOW, Verdict.MIXED, Verdict.NONE
BOTH = (2017, 2018)


def side(verdict: Verdict, years: tuple[int, ...] = BOTH, reached: int = 1) -> Compared:
    return Compared(verdict, reached, years if verdict != NONE else ())


def said(outbound: Compared, inbound: Compared, actual: int = 60, **further: Any) -> Finding:
    return Finding(outbound, inbound, actual, **further)


THREE = (2017, 2018, 2019)
RUNNING = Running(2026, 11, 18, 3)


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (said(side(ABOVE), side(ABOVE)), "Both dispatch and acceptance were above plan two years running"),
        (said(side(ABOVE, (2017,)), side(ABOVE, (2017,))), "Both dispatch and acceptance were above plan"),
        (
            said(side(ABOVE, (*THREE, 2020, 2021)), side(ABOVE, (*THREE, 2020, 2021))),
            "Both dispatch and acceptance were above plan 5 years running",
        ),
        (said(side(ABOVE, THREE), side(NONE)), "Dispatch was above plan 3 years running"),
        (said(side(NONE), side(ABOVE, (2017,))), "Acceptance was above plan"),
        (said(side(ABOVE), side(REACHED)), "Both dispatch and acceptance reached the plan"),
        (said(side(BELOW), side(BELOW)), "Both dispatch and acceptance stayed below the plan"),
        (said(side(ABOVE), side(BELOW)), "Dispatch reached the plan, acceptance stayed below it"),
        (said(side(BELOW), side(REACHED)), "Acceptance reached the plan, dispatch stayed below it"),
        (said(side(NONE), side(NONE), 1), "1 participation, with no plan to compare it with"),
        (said(side(NONE), side(NONE), 0), "Nobody has been counted yet"),
        # some years above, some below
        (
            said(side(MIXED, THREE, 1), side(ABOVE, THREE, 3)),
            "Years that reached the plan: dispatch 1 of 3, acceptance 3 of 3",
        ),
        (
            said(side(BELOW, BOTH, 0), side(MIXED, BOTH, 1)),
            "Years that reached the plan: dispatch 0 of 2, acceptance 1 of 2",
        ),
        (said(side(MIXED, THREE, 2), side(NONE)), "Years in which dispatch reached the plan: 2 of 3"),
        (said(side(NONE), side(MIXED, BOTH, 1)), "Years in which acceptance reached the plan: 1 of 2"),
        # plans that are missing
        (
            said(side(ABOVE, (2017, 2019)), side(ABOVE, (2017, 2019)), unplanned=(2018,)),
            "Both dispatch and acceptance were above plan in every year that has one; no plan for FY2018",
        ),
        (
            said(side(ABOVE), side(ABOVE, (2018,)), unplanned=(2019, 2020, 2021)),
            "Both dispatch and acceptance were above plan in every year that has one; no plan for FY2019–FY2021",
        ),
        (
            said(side(BELOW, (2018,)), side(NONE), unplanned=(2017, 2019)),
            "Dispatch stayed below the plan; no plan for FY2017, FY2019",
        ),
        # the year runs
        (said(side(NONE), side(NONE), 11, running=RUNNING), "FY2026 is running: 11 of 18, 3 planned"),
        (said(side(NONE), side(NONE), 11, running=replace(RUNNING, ahead=0)), "FY2026 is running: 11 of 18"),
        (
            said(side(NONE), side(NONE), 18, running=replace(RUNNING, actual=18)),
            "FY2026 is running: 18 of 18, 3 planned",
        ),
        (
            said(side(NONE), side(NONE), 23, running=replace(RUNNING, actual=23, plan=16)),
            "FY2026 is running: 23 against a plan of 16, 3 planned",
        ),
        (
            said(side(NONE), side(NONE), 2, running=replace(RUNNING, actual=2, plan=None, ahead=1)),
            "FY2026 is running: 2 so far, 1 planned",
        ),
        (
            said(side(ABOVE, (2025,)), side(BELOW, (2025,)), running=RUNNING),
            "FY2025: dispatch reached the plan, acceptance stayed below it; FY2026 is running: 11 of 18, 3 planned",
        ),
    ],
)
def test_the_title_is_the_finding(finding: Finding, expected: str) -> None:
    with translation.override("en"):
        assert finding_sentence(finding) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ja", "派遣も受入も、2年続けて計画を上回りました"),
        ("ru", "План по направлению и приёму студентов превышался два года подряд"),
    ],
)
def test_the_finding_of_the_published_years_in_each_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert finding_sentence(said(side(ABOVE), side(ABOVE))) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ja", "2026年度は進行中です：計画16人に対し実績23人"),
        ("ru", "2026/27 фин. год ещё идёт: 23 при плане 16"),
    ],
)
def test_more_than_was_planned_is_no_part_of_the_plan(language: str, expected: str) -> None:
    with translation.override(language):
        sentence = finding_sentence(said(side(NONE), side(NONE), 23, running=Running(2026, 23, 16, 0)))
    assert sentence.replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        (BOTH, "План по направлению студентов превышался два года подряд"),
        (THREE, "План по направлению студентов превышался 3 года подряд"),
        ((*THREE, 2020, 2021), "План по направлению студентов превышался 5 лет подряд"),
    ],
)
def test_years_that_have_ended_are_told_of_as_past(years: tuple[int, ...], expected: str) -> None:
    with translation.override("ru"):
        assert finding_sentence(said(side(ABOVE, years), side(NONE))) == expected


@pytest.mark.parametrize(
    ("language", "ahead", "expected"),
    [
        ("ja", 3, "2026年度は進行中です：計画18人のうち11人、今後の予定3人"),
        ("ru", 1, "2026/27 фин. год ещё идёт: 11 из 18 участий по плану, запланирована ещё 1 поездка"),
        ("ru", 3, "2026/27 фин. год ещё идёт: 11 из 18 участий по плану, запланированы ещё 3 поездки"),
        ("ru", 5, "2026/27 фин. год ещё идёт: 11 из 18 участий по плану, запланировано ещё 5 поездок"),
        ("ru", 21, "2026/27 фин. год ещё идёт: 11 из 18 участий по плану, запланирована ещё 21 поездка"),
    ],
)
def test_a_year_that_runs_says_so_in_each_language(language: str, ahead: int, expected: str) -> None:
    with translation.override(language):
        sentence = finding_sentence(said(side(NONE), side(NONE), 11, running=replace(RUNNING, ahead=ahead)))
    assert sentence.replace("\u00a0", " ") == expected
