"""Every page is clean in three languages, on a telephone and on a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.permissions.table import all_rows, build_world, client_for, url_names

from .clean import faults_of
from .pages import EXTRA, Page, rows_to_look_at


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_every_page_is_clean(
    live_server: Any, page: Any, sign_in_page: Callable[[Any], None], subtests: Any, language: str
) -> None:
    world = build_world()
    pages = [*pages_of_the_table(world), *EXTRA]
    assert len(pages) > 10
    role = "nobody yet"
    for one in sorted(pages, key=lambda one: one.role):
        if one.role != role:
            sign_in_page(None if one.role == "anonymous" else world.users[one.role])
            role = one.role
        address = one.address(world)
        with subtests.test(msg=f"{language}{address}", role=role):
            assert faults_of(page, f"{live_server.url}/{language}{address}", status=one.status) == []


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
