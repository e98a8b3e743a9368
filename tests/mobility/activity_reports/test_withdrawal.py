"""Nobody is shown a withdrawn report a minute later: not by the portal, and not by a cache that keeps what it was told it may (S35)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings as portal
from django.test import Client

from kanazawa_exchange import public_pages
from kanazawa_exchange.accounts.models import User
from mobility.models import ActivityReport
from tests.factories import World

from .published import LIST, page_of
from .test_photos import added, described, done_at_once, work  # noqa: F401  fixtures of the same photos
from .writing import NOW, moved, written

MINUTE = 60
ON_ITS_WAY = 10
"""So many seconds an answer may take whose time is not counted from the reading of the database."""
LANGUAGES = ("ja", "en", "ru")


@dataclass
class Cache:
    """One on the way, which gives out what it holds for as long as it may, and asks the portal anew after that.

    It is the worst that keeps to its headers: it keeps what is public, and asks with the mark of what it held.
    """

    client: Client
    now: list[float]
    held: dict[str, tuple[float, Any]] = field(default_factory=dict)

    def get(self, address: str) -> Any:
        until, kept = self.held.get(address, (0.0, None))
        if kept is not None and self.now[0] < until:
            return kept
        mark = {"If-None-Match": kept["ETag"]} if kept is not None and "ETag" in kept else {}
        answer = self.client.get(address, headers=mark)
        if answer.status_code == 304:
            answer, kept_by = kept, answer
        else:
            kept_by = answer
        age = re.search(r"max-age=(\d+)", kept_by.get("Cache-Control", ""))
        if age and "public" in kept_by["Cache-Control"]:
            self.held[address] = (self.now[0] + int(age[1]), answer)
        else:
            self.held.pop(address, None)
        return answer


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[list[float]]:
    """Seconds on the clock by which pages are kept; they are, as in production."""
    settings.PUBLIC_PAGE_SECONDS = MINUTE
    seconds = [1_000_000.0]
    monkeypatch.setattr("kanazawa_exchange.public_pages.time.time", lambda: seconds[0])
    monkeypatch.setattr("kanazawa_exchange.lib.clock.now", lambda: NOW)
    public_pages.STORE.clear()
    yield seconds
    public_pages.STORE.clear()


@pytest.fixture
def cache(now: list[float]) -> Cache:
    client = Client()
    client.cookies[portal.LANGUAGE_COOKIE_NAME] = "ru"
    return Cache(client, now)


@pytest.fixture
def report(world: World, sato: User, aiko: User, now: list[float]) -> ActivityReport:
    report = written(world, sato, aiko)
    added(report, aiko, 3)
    work()
    return moved(moved(described(report, aiko), "submit", aiko), "publish", sato)


def addresses(cache: Cache, report: ActivityReport) -> Mapping[str, bytes]:
    """Where the report is read, with what tells it there."""
    slug = (report.slug or "").encode()
    found = {page_of(report, language): b"prose written" for language in LANGUAGES}
    found |= {f"/{language}{LIST}": slug for language in LANGUAGES}
    found |= {f"/{language}{LIST}feed.xml": slug for language in LANGUAGES}
    found |= {f"/ru{LIST}?city=kazan": slug, f"/ru{LIST}?q=байкал": slug, "/sitemap.xml": slug}
    page = cache.get(page_of(report)).text
    pictures = set(re.findall(r"/pictures/[^\s\",]+", page))
    assert len(pictures) == 3 * 2 * 3, "three photos in two sizes and three kinds"
    return found | dict.fromkeys(pictures, b"")


def shown(cache: Cache, found: Mapping[str, bytes]) -> set[str]:
    answers = {address: cache.get(address) for address in found}
    return {at for at, answer in answers.items() if answer.status_code == 200 and found[at] in answer.content}


@pytest.mark.parametrize("read_before", [0, 1, 29, 59])
def test_no_kept_answer_outlives_the_withdrawal_by_more_than_a_minute(
    read_before: int, cache: Cache, report: ActivityReport, aiko: User
) -> None:
    """Whenever the cache has read it, by itself or from what the portal had kept for others."""
    found = addresses(cache, report)
    assert shown(cache, found) == set(found)
    cache.now[0] += read_before
    assert shown(Cache(cache.client, cache.now), found) == set(found), "one that comes later is given what is kept"
    moved(report, "withdraw", aiko)
    shown(cache, found)
    cache.now[0] += MINUTE
    assert shown(cache, found) == set()
    assert shown(Cache(cache.client, cache.now), found) == set()


def test_what_a_late_cache_is_given_is_no_younger_for_it(cache: Cache, report: ActivityReport, aiko: User) -> None:
    """A page that the portal made before the withdrawal, and hands out after it, ends with the minute in which it was made."""
    late = Cache(cache.client, cache.now)
    found = {page_of(report): b"prose written", f"/ru{LIST}": (report.slug or "").encode()}
    assert shown(cache, found) == set(found)
    moved(report, "withdraw", aiko)
    cache.now[0] += MINUTE - 1
    assert shown(late, found) == set(found), "kept by the portal until the minute is over"
    cache.now[0] += 1
    assert shown(late, found) == set()


def test_a_mark_of_what_was_shown_brings_nothing_back(cache: Cache, report: ActivityReport, aiko: User) -> None:
    found = addresses(cache, report)
    marks = {address: cache.get(address).get("ETag", "") for address in found}
    assert sum(map(bool, marks.values())) > len(found) / 2
    moved(report, "withdraw", aiko)
    cache.now[0] += MINUTE
    for address, mark in marks.items():
        answer = cache.client.get(address, headers={"If-None-Match": mark})
        assert answer.status_code == 404 or found[address] not in answer.content, address
        assert answer.status_code != 304 or not mark, address


def test_nothing_that_shows_it_may_be_kept_longer_than_a_minute(cache: Cache, report: ActivityReport) -> None:
    for address in addresses(cache, report):
        kept = cache.client.get(address).get("Cache-Control", "")
        ages = [int(age) for age in re.findall(r"(?:max-age|s-maxage|stale-\w+-?\w*)=(\d+)", kept)]
        is_counted = not address.endswith("feed.xml") and "/pictures/" not in address
        most = MINUTE if is_counted else MINUTE - ON_ITS_WAY
        assert all(age <= most for age in ages), (address, kept)
        assert "immutable" not in kept, address
        assert ages or "no-store" in kept or address == "/sitemap.xml", (address, kept)


def test_control_what_is_kept_for_longer_is_seen(
    cache: Cache, report: ActivityReport, aiko: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kanazawa_exchange.accounts.views.pictures.PUBLIC", "public, max-age=61")
    found = addresses(cache, report)
    assert shown(cache, found) == set(found)
    moved(report, "withdraw", aiko)
    cache.now[0] += MINUTE
    assert {address.split("/")[1] for address in shown(cache, found)} == {"pictures"}
