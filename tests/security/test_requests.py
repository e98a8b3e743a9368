"""No address changes anything without its token, without its form, or at a mere visit."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.permission_rows import Row
from tests.permissions.table import LANGUAGE, Prober, all_rows, build_world, client_for, digest, url_names

WRITES = [row for row in all_rows() if "POST" in row.methods and row.name in url_names()]


@pytest.fixture(scope="module")
def prober(django_db_setup: None, django_db_blocker: Any) -> Iterator[Prober]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Prober(build_world())
        transaction.set_rollback(True)


def strict(prober: Prober, role: str) -> Client:
    """A browser of this role whose forms must carry their token."""
    client = client_for(prober.world, role)
    client.handler.enforce_csrf_checks = True
    return client


def url_of(row: Row, prober: Prober) -> str:
    with override(LANGUAGE):
        return reverse(row.name, kwargs=row.kwargs(prober.world)) + row.query


@pytest.mark.django_db
def test_no_form_is_taken_without_its_token_or_from_another_site(prober: Prober) -> None:
    client = strict(prober, "administrator")
    anonymous = strict(prober, "anonymous")
    before = digest()
    taken = []

    for row in WRITES:
        url, data = url_of(row, prober), row.data(prober.world) or {}
        for headers in ({}, {"origin": "https://evil.example"}, {"referer": "https://evil.example/"}):
            for browser in (client, anonymous):
                answer = browser.post(url, data, headers=headers)
                if answer.status_code != 403:
                    taken.append((row.name, headers, answer.status_code))

    assert len(WRITES) > 20
    assert taken == []
    assert digest() == before


@pytest.mark.django_db
def test_with_its_token_a_form_is_taken(prober: Prober) -> None:
    """The control: the same browser gets through when it carries the token of the page."""
    client = strict(prober, "administrator")
    url = reverse("accounts:settings")
    client.get(url)
    token = client.cookies["csrftoken"].value

    answer = client.post(url, {"language": "en", "csrfmiddlewaretoken": token}, headers={"origin": "http://testserver"})

    assert answer.status_code == 302


@pytest.mark.django_db
def test_what_no_form_asks_for_is_not_stored(prober: Prober) -> None:
    """Every writing address gets the names of all columns on top of its own fields; what it may not set stays."""
    world = prober.world
    extra = {
        "is_active": "", "is_staff": "1", "is_superuser": "1", "role": "administrator", "person": world.people["host"].pk,
        "person_id": world.people["host"].pk, "uid": "00000000-0000-4000-8000-000000000001", "id": "1", "pk": "1",
        "status": "closed", "created_at": "2000-01-01", "fiscal_year": "1999", "uncounted_from": "2000-01-01",
        "interruption_counts": "1", "owner": "1", "invited_by": "1", "token_hash": "0" * 64, "accepted_at": "2026-01-01",
        "search_key": "CANARY", "sort_en": "CANARY", "exact": "CANARY", "stored_by": "1", "adopted_by": "CANARY",
    }  # fmt: skip
    client = client_for(world, "student")
    before = digest(
        skip=frozenset({"django_session", "usersessions_usersession", "accounts_auditevent", "portal_cache"})
    )

    answer = client.post("/en/account/settings/", {**extra, "language": "en"})

    assert answer.status_code == 302
    after = digest(
        skip=frozenset({"django_session", "usersessions_usersession", "accounts_auditevent", "portal_cache"})
    )
    assert after == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", sorted({row.name for row in WRITES if row.name.startswith(("accounts:role", "programs:auth"))})
)
def test_a_right_is_given_to_the_person_of_the_page_and_nobody_else(prober: Prober, name: str) -> None:
    world = prober.world
    host = world.people["host"].pk
    for row in WRITES:
        if row.name != name or row.relation == "foreign":
            continue
        with transaction.atomic():
            client = client_for(world, "administrator")
            data = {"person": host, "person_id": host, "id": 1, "uid": world.grant.uid, **(row.data(world) or {})}
            client.post(url_of(row, prober), data)
            held = [getattr(world.people["host"], related).count() for related in RELATED]
            transaction.set_rollback(True)
        assert held == [0, 0, 0, 0]


RELATED = ("grants", "seats", "coordinations", "representations")
