"""Row and file together or neither, within the quota of the owner, however many come at once (S29, S33, D26, F09)."""

import os
import resource
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from PIL import Image

from kanazawa_exchange.accounts.models import Person, StoredFile, User
from kanazawa_exchange.accounts.services import files, merging, personal_files, quotas
from kanazawa_exchange.lib import clock, content_types, uploads
from kanazawa_exchange.lib.uploads import UploadRefused, names
from tests import factories

from .conftest import NOW
from .corpus import pdf, picture, stream, upload

MEGABYTE = 1024 * 1024


def store(owner: Person, content: bytes = b"", name: str = "paper.pdf", **options: Any) -> StoredFile:
    given = {"by": None, "now": NOW, "attach": lambda stored: stored} | options
    return personal_files.store(upload(content or pdf(), name), owner=owner, **given)


def on_disk(root: Path) -> set[str]:
    return {path.name for path in (root / "documents").iterdir()} if (root / "documents").exists() else set()


def large(megabytes: float) -> bytes:
    return pdf(stream(bytes(int(megabytes * MEGABYTE)), packed=False))


# --- One file --------------------------------------------------------------------------------------------------------


def test_a_document_is_kept_as_it_is_and_a_picture_as_its_pixels(aiko: User, settings: Any) -> None:
    paper = store(aiko.person, pdf(), "推薦状.pdf", by=aiko, file_set="application 17")
    photo = store(aiko.person, picture("JPEG", comment="Secret"), "IMG_0001.JPG")
    assert (paper.owner, paper.file_set, paper.stored_by) == (aiko.person, "application 17", aiko)
    assert (paper.original_name, photo.original_name) == ("推薦状.pdf", "IMG_0001.jpg")
    assert (paper.scan, paper.stored_at) == ("unscanned", NOW)
    assert files.path_of(paper.file.name or "").read_bytes() == pdf()
    kept = files.path_of(photo.file.name or "").read_bytes()
    assert b"Secret" not in kept
    assert (photo.size, photo.content_type) == (len(kept), content_types.JPEG)
    assert all(files.path_of(row.file.name or "").stat().st_mode & 0o777 == 0o600 for row in (paper, photo))


def test_a_refusal_stands_at_the_box_and_leaves_nothing(aiko: User, settings: Any) -> None:
    with pytest.raises(UploadRefused) as told:
        store(aiko.person, b"<html>", field="passport")
    assert list(told.value.errors) == ["passport"]
    assert on_disk(settings.MEDIA_ROOT) == set()
    assert not StoredFile.objects.exists()


def test_sentences_are_in_the_language_of_the_reader(aiko: User) -> None:
    for language, words in (("ja", "ファイル"), ("ru", "файл")):
        with translation.override(language), pytest.raises(UploadRefused, match=words):
            store(aiko.person, b"<html>")


def test_when_attach_fails_neither_row_nor_file_remains(aiko: User, settings: Any) -> None:
    def fail(stored: StoredFile) -> None:
        raise RuntimeError("the application was withdrawn")

    with pytest.raises(RuntimeError):
        store(aiko.person, attach=fail)
    assert on_disk(settings.MEDIA_ROOT) == set()
    assert not StoredFile.objects.exists()


def test_a_removed_file_goes_with_its_bytes_and_leaves_its_room(aiko: User, settings: Any, committed: None) -> None:
    stored = store(aiko.person)
    before = quotas.room(aiko.person, "")
    files.remove(stored)
    assert on_disk(settings.MEDIA_ROOT) == set()
    assert quotas.room(aiko.person, "") == before + len(pdf())


# --- A full disk -----------------------------------------------------------------------------------------------------


