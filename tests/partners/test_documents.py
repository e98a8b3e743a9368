"""Papers of agreements: judged by content, kept whole or not at all, handed out to those who may know of them."""

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from kanazawa_exchange.accounts.models import AuditEvent, StoredFile
from kanazawa_exchange.accounts.services import files
from kanazawa_exchange.lib import clock, content_types, uploads
from kanazawa_exchange.lib.uploads import packages
from partners.models import Agreement
from partners.services import agreements

from .conftest import NOW, PDF, paper


def package(*parts: str, content: bytes = b"<x/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.writestr(part, content)
    return buffer.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
XLSX = package("[Content_Types].xml", "xl/workbook.xml")


def kind_of(content: bytes) -> str:
    with uploads.taken(paper("whatever.bin", content), uploads.OFFICE_DOCUMENTS) as taken:
        return taken.content_type


def stored_names(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "documents").iterdir()) if (root / "documents").exists() else []


@pytest.mark.parametrize(
    ("content", "expected"),
    [(PDF, content_types.PDF), (DOCX, content_types.DOCX), (XLSX, content_types.XLSX)],
    ids=["pdf", "docx", "xlsx"],
)
def test_the_content_tells_the_type_not_the_name(content: bytes, expected: str) -> None:
    assert kind_of(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00 an executable",
        b"%PDF-1.7 without an end",
        b"GIF89a;%PDF-1.7 %%EOF",
        b"PK\x03\x04 not a package at all",
        package("index.html"),
        package("[Content_Types].xml", "ppt/presentation.xml"),
        package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        PDF + b"x" * (10 * 1024 * 1024),
    ],
    ids=["empty", "html", "exe", "cut-pdf", "disguised", "no-zip", "zip", "pptx", "macros", "too-big"],
)
def test_anything_else_is_refused_and_leaves_nothing(
    draft: Agreement, sato: Any, settings: Any, content: bytes
) -> None:
    with pytest.raises(files.UploadRefused):
        agreements.attach_document(draft, paper("agreement.pdf", content), by=sato, now=NOW)
    assert stored_names(Path(settings.MEDIA_ROOT)) == []
    assert not StoredFile.objects.exists()


def test_a_package_that_unpacks_to_a_flood_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "UNPACKED_LIMIT", 1000)
    flood = package("[Content_Types].xml", "word/document.xml", content=b"0" * 10_000)
    with pytest.raises(files.UploadRefused):
        kind_of(flood)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("договор.pdf", "договор.pdf"),
        ("協定書.pdf.html", "協定書.pdf"),
        ("invoice.exe", "invoice.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\agreement.pdf", "agreement.pdf"),
        ("gpj.\u202efdp.exe", "gpj.pdf"),
        ("line\r\nbreak\x00.pdf", "linebreak.pdf"),
        ("v1.2 final.pdf", "v1.2 final.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "document.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_the_name_handed_out_has_no_path_and_the_ending_of_its_content(typed: str, kept: str) -> None:
    assert uploads.safe_name(typed, content_types.PDF) == kept


def test_the_file_lies_under_a_random_name_with_its_checksum(draft: Agreement, sato: Any, settings: Any) -> None:
    agreements.attach_document(draft, paper("Договор.pdf"), by=sato, now=NOW)
    stored = StoredFile.objects.get()
    (name,) = stored_names(Path(settings.MEDIA_ROOT))
    path = files.path_of(stored.file.name)
    assert stored.file.name == f"documents/{name}"
    assert "Договор" not in name
    assert "." not in name
    assert path.read_bytes() == PDF
    assert path.stat().st_mode & 0o777 == 0o600
    assert (stored.size, stored.stored_by) == (len(PDF), sato)
    assert len(stored.sha256) == 64


def test_when_the_row_cannot_be_written_the_file_goes_too(sato: Any, settings: Any) -> None:
    def fail(stored: StoredFile) -> None:
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError):
        files.store(paper(), by=sato, now=NOW, attach=fail)
    assert stored_names(Path(settings.MEDIA_ROOT)) == []
    assert not StoredFile.objects.exists()


def test_what_a_stopped_machine_left_is_swept_after_a_day(draft: Agreement, sato: Any, settings: Any) -> None:
    agreements.attach_document(draft, paper(), by=sato, now=NOW)
    (kept,) = stored_names(Path(settings.MEDIA_ROOT))
    folder = Path(settings.MEDIA_ROOT) / "documents"
    for name in ("old-orphan", ".half.part", "fresh-orphan", kept):
        (folder / name).touch()
        if name != "fresh-orphan":
            os.utime(folder / name, (0, 0))
    assert files.sweep(now=clock.now()) == 2
    assert stored_names(Path(settings.MEDIA_ROOT)) == sorted([kept, "fresh-orphan"])


def test_the_paper_is_handed_out_as_an_attachment_and_written_down(
    in_force: Agreement, sign_in: Any, sato: Any, petrova: Any
) -> None:
    agreements.attach_document(in_force, paper("Договор 日本.pdf"), by=sato, now=NOW)
    for user in (sato, petrova):
        answer = sign_in(user).get(reverse("partners:document_download", args=[in_force.uid]))
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%94")
    assert AuditEvent.objects.filter(event="agreement_document_read").count() == 2


def test_a_foreign_paper_does_not_exist(in_force: Agreement, world: Any, sign_in: Any, aiko: Any) -> None:
    address = reverse("partners:document_download", args=[in_force.uid])
    foreign = world.representative("volkov", world.irkutsk)
    assert sign_in(foreign).get(address).status_code == 404
    assert sign_in(aiko).get(address).status_code == 403


def test_a_wrong_upload_says_why_beside_the_field(draft: Agreement, sign_in: Any, sato: Any) -> None:
    address = reverse("partners:document_store", args=[draft.uid])
    answer = sign_in(sato).post(address, {"document": paper("agreement.pdf", b"<html>")}, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["document"]
    good = sign_in(sato).post(address, {"document": paper()})
    assert good.status_code == 302
    draft.refresh_from_db()
    assert draft.document is not None
