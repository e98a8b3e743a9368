"""From the first word of an Activity Report on a telephone to its withdrawal, with the author, a moderator and readers in a browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from kanazawa_exchange import public_pages
from mobility.models import ReportPhoto

from .report_way import ALTS, DESK, RIGHT, TELEPHONE, TEXT, TITLE, WRONG, ReportWay

LANGUAGES = ("ja", "en", "ru")


@pytest.fixture
def minute(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[list[float]]:
    """Pages are kept as in production; the seconds that have passed on the clock by which they are."""
    settings.PUBLIC_PAGE_SECONDS = 60
    passed, present = [0.0], public_pages.time.time
    monkeypatch.setattr("kanazawa_exchange.public_pages.time.time", lambda: present() + passed[0])
    public_pages.STORE.clear()
    yield passed
    public_pages.STORE.clear()


@pytest.fixture
def way(transactional_db: Any, live_server: Any, page: Any, sign_in_page: Any) -> ReportWay:
    return ReportWay(page, live_server.url, sign_in_page)


def found_in(way: ReportWay, language: str, slug: str) -> dict[str, bool]:
    """Where a visitor who reads this language comes upon the report."""
    link = f"/activity-reports/{slug}/"
    places = {
        "list": f"/{language}/activity-reports/",
        "search": f"/{language}/activity-reports/?q=ЕЛКИ",
        "city": f"/{language}/activity-reports/?city=kazan",
        "atom": f"/{language}/activity-reports/feed.xml",
        "sitemap": "/sitemap.xml",
    }
    return {name: link in way.answers(f"{way.base}{address}").text() for name, address in places.items()}


def test_from_the_first_word_to_the_withdrawal(way: ReportWay, minute: list[float]) -> None:
    way.sits_down(way.aiko, TELEPHONE)
    way.begins()
    way.adds_photos()
    way.describes_photos()
    way.sends_in()
    report = way.report
    photos = list(ReportPhoto.objects.order_by("order"))
    assert report.own_text is not None
    assert (report.status, report.language, report.own_text.title) == ("submitted", "ru", TITLE)
    assert report.own_text.text == TEXT.replace("шли пешком", "**шли пешком**")
    assert [(one.alt, one.is_cover) for one in photos] == list(zip(ALTS, (False, False, True), strict=True))

    way.sits_down(way.mori, DESK)
    way.returns()
    assert way.report.status == "returned"
    way.sits_down(way.aiko, TELEPHONE)
    way.corrects()
    way.sends_in()
    way.sits_down(way.mori, DESK)
    way.publishes()
    slug = str(way.report.slug)
    assert (way.report.status, way.report.remarks) == ("published", [])

    way.sits_down(None, TELEPHONE)
    marks = {}
    for language in LANGUAGES:
        assert [name for name, is_there in found_in(way, language, slug).items() if not is_there] == [], language
        address = f"{way.base}/{language}/activity-reports/{slug}/"
        marks[address] = way.answers(address).headers["etag"]
        way.opens(f"/{language}/activity-reports/?q=ёлки")
        way.page.locator("main").get_by_role("link", name=TITLE).click()
        way.arrives(f"/{language}/activity-reports/{slug}/$")
        read = way.page.locator("main").inner_text()
        assert RIGHT in read
        assert WRONG not in read
        assert way.fits()
    pictures = way.pictures()
    assert len(pictures) == 3 * 3 * 3, "three photos in three sizes and three kinds"
    for address in pictures:
        answer = way.answers(address)
        assert (answer.status, answer.headers["cache-control"]) == (200, "public, max-age=50, must-revalidate")
        marks[address] = answer.headers["etag"]

    way.sits_down(way.aiko, TELEPHONE)
    way.withdraws()
    assert way.report.status == "withdrawn"
    way.sits_down(None, TELEPHONE)
    minute[0] = 60
    way.session.send("Network.clearBrowserCache")  # its minute is one of the real clock, and not over yet
    for address, mark in marks.items():
        assert (way.answers(address).status, way.answers(address, mark).status) == (404, 404), address
    for language in LANGUAGES:
        assert [name for name, is_there in found_in(way, language, slug).items() if is_there] == [], language
        assert way.opens(f"/{language}/activity-reports/{slug}/").status == 404
