"""The portal's day is Japan's day."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from kanazawa_exchange.lib import clock, period
from tests.lib import corpus


@time_machine.travel(datetime(2019, 3, 31, 15, 0, tzinfo=UTC), tick=False)
def test_midnight_in_japan_begins_the_day_while_utc_still_has_the_one_before():
    assert clock.now() == datetime(2019, 3, 31, 15, 0, tzinfo=UTC)
    assert clock.today() == date(2019, 4, 1)


def test_today_follows_a_replaced_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2018, 3, 31, 14, 59, tzinfo=UTC))
    assert clock.today() == date(2018, 3, 31)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        clock.tokyo_date(datetime(2019, 4, 1))


@pytest.mark.parametrize("item", corpus.having("fiscal_year", kind="instant"), ids=corpus.name_of)
def test_the_fiscal_year_of_an_instant_goes_by_the_day_in_japan(item):
    day = clock.tokyo_date(datetime.fromisoformat(item["value"]))
    assert period.fiscal_year(day) == item["checks"]["fiscal_year"]
