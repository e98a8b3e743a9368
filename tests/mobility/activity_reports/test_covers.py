"""The cover of a report on cards and in link previews: there while everybody may see it, gone with its report."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from kanazawa_exchange.accounts.models import Scan, StoredFile, User
from mobility.models import ActivityReport, ReportPhoto
from tests.factories import World

from .published import LIST, imported, page_of
from .test_photos import added, described, done_at_once, public_at, work
from .writing import NOW, moved, withdraws, written

__all__ = ["done_at_once"]  # the fixture of the photos


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("kanazawa_exchange.lib.clock.now", lambda: NOW)
    with translation.override("en"):
        yield


@pytest.fixture
def photo(world: World, sato: User, aiko: User) -> ReportPhoto:
    """The first of two of a published report, which stands for it."""
    report = written(world, sato, aiko)
    first, _second = added(report, aiko, 2)
    work()
    moved(moved(described(report, aiko), "submit", aiko), "publish", sato)
    first.refresh_from_db()
    return first


def cards(client: Client, path: str) -> str:
    return re.sub(r"\s+", " ", client.get(path).content.decode())


@pytest.mark.parametrize("path", [f"/en{LIST}", "/en/"])
def test_a_card_shows_the_cover_alone(client: Client, photo: ReportPhoto, path: str) -> None:
    (card,) = re.findall(r'<div class="cover-of">(.*?)</div>', cards(client, path))
    assert public_at(photo).rpartition("/")[0] in card
    assert 'alt="Ice, 1"' in card
    assert re.search(r'width="\d+" height="\d+"', card)
    assert ("fetchpriority" in card, 'loading="lazy"' in card) == (path != "/en/", path == "/en/")


def test_the_cards_beside_a_report_have_covers_too(
    client: Client, photo: ReportPhoto, world: World, sato: User
) -> None:
    other = imported(1, by=sato, program=world.cultural, city=photo.report.city)
    assert 'class="cover-of"' in cards(client, page_of(other, "en"))


def test_a_cover_that_the_scanner_has_not_passed_is_on_no_card(client: Client, photo: ReportPhoto) -> None:
    StoredFile.objects.filter(report_photo__report=photo.report).update(scan=Scan.PENDING)
    assert 'class="cover-of"' not in cards(client, f"/en{LIST}")
    assert "og:image" not in cards(client, page_of(photo.report, "en"))


def test_a_withdrawn_report_leaves_no_cover(client: Client, photo: ReportPhoto, aiko: User) -> None:
    withdraws(aiko)
    assert 'class="cover-of"' not in cards(client, f"/en{LIST}")


def test_a_preview_names_the_cover_by_its_whole_address(client: Client, photo: ReportPhoto) -> None:
    head = client.get(page_of(photo.report, "en")).content.decode().split("</head>")[0]
    image = re.search(r'property="og:image" content="([^"]+)"', head)
    assert image
    assert image[1].startswith("http://testserver/pictures/")
    assert image[1].endswith(".jpg")
    answer = client.get(image[1].removeprefix("http://testserver"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert '<meta name="twitter:card" content="summary_large_image">' in head
    told = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', head)[0])
    assert told["image"] == image[1]
    trail = told["mainEntityOfPage"]["breadcrumb"]["itemListElement"]
    assert [step["position"] for step in trail] == [1, 2, 3]
    assert trail[1] == {
        "@type": "ListItem", "position": 2, "name": "Activity Reports", "item": f"http://testserver/en{LIST}"
    }  # fmt: skip


def test_without_a_photo_there_is_no_picture_to_preview(client: Client, sato: User) -> None:
    report: ActivityReport = imported(1, by=sato)
    head = client.get(page_of(report)).content.decode().split("</head>")[0]
    assert "og:image" not in head
    assert '<meta name="twitter:card" content="summary">' in head


@pytest.mark.parametrize("count", [1, 3])
def test_covers_cost_the_feed_one_query(
    count: int, client: Client, world: World, sato: User, aiko: User, django_assert_num_queries: Any
) -> None:
    for _turn in range(count):
        report = written(world, sato, aiko)
        added(report, aiko, 2)
        work()
        moved(moved(described(report, aiko), "submit", aiko), "publish", sato)
    with django_assert_num_queries(11):
        page = cards(client, f"/en{LIST}")
    assert page.count('class="cover-of"') == count
