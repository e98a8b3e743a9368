"""Rates, sums and findings: pure arithmetic, without a database."""

from decimal import Decimal

import pytest
from django.utils import translation

from reports.figures import Figure, Finding, Row, Verdict, rate, total, verdict
from reports.findings import finding_sentence


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


def test_people_of_a_year_without_a_plan_do_not_raise_the_rate() -> None:
    sums = total([row(20, 38), row(None, 100)], persons=138)

    assert sums.actual == 138
    assert sums.rate == Decimal("190.0")
    assert sums.is_partly_planned


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
    assert verdict([row(plan, actual) for plan, actual in pairs]) == expected


ABOVE, REACHED, BELOW, MIXED, NONE = Verdict.ABOVE, Verdict.REACHED, Verdict.BELOW, Verdict.MIXED, Verdict.NONE


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (Finding(ABOVE, ABOVE, 2, 146, None), "Both dispatch and acceptance beat the plan two years running"),
        (Finding(ABOVE, ABOVE, 1, 44, None), "Both dispatch and acceptance beat the plan"),
        (Finding(ABOVE, ABOVE, 5, 400, None), "Both dispatch and acceptance beat the plan 5 years running"),
        (Finding(ABOVE, NONE, 3, 103, None), "Dispatch beat the plan 3 years running"),
        (Finding(NONE, ABOVE, 1, 6, None), "Acceptance beat the plan"),
        (Finding(ABOVE, REACHED, 2, 60, None), "Both dispatch and acceptance reached the plan"),
        (Finding(BELOW, BELOW, 2, 6, None), "Both dispatch and acceptance stayed below the plan"),
        (Finding(ABOVE, BELOW, 2, 60, None), "Dispatch reached the plan, acceptance stayed below it"),
        (Finding(BELOW, REACHED, 2, 60, None), "Acceptance reached the plan, dispatch stayed below it"),
        (Finding(MIXED, ABOVE, 2, 60, Decimal(97)), "All years together: 97% of the plan"),
        (Finding(NONE, NONE, 0, 1, None), "1 participation, with no plan to compare it with"),
        (Finding(NONE, NONE, 0, 0, None), "Nobody has been counted yet"),
    ],
)
def test_the_title_is_the_finding(finding: Finding, expected: str) -> None:
    with translation.override("en"):
        assert finding_sentence(finding) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ja", "派遣も受入も、2年続けて計画を上回りました"),
        ("ru", "План по направлению и приёму студентов превышен второй год подряд"),
    ],
)
def test_the_finding_of_the_published_years_in_each_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert finding_sentence(Finding(ABOVE, ABOVE, 2, 146, None)) == expected
