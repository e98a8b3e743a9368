"""Each photo is agreed to by itself, by every author: without that nobody else sees it, and one that is taken back is gone at once."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import ConsentRecord, Purpose, User
from kanazawa_exchange.accounts.services.editing import Gone
from kanazawa_exchange.lib import clock
from mobility.models import ActivityReport, ReportPhoto
from mobility.queries.activity_reports.photo_consents import asked_photos
from mobility.queries.activity_reports.photos import public_photos
from mobility.services.activity_reports import authors, moving, photos, sending, writing
from tests import consents
from tests.factories import World

from .test_own_pages import address, boxes
from .test_photos import added, described, done_at_once, english, public_at, work  # noqa: F401  fixtures of the same photos
from .writing import NOW, WHY, agrees, agrees_to_photos, moved, written

PHOTO = Purpose.PUBLICATION_OF_PHOTO


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", lambda: clock.tokyo_date(NOW))


@pytest.fixture
def report(world: World, sato: User, aiko: User) -> ActivityReport:
    """Whole, with two photos that are described; nobody has agreed to either."""
    consents.text(PHOTO, "MARK photo")
    report = written(world, sato, aiko)
    added(report, aiko, 2)
    work()
    return described(report, aiko, is_agreed=False)


def rows(report: ActivityReport) -> list[ReportPhoto]:
    return list(ReportPhoto.objects.filter(report=report).order_by("order"))


def public(report: ActivityReport) -> list[str]:
    return [photo.uid for photo in public_photos([report.pk], NOW).get(report.pk, ())]


def published(report: ActivityReport, by: User, office: User) -> ActivityReport:
    return moved(moved(report, "submit", by), "publish", office)


def test_the_page_asks_photo_by_photo_and_keeps_what_was_ticked(
    report: ActivityReport, aiko: User, sato: User, client: Client
) -> None:
    one, two = rows(report)
    client.force_login(aiko)
    page = client.get(address(report, "check"))
    assert page.text.count('name="photo"') == 2
    assert "MARK photo (en)" in page.text
    assert "In words: " in page.text
    assert "checked" not in page.text, "nobody has ticked anything beforehand"
    client.post(address(report, "check"), boxes(page) | {"photo": [str(two.uid), str(uuid4()), "x"], "go": "agree"})
    assert [row.scope for row in ConsentRecord.objects.filter(purpose=PHOTO, person=aiko.person)] == [two.scope]
    page = client.get(address(report, "check"))
    assert f'value="{one.uid}"' in page.text
    assert f'value="{two.uid}"' not in page.text, "what was agreed to is not asked again"
    client.post(address(report, "check"), boxes(page))
    report = moved(moving.rows().get(pk=report.pk), "publish", sato)
    assert public(report) == [str(two.uid)]
    assert [client.get(public_at(photo)).status_code for photo in (one, two)] == [404, 200]


def test_a_text_of_the_consent_that_was_replaced_is_read_first(
    report: ActivityReport, aiko: User, client: Client
) -> None:
    client.force_login(aiko)
    page = client.get(address(report, "check"))
    consents.text(PHOTO, "Another text", after=1)
    answer = client.post(address(report, "check"), boxes(page) | {"photo": str(rows(report)[0].uid)})
    assert "Read the new one first." in answer.text
    assert answer.text.count("checked") == 1, "what was ticked stays so"
    assert not ConsentRecord.objects.filter(purpose=PHOTO).exists()


def test_a_report_appears_without_the_photos_that_nobody_agreed_to(
    report: ActivityReport, aiko: User, sato: User, client: Client
) -> None:
    report = published(report, aiko, sato)
    assert "<picture>" not in client.get(f"/en/activity-reports/{report.slug}/").text
    assert public(report) == []


def test_every_author_is_asked_about_every_photo(report: ActivityReport, aiko: User, ivan: User, sato: User) -> None:
    one, two = rows(report)
    report.authors.create(person=ivan.person, order=2)
    report.authors.create(person=None, pen_name="Автор", order=3)
    agrees(ivan)
    agrees_to_photos(aiko, one, two)
    agrees_to_photos(ivan, two)
    sending.agree(moving.rows().get(pk=report.pk), {}, by=ivan, now=NOW)
    report = published(moving.rows().get(pk=report.pk), aiko, sato)
    assert public(report) == [str(two.uid)]
    told = asked_photos(report, consents.person_of(aiko), NOW)
    assert [(photo.given is not None, photo.has_all) for photo in told] == [(True, False), (True, True)]
    told = asked_photos(report, consents.person_of(ivan), NOW)
    assert [(photo.given is not None, photo.has_all) for photo in told] == [(False, False), (True, True)]


def test_one_photo_is_taken_back_after_publication_and_is_gone_at_once(
    report: ActivityReport, aiko: User, ivan: User, sato: User, client: Client, sign_in: Any
) -> None:
    one, two = rows(report)
    agrees_to_photos(aiko, one, two)
    report = published(report, aiko, sato)
    page = f"/en/activity-reports/{report.slug}/"
    assert client.get(page).text.count("<picture>") == 2
    own = sign_in(aiko).get(address(report)).text
    assert own.count("Take this photo back") == 2
    back = address(report, "photos", "back")
    assert sign_in(ivan).post(back, {"back": str(one.uid)}).status_code == 404
    answer = sign_in(aiko).post(back, {"back": str(one.uid)}, follow=True)
    assert "The photo is taken back." in answer.text
    assert answer.text.count("Take this photo back") == 1
    assert client.get(page).text.count("<picture>") == 1
    assert [client.get(public_at(photo)).status_code for photo in (one, two)] == [404, 200]
    assert public(report) == [str(two.uid)], "the next one stands for the report"
    report.refresh_from_db()
    assert report.status == "published"


def test_it_comes_back_only_after_it_was_agreed_to_once_more(report: ActivityReport, aiko: User, sato: User) -> None:
    one, _two = rows(report)
    agrees_to_photos(aiko, one)
    report = published(report, aiko, sato)
    sending.take_photo_back(report, one.uid, by=aiko, now=NOW)
    report = moved(report, "return", sato, reason=WHY["return"])
    assert public(published(report, aiko, sato)) == []
    with pytest.raises(Gone):
        sending.take_photo_back(report, uuid4(), by=aiko, now=NOW)


def left(report: ActivityReport, author: User) -> ActivityReport:
    """The report without an author who leaves it."""
    current = moving.rows().get(pk=report.pk)
    authors.remove(current, writing.author_in(current, author), by=author, now=NOW)
    return moving.rows().get(pk=report.pk)


def test_what_an_author_took_back_does_not_come_back_when_that_author_leaves(
    report: ActivityReport, aiko: User, ivan: User, sato: User, client: Client
) -> None:
    one, two = rows(report)
    report.authors.create(person=ivan.person, order=2)
    for author in (aiko, ivan):
        agrees(author)
        agrees_to_photos(author, one, two)
    sending.agree(moving.rows().get(pk=report.pk), {}, by=ivan, now=NOW)
    report = published(moving.rows().get(pk=report.pk), aiko, sato)
    assert public(report) == [str(one.uid), str(two.uid)]
    sending.take_photo_back(report, one.uid, by=ivan, now=NOW + timedelta(hours=1))
    report = left(moved(report, "return", sato), ivan)
    report = published(report, aiko, sato)
    assert public(report) == [str(two.uid)]
    assert [client.get(public_at(photo)).status_code for photo in (one, two)] == [404, 200]
    assert [photo.has_all for photo in asked_photos(report, consents.person_of(aiko), NOW)] == [False, True]
    agrees_to_photos(ivan, one, now=NOW + timedelta(hours=2))
    assert public(report) == [str(one.uid), str(two.uid)], "whoever took it back has agreed once more"


def test_a_photo_waits_for_whoever_added_it_author_still_or_not(
    report: ActivityReport, aiko: User, ivan: User, sato: User
) -> None:
    report.authors.create(person=ivan.person, order=2)
    [his] = added(moving.rows().get(pk=report.pk), ivan)
    work()
    report = left(described(report, ivan, is_agreed=False), ivan)
    agrees_to_photos(aiko, *rows(report))
    report = published(report, aiko, sato)
    assert public(report) == [str(photo.uid) for photo in rows(report) if photo != his]
    agrees_to_photos(ivan, his)
    assert public(report) == [str(photo.uid) for photo in rows(report)]


@pytest.mark.parametrize("count", [1, 3])
def test_asking_costs_the_same_for_one_photo_and_three(
    count: int, report: ActivityReport, aiko: User, django_assert_num_queries: Any
) -> None:
    for row in rows(report)[count:]:
        photos.remove(report, row.uid, by=aiko, now=NOW)
    added(report, aiko, count - len(rows(report)))
    person = consents.person_of(aiko)
    with django_assert_num_queries(3):
        assert len(asked_photos(report, person, NOW)) == count


def test_the_word_of_a_photo_that_is_asked_about_is_there_for_whoever_hears_the_page(
    report: ActivityReport, aiko: User, client: Client
) -> None:
    client.force_login(aiko)
    text = client.get(address(report, "check")).text
    labels = re.findall(r'<label for="photo-[^"]+">(.*?)</label>', text, re.DOTALL)
    assert len({re.sub(r"\s+", " ", label) for label in labels}) == 2
