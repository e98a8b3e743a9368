"""Whom to ask: hours in both zones, whether the office is open now, and a form that says what is missing."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override

from kanazawa_exchange.lib.fields import PhoneField
from kanazawa_exchange.lib.localized import localized
from partners.models import Contact
from partners.queries.contacts import contacts
from partners.queries.office_hours import partner_zones
from tests.factories import CityFactory, InstitutionFactory

MONDAY_MORNING = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)  # 10:00 in Kanazawa, 4:00 in Moscow


def contact(institution: Any, opens: time | None = time(9), closes: time | None = time(17), **fields: Any) -> Contact:
    weekdays = "12345" if opens else ""
    return Contact.objects.create(
        institution=institution, name_en="Contact", weekdays=weekdays, opens_at=opens, closes_at=closes, **fields
    )


def told(moment: datetime = MONDAY_MORNING) -> list[tuple[tuple[str, str], ...]]:
    """The hours of every contact as (whose clock, days and hours)."""
    return [
        tuple((clock.zone, clock.words) for clock in shown.hours) for shown in contacts(moment, zones=partner_zones())
    ]


@pytest.mark.parametrize(
    ("language", "hours"),
    [
        ("ja", ("日本時間 月〜金 9:00–17:00", "モスクワ時間 月〜金 3:00–11:00", "イルクーツク時間 月〜金 8:00–16:00")),
        ("en", ("Japan time Mon–Fri 9:00–17:00", "Moscow time Mon–Fri 3:00–11:00", "Irkutsk time Mon–Fri 8:00–16:00")),
        ("ru", ("японское время пн–пт 9:00–17:00", "московское время пн–пт 3:00–11:00", "местное время: Иркутск пн–пт 8:00–16:00")),
    ],
)  # fmt: skip
def test_hours_are_told_in_japan_and_on_the_clocks_of_the_partners(world, language, hours) -> None:
    """That of the most institutions first."""
    InstitutionFactory(city=world.kazan.city)
    contact(world.kanazawa)
    with override(language):
        assert [" ".join(one) for one in told()[0]] == list(hours)


def test_clocks_that_agree_share_a_line(world) -> None:
    InstitutionFactory(city=CityFactory(name_en="Perm", time_zone="Asia/Yekaterinburg"))
    InstitutionFactory(city=CityFactory(name_en="Ufa", time_zone="Asia/Tashkent"))
    contact(world.kanazawa)
    with override("en"):
        assert ("Perm, Ufa time", "Mon–Fri 5:00–13:00") in told()[0]


def test_beside_a_partner_our_hours_are_told_on_its_clock(world) -> None:
    contact(world.kanazawa)
    contact(world.irkutsk)
    with override("en"):
        ours = contacts(MONDAY_MORNING, of=[world.kanazawa.pk, world.irkutsk.pk])[0]
    assert [clock.zone for clock in ours.hours] == ["Japan time", "Irkutsk time"]


@pytest.mark.parametrize(
    ("moment", "is_open", "changes"),
    [
        (MONDAY_MORNING, True, ["17:00", "11:00"]),
        (datetime(2026, 6, 1, 9, 0, tzinfo=UTC), False, ["Tue 9:00", "Tue 3:00"]),  # 18:00 and noon of the same day
        (datetime(2026, 5, 31, 23, 0, tzinfo=UTC), False, ["9:00", "3:00"]),  # 8:00, and 2:00 in Moscow
        (datetime(2026, 5, 31, 20, 30, tzinfo=UTC), False, ["9:00", "Mon 3:00"]),  # 5:30, and the evening before
        (datetime(2026, 6, 6, 1, 0, tzinfo=UTC), False, ["Mon 9:00", "Mon 3:00"]),  # a Saturday
    ],
)
def test_when_the_office_closes_or_opens_is_told_on_both_clocks(world, moment, is_open, changes) -> None:
    contact(world.kanazawa)
    with override("en"):
        (shown,) = contacts(moment)
    assert (shown.is_open, [clock.words for clock in shown.changes]) == (is_open, changes)


def test_the_page_says_whether_the_office_is_open(world, client, monkeypatch) -> None:
    InstitutionFactory(city=world.kazan.city)
    contact(world.kanazawa)
    for moment, words in (
        (MONDAY_MORNING, "Within office hours now Closes: 17:00 (Japan time) · 11:00 (Moscow time)"),
        (
            datetime(2026, 6, 6, 1, 0, tzinfo=UTC),
            "Outside office hours now Opens: Mon 9:00 (Japan time) · Mon 3:00 (Moscow time)",
        ),
    ):
        monkeypatch.setattr("kanazawa_exchange.lib.clock.now", lambda at=moment: at)
        page = strip_tags(client.get("/en/contact/").content.decode())
        assert words in " ".join(page.split()).replace("● ", "").replace("○ ", "")


def test_a_contact_elsewhere_tells_its_own_time_and_that_of_japan(world) -> None:
    contact(world.irkutsk)
    with override("en"):
        assert told() == [(("Irkutsk time", "Mon–Fri 9:00–17:00"), ("Japan time", "Mon–Fri 10:00–18:00"))]


def test_hours_that_fall_on_another_day_say_so(world) -> None:
    contact(world.kanazawa, time(4), time(6))
    with override("en"):
        assert ("Moscow time", "Mon–Fri 22:00 (the day before)–0:00") in told()[0]


@pytest.mark.parametrize(
    ("language", "hours"),
    [
        ("ja", "月〜金 16:00–翌0:00"),
        ("en", "Mon–Fri 16:00–0:00 the next day"),
        ("ru", "пн–пт 16:00–0:00 следующего дня"),
    ],
)
def test_an_end_after_midnight_names_the_next_day(world, language, hours) -> None:
    contact(world.kazan, time(10), time(18))
    with override(language):
        assert told()[0][1][1] == hours


@pytest.mark.parametrize(("language", "city"), [("en", "None"), ("ru", "None")])
def test_a_city_that_the_name_of_the_institution_tells_is_not_repeated(world, language, city) -> None:
    contact(world.kazan)
    contact(world.irkutsk)
    with override(language):
        assert [str(shown.city) for shown in contacts(MONDAY_MORNING)] == [city, city]


def test_the_contacts_of_some_institutions_are_theirs_alone(world) -> None:
    contact(world.kazan)
    contact(world.irkutsk)
    (shown,) = contacts(MONDAY_MORNING, of=[world.irkutsk.pk])
    assert str(shown.institution) == str(localized(world.irkutsk, "name"))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (MONDAY_MORNING, True),
        (datetime(2026, 6, 1, 0, 0, tzinfo=UTC), True),  # 9:00 to the minute
        (datetime(2026, 5, 31, 23, 59, tzinfo=UTC), False),  # 8:59
        (datetime(2026, 6, 1, 8, 0, tzinfo=UTC), False),  # 17:00
        (datetime(2026, 6, 6, 1, 0, tzinfo=UTC), False),  # a Saturday
    ],
)
def test_whether_the_office_is_open_is_told_by_its_own_clock(world, moment, is_open) -> None:
    contact(world.kanazawa)
    assert contacts(moment)[0].is_open is is_open


def test_what_is_not_known_is_left_out(world, client) -> None:
    contact(world.kanazawa, None, None, email="ask@example.org")
    page = client.get("/en/contact/").content.decode()
    assert "mailto:ask@example.org" in page
    for absent in ("Telephone", "Office hours", "Person in charge", "ask the office"):
        assert absent not in page


def test_a_hidden_contact_is_the_offices_alone(world, client, sato, sign_in) -> None:
    contact(world.kanazawa, email="secret@example.org", is_shown=False)
    assert b"secret@example.org" not in client.get("/en/contact/").content
    assert b"secret@example.org" in sign_in(sato).get("/en/contact/").content


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(world, client, django_assert_num_queries, count) -> None:
    for _number in range(count):
        contact(world.kanazawa)
    with django_assert_num_queries(2):
        assert client.get("/en/contact/").content.count(b'class="contact"') == count


def test_the_office_enters_and_corrects_a_contact(world, sato, sign_in) -> None:
    browser = sign_in(sato)
    typed = {
        "name_en": "Office", "institution": world.kanazawa.uid, "weekdays": ["1", "3"], "opens_at": "９：００",
        "closes_at": "17.30", "is_shown": "on",
    }  # fmt: skip
    assert browser.post("/en/office/partners/contacts/register/", typed).status_code == 302
    entered = Contact.objects.get()
    assert (entered.weekdays, entered.opens_at, entered.closes_at) == ("13", time(9), time(17, 30))

    address = f"/en/office/partners/contacts/{entered.uid}/edit/"
    assert b'value="9:00"' in browser.get(address).content.replace(b'value="09:00"', b'value="9:00"')
    assert browser.post(address, typed | {"phone": "+81 76 000 0000", "version": entered.version}).status_code == 302
    entered.refresh_from_db()
    assert entered.phone == "+81 76 000 0000"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"weekdays": ["1"]}, "Days, opening and closing time belong together."),
        ({"weekdays": ["1"], "opens_at": "17:00", "closes_at": "9:00"}, "The office closes after it opens."),
        ({"opens_at": "nine"}, "Enter a valid time."),
        ({"phone": "1e3"}, "Enter a telephone number in digits"),
        ({"phone": "call Sato"}, "Enter a telephone number in digits"),
        ({"phone": "12-3"}, "Enter a telephone number in digits"),
        ({"phone": "076-264-0000, 1e3"}, "Enter a telephone number in digits"),
        ({"phone": "内線 1234"}, "Enter a telephone number in digits"),
        ({"phone": "None"}, "Enter a telephone number in digits"),
        ({"phone": "1,000,000"}, "Enter a telephone number in digits"),
        ({"phone": "076-264-0000、"}, "Enter a telephone number in digits"),
    ],
)
def test_hours_that_cannot_be_are_refused_and_nothing_is_lost(world, sato, sign_in, typed, sentence) -> None:
    typed = {"name_en": "Night office", "institution": world.kanazawa.uid, **typed}
    page = sign_in(sato).post("/en/office/partners/contacts/register/", typed).content.decode()
    assert sentence in page
    assert "Night office" in page
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("typed", "stored", "dialled"),
    [
        ("+81 76 264 0000", "+81 76 264 0000", "+81762640000"),
        ("（０７６）２６４－００００", "(076)264-0000", "0762640000"),
        ("０７６ー２６４—００００", "076-264-0000", "0762640000"),
        ("+7 (843) 233-00-00 доб. 12", "+7 (843) 233-00-00 доб. 12", "+78432330000"),
        ("076-264-0000 内線 123", "076-264-0000 内線 123", "0762640000"),
        ("076-264-0000（内線 1234）", "076-264-0000(内線 1234)", "0762640000"),
        ("076-264-0000（内線1234）、0001（Ext. 12）", "076-264-0000(内線1234)、0001(Ext. 12)", "0762640000"),
        ("+7 843 233-00-00, +7 843 233-00-01", "+7 843 233-00-00, +7 843 233-00-01", "+78432330000"),
        ("076-264-0000 / 0001; 0002", "076-264-0000 / 0001; 0002", "0762640000"),
        ("076-264-0000・0001", "076-264-0000・0001", "0762640000"),
    ],
)
def test_telephone_numbers_are_read_as_people_print_them(world, client, typed, stored, dialled) -> None:
    assert PhoneField(max_length=40).clean(typed) == stored
    contact(world.kanazawa, phone=stored)
    assert f'<a href="tel:{dialled}">{stored}</a>' in client.get("/en/contact/").text


@pytest.mark.parametrize("stored", ["at the gate", "076-264-0000 (代表)"])
def test_a_telephone_that_was_stored_before_stays_while_the_room_is_changed(world, sato, sign_in, stored) -> None:
    old = contact(world.kanazawa, opens=None, closes=None, phone=stored)
    address, browser = f"/en/office/partners/contacts/{old.uid}/edit/", sign_in(sato)
    typed = {"name_en": "Office", "institution": world.kanazawa.uid, "room_en": "Room 2", "version": old.version}
    assert "Enter a telephone number in digits" in browser.post(address, {**typed, "phone": f"{stored}!"}).text
    assert browser.post(address, {**typed, "phone": stored}).status_code == 302
    old.refresh_from_db()
    assert (old.phone, old.room_en) == (stored, "Room 2")


def test_what_is_no_number_is_shown_and_not_dialled(world, client) -> None:
    contact(world.kanazawa, phone="at the gate")
    page = client.get("/en/contact/").text
    assert "at the gate" in page
    assert "tel:" not in page
