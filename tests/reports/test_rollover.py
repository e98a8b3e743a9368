"""Three years: on every day the table says what has begun by then, and on 31 March nothing jumps."""

from collections import Counter
from datetime import date, timedelta

import pytest

from kanazawa_exchange.lib.period import fiscal_year
from tests.factories import World

from .conftest import Tabulate, cells
from .test_sums import agree, enter, some_stays

FIRST, LAST = date(2017, 4, 1), date(2020, 4, 1)


def days(step: int) -> list[date]:
    """Every so many days, and each day around the turn of the fiscal year and of February."""
    plain = {FIRST + timedelta(days=n) for n in range(0, (LAST - FIRST).days + 1, step)}
    border = {date(year, 4, 1) + timedelta(days=n) for year in range(2018, 2021) for n in range(-5, 5)}
    leap = {date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1)}
    return sorted(day for day in plain | border | leap if day <= LAST)


@pytest.mark.faults
def test_the_count_of_a_day_is_exact_wherever_it_lies(world: World, tabulate: Tabulate) -> None:
    stays = some_stays(11, 60)
    enter(world, stays, list(range(len(stays))))

    begins = {day + timedelta(days=n) for stay in stays for day in (stay.start, stay.end) for n in (-1, 0, 1)}
    for day in sorted({*days(step=7), *(day for day in begins if FIRST <= day <= LAST)}):
        agree(tabulate(day), stays, day)


def test_around_each_border_the_count_is_exact(world: World, tabulate: Tabulate) -> None:
    stays = some_stays(5, 30)
    enter(world, stays, list(range(len(stays))))

    for day in days(step=90):
        agree(tabulate(day), stays, day)


def test_a_new_fiscal_year_begins_at_nought_and_takes_nothing_from_the_old(world: World, tabulate: Tabulate) -> None:
    starts = [date(2018, 3, 30) + timedelta(days=n) for n in range(4)]
    for start in starts:
        world.sent(actual_starts_on=start, actual_ends_on=start + timedelta(days=10))

    for day in starts:
        begun = Counter((fiscal_year(start), "outbound") for start in starts if start <= day)
        assert cells(tabulate(day)) == begun
