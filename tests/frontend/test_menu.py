"""The menu shows every reader the sections they may enter, and where they are."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.translation import override

from kanazawa_exchange.accounts.permissions import is_office, is_signed_in
from kanazawa_exchange.menu import Section, in_order, navigation, sections

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
        "home",
        "mobility:own_list",
        "mobility:own_application_list",
        "mobility:own_report_list",
        "mobility:mobility_list",
        "mobility:nomination_list",
        "mobility:person_list",
        "mobility:import_list",
        "reports:plan_actual",
        "programs:news_list",
        "programs:call_list",
        "rubric:review_list",
        "rubric:selection_list",
        "rubric:wave_list",
        "rubric:cohort",
        "programs:publication_kinds",
        "accounts:translation_list",
        "programs:plan_list",
        "partners:agreement_list",
        "partners:partner_list",
        "mobility:activity_report_list",
        "programs:program_list",
        "programs:take_part",
        "reports:results",
        "about",
        "accounts:role_list",
    ]


def test_a_visitor_is_told_what_there_is_in_an_order_of_its_own() -> None:
    for nobody in (None, AnonymousUser()):
        assert [section.url_name for section in in_order(nobody) if section.is_for(nobody)] == [
            "home",
            "programs:program_list",
            "partners:partner_list",
            "mobility:activity_report_list",
            "programs:take_part",
            "programs:news_list",
            "reports:results",
            "about",
        ]


@pytest.mark.django_db
def test_whoever_has_signed_in_keeps_the_order_of_the_work(aiko, sato) -> None:
    assert in_order(sato) == sections()
    own = [section.url_name for section in in_order(sato) if section.is_for(sato)]
    assert not {"programs:take_part", "reports:results"} & set(own)
    assert "programs:call_list" in [section.url_name for section in in_order(aiko) if section.is_for(aiko)]


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


@pytest.mark.django_db
def test_what_is_public_and_what_is_kept_are_one_entry_marked_on_both(monkeypatch, aiko, sato) -> None:
    both = Section(1, "Partners", "partners:partner_list", kept_at=("partners:office", is_office), also=("style-",))
    monkeypatch.setattr("tests.frontend.test_menu.SAMPLE", [both])

    assert menu("/en/office/partners/offices/", sato, monkeypatch) == {"Partners": "true"}
    assert menu("/en/partners/kazan/", sato, monkeypatch) == {"Partners": "true"}
    assert menu("/en/style-guide/", sato, monkeypatch) == {"Partners": "true"}
    with override("en"):
        assert [both.addresses(user)[0] for user in (sato, aiko, None)] == [
            "/en/office/partners/",
            "/en/partners/",
            "/en/partners/",
        ]
