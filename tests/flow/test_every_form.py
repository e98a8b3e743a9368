"""Every page with a form shows what was kept of it in every box, and says nothing about it before it is sent."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import kept_forms
from kanazawa_exchange.lib import clock
from tests.permission_rows import OFFICE
from tests.permissions.table import LANGUAGE, Prober, all_rows, build_world, undone

PAGES = {
    row.name: (row, next(role for role in OFFICE if row.status(role) == 200))
    for row in all_rows()
    if "GET" in row.methods and ":" in row.name and any(row.status(role) == 200 for role in OFFICE)
}
FORM = re.compile(r'(?s)<form[^>]*method="post"[^>]*>.*?</form>')
TEXT = re.compile(r'<input type="text" name="([^"]+)"|<textarea name="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
SPECIMEN = "値 É 8/20"


@pytest.fixture(scope="module")
def prober(django_db_setup: None, django_db_blocker: Any) -> Iterator[Prober]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Prober(build_world())
        transaction.set_rollback(True)


def boxes(page: str) -> tuple[set[str], dict[str, list[str]]]:
    """The names of the text boxes, and what a browser sends of the hidden ones."""
    forms = "".join(FORM.findall(page.partition("<main")[2]))
    return {one or other for one, other in TEXT.findall(forms)}, {name: [text] for name, text in HIDDEN.findall(forms)}


def shown_again(browser: Client, user: User, url: str, names: set[str], hidden: dict[str, list[str]]) -> str:
    kept = kept_forms.Kept(uuid4(), "", hidden | {name: [SPECIMEN] for name in names})
    assert kept_forms.keep(user.pk, kept, signed_in=True, now=clock.now())
    answer = browser.get(url + ("&" if "?" in url else "?") + f"kept={kept.uid}")
    return answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PAGES))
def test_what_was_kept_stands_in_every_box(prober: Prober, name: str) -> None:
    row, role = PAGES[name]
    with override(LANGUAGE):
        url = reverse(row.name, kwargs=row.kwargs(prober.world)) + (f"?{row.query.lstrip('?')}" if row.query else "")
    with undone():
        browser = prober.clients[role]
        answer = browser.get(url)
        content = answer.getvalue()  # of a file, too: it is closed when it has been read
        names, hidden = boxes(content.decode() if answer["Content-Type"].startswith("text/html") else "")
        if not names:
            return
        page = shown_again(browser, prober.world.users[role], url, names, hidden)
    main = page.partition("<main")[2]
    assert main.count(SPECIMEN) == len(names), names
    assert 'class="error-summary"' not in main
    assert "Nothing of it is saved yet" in main


def test_the_pages_have_many_boxes(prober: Prober) -> None:
    assert len(PAGES) > 30
