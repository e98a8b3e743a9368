"""Public pages are kept for a minute and no longer, told apart by nothing but their address, and nobody's own page is among them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as portal
from django.test import Client
from django.urls import reverse

from kanazawa_exchange import public_pages
from programs.models import Program
from tests.permissions.test_static import PUBLIC

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keeping(settings: Any) -> Iterator[None]:
    settings.PUBLIC_PAGE_SECONDS = 60
    public_pages.STORE.clear()
    yield
    public_pages.STORE.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The present moment, to be moved on."""
    now = [1_000_000.0]
    monkeypatch.setattr("kanazawa_exchange.public_pages.time.time", lambda: now[0])
    return now


def reader(language: str = "en") -> Client:
    """Somebody who has read a page in this language before."""
    browser = Client()
    browser.cookies[portal.LANGUAGE_COOKIE_NAME] = language
    return browser


def renamed(world: Any) -> None:
    program = Program.objects.get(pk=world.cultural.pk)
    program.name_en = "RENAMED"
    program.save()


def test_a_page_is_kept_for_what_is_left_of_the_minute(world: Any, clock: list[float]) -> None:
    first = reader().get("/en/programs/cultural/")
    assert first["Cache-Control"] == "public, max-age=60, must-revalidate"
    assert "Cookie" in first["Vary"]
    renamed(world)
    clock[0] += 25
    second = reader().get("/en/programs/cultural/")
    assert second["Cache-Control"] == "public, max-age=35, must-revalidate"
    assert (second.content, second["ETag"]) == (first.content, first["ETag"])
    clock[0] += 35
    third = reader().get("/en/programs/cultural/")
    assert b"RENAMED" in third.content
    assert third["ETag"] != first["ETag"]


def test_whoever_has_the_page_is_told_so(world: Any) -> None:
    mark = reader().get("/en/programs/")["ETag"]
    for given in (mark, f"W/{mark}", f'"other", {mark}'):
        again = reader().get("/en/programs/", headers={"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == mark
        assert "max-age" in again["Cache-Control"]
        assert "Cookie" in again["Vary"]
    assert reader().get("/en/programs/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_addresses_and_languages_are_kept_apart(world: Any) -> None:
    pages = {path: reader().get(path).content for path in ("/en/calls/", "/ru/calls/", "/en/calls/?direction=inbound")}
    assert len(set(pages.values())) == 3
    for path, content in pages.items():
        assert reader().get(path).content == content


def test_whoever_has_signed_in_sees_no_kept_page_and_leaves_none(world: Any, sign_in: Any, sato: Any) -> None:
    office = sign_in(sato)
    own = office.get("/en/programs/")
    assert own["Cache-Control"] == "no-store, private"
    assert "ETag" not in own
    anybody = reader().get("/en/programs/")
    assert sato.email not in anybody.content.decode()
    renamed(world)
    assert b"RENAMED" in office.get("/en/programs/").content
    assert b"RENAMED" not in reader().get("/en/programs/").content


def test_the_answer_that_brings_the_cookie_is_kept_by_no_shared_cache(world: Any) -> None:
    for _kept in (False, True):
        first = Client().get("/en/programs/")
        assert portal.LANGUAGE_COOKIE_NAME in first.cookies
        assert "private" in first["Cache-Control"]
        assert "public" not in first["Cache-Control"]
    assert portal.LANGUAGE_COOKIE_NAME not in reader().get("/en/programs/").cookies


@pytest.mark.parametrize("path", ["/en/accounts/login/", "/en/programs/no-such/", "/healthz", "/en/accounts/email/"])
def test_other_answers_are_not_kept(world: Any, path: str) -> None:
    answer = reader().get(path)
    assert "public" not in answer.get("Cache-Control", "")
    assert "ETag" not in answer


def test_a_list_gives_nobody_a_session(world: Any) -> None:
    """A cache on the way would hand one reader's session to everybody."""
    for path in ("/en/news/?category=notice", "/en/calls/?direction=inbound"):
        answer = reader().get(path)
        assert "public" in answer["Cache-Control"]
        assert portal.SESSION_COOKIE_NAME not in answer.cookies


def test_control_a_page_that_gives_a_session_is_not_kept(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(request: Any) -> None:
        request.session["lists"] = {"news/": "category=notice"}

    monkeypatch.setattr("kanazawa_exchange.accounts.views.lists.keep", keep, raising=True)
    answer = reader().get("/en/news/?category=notice")
    assert portal.SESSION_COOKIE_NAME in answer.cookies
    assert "ETag" not in answer
    assert "public" not in answer.get("Cache-Control", "")


def test_a_waiting_message_is_one_readers_own(world: Any) -> None:
    browser = reader()
    browser.cookies[public_pages.MESSAGES] = "anything"
    assert "ETag" not in browser.get("/en/programs/")


def test_a_page_with_a_token_is_never_kept(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_pages, "PAGES", frozenset({"account_login"}))
    browser = reader()
    browser.get("/en/accounts/login/")
    assert "ETag" not in browser.get("/en/accounts/login/")


def test_what_is_kept_is_public() -> None:
    assert public_pages.PAGES <= PUBLIC


@pytest.mark.parametrize("name", ["home", "about", "partners:contact", "programs:take_part", "reports:results"])
def test_a_kept_page_asks_the_database_nothing(world: Any, name: str, django_assert_num_queries: Any) -> None:
    path = reverse(name)
    reader().get(path)
    with django_assert_num_queries(0):
        assert reader().get(path).status_code == 200
    assert reader().head(path).content == b""
