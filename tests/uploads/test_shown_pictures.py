"""A stored picture is made ready by a worker, once for equal bytes, shown to nobody by itself, and gone with its last file (S34)."""

import io
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from kanazawa_exchange.accounts.models import Job, JobEnding, JobPart, PartState, Person, Picture, Scan, StoredFile
from kanazawa_exchange.accounts.queries import pictures as shown_pictures
from kanazawa_exchange.accounts.queries.pictures import shown
from kanazawa_exchange.accounts.services import disk, files, labour, personal_files, pictures
from kanazawa_exchange.accounts.views.pictures import rendition
from kanazawa_exchange.lib import clock, uploads
from kanazawa_exchange.lib.localized import Localized
from tests import factories

from .conftest import NOW
from .corpus import picture, scene, upload

pytestmark = pytest.mark.django_db
PHOTO = picture("JPEG", scene(700, 500), quality=90)
NAMES = ["480.avif", "480.webp", "480.jpg", "700.avif", "700.webp", "700.jpg"]
ALT = Localized("A square on snow", "en")


@pytest.fixture(autouse=True)
def done_at_once(committed: None) -> None:
    """What waits for the commit."""


@pytest.fixture(autouse=True)
def bells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody hears them: a test works on a job itself."""
    monkeypatch.setattr("kanazawa_exchange.lib.doorbell._send", lambda task, words, after: None)


@pytest.fixture
def author() -> Person:
    return factories.PersonFactory()


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The files that something public shows; a test may change them."""
    keys: set[int] = set()
    monkeypatch.setattr(shown_pictures, "_showings", [])
    shown_pictures.show_by(lambda rows, now: rows.filter(pk__in=keys).exists())
    return keys


def sent(author: Person, content: bytes = PHOTO) -> StoredFile:
    def attach(stored: StoredFile) -> StoredFile:
        pictures.show(stored, by=None, now=NOW)
        return stored

    return personal_files.store(
        upload(content, "snow.jpg"), owner=author, by=None, now=NOW, attach=attach, policy=uploads.PHOTOS
    )


def work(holder: str = "one") -> None:
    for job in Job.objects.open():
        labour.work(job.pk, holder=holder, call_help=lambda holders: None, seconds=60)


def made(author: Person, content: bytes = PHOTO) -> StoredFile:
    stored = sent(author, content)
    work()
    stored.refresh_from_db()
    return stored


def on_disk(stored: StoredFile) -> dict[str, bytes]:
    folder = pictures.folder_of(stored.sha256)
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def left() -> list[str]:
    return sorted(path.name for path in disk.path_of(pictures.FOLDER).rglob("*") if path.is_file())


def address(stored: StoredFile, name: str = "480.jpg") -> str:
    return reverse("picture", args=[stored.sha256[:16], stored.picture.key, name])


# --- Made ------------------------------------------------------------------------------------------------------------


def test_a_worker_makes_the_sizes_and_tells_how_far_it_is(author: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(labour.Taken, "tell", lambda taken, more: told.append(more))
    stored = sent(author)
    assert (stored.picture.renditions, stored.picture.made_at, on_disk(stored)) == ([], None, {})
    part = JobPart.objects.get()
    assert (part.size, part.state) == (6, PartState.WAITING)
    work()
    stored.picture.refresh_from_db()
    assert (stored.picture.renditions, sorted(on_disk(stored))) == (NAMES, sorted(NAMES))
    assert stored.picture.made_at is not None
    assert (Job.objects.get().ending, sum(told)) == (JobEnding.DONE, 6)
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in pictures.folder_of(stored.sha256).iterdir())


def test_the_same_bytes_of_two_people_are_made_once(author: Person) -> None:
    first, second = made(author), sent(factories.PersonFactory())
    assert first.picture == second.picture
    assert (Picture.objects.count(), Job.objects.count()) == (1, 1)
    third = sent(author, picture("JPEG", scene(701, 500)))
    assert third.picture != first.picture
    assert Job.objects.count() == 2


def test_while_they_are_being_made_nobody_begins_anew(author: Person) -> None:
    sent(author)
    sent(author)
    assert Job.objects.count() == 1


