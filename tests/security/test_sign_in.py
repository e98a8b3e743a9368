"""Nobody guesses a password, finds out who has an account, or is locked out by others."""

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.auth import hashers
from django.core import mail
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from kanazawa_exchange.accounts.models import AuditEvent, DeniedVisit, User
from kanazawa_exchange.accounts.services.ledger import count_denied
from kanazawa_exchange.lib import clock
from tests import factories

PASSWORD = "a-long-test-password"
LOGIN = "/en/accounts/login/"
RESET = "/en/accounts/password/reset/"


def attempt(client: Client, email: str, password: str = "a wrong guess entirely", address: str = "203.0.113.1") -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=address)


def came_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def body(answer: Any, *typed: str) -> str:
    """The answer without what differs by itself: the token of the form, what was typed."""
    text = answer.content.decode()
    for token in {str(answer.context.get("csrf_token", ""))} if answer.context else ():
        text = text.replace(token, "TOKEN")
    for word in typed:
        text = text.replace(word, "TYPED")
    return text


# --- Guessing ----------------------------------------------------------------------------------------------------------
def test_many_guesses_at_one_account_are_stopped(aiko: User) -> None:
    checked = []
    original = User.check_password

    def counted(self: User, raw: str) -> bool:
        checked.append(raw)
        return original(self, raw)

    with patch.object(User, "check_password", counted):
        for number in range(60):
            attempt(Client(), aiko.email, f"guess number {number}", address=f"203.0.113.{number}")

    assert len(checked) == 10
    client = Client()
    attempt(client, aiko.email, PASSWORD)
    assert not came_in(client)


def test_one_guess_at_each_of_many_accounts_is_stopped(world: factories.World) -> None:
    tried = []
    with patch.object(User, "set_password", lambda self, raw: tried.append(raw)):
        for number in range(230):
            attempt(Client(), f"nobody{number}@example.org")

    assert len(tried) == 200


def test_a_whole_campus_behind_one_address_gets_in(world: factories.World) -> None:
    """500 honest people in a minute, every tenth with one typing mistake (a tenth of them here)."""
    people = [world.user(f"student{number}") for number in range(50)]
    clients = [Client() for _ in people]

    for number, (user, client) in enumerate(zip(people, clients, strict=True)):
        if number % 10 == 0:
            attempt(client, user.email)
        attempt(client, user.email, PASSWORD)

    assert all(came_in(client) for client in clients)


def test_the_limits_leave_room_for_five_hundred(settings: Any) -> None:
    from allauth.core.internal.ratelimit import parse_rates

    limits = settings.ACCOUNT_RATE_LIMITS
    per_address = {
        name: min(rate.amount * 60 / rate.duration for rate in parse_rates(text) if rate.per == "ip")
        for name, text in limits.items()
        if "/ip" in text
    }

    assert per_address["login"] >= 500
    assert 50 < per_address["login_failed"] <= 300
    assert "signup" in per_address


def test_a_stranger_who_guesses_does_not_lock_out_a_neighbour(aiko: User, ivan: User) -> None:
    for _ in range(15):
        attempt(Client(), aiko.email)

    client = Client()
    attempt(client, ivan.email, PASSWORD)
    assert came_in(client)


# --- Who has an account -------------------------------------------------------------------------------------------------
def hashes(call: Any) -> tuple[Any, int]:
    """The answer, and how many password hashes were computed for it."""
    count = []
    kind = type(hashers.get_hasher())
    original = kind.encode

    def counted(self: Any, *args: Any, **kwargs: Any) -> str:
        count.append(1)
        return original(self, *args, **kwargs)

    with patch.object(kind, "encode", counted):
        answer = call()
    return answer, len(count)


def test_sign_in_answers_alike_whether_the_account_exists(aiko: User) -> None:
    known, known_hashes = hashes(lambda: attempt(Client(), aiko.email))
    unknown, unknown_hashes = hashes(lambda: attempt(Client(), "nobody@example.org"))

    assert known.status_code == unknown.status_code == 200
    assert body(known, aiko.email) == body(unknown, "nobody@example.org")
    assert known_hashes == unknown_hashes == 1


def test_a_closed_account_is_told_only_to_whoever_knows_its_password(aiko: User) -> None:
    User.objects.filter(pk=aiko.pk).update(is_active=False)

    closed = attempt(Client(), aiko.email)
    unknown = attempt(Client(), "nobody@example.org")

    assert body(closed, aiko.email) == body(unknown, "nobody@example.org")


