"""Uploaded documents: their type read from the content, stored under a random name, row and file together."""

import hashlib
import os
import re
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.content_types import DOCX, PDF, XLSX
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.search_key import is_invisible

from ..models import StoredFile, User

T = TypeVar("T")

ENDINGS = {PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx"}
FOLDER = "documents"
UNPACKED_LIMIT = 200 * 1024 * 1024
PARTS_LIMIT = 5000
ORPHAN_AGE = 24 * 3600


class UploadRefused(Refused):
    """The document cannot be taken; the message says what would be."""


def store(
    upload: UploadedFile, *, by: User | None, now: datetime, attach: Callable[[StoredFile], T], field: str = "document"
) -> T:
    """Store an upload and call `attach` with its row in one transaction; when that fails, neither row nor file remains.

    Errors: UploadRefused (at `field`), and whatever `attach` raises.
    """
    try:
        content_type = detect_type(upload)
    except UploadRefused as refusal:
        raise UploadRefused(str(refusal), field=field) from refusal
    name = f"{FOLDER}/{uuid.uuid4().hex}"
    size, digest = _write(upload, path_of(name))
    try:
        with transaction.atomic():
            stored = StoredFile.objects.create(
                file=name,
                original_name=safe_name(str(getattr(upload, "name", "")), content_type),
                content_type=content_type,
                size=size,
                sha256=digest,
                stored_by=by,
                stored_at=now,
            )
            return attach(stored)
    except BaseException:
        path_of(name).unlink(missing_ok=True)
        raise


def detect_type(upload: UploadedFile) -> str:
    """The type of a document, read from its content; the name is not asked. Errors: UploadRefused."""
    limit, size = settings.DOCUMENT_MAX_BYTES, upload.size or 0
    if size > limit:
        raise UploadRefused(_("The file is larger than %(limit)s MB.") % {"limit": limit // (1024 * 1024)})
    stream: IO[bytes] = getattr(upload, "file", upload)
    stream.seek(0)
    head = stream.read(8)
    if not head:
        raise UploadRefused(_("The file is empty."))
    if head.startswith(b"%PDF-"):
        stream.seek(max(0, size - 2048))
        if b"%%EOF" in stream.read():
            return PDF
        raise UploadRefused(_("The PDF is cut off: its end is missing. Save it again and try once more."))
    if head.startswith(b"PK\x03\x04"):
        return _detect_package(stream)
    raise UploadRefused(_("Only PDF, Word (.docx) and Excel (.xlsx) documents are taken; this file is none of them."))


def _detect_package(stream: IO[bytes]) -> str:
    stream.seek(0)
    wrong = UploadRefused(_("Only PDF, Word (.docx) and Excel (.xlsx) documents are taken; this file is none of them."))
    try:
        with zipfile.ZipFile(stream) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, UnicodeDecodeError) as error:
        raise wrong from error
    names = {part.filename for part in parts}
    if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise UploadRefused(_("The document unpacks to more than the portal takes."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UploadRefused(_("Documents with macros are not taken. Save it without macros, or as PDF."))
    if any(part.flag_bits & 0x1 for part in parts):
        raise UploadRefused(_("The document is locked with a password. Save it without one."))
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return DOCX
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return XLSX
    raise wrong


def safe_name(typed: str, content_type: str) -> str:
    """The name under which the document is handed out again: no path, nothing invisible, the ending of its content."""
    name = typed.replace("\\", "/").rpartition("/")[2]
    name = "".join(char for char in name if char.isprintable() and not is_invisible(char) and char not in '<>:"|?*')
    stem = name.strip(" .")
    while match := re.fullmatch(r"(.+?)\.(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{1,5}", stem):
        stem = match[1].strip(" .")
    ending = ENDINGS[content_type]
    return (stem[: 200 - len(ending)] or "document") + ending


def path_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


def _write(upload: UploadedFile, target: Path) -> tuple[int, str]:
    """Under a temporary name first, and to the disk, before the real name exists."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.part")
    digest, size = hashlib.sha256(), 0
    try:
        with open(temporary, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            for chunk in _chunks(upload):
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size, digest.hexdigest()


def _chunks(upload: UploadedFile) -> Iterator[bytes]:
    upload.seek(0)
    while chunk := upload.read(64 * 1024):
        yield chunk


def sweep(*, now: datetime) -> int:
    """Delete files older than a day to which no row belongs: a machine that stopped between file and row left them."""
    folder = path_of(FOLDER)
    if not folder.is_dir():
        return 0
    rows = set(StoredFile.objects.values_list("file", flat=True))
    limit = min(now.timestamp(), time.time()) - ORPHAN_AGE
    gone = 0
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < limit and f"{FOLDER}/{path.name}" not in rows:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