def test_a_worker_that_was_killed_midway_leaves_the_rest_to_the_next(
    author: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, written = sent(author), []

    def write(stream: io.BytesIO, target: Path) -> Any:
        if len(written) == 2:
            raise SystemExit
        written.append(target.name)
        return disk.write(stream, target)

    monkeypatch.setattr(pictures, "write", write)
    with pytest.raises(SystemExit):
        work()
    half = on_disk(stored)
    assert sorted(half) == ["480.avif", "480.webp"]
    assert Picture.objects.get().renditions == []
    written.clear()
    monkeypatch.setattr(
        pictures, "write", lambda stream, target: (written.append(target.name), disk.write(stream, target))
    )
    work("two")  # the lease has not run out
    assert written == []
    late = clock.now() + labour.LEASE + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    work("three")
    assert written == NAMES[2:]
    assert (Picture.objects.get().renditions, sorted(on_disk(stored))) == (NAMES, sorted(NAMES))
    assert {name: on_disk(stored)[name] for name in half} == half


def test_a_job_that_is_asked_to_stop_stops_between_two_files(author: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = sent(author)
    monkeypatch.setattr(labour.Taken, "is_cancelled", lambda taken: bool(on_disk(stored)))
    labour.do(labour.claim(Job.objects.get().pk, holder="one", now=clock.now()))  # type: ignore[arg-type]
    assert sorted(on_disk(stored)) == ["480.avif"]
    assert Picture.objects.get().renditions == []


# --- Gone ------------------------------------------------------------------------------------------------------------


def test_the_last_file_takes_the_sizes_along(author: Person) -> None:
    first, second = made(author), made(factories.PersonFactory())
    files.remove(first)
    assert sorted(on_disk(second)) == sorted(NAMES)
    files.remove(second)
    assert (Picture.objects.count(), left()) == (0, [])


def test_a_removal_that_is_taken_back_takes_nothing_away(author: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    stored, waiting = made(author), []
    monkeypatch.setattr(transaction, "on_commit", lambda act, using=None, robust=False: waiting.append(act))
    before = transaction.savepoint()
    files.remove(stored)
    transaction.savepoint_rollback(before)
    assert (Picture.objects.count(), sorted(on_disk(stored))) == (1, sorted(NAMES))
    assert len(waiting) == 2  # control: the file and its sizes were to go after the commit


def test_what_is_removed_while_a_worker_makes_it_leaves_nothing(
    author: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = sent(author)
    path = disk.path_of(stored.file.name or "")
    kept, original = path.read_bytes(), pictures.renditions.made

    def removing(stream: Any, asked: Any) -> Any:
        files.remove(stored)
        return original(io.BytesIO(kept), asked)

    monkeypatch.setattr(pictures.renditions, "made", removing)
    work()
    assert (Picture.objects.count(), left()) == (0, [])


def test_the_nightly_sweep_makes_again_what_a_disk_has_lost(author: Person) -> None:
    whole, broken = made(author), made(author, picture("JPEG", scene(710, 500)))
    assert pictures.sweep(now=clock.now()) == (0, 0)
    (pictures.folder_of(broken.sha256) / "480.webp").unlink()
    assert pictures.sweep(now=clock.now()) == (0, 1)
    assert pictures.sweep(now=clock.now()) == (0, 0)  # it is under way
    work()
    broken.picture.refresh_from_db()
    assert "480.webp" in broken.picture.renditions
    assert "480.webp" in on_disk(broken)
    assert sorted(on_disk(whole)) == sorted(NAMES)


def test_the_nightly_sweep_takes_away_what_no_file_has(author: Person) -> None:
    stored = made(author)
    path = pictures.folder_of(stored.sha256)
    stray = (path / ".480.webp.x.part", path.parent / ("f" * 64) / "480.webp")
    for one in stray:
        one.parent.mkdir(exist_ok=True)
        one.write_bytes(b"x")
    later = clock.now() + timedelta(days=3)
    assert pictures.sweep(now=clock.now()) == (0, 0)
    assert len(left()) == len(NAMES) + 2  # younger than a day
    for one in stray:
        os.utime(one, (0, 0))
    pictures.sweep(now=later)
    assert left() == sorted(NAMES)
    StoredFile.objects.all().delete()
    assert pictures.sweep(now=later) == (1, 0)
    assert left() == []


# --- Shown to everybody ----------------------------------------------------------------------------------------------


def test_nobody_is_shown_a_picture_of_which_no_app_says_that_it_is_public(
    author: Person, client: Client, public: set[int]
) -> None:
    stored = made(author)
    assert client.get(address(stored)).status_code == 404
    public.add(stored.pk)
    answer = client.get(address(stored))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer.content == on_disk(stored)["480.jpg"]
    public.clear()
    assert client.get(address(stored)).status_code == 404


def test_without_any_app_nothing_is_public(author: Person, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown_pictures, "_showings", [])
    assert client.get(address(made(author))).status_code == 404


def test_a_withdrawal_is_obeyed_within_a_minute_also_by_whoever_asks_again(
    author: Person, client: Client, public: set[int]
) -> None:
    stored = made(author)
    public.add(stored.pk)
    answer = client.get(address(stored))
    kept = answer["Cache-Control"]
    assert kept == "public, max-age=50, must-revalidate"
    again = client.get(address(stored), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content, again["Cache-Control"], again["ETag"]) == (304, b"", kept, answer["ETag"])
    public.clear()
    assert client.get(address(stored), headers={"If-None-Match": answer["ETag"]}).status_code == 404


def test_a_file_that_a_disk_has_lost_is_a_404_and_no_fault(author: Person, client: Client, public: set[int]) -> None:
    stored = made(author)
    public.add(stored.pk)
    (pictures.folder_of(stored.sha256) / "480.jpg").unlink()
    assert client.get(address(stored)).status_code == 404


def test_it_leaves_as_a_picture_that_no_browser_runs(author: Person, client: Client, public: set[int]) -> None:
    stored = made(author)
    public.add(stored.pk)
    for name, kind in (("480.avif", "image/avif"), ("700.webp", "image/webp"), ("480.jpg", "image/jpeg")):
        answer = client.get(address(stored, name))
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (kind, "nosniff")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.head(address(stored)).status_code == 200
    assert client.post(address(stored)).status_code in {404, 405}


@pytest.mark.parametrize("name", ["960.jpg", "480.png", "..", "480.jpg.exe", "%2e%2e%2f480.jpg", ".480.jpg"])
def test_no_other_name_leads_to_a_file(name: str, author: Person, client: Client, public: set[int]) -> None:
    stored = made(author)
    public.add(stored.pk)
    at = address(stored).rsplit("/", 1)[0]
    assert client.get(f"{at}/{name}").status_code == 404


def test_an_address_is_guessed_neither_from_the_bytes_nor_from_the_key_alone(
    author: Person, client: Client, public: set[int]
) -> None:
    stored = made(author)
    public.add(stored.pk)
    digest, key = stored.sha256[:16], stored.picture.key
    assert len(key) == 22
    for wrong in ((digest, "x" * 22), ("0" * 16, key), (digest[:1], key), (stored.sha256, key), ("_", key)):
        assert client.get(reverse("picture", args=[*wrong, "480.jpg"])).status_code == 404, wrong
    assert client.get(reverse("picture", args=[digest, key, "480.jpg"])).status_code == 200


@pytest.mark.parametrize("scan", [Scan.PENDING, Scan.INFECTED])
def test_what_waits_for_the_scanner_is_public_nowhere(
    scan: Scan, author: Person, client: Client, public: set[int]
) -> None:
    stored = made(author)
    public.add(stored.pk)
    StoredFile.objects.filter(pk=stored.pk).update(scan=scan)
    assert client.get(address(stored)).status_code == 404


def test_the_same_bytes_stay_public_as_long_as_one_of_two_shows_them(
    author: Person, client: Client, public: set[int]
) -> None:
    first, second = made(author), made(factories.PersonFactory())
    public.update({first.pk, second.pk})
    public.remove(first.pk)
    assert client.get(address(first)).status_code == 200
    public.remove(second.pk)
    assert client.get(address(second)).status_code == 404


def test_for_its_owner_it_is_kept_by_no_cache(author: Person) -> None:
    stored = made(author)
    answer = rendition(RequestFactory().get("/"), stored.picture, "480.webp")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")


# --- On a page -------------------------------------------------------------------------------------------------------


def drawn(shown_one: Any, words: str = 'sizes="50vw"') -> str:
    template = Template("{% load pictures %}{% picture one " + words + " %}")
    return template.render(Context({"one": shown_one}))


def test_a_page_offers_every_kind_and_size_and_says_how_large_it_is(author: Person) -> None:
    stored = made(author)
    page = drawn(shown(stored.picture, ALT))
    base = address(stored, "x")[:-1]
    wide = [f"{base}480.{end} 480w, {base}700.{end} 700w" for end in ("avif", "webp", "jpg")]
    assert re.findall(r'<source type="([^"]+)" srcset="([^"]+)" sizes="50vw">', page) == [
        ("image/avif", wide[0]),
        ("image/webp", wide[1]),
    ]
    image = re.search(r"<img ([^>]+)>", page)
    assert image is not None
    words = dict(re.findall(r'([a-z-]+)="([^"]*)"', image[1]))
    assert words == {
        "src": f"{base}700.jpg", "srcset": wide[2], "sizes": "50vw", "width": "700", "height": "500",
        "alt": "A square on snow", "loading": "lazy", "decoding": "async",
    }  # fmt: skip


def test_the_first_one_is_fetched_at_once(author: Person) -> None:
    page = drawn(shown(made(author).picture, ALT), "first=True")
    assert 'fetchpriority="high"' in page
    assert "loading" not in page
    assert 'sizes="100vw"' in page


def test_its_words_are_spoken_in_their_language_and_cannot_act(author: Person) -> None:
    words = Localized('Снег "><script>alert(1)</script>', "ru", True)
    page = drawn(shown(made(author).picture, words))
    assert 'lang="ru"' in page
    assert "<script" not in page
    with translation.override("ru"):
        assert "lang=" not in drawn(shown(made(author).picture, words))


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_picture_without_words_is_shown_on_no_page(text: str, author: Person) -> None:
    stored = made(author)
    with pytest.raises(ValueError, match="without words"):
        shown(stored.picture, Localized(text, "en"))


def test_one_that_is_being_made_says_so_in_its_place(author: Person) -> None:
    page = drawn(shown(sent(author).picture, ALT))
    assert "The picture is being prepared." in page
    assert 'aria-label="A square on snow"' in page
    assert "<img" not in page


def test_an_address_of_somebody_alone_may_stand_before_the_names(author: Person) -> None:
    page = drawn(shown(made(author).picture, ALT, base="/en/mine/"))
    assert 'src="/en/mine/700.jpg"' in page
    assert "/pictures/" not in page