def test_a_reset_answers_alike_and_writes_to_both(aiko: User, django_capture_on_commit_callbacks: Any) -> None:
    answers = []
    for email in (aiko.email, "nobody@example.org"):
        with django_capture_on_commit_callbacks(execute=True):
            answers.append(hashes(lambda email=email: Client().post(RESET, {"email": email}, follow=True)))

    (known, known_hashes), (unknown, unknown_hashes) = answers
    assert known.redirect_chain == unknown.redirect_chain
    assert body(known, aiko.email) == body(unknown, "nobody@example.org")
    assert known_hashes == unknown_hashes
    assert [letter.to for letter in mail.outbox] == [[aiko.email], ["nobody@example.org"]]


def test_sign_up_answers_alike_where_it_is_open(aiko: User, settings: Any) -> None:
    settings.SIGNUP_EMAIL_DOMAINS = ["example.org"]
    new = "five wild bees near the old well"

    def sign_up(email: str) -> Any:
        data = {"email": email, "password1": new, "password2": new}
        return Client().post("/en/accounts/signup/", data, follow=True)

    known, fresh = sign_up(aiko.email), sign_up("fresh@example.org")

    assert known.redirect_chain == fresh.redirect_chain
    assert body(known, aiko.email) == body(fresh, "fresh@example.org")
    assert not User.objects.get(email=aiko.email).check_password(new)


@pytest.mark.parametrize(
    ("domains", "email", "opens"),
    [
        ([], "new@example.org", False),
        (["stu.example.ac.jp"], "new@example.org", False),
        (["stu.example.ac.jp"], "new@stu.example.ac.jp", True),
        (["example.ac.jp"], "new@STU.example.ac.jp", True),
        (["example.ac.jp"], "new@notexample.ac.jp", False),
    ],
)
@pytest.mark.django_db
def test_sign_up_is_open_to_the_named_domains_only(settings: Any, domains: list[str], email: str, opens: bool) -> None:
    settings.SIGNUP_EMAIL_DOMAINS = domains
    new = "five wild bees near the old well"

    Client().post("/en/accounts/signup/", {"email": email, "password1": new, "password2": new})

    assert User.objects.filter(email=email.lower()).exists() is opens


# --- What is written down -----------------------------------------------------------------------------------------------
def test_each_event_of_signing_in_leaves_one_line_without_what_was_typed(aiko: User) -> None:
    client = Client()
    attempt(client, aiko.email)
    attempt(client, "nobody@example.org")
    attempt(client, aiko.email, PASSWORD)
    client.post("/en/accounts/logout/")

    lines = AuditEvent.objects.order_by("pk")
    assert [(line.event, line.record_uid) for line in lines] == [
        ("sign_in_failed", aiko.uid),
        ("sign_in_failed", None),
        ("signed_in", aiko.uid),
        ("signed_out", aiko.uid),
    ]
    assert not any("@" in line.detail or "guess" in line.detail for line in lines)


@pytest.mark.parametrize("visits", [1, 40])
def test_refused_visits_are_counted_in_one_row(aiko: User, ivan: User, sign_in: Any, visits: int) -> None:
    client = sign_in(aiko)
    for number in range(visits):
        client.get(f"/en/roles/?q={number}")
    sign_in(ivan).get("/ru/roles/")
    with time_machine.travel(clock.now() + timedelta(days=1)):
        sign_in(aiko).get("/en/roles/")

    rows = DeniedVisit.objects.order_by("pk").values_list("actor", "page", "times")
    assert list(rows) == [(user.pk, "accounts:role_list", n) for user, n in ((aiko, visits), (ivan, 1), (aiko, 1))]
    assert not AuditEvent.objects.filter(event="access_denied").exists()


def test_counts_of_refused_visits_go_after_a_year(aiko: User) -> None:
    today = clock.today()
    for day in (today - timedelta(days=366), today - timedelta(days=365)):
        DeniedVisit.objects.create(day=day, actor=aiko, page="x")

    count_denied("y", by=aiko, on=today)

    assert [row.day for row in DeniedVisit.objects.order_by("day")] == [today - timedelta(days=365), today]


