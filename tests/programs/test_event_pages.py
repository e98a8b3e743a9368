"""The pages of events: what is to come and what is over, on the clocks of both sides."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from programs.models import Event
from tests.factories import EventFactory


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def coming(**fields: Any) -> Event:
    now = clock.now()
    event: Event = EventFactory(starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=2, hours=1), **fields)
    return event


def test_what_comes_next_stands_first_and_what_is_over_last(client: Client, world: Any) -> None:
    EventFactory(title_en="ISOVER")
    coming(title_en="ISCOMING")
    coming(title_en="ISDRAFT", draft=True)
    now = clock.now()
    EventFactory(title_en="ISGOINGON", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    text = text_of(client, "/en/events/")
    places = [text.find(f">{title}<") for title in ("ISGOINGON", "ISCOMING", "ISOVER")]
    assert 0 < places[0] < places[1] < places[2]
    assert "ISDRAFT" not in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    client: Client, world: Any, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        EventFactory(program=world.cultural, city=world.kazan.city)
        coming(program=world.cultural, city=world.kazan.city)
    with django_assert_num_queries(2):
        text_of(client, "/en/events/")


def test_a_page_shows_both_clocks_and_the_link_until_it_is_over(client: Client, world: Any) -> None:
    fields = {"zone": "Europe/Moscow", "city": world.kazan.city, "online_link": "https://example.org/room"}
    EventFactory(slug="over", place_en="Room 105", **fields)
    text = text_of(client, "/en/events/over/")
    assert "Mon, 2 July 2018, 9:00 (Kazan time)" in text
    assert "Mon, 2 July 2018, 15:00 (Japan time)" in text
    assert "Room 105" in text
    assert "This event is over." in text
    assert "https://example.org/room" not in text
    coming(slug="soon", **fields)
    assert "https://example.org/room" in text_of(client, "/en/events/soon/")


def test_the_desk_reads_both_times_on_the_clock_of_the_place(world: Any, sato: User, sign_in: Any) -> None:
    office = sign_in(sato)
    with override("en"):
        address = reverse("programs:publication_create", kwargs={"kind": "events"})
    sent = {
        "slug": "briefing", "title_en": "Briefing", "text_en": "Text", "zone": "Europe/Moscow", "starts_at": "2018-07-02",
        "starts_clock": "9:00", "ends_at": "2018-07-02", "ends_clock": "8:00", "city": "", "program": "", "online_link": "",
    }  # fmt: skip
    answer = office.post(address, sent)
    assert "The event must end after it begins." in answer.content.decode()
    assert office.post(address, {**sent, "ends_clock": "24:00"}).status_code == 302
    event = Event.objects.get()
    assert (event.starts_at, event.ends_at) == (
        datetime(2018, 7, 2, 6, tzinfo=UTC),
        datetime(2018, 7, 2, 21, tzinfo=UTC),
    )
    with override("en"):
        edit = reverse("programs:publication_edit", kwargs={"kind": "events", "uid": event.uid})
    boxes = office.get(edit).context["form"].initial
    assert [str(boxes[name]) for name in ("starts_clock", "ends_at", "ends_clock")] == ["9:00", "2018-07-02", "24:00"]
