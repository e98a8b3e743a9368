"""The moment of receipt is what our own proxy says, within what a request can have waited; nobody else is believed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.receiving import MOST_WAITED, received_at

NOW = datetime(2018, 3, 31, 15, 0, 2, 500_000, tzinfo=UTC)
FROM_OUTSIDE = "203.0.113.7"
MOMENT = timedelta(milliseconds=1)


@pytest.fixture(autouse=True)
def behind_our_proxy(monkeypatch, settings) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.TRUSTED_REQUEST_START, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, 1


def stamped(moment: datetime) -> str:
    """As nginx writes it."""
    return f"t={moment.replace(microsecond=0).timestamp():.0f}.{moment.microsecond // 1000:03}"


def received(stamp: str | None, stations: str = FROM_OUTSIDE) -> datetime:
    told = {} if stamp is None else {"X-Request-Start": stamp}
    through = {"X-Forwarded-For": stations} if stations else {}
    return received_at(RequestFactory().post("/", headers=told | through))


@pytest.mark.parametrize("waited", [timedelta(0), MOMENT, timedelta(seconds=41), MOST_WAITED])
def test_what_the_proxy_says_decides(waited):
    assert received(stamped(NOW - waited)) == NOW - waited


@pytest.mark.parametrize("ahead", [MOMENT, timedelta(hours=1)])
def test_never_later_than_now_also_when_the_clock_has_stepped_back(ahead):
    assert received(stamped(NOW + ahead)) == NOW


@pytest.mark.parametrize("waited", [MOST_WAITED + MOMENT, timedelta(hours=1), timedelta(days=17_000)])
def test_what_no_request_can_have_waited_says_nothing(waited):
    """Also when the clock has stepped forward while it waited: nobody gains by it."""
    assert received(stamped(NOW - waited)) == NOW


@pytest.mark.parametrize(
    "stamp",
    [
        None,
        "",
        "t=",
        "1522508401.500",
        "t=1522508401",
        "t=1522508401.5",
        "t=1522508401.5000",
        "t=-1522508401.500",
        "t=1522508401.500,t=1522508402.000",
        "t=1522508401.500 ",
        "t=１５２２５０８４０１.500",
        "t=99999999999.999",
        "t=nan",
    ],
)
def test_what_is_no_stamp_says_nothing(stamp):
    assert received(stamp) == NOW


def test_without_a_proxy_that_is_known_to_overwrite_it_the_header_is_forged(settings):
    earlier = stamped(NOW - timedelta(seconds=3))
    assert received(earlier) == NOW - timedelta(seconds=3), "control"
    settings.TRUSTED_REQUEST_START = False
    assert received(earlier) == NOW
    settings.TRUSTED_REQUEST_START, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, 0
    assert received(earlier) == NOW


@pytest.mark.parametrize(("proxies", "stations"), [(1, ""), (1, " , "), (2, FROM_OUTSIDE)])
def test_who_did_not_come_through_the_proxy_is_not_believed(settings, proxies, stations):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert received(stamped(NOW - timedelta(seconds=3)), stations) == NOW