def test_a_refusal_stands_where_it_cannot_be_counted(aiko: User, sign_in: Any) -> None:
    with patch("kanazawa_exchange.views.count_denied", side_effect=DatabaseError):
        assert sign_in(aiko).get("/en/roles/").status_code == 403


@pytest.mark.parametrize(
    ("role", "view", "kwargs"),
    [
        ("mori", "mobility:mobility_edit", {}),
        ("mori", "mobility:mobility_move", {"move": "void"}),
        ("mori", "mobility:stage_link", {}),
        ("mori", "mobility:stage_unlink", {}),
        ("aiko", "mobility:mobility_list", None),
        ("hayashi", "reports:plan_actual_people", None),
    ],
)
def test_whatever_refuses_it_is_told_once(
    request: pytest.FixtureRequest, world: factories.World, sign_in: Any, role: str, view: str, kwargs: Any
) -> None:
    user = request.getfixturevalue(role)
    address = reverse(view, kwargs=None if kwargs is None else {"uid": world.sent().uid, **kwargs})

    browser = sign_in(user)
    answer = browser.post(address) if "stage" in view else browser.get(address)

    assert answer.status_code == 403
    assert list(DeniedVisit.objects.values_list("actor", "page", "times")) == [(user.pk, view, 1)]


@pytest.mark.usefixtures("kazan_may_read")
def test_a_refusal_of_a_service_is_told_once_too(world: factories.World, kimura: User, sign_in: Any) -> None:
    """The page lets in who keeps one of two stages, the service demands both."""
    factories.Representative.objects.create(person=kimura.person, institution=world.kazan, starts_on=date(2010, 4, 1))
    stay = world.sent()
    days = {"actual_starts_on": date(2019, 1, 1), "actual_ends_on": date(2019, 1, 9)}
    other = world.sent(person=stay.person, run=world.basic_outbound, **days)
    address = reverse("mobility:stage_link", kwargs={"uid": stay.uid})

    answer = sign_in(kimura).post(address, {"other": str(other.uid)})

    assert answer.status_code == 403
    assert list(DeniedVisit.objects.values_list("page", "times")) == [("mobility:stage_link", 1)]


# --- Where somebody comes from ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("header", ["", "nonsense", "1.2.3.4", "8.8.8.8, 1.2.3.4", ",,,", "x" * 5000])
def test_a_forged_or_broken_forwarded_header_is_never_an_error(aiko: User, settings: Any, header: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    client = Client()

    answer = client.post(LOGIN, {"login": aiko.email, "password": PASSWORD}, HTTP_X_FORWARDED_FOR=header)

    assert answer.status_code == 302
    assert came_in(client)


def test_a_spoofed_address_does_not_escape_the_limit(settings: Any, world: factories.World) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    tried = []
    with patch.object(User, "set_password", lambda self, raw: tried.append(raw)):
        for number in range(230):
            Client().post(
                LOGIN,
                {"login": f"nobody{number}@example.org", "password": "a wrong guess entirely"},
                HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.7",
            )

    assert len(tried) == 200


# --- Where sign-in leads ------------------------------------------------------------------------------------------------
ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "http://evil.example", "https://evil.example", "HTTPS://evil.example", "https:evil.example", "https:/evil.example",
    "http:///evil.example", "https://testserver@evil.example", "https://testserver.evil.example", "//testserver@evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "ftp://evil.example",
    "%2f%2fevil.example", "/%2f/evil.example", "//%65vil.example", "https://еvil.example", "//evil。example",
    " //evil.example", "\t//evil.example", "\n//evil.example", "/\t/evil.example", "//evil.example/%2e%2e", "https://[::1",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_sign_in_stays_in_the_house(aiko: User, target: str) -> None:
    from urllib.parse import urljoin, urlsplit

    answer = Client().post(LOGIN, {"login": aiko.email, "password": PASSWORD, "next": target})

    assert answer.status_code == 302
    landed = urlsplit(urljoin("http://testserver/en/accounts/login/", answer.url.replace("\\", "/").strip()))
    assert (landed.scheme, landed.netloc) == ("http", "testserver")


def test_sign_in_leads_on_to_a_page_of_the_portal(aiko: User) -> None:
    answer = Client().post(LOGIN, {"login": aiko.email, "password": PASSWORD, "next": "/en/account/settings/"})

    assert answer.url == "/en/account/settings/"
