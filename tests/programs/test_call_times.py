"""A window is shown on the clocks of both sides, and what is written on a clock is read back as the same moment."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from kanazawa_exchange.lib.fields import ClockTimeField
from programs.forms.windows import joined, split
from programs.queries.call_times import NoSuchTime, Zone, clocks, moment_of, time_left, zone_words

BERLIN = "Europe/Berlin"


def at(zone: str, *numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=ZoneInfo(zone))  # type: ignore[misc,arg-type]


def test_clocks_that_agree_share_a_line():
    zones = [
        Zone("Asia/Tokyo"),
        Zone("Europe/Moscow", "Kazan"),
        Zone("Europe/Simferopol", "Simferopol"),
        Zone("Asia/Tokyo"),
    ]
    with override("en"):
        shown = clocks(at("Asia/Tokyo", 2019, 3, 31, 17), zones)
    assert [(one.place, one.words.replace("\xa0", " ")) for one in shown] == [
        ("Japan time", "Sun, 31 March 2019, 17:00"),
        ("Kazan time, Simferopol time", "Sun, 31 March 2019, 11:00"),
    ]


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        (Zone("Asia/Tokyo"), "Japan time"),
        (Zone("Europe/Moscow"), "Moscow time"),
        (Zone("Europe/Moscow", "Kazan"), "Kazan time"),
        (Zone("Asia/Irkutsk"), "Irkutsk time"),
    ],
)
def test_a_clock_is_called_by_its_place(zone: Zone, words: str):
    with override("en"):
        assert zone_words(zone) == words


def test_the_end_of_a_day_is_its_24_o_clock():
    midnight = at("Asia/Tokyo", 2019, 4, 1)
    with override("en"):
        (end,) = clocks(midnight, [Zone("Asia/Tokyo")], is_end=True)
        (begin,) = clocks(midnight, [Zone("Asia/Tokyo")])
    assert end.words.replace("\xa0", " ") == "Sun, 31 March 2019, 24:00"
    assert begin.words.replace("\xa0", " ") == "Mon, 1 April 2019, 0:00"


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Europe/Moscow", "Asia/Vladivostok", BERLIN])
@pytest.mark.parametrize("clock", ["0:00", "17:00", "23:59", "23:59:59", "24:00"])
@pytest.mark.parametrize("day", [date(2019, 3, 30), date(2019, 3, 31), date(2019, 10, 27)])
def test_what_is_written_on_a_clock_is_read_back(zone: str, clock: str, day: date):
    typed = {"day": day, "clock": ClockTimeField().clean(clock), "zone": zone}
    moment = joined(typed, "day", "clock", is_end=True)
    assert moment is not None
    again = split(moment.astimezone(UTC), zone, is_end=True)
    assert joined({"day": again[0], "clock": again[1], "zone": zone}, "day", "clock", is_end=True) == moment


def test_a_time_that_no_clock_shows_is_refused():
    with pytest.raises(NoSuchTime):
        moment_of(datetime(2019, 3, 31, 2, 30), BERLIN)
    assert moment_of(datetime(2019, 3, 31, 2, 30), "Asia/Tokyo").utcoffset() == timedelta(hours=9), "the control"


def test_a_time_that_a_clock_shows_twice_makes_the_longer_window():
    wall = datetime(2019, 10, 27, 2, 30)
    opens, closes = moment_of(wall, BERLIN).astimezone(UTC), moment_of(wall, BERLIN, is_end=True).astimezone(UTC)
    assert closes - opens == timedelta(hours=1)


@pytest.mark.parametrize("text", ["9:00", "９：００", "09:00", "9時", "9時00分", "9.00", " 9:00:00 "])
def test_a_time_of_day_is_read_as_people_write_it(text: str):
    assert ClockTimeField().clean(text) == timedelta(hours=9)


@pytest.mark.parametrize("text", ["24:01", "25:00", "9:60", "9:00:60", "nine", "9", "12:00 14:00"])
def test_what_is_no_time_of_day_is_refused(text: str):
    with pytest.raises(Exception, match="17:00"), override("en"):
        ClockTimeField().clean(text)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=3, hours=4, minutes=9), "3 days 4 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=4, minutes=10), "4 hours 10 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=1, seconds=59), "1 minute"),
        (timedelta(milliseconds=1), "less than a minute"),
        (timedelta(), ""),
        (-timedelta(days=1), ""),
    ],
)
def test_what_is_left_is_told_in_two_units_at_most(left: timedelta, words: str):
    now = datetime(2019, 3, 1, tzinfo=UTC)
    with override("en"):
        assert time_left(now, now + left) == words
