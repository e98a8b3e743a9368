"""Every form and every button of the table that is done once is not done again when it arrives a second time."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.views.marks import FIELD
from tests.permission_rows import OFFICE, Row

from .table import LANGUAGE, Prober, all_rows, digest, undone, url_names

DONE = [
    (row, role)
    for row in all_rows()
    if "POST" in row.methods and ":" in row.name and row.name in url_names() and row.relation != "foreign"
    for role in [next((role for role in OFFICE if row.status(role) == 302), "")]
    if role
]


def mark(prober: Prober, role: str) -> str:
    page = prober.clients[role].get("/en/account/settings/").content.decode()
    found = re.search(rf'name="{FIELD}" value="([^"]+)"', page)
    assert found
    return found[1]


def sent(prober: Prober, row: Row, role: str, more: dict[str, Any]) -> HttpResponse:
    with override(LANGUAGE):
        url = reverse(row.name, kwargs=row.kwargs(prober.world)) + row.query
    return prober.clients[role].post(url, {**(row.data(prober.world) or {}), **more})


def test_the_table_has_such_rows() -> None:
    assert len({row.name for row, _role in DONE}) > 20


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "role"), DONE, ids=[f"{row.name}-{number}" for number, (row, _) in enumerate(DONE)])
def test_the_second_arrival_changes_nothing_and_is_led_to_the_first_result(prober: Prober, row: Row, role: str) -> None:
    with undone():
        more = {FIELD: mark(prober, role)}
        first = sent(prober, row, role, more)
        before = digest()
        second = sent(prober, row, role, more)

        assert (first.status_code, second.status_code) == (302, 302)
        assert second["Location"] == first["Location"]
        assert digest() == before


@pytest.mark.django_db
def test_control_without_their_marks_some_are_done_again(prober: Prober) -> None:
    done_again = set()
    for row, role in DONE:
        if row.name in {"accounts:person_add", "accounts:invitation_send"}:
            with undone():
                sent(prober, row, role, {})
                before = digest()
                sent(prober, row, role, {"different_person": "on"})
                done_again |= {row.name} if digest() != before else set()
    assert done_again == {"accounts:person_add", "accounts:invitation_send"}
