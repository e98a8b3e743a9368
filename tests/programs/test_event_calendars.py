"""Events in calendars: read back with the moments, the clock and the words that the page has, whatever stands in them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar, Event, Timezone

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from programs.exports import calendars
from programs.models import Event as Record
from programs.queries.event_calendar import KEPT
from programs.services import publications
from tests.factories import EventFactory

from .test_event_pages import coming, text_of

FEED = "/en/events/events.ics"
NASTY = 'A; b, c\\d "e" : 会議\n続き' + "ж" * 90


def taken(client: Client, address: str) -> tuple[bytes, list[Event]]:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return answer.content, list(Calendar.from_ical(answer.content).walk("VEVENT"))


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Europe/Moscow", "Asia/Vladivostok", "Europe/Berlin"])
def test_an_event_is_read_back_at_its_moment_and_on_its_clock(client: Client, world: Any, zone: str) -> None:
    event = EventFactory(
        slug="lecture", zone=zone, title_en=NASTY, place_en="Room 1, 2nd floor", city=world.kazan.city,
        program=world.cultural, summary_en="Short.", text_en="**Long** text\n\n- one\n- two",
    )  # fmt: skip
    content, [found] = taken(client, "/en/events/lecture/event.ics")

    assert (found.start, found.end) == (event.starts_at, event.ends_at)
    assert found.start.replace(tzinfo=None) == event.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert f"DTSTART;TZID={zone}:2018070" in content.decode()
    assert f"TZID:{zone}\r\n" in content.decode()
    assert str(found["SUMMARY"]) == NASTY
    assert str(found["LOCATION"]) == "Room 1, 2nd floor, Kazan"
    assert str(found["DESCRIPTION"]) == "Short.\n\nLong text\none\ntwo"
    assert str(found["URL"]) == "http://testserver/en/events/lecture/"
    assert str(found["UID"]).startswith(f"{event.uid}@")


def test_it_keeps_to_the_lines_of_the_standard(client: Client, db: None) -> None:
    """At most 75 bytes a line, each ended by CR LF, no letter cut in two, and no line of anybody's own."""
    EventFactory(slug="long", title_en="会" * 60, place_en="Room\r\nEND:VEVENT\r\nBEGIN:VALARM")
    content, [found] = taken(client, "/en/events/long/event.ics")
    lines = content.split(b"\r\n")
    assert (lines[0], lines[-1]) == (b"BEGIN:VCALENDAR", b"")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert lines.count(b"BEGIN:VALARM") == 0
    assert lines.count(b"END:VEVENT") == 1
    assert str(found["SUMMARY"]) == "会" * 60


def test_the_calendar_of_all_holds_what_is_to_come_and_what_is_not_long_over(client: Client, db: None) -> None:
    now = clock.now()
    coming(title_en="COMING")
    coming(title_en="DRAFT", draft=True)
    coming(title_en="PLANNED", published_at=now + timedelta(days=1))
    for title, ago in (("KEPT", KEPT - timedelta(days=1)), ("FORGOTTEN", KEPT + timedelta(days=1))):
        EventFactory(title_en=title, starts_at=now - ago - timedelta(hours=2), ends_at=now - ago)
    _content, found = taken(client, FEED)
    assert [str(event["SUMMARY"]) for event in found] == ["KEPT", "COMING"]
    assert client.get("/en/events/event-unknown/event.ics").status_code == 404


@pytest.mark.parametrize(("language", "title"), [("ja", "会"), ("en", "Meeting"), ("ru", "Встреча")])
def test_each_language_has_its_calendar(client: Client, db: None, language: str, title: str) -> None:
    coming(title_ja="会", title_en="Meeting", title_ru="Встреча")
    content, [found] = taken(client, f"/{language}/events/events.ics")
    assert str(found["SUMMARY"]) == title
    assert found["SUMMARY"].params["LANGUAGE"] == language
    assert f"/{language}/events/".encode() in content


def test_a_changed_event_has_a_higher_number_and_the_same_key(client: Client, world: Any, sato: User) -> None:
    event = coming()
    _content, [before] = taken(client, FEED)
    earlier = {"starts_at": event.starts_at - timedelta(hours=1)}
    publications.edit(event, earlier, by=sato, now=clock.now(), version=event.version)
    _content, [after] = taken(client, FEED)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.start < before.start


def test_the_link_to_take_part_is_told_until_the_event_is_over(client: Client, db: None) -> None:
    EventFactory(slug="over", online_link="https://example.org/room")
    coming(slug="soon", online_link="https://example.org/room")
    assert b"example.org/room" not in taken(client, "/en/events/over/event.ics")[0]
    assert "https://example.org/room" in str(taken(client, "/en/events/soon/event.ics")[1][0]["DESCRIPTION"])


def test_an_empty_calendar_is_one_too(client: Client, db: None) -> None:
    assert taken(client, FEED)[1] == []


def test_pages_lead_to_the_calendars(client: Client, db: None) -> None:
    EventFactory(slug="over")
    coming(slug="soon")
    assert f'type="text/calendar" title="Events" href="{FEED}"' in text_of(client, "/en/events/")
    assert 'href="/en/events/soon/event.ics"' in text_of(client, "/en/events/soon/")
    assert "event.ics" not in text_of(client, "/en/events/over/")
    answer = client.get("/en/events/soon/event.ics")
    assert answer["Content-Disposition"] == 'attachment; filename="soon.ics"'
    assert "max-age=60" in answer["Cache-Control"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_calendar_costs_one_query(client: Client, world: Any, number: int, django_assert_num_queries: Any) -> None:
    for _ in range(number):
        coming(program=world.cultural, city=world.kazan.city)
    with django_assert_num_queries(1):
        assert len(taken(client, FEED)[1]) == number


def test_the_rules_of_a_zone_are_reckoned_once(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    calendars._rules.cache_clear()
    reckoned: list[str] = []
    plain: Any = Timezone.from_tzid

    def counted(zone: str, **days: date) -> Any:
        reckoned.append(zone)
        return plain(zone, **days)

    monkeypatch.setattr(Timezone, "from_tzid", counted)
    coming(zone="Asia/Tokyo")
    first, _found = taken(client, FEED)
    coming(zone="Europe/Moscow")
    later, _found = taken(client, FEED)
    assert taken(client, FEED)[0] == later
    assert reckoned == ["Asia/Tokyo", "Europe/Moscow"]
    assert [content.count(b"BEGIN:VTIMEZONE") for content in (first, later)] == [1, 2]


def test_summer_time_is_told_for_the_days_of_the_events(client: Client, db: None) -> None:
    """The rules of the zone go with the file: a reader that knows no zones comes to the same moment."""
    moment = datetime(2027, 7, 1, 7, tzinfo=UTC)
    EventFactory(slug="summer", zone="Europe/Berlin", starts_at=moment, ends_at=moment + timedelta(hours=1))
    content, [found] = taken(client, "/en/events/summer/event.ics")
    assert found.start == Record.objects.get().starts_at == moment
    assert "DTSTART;TZID=Europe/Berlin:20270701T090000" in content.decode()
    assert "TZOFFSETTO:+0200" in content.decode()
