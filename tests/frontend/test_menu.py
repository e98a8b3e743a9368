"""Does the menu show every reader the sections he may enter, and where he is?"""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.module_loading import import_string
from django.utils.translation import override

from kanazawa_exchange import context_processors
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.context_processors import SECTIONS, Section, navigation

SAMPLE = (
    Section("public", "style_guide"),
    Section("for all who sign in", "start", "kanazawa_exchange.accounts.permissions.is_signed_in"),
    Section("for the office", "account_email", is_office),
    Section("not built yet", "no_such_name"),
)


def menu(path: str, user: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(context_processors, "SECTIONS", SAMPLE)
    request = RequestFactory().get(path)
    request.user = user
    with override("en"):
        return {item.label: item.current for item in navigation(request)}


def test_every_rule_of_the_menu_exists() -> None:
    for section in SECTIONS:
        if isinstance(section.may, str):
            assert callable(import_string(section.may))


@pytest.mark.django_db
def test_everybody_sees_what_he_may_enter(monkeypatch, aiko, sato) -> None:
    assert list(menu("/en/", AnonymousUser(), monkeypatch)) == ["public"]
    assert list(menu("/en/", aiko, monkeypatch)) == ["public", "for all who sign in"]
    assert list(menu("/en/", sato, monkeypatch)) == ["public", "for all who sign in", "for the office"]


def test_the_menu_says_where_the_reader_is(monkeypatch) -> None:
    nobody = AnonymousUser()
    assert menu("/en/style-guide/", nobody, monkeypatch) == {"public": "page"}
    assert menu("/en/style-guide/part/", nobody, monkeypatch) == {"public": "true"}
    assert menu("/en/elsewhere/", nobody, monkeypatch) == {"public": ""}
