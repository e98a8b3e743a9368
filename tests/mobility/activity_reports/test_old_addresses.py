"""Links to an earlier site lead to the same report here, for good and nowhere else, as long as everybody may read it."""

import unicodedata
from typing import Any
from urllib.parse import quote

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kanazawa_exchange.accounts.models import User
from mobility.models import ActivityReport, OldAddress
from mobility.old_addresses import path_of
from tests.factories import World

from .published import imported
from .writing import NOW, withdraws, written


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanazawa_exchange.lib.clock.now", lambda: NOW)


@pytest.fixture
def report(world: World, sato: User) -> ActivityReport:
    found = imported(1, by=sato, title="Лёд")
    for path in ("report/on-the-ice", "report/氷の上", "report/2018/на-льду.html", "report/ガイド"):
        OldAddress.objects.create(path=path, report=found)
    return found


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("/report/on-the-ice", "ja"),
        ("/report/on-the-ice/", "ja"),
        ("/ja/report/on-the-ice/", "ja"),
        ("/en/report/on-the-ice", "en"),
        ("/ru/report/on-the-ice/", "ru"),
        ("/en/report/on-the-ice/?utm_source=x&next=https://example.com/", "en"),
        (f"/report/{quote('氷の上')}", "ja"),
        (f"/ru/report/{quote('氷の上')}/", "ru"),
        (f"/ru/report/{quote('氷の上').lower()}/", "ru"),
        (f"/ru/report/2018/{quote('на-льду')}.html", "ru"),
        (f"/report/{quote('ガイド')}", "ja"),
        (f"/report/{quote(unicodedata.normalize('NFD', 'ガイド'))}", "ja"),
    ],
)
def test_each_way_to_write_it_leads_to_the_page_in_its_language(
    asked: str, language: str, report: ActivityReport, client: Client
) -> None:
    answer = client.get(asked, HTTP_ACCEPT_LANGUAGE="ru", HTTP_HOST="testserver")
    assert (answer.status_code, answer["Location"]) == (301, f"/{language}/activity-reports/{report.slug}/")
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Лёд" in page.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        "/report/",
        "/report/unknown/",
        "/report/on-the-ice/more",
        "/report//example.com/",
        "/report/https://example.com/",
        "/en/report/%2f%2fexample.com",
        "/de/report/on-the-ice/",
        "/report/%ff%fe",
        "/report/" + "x" * 4000,
    ],
)
def test_what_was_no_report_there_leads_nowhere(asked: str, report: ActivityReport, client: Client) -> None:
    answer = client.get(asked, follow=True)
    assert answer.status_code == 404
    assert not any(
        "example.com" in address.split("?")[0].split("/report")[0] for address, _status in answer.redirect_chain
    )


def test_an_address_is_that_of_one_report(report: ActivityReport, sato: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OldAddress.objects.create(path="report/on-the-ice", report=imported(2, by=sato))


@pytest.mark.parametrize(
    ("status", "answer"), [("submitted", 404), ("published", 301), ("returned", 404), ("withdrawn", 410)]
)
def test_it_leads_on_while_everybody_may_read_the_report(
    status: str, answer: int, world: World, sato: User, aiko: User, client: Client
) -> None:
    OldAddress.objects.create(path="report/one", report=written(world, sato, aiko, status))
    asked = [client.get(f"{prefix}/report/one") for prefix in ("/ja", "/en", "/ru")]
    asked.append(client.get("/report/one", follow=answer == 404))  # what is nowhere is looked for in a language first
    assert [one.status_code for one in asked] == [answer] * 4


def test_it_is_gone_at_once_with_the_report(
    world: World, sato: User, aiko: User, client: Client, settings: Any
) -> None:
    settings.PUBLIC_PAGE_SECONDS = 60
    report = written(world, sato, aiko, "published")
    OldAddress.objects.create(path="report/one", report=report)
    for _turn in range(2):
        answer = client.get("/report/one")
        assert answer.status_code == 301
    assert "max-age=60" in answer["Cache-Control"], "a browser asks once more after a minute"
    withdraws(aiko)
    gone = client.get("/report/one")
    assert gone.status_code == 410
    assert "noindex" in gone.content.decode()


def test_the_way_costs_two_queries(report: ActivityReport, client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        client.get("/report/on-the-ice")
    with django_assert_num_queries(1):
        client.get("/report/unknown")


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("https://old.example.jp/en/report/on-the-ice/?p=1#top", "report/on-the-ice"),
        ("report/on-the-ice", "report/on-the-ice"),
        (" /report//on-the-ice ", "report/on-the-ice"),
        ("/report/%E6%B0%B7/", "report/氷"),
        ("/report/en/report/x", "report/en/report/x"),
        ("/report/", ""),
        ("/reports/on-the-ice", ""),
        ("/topics/12", ""),
        ("/report/%ff", ""),
        ("/report/a%00b", ""),
        ("https://[old/report/x", ""),
        ("", ""),
    ],
)
def test_an_address_is_kept_in_one_way(typed: str, path: str) -> None:
    assert path_of(typed) == path
