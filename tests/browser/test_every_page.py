"""Every page is clean in three languages, on a telephone and on a desk.

The rules of axe are asked once for each page and language, and at both widths in some language: which width, goes round.
How a page looks is asked on one database; that it opens in every language, on both.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.permissions.table import all_rows, build_world, client_for, url_names

from .clean import WIDTHS, faults_of
from .pages import EXTRA, Page, rows_to_look_at

LANGUAGES = ["ja", "en", "ru"]


def pages_of_the_table(world: Any) -> list[Page]:
    """The addresses that answer with a page; pictures, files and data are left out."""
    known, clients, pages = url_names(), dict[str, Client](), []
    for row, role in rows_to_look_at(all_rows()):
        if row.name not in known:
            continue
        with override("en"):
            address = reverse(row.name, kwargs=row.kwargs(world)) + row.query
        client = clients.setdefault(role, client_for(world, role))
        response = client.get(address)
        response.getvalue()  # of a file, too: it is closed when it has been read
        if address.startswith("/en/") and response.headers["Content-Type"].startswith("text/html"):
            pages.append(Page(address.removeprefix("/en"), role))
    return pages


def rules_at(place: int, language: str) -> tuple[int, ...]:
    """The width at which a page is put to the rules of axe in a language."""
    return (WIDTHS[(place + LANGUAGES.index(language)) % len(WIDTHS)],)


@pytest.mark.parametrize("place", range(4))
def test_each_page_is_put_to_the_rules_at_both_widths(place: int) -> None:
    assert {width for language in LANGUAGES for width in rules_at(place, language)} == set(WIDTHS)


@pytest.mark.appearance
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_clean(
    live_server: Any, page: Any, sign_in_page: Callable[[Any], None], subtests: Any, language: str
) -> None:
    world = build_world()
    pages = [*pages_of_the_table(world), *EXTRA]
    assert len(pages) > 10
    role = "nobody yet"
    for place, one in enumerate(sorted(pages, key=lambda one: one.role)):
        if one.role != role:
            sign_in_page(None if one.role == "anonymous" else world.users[one.role])
            role = one.role
        address = one.address(world)
        with subtests.test(msg=f"{language}{address}", role=role):
            found = faults_of(
                page,
                f"{live_server.url}/{language}{address}",
                status=one.status,
                rules_at=rules_at(place, language),
            )
            assert found == []


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="here a browser opens them")
def test_every_page_opens_where_no_browser_looks() -> None:
    world = build_world()
    clients, answers = dict[str, Client](), dict[str, tuple[int, int]]()
    for one in [*pages_of_the_table(world), *EXTRA]:
        client = clients.setdefault(one.role, client_for(world, one.role))
        for language in LANGUAGES:
            address = f"/{language}{one.address(world)}"
            response = client.get(address)
            assert f'<html lang="{language}"' in response.content.decode(), address
            answers[address] = response.status_code, one.status
    assert len(answers) > 10 * len(LANGUAGES)
    assert {address: found for address, found in answers.items() if found[0] != found[1]} == {}


@pytest.mark.appearance
@pytest.mark.django_db(transaction=True)
def test_a_page_with_faults_is_found_out(live_server: Any, page: Any) -> None:
    """The control: an image without words, a line too wide, a style the policy blocks."""
    page.goto(f"{live_server.url}/en/style-guide/")
    page.route("**/en/faulty/", lambda route: route.fulfill(status=200, content_type="text/html", body=FAULTY))
    found = "\n".join(faults_of(page, f"{live_server.url}/en/faulty/"))
    assert "axe image-alt" in found
    assert "scrolls sideways" in found
    assert "console:" in found


FAULTY = """<!doctype html><html lang="en"><head><title>Faulty</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'"></head>
<body><main><h1>Faulty</h1><style>p { color: red }</style><svg width="2000" height="5" aria-hidden="true"></svg>
<img src="/nowhere.png" width="40" height="40"></main></body></html>"""
