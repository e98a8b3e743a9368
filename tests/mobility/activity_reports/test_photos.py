"""The photos of a report: at most six, in the order of their author, each with words, and public with the report alone (P09)."""

import itertools
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kanazawa_exchange.accounts.models import Job, Picture, Scan, StoredFile, User
from kanazawa_exchange.accounts.services import labour
from kanazawa_exchange.accounts.services.disk import path_of
from kanazawa_exchange.accounts.services.editing import Gone
from kanazawa_exchange.lib.states import MoveRefused
from kanazawa_exchange.lib.typed_boxes import Change, stamp_of
from kanazawa_exchange.lib.uploads import UploadRefused
from mobility.models import MOST_PHOTOS, ActivityReport, ReportPhoto
from mobility.queries.activity_reports.photos import photos_of, public_photos
from mobility.services.activity_reports import moving, photos
from mobility.services.activity_reports.photos import DOWN, UP, TooManyPhotos
from mobility.services.activity_reports.writing import NotWritable
from tests import permits
from tests.factories import World
from tests.uploads import corpus
from tests.uploads.corpus import picture, scene, upload

from .writing import NOW, agrees_to_photos, begun, moved, withdraws, written

sizes = itertools.count(500)


@pytest.fixture(autouse=True)
def done_at_once(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the commit; nobody hears the bells."""
    monkeypatch.setattr("kanazawa_exchange.lib.doorbell._send", lambda task, words, after: None)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def added(report: ActivityReport, by: User, count: int = 1) -> list[ReportPhoto]:
    """Different photos, in the order in which they come."""
    return [
        photos.add(report, upload(picture("JPEG", scene(next(sizes), 300)), "snow.jpg"), by=by, now=NOW)
        for _turn in range(count)
    ]


def described(report: ActivityReport, by: User, *, is_agreed: bool = True) -> ActivityReport:
    """All photos of it, and nobody in any; their author agrees to the publication of each."""
    rows = list(ReportPhoto.objects.filter(report=report))
    if is_agreed:
        agrees_to_photos(by, *rows)
    changes = [Change(f"alt-{row.uid}", f"Ice, {row.order}") for row in rows] + [
        Change(f"people-{row.uid}", "nobody") for row in rows
    ]
    saved = photos.describe(report, changes, by=by, now=NOW)
    assert (saved.errors, saved.newer) == ({}, {})
    return moving.rows().get(pk=report.pk)


def work() -> None:
    for job in Job.objects.open():
        labour.work(job.pk, holder="one", call_help=lambda holders: None, seconds=60)


def order(report: ActivityReport) -> list[tuple[int, bool]]:
    return [(row.pk, row.is_cover) for row in ReportPhoto.objects.filter(report=report).order_by("order", "pk")]


def public_at(photo: ReportPhoto) -> str:
    shown = Picture.objects.get(files=photo.file)
    return reverse("picture", args=[shown.sha256[:16], shown.key, "480.jpg"])


# --- Added and taken out ---------------------------------------------------------------------------------------------


def test_the_first_photo_stands_for_the_report_and_a_worker_is_called_for_each(
    world: World, sato: User, aiko: User
) -> None:
    report = begun(world, sato, aiko)

    one, two = added(report, aiko, 2)

    assert order(report) == [(one.pk, True), (two.pk, False)]
    assert one.file.owner == aiko.person
    assert one.file.file_set == f"activity report {report.pk}"
    assert Job.objects.count() == 2
    report.refresh_from_db()
    assert (report.revision, report.history.count()) == (2, 1)


def test_the_same_photo_sent_twice_is_there_once(world: World, sato: User, aiko: User) -> None:
    report, content = begun(world, sato, aiko), picture("JPEG", scene(400, 300))
    first = photos.add(report, upload(content), by=aiko, now=NOW)
    assert photos.add(report, upload(content), by=aiko, now=NOW) == first
    assert (ReportPhoto.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert len(list(path_of("documents").iterdir())) == 1


def test_a_seventh_photo_is_refused_and_none_is_stored(world: World, sato: User, aiko: User) -> None:
    report = begun(world, sato, aiko)
    added(report, aiko, MOST_PHOTOS)
    with pytest.raises(TooManyPhotos, match="at most 6 photos") as refused:
        added(report, aiko)
    assert list(refused.value.errors) == ["photos"]
    assert (ReportPhoto.objects.count(), StoredFile.objects.count(), MOST_PHOTOS) == (6, 6, 6)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (corpus.pdf(), "Only these kinds"),
        (corpus.SVG, "Only these kinds"),
        (corpus.flood(), "megapixels"),
        (picture("JPEG") + corpus.ZIP, "two kinds"),
        (corpus.moving("AVIF"), "moves"),
        (b"", "empty"),
    ],
)
def test_what_is_no_still_picture_is_refused_at_its_box(
    content: bytes, words: str, world: World, sato: User, aiko: User
) -> None:
    report = begun(world, sato, aiko)
    with pytest.raises(UploadRefused, match=words) as refused:
        photos.add(report, upload(content), by=aiko, now=NOW)
    assert list(refused.value.errors) == ["photos"]
    assert not ReportPhoto.objects.exists()


def test_a_photo_of_more_than_12_mb_is_refused_and_one_of_11_is_judged(world: World, sato: User, aiko: User) -> None:
    report, content = begun(world, sato, aiko), picture("JPEG", scene(400, 300))
    with pytest.raises(UploadRefused, match="larger than 12 MB"):
        photos.add(report, upload(content + bytes(12 * 1024 * 1024)), by=aiko, now=NOW)
    assert photos.add(report, upload(content + bytes(11 * 1024 * 1024)), by=aiko, now=NOW).pk


def test_what_the_telephone_noted_is_not_kept(world: World, sato: User, aiko: User) -> None:
    report = begun(world, sato, aiko)
    photo = photos.add(report, upload(corpus.with_everything("JPEG")), by=aiko, now=NOW)
    assert b"Secret" not in path_of(photo.file.file.name or "").read_bytes()


def test_a_photo_goes_with_its_file_and_the_next_one_stands_for_the_report(
    world: World, sato: User, aiko: User
) -> None:
    report = begun(world, sato, aiko)
    one, two, three = added(report, aiko, 3)
    photos.remove(report, one.uid, by=aiko, now=NOW)
    assert order(report) == [(two.pk, True), (three.pk, False)]
    assert [row.order for row in ReportPhoto.objects.order_by("pk")] == [1, 2]
    assert StoredFile.objects.count() == Picture.objects.count() == 2
    with pytest.raises(Gone):
        photos.remove(report, one.uid, by=aiko, now=NOW)
    for row in (two, three):
        photos.remove(report, row.uid, by=aiko, now=NOW)
    assert (StoredFile.objects.count(), order(report)) == (0, [])


# --- In order and described ------------------------------------------------------------------------------------------


def test_photos_change_places_without_being_dragged(world: World, sato: User, aiko: User) -> None:
    report = begun(world, sato, aiko)
    one, two, three = added(report, aiko, 3)
    photos.move(report, three.uid, UP, by=aiko, now=NOW)
    assert [pk for pk, _cover in order(report)] == [one.pk, three.pk, two.pk]
    photos.move(report, one.uid, DOWN, by=aiko, now=NOW)
    assert [pk for pk, _cover in order(report)] == [three.pk, one.pk, two.pk]
    for uid, step in ((three.uid, UP), (two.uid, DOWN)):  # the first stays the first, the last the last
        photos.move(report, uid, step, by=aiko, now=NOW)
    assert order(report) == [(three.pk, False), (one.pk, True), (two.pk, False)]


def test_another_photo_is_chosen_to_stand_for_the_report(world: World, sato: User, aiko: User) -> None:
    report = begun(world, sato, aiko)
    one, two = added(report, aiko, 2)
    for _turn in range(2):
        photos.choose_cover(report, two.uid, by=aiko, now=NOW)
        assert order(report) == [(one.pk, False), (two.pk, True)]
    photos.choose_cover(report, one.uid, by=aiko, now=NOW)
    assert order(report) == [(one.pk, True), (two.pk, False)]


def test_no_report_has_two_covers(world: World, sato: User, aiko: User) -> None:
    report = begun(world, sato, aiko)
    _one, two = added(report, aiko, 2)
    two.is_cover = True
    with pytest.raises(IntegrityError), transaction.atomic():
        two.save()


def test_what_two_devices_say_of_a_photo_overwrites_nothing(world: World, sato: User, aiko: User) -> None:
    report = begun(world, sato, aiko)
    (photo,) = added(report, aiko)
    key, people = f"alt-{photo.uid}", f"people-{photo.uid}"
    photos.describe(report, [Change(key, "Ice  on\nthe lake")], by=aiko, now=NOW)
    saved = photos.describe(report, [Change(key, "Snow"), Change(people, "agreed")], by=aiko, now=NOW)
    photo.refresh_from_db()
    assert (photo.alt, photo.people) == ("Ice on the lake", "agreed")
    assert saved.newer == {key: "Ice on the lake"}
    saved = photos.describe(report, [Change(key, "Snow", stamp_of("Ice on the lake"))], by=aiko, now=NOW)
    photo.refresh_from_db()
    assert (photo.alt, saved.newer) == ("Snow", {})


def test_words_that_are_too_long_and_answers_that_are_none_are_told_at_their_box(
    world: World, sato: User, aiko: User
) -> None:
    report = begun(world, sato, aiko)
    (photo,) = added(report, aiko)
    changes = [
        Change(f"alt-{photo.uid}", "x" * 301),
        Change(f"people-{photo.uid}", "perhaps"),
        Change(f"alt-{uuid4()}", "of a photo that is gone"),
    ]
    saved = photos.describe(report, changes, by=aiko, now=NOW)
    assert set(saved.errors) == {f"alt-{photo.uid}", f"people-{photo.uid}"}
    photo.refresh_from_db()
    assert (photo.alt, photo.people) == ("", "")


# --- Who may ---------------------------------------------------------------------------------------------------------


def test_photos_are_a_matter_of_the_authors_alone(world: World, sato: User, aiko: User, ivan: User, mori: User) -> None:
    report = begun(world, sato, aiko)
    (photo,) = added(report, aiko)
    calls: dict[permits.Act, tuple[Any, ...]] = {
        photos.add: (report, upload(picture("PNG"))),
        photos.remove: (report, photo.uid),
        photos.move: (report, photo.uid, UP),
        photos.choose_cover: (report, photo.uid),
        photos.describe: (report, []),
    }
    assert set(calls) == set(permits.writers([photos]))
    permits.refuse(calls, [sato, ivan, mori], now=NOW)


def test_after_it_was_sent_in_its_photos_stay_as_they_are(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko)
    (photo,) = added(report, aiko)
    report = moved(described(report, aiko), "submit", aiko)
    for act in (
        lambda: added(report, aiko),
        lambda: photos.remove(report, photo.uid, by=aiko, now=NOW),
        lambda: photos.move(report, photo.uid, UP, by=aiko, now=NOW),
        lambda: photos.choose_cover(report, photo.uid, by=aiko, now=NOW),
        lambda: photos.describe(report, [], by=aiko, now=NOW),
    ):
        with pytest.raises(NotWritable):
            act()
    assert StoredFile.objects.count() == 1


# --- Sent in and shown -----------------------------------------------------------------------------------------------


def test_a_report_is_sent_in_when_every_photo_has_words_and_an_answer(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko)
    added(report, aiko, 2)
    with pytest.raises(MoveRefused, match=r"what it shows\. Say of each photo who is in it\."):
        moved(moving.rows().get(pk=report.pk), "submit", aiko)
    assert moved(described(report, aiko), "submit", aiko).status == "submitted"


def test_a_photo_is_public_with_its_report_alone(
    world: World, sato: User, aiko: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kanazawa_exchange.lib.clock.now", lambda: NOW)
    report = written(world, sato, aiko)
    (photo,) = added(report, aiko)
    work()
    at, seen = public_at(photo), []
    report = described(report, aiko)
    for name, by in (("submit", aiko), ("publish", sato), ("return", sato), ("submit", aiko), ("publish", sato)):
        seen.append(client.get(at).status_code)
        report = moved(report, name, by)
    assert seen == [404, 404, 200, 404, 404]
    assert client.get(at).status_code == 200
    withdraws(aiko)
    assert client.get(at).status_code == 404


@pytest.mark.parametrize("name", ["withdraw", "take_down"])
def test_withdrawn_it_is_gone_from_page_and_file(
    name: str, world: World, sato: User, aiko: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kanazawa_exchange.lib.clock.now", lambda: NOW)
    report = written(world, sato, aiko)
    (photo,) = added(report, aiko)
    work()
    report = moved(moved(described(report, aiko), "submit", aiko), "publish", sato)
    assert client.get(public_at(photo)).status_code == 200
    moved(report, name, aiko if name == "withdraw" else sato)
    assert client.get(public_at(photo)).status_code == 404


def test_everybody_sees_only_what_is_answered_made_and_checked(world: World, sato: User, aiko: User) -> None:
    report = begun(world, sato, aiko)
    whole, unanswered, unmade, unchecked = added(report, aiko, 4)
    described(report, aiko)
    work()
    unanswered.refresh_from_db()
    unanswered.people = ""
    unanswered.save()
    Picture.objects.filter(files=unmade.file).update(made_at=None, renditions=[])
    StoredFile.objects.filter(pk=unchecked.file_id).update(scan=Scan.PENDING)
    assert [photo.uid for photo in public_photos([report.pk], NOW)[report.pk]] == [str(whole.uid)]
    assert [photo.uid for photo in photos_of(report)] == [
        str(row.uid) for row in (whole, unanswered, unmade, unchecked)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_photos_of_many_reports_cost_one_query(
    count: int, world: World, sato: User, aiko: User, django_assert_num_queries: Any
) -> None:
    reports = [begun(world, sato, aiko) for _turn in range(count)]
    for report in reports:
        added(report, aiko, 2)
        described(report, aiko)
    work()
    with django_assert_num_queries(1):
        found = public_photos([report.pk for report in reports], NOW)
    assert [len(found[report.pk]) for report in reports] == [2] * count
    assert found[reports[0].pk][0].is_cover


def test_its_words_are_in_the_language_of_the_report(world: World, sato: User, aiko: User) -> None:
    report = begun(world, sato, aiko)
    added(report, aiko)
    words = photos_of(report)[0].picture.alt
    assert (words.text, words.language, words.is_fallback) == ("Photo 1", "en", False)
    described(report, aiko)
    words = photos_of(report)[0].picture.alt
    assert (words.text, words.language, words.is_fallback) == ("Ice, 1", "ru", True)


# --- Before it is public ---------------------------------------------------------------------------------------------


def test_its_file_is_for_its_authors_and_for_whoever_moderates_what_was_sent(
    world: World, sato: User, aiko: User, ivan: User, sign_in: Any, client: Client
) -> None:
    report = written(world, sato, aiko)
    (photo,) = added(report, aiko)
    work()
    at = f"/en/activity-reports/photos/{photo.uid}/480.webp"
    own = sign_in(aiko).get(at)
    assert (own.status_code, own["Content-Type"], own["Cache-Control"]) == (200, "image/webp", "no-store, private")
    assert own["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert sign_in(sato).get(at).status_code == 404
    assert sign_in(ivan).get(at).status_code == 404
    assert client.get(at).status_code == 302
    moved(described(report, aiko), "submit", aiko)
    assert sign_in(sato).get(at).status_code == 200
    assert sign_in(ivan).get(at).status_code == 404
    moved(moving.rows().get(pk=report.pk), "withdraw", aiko)
    assert (sign_in(aiko).get(at).status_code, sign_in(sato).get(at).status_code) == (200, 404)
    StoredFile.objects.update(scan=Scan.PENDING)
    assert sign_in(aiko).get(at).status_code == 404
