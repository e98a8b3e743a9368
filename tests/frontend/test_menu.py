"""The menu shows every reader the sections they may enter, and where they are."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.translation import override

from kanazawa_exchange.accounts.permissions import is_office, is_signed_in
from kanazawa_exchange.menu import Section, navigation, sections

SAMPLE = [
    Section(1, "public", "style_guide"),
    Section(2, "for all who sign in", "start", is_signed_in),
    Section(3, "for the office", "account_email", is_office),
    Section(4, "not built yet", "no_such_name"),
]


def menu(path: str, user: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr("kanazawa_exchange.menu.sections", lambda: SAMPLE)
    request = RequestFactory().get(path)
    request.user = user
    with override("en"):
        return {item.label: item.current for item in navigation(request)}


def test_every_app_adds_its_sections_in_one_order() -> None:
    assert [section.url_name for section in sections()] == [
        "reports:plan_actual",
        "programs:plan_list",
        "mobility:mobility_list",
        "mobility:own_list",
        "mobility:person_list",
        "programs:program_list",
        "partners:partner_list",
        "about",
        "partners:office",
        "partners:agreement_list",
        "programs:office",
        "accounts:role_list",
    ]


def test_nobody_sees_a_section_for_signing_in() -> None:
    for nobody in (None, AnonymousUser()):
        seen = [section.url_name for section in sections() if section.may is None or section.may(nobody)]
        assert seen == ["programs:program_list", "partners:partner_list", "about"]


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
