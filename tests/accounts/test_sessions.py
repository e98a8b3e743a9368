"""Sessions end in time, and by the hand of those who may end them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from kanazawa_exchange.accounts.models import AuditEvent, User
from kanazawa_exchange.accounts.services import roles, users
from kanazawa_exchange.lib import clock

START = datetime.fromisoformat("2026-11-20 09:00:00+09:00")
PASSWORD = "a-long-test-password"
OWN = "/en/account/settings/"


def alive(client: Client) -> bool:
    return client.get(OWN).status_code == 200


def entered(user: User) -> Client:
    """A browser that signed in through the form."""
    client = Client()
    client.post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


@pytest.mark.parametrize(
    ("who", "idle", "lives"),
    [
        ("sato", timedelta(hours=2), True),
        ("sato", timedelta(hours=2, seconds=1), False),
        ("aiko", timedelta(hours=12), True),
        ("aiko", timedelta(hours=12, seconds=1), False),
    ],
)
def test_an_idle_session_ends(request: Any, sign_in: Any, who: str, idle: timedelta, lives: bool) -> None:
    with time_machine.travel(START, tick=False):
        client = sign_in(request.getfixturevalue(who))
        assert alive(client)

    with time_machine.travel(START + idle, tick=False):
        assert alive(client) is lives


@pytest.mark.parametrize(
    ("who", "step", "age", "lives"),
    [
        ("sato", timedelta(hours=1), timedelta(hours=12), True),
        ("sato", timedelta(hours=1), timedelta(hours=12, seconds=1), False),
        ("aiko", timedelta(hours=12), timedelta(days=7), True),
        ("aiko", timedelta(hours=12), timedelta(days=7, seconds=1), False),
    ],
)
def test_a_busy_session_ends_too(
    request: Any, sign_in: Any, who: str, step: timedelta, age: timedelta, lives: bool
) -> None:
    with time_machine.travel(START, tick=False):
        client = sign_in(request.getfixturevalue(who))
    moment = START
    while moment + step < START + age:
        moment += step
        with time_machine.travel(moment, tick=False):
            assert alive(client)

    with time_machine.travel(START + age, tick=False):
        assert alive(client) is lives


@pytest.mark.parametrize(("headers", "lives"), [({"X-By-Itself": "1"}, False), ({}, True)])
def test_a_page_that_asks_by_itself_keeps_no_session_alive(
    sato: User, sign_in: Any, headers: dict[str, str], lives: bool
) -> None:
    """The second row is the control: a visit does."""
    with time_machine.travel(START, tick=False):
        client = sign_in(sato)
        assert alive(client)
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        client.get(OWN, headers=headers)
    with time_machine.travel(START + timedelta(hours=2, minutes=30), tick=False):
        assert alive(client) is lives


def test_the_reader_is_told_why(sato: User, sign_in: Any) -> None:
    with time_machine.travel(START, tick=False):
        client = sign_in(sato)

    with time_machine.travel(START + timedelta(hours=3), tick=False):
        answer = client.get(OWN, follow=True)

    assert "You were signed out because too much time had passed." in answer.content.decode()


def test_a_visit_writes_once_a_minute_only(aiko: User, sign_in: Any, django_assert_num_queries: Any) -> None:
    with time_machine.travel(START, tick=False):
        client = sign_in(aiko)
        alive(client)
        before = client.session["seen_at"]
    with time_machine.travel(START + timedelta(seconds=59), tick=False):
        alive(client)
        assert client.session["seen_at"] == before
    with time_machine.travel(START + timedelta(seconds=60), tick=False):
        alive(client)
        assert client.session["seen_at"] == before + 60


def test_signing_in_gives_a_new_session_and_signing_out_kills_the_old_one(aiko: User) -> None:
    client = Client()
    client.get("/en/accounts/login/")
    client.session["before"] = "x"
    client.session.save()
    early = client.cookies.get("sessionid")

    client.post("/en/accounts/login/", {"login": aiko.email, "password": PASSWORD})
    key = client.session.session_key
    assert early is None or early.value != key
    client.post("/en/accounts/logout/")

    thief = Client()
    thief.cookies["sessionid"] = key
    assert not alive(thief)


def test_changing_the_password_ends_every_other_session(aiko: User) -> None:
    here, there = entered(aiko), entered(aiko)
    new = "two black cats on a white roof"

    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    aiko.refresh_from_db()
    assert aiko.check_password(new)
    assert alive(here)
    assert not alive(there)


def test_closing_an_account_ends_its_sessions_and_refuses_the_password(aiko: User, admin: User) -> None:
    client = entered(aiko)

    users.disable(aiko, by=admin, now=clock.now(), on=clock.today())

    assert not alive(client)
    assert not UserSession.objects.filter(user=aiko).exists()
    again = Client()
    again.post("/en/accounts/login/", {"login": aiko.email, "password": PASSWORD})
    assert "_auth_user_id" not in again.session
    users.enable(aiko, by=admin, now=clock.now())
    assert alive(entered(aiko))


def test_sessions_the_list_does_not_know_end_as_well(aiko: User, admin: User, sign_in: Any) -> None:
    client = sign_in(aiko)
    UserSession.objects.all().delete()

    ended = users.end_sessions(aiko, by=admin, now=clock.now())

    assert ended == 1
    assert not alive(client)


def test_one_signs_out_everywhere_else(aiko: User) -> None:
    here, there = entered(aiko), entered(aiko)

    here.post(reverse("usersessions_list"))

    assert alive(here)
    assert not alive(there)


def test_an_administrator_signs_somebody_out_on_the_screen(aiko: User, admin: User, sign_in: Any) -> None:
    client = entered(aiko)

    sign_in(admin).post(reverse("accounts:account_sign_out", kwargs={"uid": aiko.uid}))

    assert not alive(client)
    assert AuditEvent.objects.filter(event="sessions_ended", actor=admin, record_uid=aiko.uid).count() == 1


def test_nobody_closes_the_own_account_or_the_last_administrators(admin: User, sato: User) -> None:
    today = clock.today()
    roles.grant(sato.person, "administrator", starts_on=today, ends_on=today, by=admin, now=clock.now())
    for by in (admin, User.objects.get(pk=sato.pk)):
        with pytest.raises(users.CannotDisable):
            users.disable(admin, by=by, now=clock.now(), on=clock.today())

    admin.refresh_from_db()
    assert admin.is_active


def test_sign_in_leads_to_the_language_of_the_account(aiko: User) -> None:
    User.objects.filter(pk=aiko.pk).update(language="ru")

    answer = Client().post("/en/accounts/login/", {"login": aiko.email, "password": PASSWORD}, follow=True)

    assert answer.redirect_chain[-1][0].startswith("/ru/")


def test_one_chooses_the_language_of_the_own_account(aiko: User, sign_in: Any) -> None:
    answer = sign_in(aiko).post(OWN, {"language": "ru"})

    aiko.refresh_from_db()
    assert aiko.language == "ru"
    assert answer.url == "/ru/account/settings/"


def test_the_settings_say_how_long(sato: User, sign_in: Any, settings: Any) -> None:
    settings.SESSION_IDLE = {**settings.SESSION_IDLE, "staff": timedelta(minutes=5)}
    with time_machine.travel(START, tick=False):
        client = sign_in(sato)
        assert alive(client)
    with time_machine.travel(START + timedelta(minutes=6), tick=False):
        assert not alive(client)


def test_the_cookie_outlives_no_session_and_is_outlived_by_none(settings: Any) -> None:
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) == max(settings.SESSION_TOTAL.values())
