"""Who was never confirmed as returned stands on a list, with the day since when."""

import re
from datetime import date, timedelta

import pytest

from kanazawa_exchange.lib import clock
from mobility.queries import lists, warnings
from mobility.queries.filters import Filters
from mobility.queries.runs import Runs


def there(world, **fields):
    return world.sent(status="on_site", actual_starts_on=date(2018, 8, 1), actual_ends_on=None, **fields)


def overdue(user):
    page = lists.page(user, Filters(overdue=True), Runs.read())
    return {row.uid: row.overdue_since for row in page.rows}


@pytest.fixture
def planned(world):
    return there(world, planned_starts_on=date(2018, 8, 1), planned_ends_on=date(2018, 9, 30))


def test_t19_who_is_not_back_after_the_planned_end_is_on_the_list(world, sato, planned):
    world.sent()
    assert overdue(sato) == {planned.uid: date(2018, 9, 30)}


def test_t19_without_a_planned_end_the_fiscal_year_of_the_start_decides(world, sato):
    stay = there(world)
    assert overdue(sato) == {stay.uid: date(2019, 3, 31)}


@pytest.mark.parametrize(("days", "is_listed"), [(-1, True), (0, False), (1, False)])
def test_t19_on_the_last_day_nobody_is_late(world, sato, days, is_listed):
    end = clock.today() + timedelta(days=days)
    stay = there(world, planned_starts_on=date(2018, 8, 1), planned_ends_on=end)
    assert overdue(sato) == ({stay.uid: end} if is_listed else {})


def test_t19_list_and_record_say_since_when(planned, sato, sign_in):
    browser = sign_in(sato)
    page = browser.get("/en/mobility-records/?overdue=on").text
    assert re.search(r"no return confirmed since (<[^>]+>)?2018.09.30", " ".join(page.split()))
    assert [warned.code for warned in warnings.of_record(planned, sato)] == ["return"]
    assert "No return is confirmed since" in browser.get(f"/en/mobility-records/{planned.uid}/").text