@pytest.fixture
def full_disk() -> Any:
    """No file grows beyond 4 kB, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("kind", ["document", "picture"])
def test_a_full_disk_leaves_neither_row_nor_file(kind: str, aiko: User, settings: Any, full_disk: Any) -> None:
    noise = Image.effect_noise((300, 300), 90)
    content = {"document": large(0.1), "picture": picture("PNG", noise)}[kind]
    full_disk()
    with pytest.raises(OSError, match="File too large"):
        store(aiko.person, content)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    assert on_disk(settings.MEDIA_ROOT) == set()
    assert not StoredFile.objects.exists()
    assert store(aiko.person).pk


def test_control_a_write_without_the_cleaning_leaves_its_part(
    aiko: User, settings: Any, full_disk: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(Path, "unlink", lambda path, missing_ok=False: None)
    full_disk()
    with pytest.raises(OSError, match="File too large"):
        store(aiko.person, large(0.1))
    assert len(on_disk(settings.MEDIA_ROOT)) == 1


def test_what_a_killed_process_left_is_swept_and_rows_keep_their_files(aiko: User, settings: Any) -> None:
    kept = {Path(store(aiko.person).file.name or "").name for _turn in range(3)}
    folder = Path(settings.MEDIA_ROOT) / "documents"
    for name in ("orphan", ".orphan.part"):
        (folder / name).touch()
        os.utime(folder / name, (0, 0))
    assert files.sweep(now=clock.now()) == 2
    assert on_disk(settings.MEDIA_ROOT) == kept


# --- Quotas ----------------------------------------------------------------------------------------------------------


def test_a_set_of_files_and_a_person_have_a_limit_and_the_sentence_says_what_is_left(aiko: User, settings: Any) -> None:
    settings.FILE_SET_BYTES, settings.PERSON_FILES_BYTES = 3 * MEGABYTE, 5 * MEGABYTE
    store(aiko.person, large(2), file_set="application 1")
    with pytest.raises(UploadRefused, match=r"of 1\.6 MB: 0\.9 MB are left"):
        store(aiko.person, large(1.5), file_set="application 1")
    store(aiko.person, large(2), file_set="application 2")
    with pytest.raises(UploadRefused, match=r"of 1\.6 MB: 0\.9 MB are left"):
        store(aiko.person, large(1.5), file_set="application 3")
    store(aiko.person, file_set="application 3")
    assert StoredFile.objects.count() == 3
    assert len(on_disk(settings.MEDIA_ROOT)) == 3


def test_when_nothing_is_left_nothing_is_written(aiko: User, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILE_SET_BYTES = len(pdf())
    store(aiko.person)
    monkeypatch.setattr(files, "write", lambda *_args: pytest.fail("a file was written"))
    with pytest.raises(UploadRefused, match="nothing is left"):
        store(aiko.person)


def test_quotas_are_of_each_person_and_the_office_has_none(aiko: User, ivan: User, sato: User, settings: Any) -> None:
    settings.FILE_SET_BYTES = settings.PERSON_FILES_BYTES = len(pdf())
    assert store(aiko.person).pk
    assert store(ivan.person).pk
    for _turn in range(2):
        assert files.store(upload(pdf()), by=sato, now=NOW, attach=lambda stored: stored).owner is None


def test_files_go_along_when_two_entries_become_one(aiko: User, sato: User, world: factories.World) -> None:
    other = factories.PersonFactory()
    stored = store(other)
    merging.merge(aiko.person, other, by=sato, now=NOW)
    stored.refresh_from_db()
    assert stored.owner == aiko.person


AT_ONCE = 4


def both(owner: Person) -> tuple[int, list[str]]:
    """What four uploads of one person at one moment leave when there is room for two: (stored, refusals)."""
    gate, refused = threading.Barrier(AT_ONCE), []

    def send() -> None:
        try:
            gate.wait(20)
            store(owner, large(0.1))
        except UploadRefused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _turn in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return StoredFile.objects.count(), refused


@pytest.mark.django_db(transaction=True)
def test_uploads_at_one_moment_do_not_pass_the_quota_together(settings: Any) -> None:
    settings.FILE_SET_BYTES = int(len(large(0.1)) * 2.5)
    stored, refused = both(factories.PersonFactory())
    assert (stored, len(refused)) == (2, 2)
    assert len(on_disk(settings.MEDIA_ROOT)) == 2


@pytest.mark.django_db(transaction=True)
def test_control_when_the_room_is_asked_before_the_transaction_they_do(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_SET_BYTES = int(len(large(0.1)) * 2.5)
    asked, gate = quotas.room, threading.Barrier(AT_ONCE)

    def early(owner: Person, file_set: str, _replaced: object) -> None:
        left = asked(owner, file_set)
        gate.wait(20)
        assert left > 0

    monkeypatch.setattr(quotas, "refuse_full", early)
    monkeypatch.setattr(quotas, "take_room", lambda *_args, **_named: None)
    assert both(factories.PersonFactory()) == (4, [])


# --- Names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\win.ini", "win.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("\0", "document.pdf"),
        ("cv.pdf.exe", "cv.pdf"),
        ("gpj.\u202efdp.exe", "gpj.pdf"),
        ("\u200bзаявка\u2066.pdf", "заявка.pdf"),
        ("line\r\nSet-Cookie: a=b.pdf", "lineSet-Cookie a=b.pdf"),
        ("con.pdf", "_con.pdf"),
        ("NUL", "_NUL.pdf"),
        ("com1.txt.pdf", "_com1.pdf"),
        ("LPT¹.pdf", "_LPT¹.pdf"),
        ("aux .pdf", "_aux.pdf"),
        ("contract.pdf", "contract.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("...", "document.pdf"),
        ("か\u3099.pdf", "が.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
        ("я" * 300 + ".pdf", "я" * 118 + ".pdf"),
        ("応" * 300 + ".pdf", "応" * 78 + ".pdf"),
    ],
)
def test_the_name_that_is_handed_out_harms_nobody(typed: str, kept: str) -> None:
    name = uploads.safe_name(typed, content_types.PDF)
    assert name == kept
    assert len(name.encode()) <= names.MOST_BYTES


@pytest.mark.parametrize("typed", ["../../evil", "/etc/passwd", "a" * 400, "nul", "\u202e", "x/../../y"])
def test_no_typed_name_leads_out_of_the_folder(typed: str, aiko: User, settings: Any) -> None:
    file = upload(pdf())
    file._name = typed  # past the cleaning of the framework
    stored = personal_files.store(file, owner=aiko.person, by=None, now=NOW, attach=lambda row: row)
    assert on_disk(settings.MEDIA_ROOT) == {(stored.file.name or "").removeprefix("documents/")}
    assert {path.name for path in Path(settings.MEDIA_ROOT).iterdir()} == {"documents"}
