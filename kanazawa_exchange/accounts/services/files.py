"""Uploaded files: judged by their content, stored under a random name, row and file together or neither."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from kanazawa_exchange.lib import uploads
from kanazawa_exchange.lib.uploads import UploadRefused

from ..models import Person, StoredFile, User
from . import pictures, quotas, scanning
from .disk import path_of, write

T = TypeVar("T")

FOLDER = "documents"
ORPHAN_AGE = 24 * 3600


@dataclass(frozen=True)
class Filing:
    """How an upload is judged, at which box a refusal stands, and against whose quota it counts (None: nobody's).

    `replaced`: the file that goes when this one is there; both need room for a moment only.
    """

    policy: uploads.Policy = uploads.OFFICE_DOCUMENTS
    field: str = "document"
    owner: Person | None = None
    file_set: str = ""
    replaced: StoredFile | None = None


def store(
    upload: UploadedFile, *, by: User | None, now: datetime, attach: Callable[[StoredFile], T], field: str = "document"
) -> T:
    """Store a document of the office and call `attach` with its row in one transaction; when that fails, neither row nor file remains.

    Errors: UploadRefused (at `field`), and whatever `attach` raises.
    """
    return keep(upload, Filing(field=field), by=by, now=now, attach=attach)


def keep(
    upload: UploadedFile, filing: Filing, *, by: User | None, now: datetime, attach: Callable[[StoredFile], T]
) -> T:
    """The same by the rules of `filing`. Errors: UploadRefused, at its field."""
    try:
        stored = _written(upload, filing)
        path = path_of(stored.file.name or "")
    except UploadRefused as refusal:
        raise UploadRefused(str(refusal), field=filing.field) from refusal
    try:
        stored.stored_by, stored.stored_at, stored.scan = by, now, _scanned(path, filing.field)
        with transaction.atomic():
            if filing.owner is not None:
                quotas.take_room(
                    filing.owner, filing.file_set, stored.size, field=filing.field, replaced=filing.replaced
                )
            stored.save(force_insert=True)
            return attach(stored)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def remove(stored: StoredFile) -> None:
    """Take a file away to which nothing refers any more; its bytes go when the transaction is over.

    Of a picture that no other file holds, what was made to show it goes as well.
    """
    path, picture = path_of(stored.file.name or ""), stored.picture_id
    stored.delete()
    if picture is not None:
        pictures.release(picture)
    transaction.on_commit(lambda: path.unlink(missing_ok=True), robust=True)  # what is left, the sweep finds


def _written(upload: UploadedFile, filing: Filing) -> StoredFile:
    """The row, not saved yet, of a file that is on the disk."""
    with uploads.taken(upload, filing.policy) as taken:
        if filing.owner is not None:
            quotas.refuse_full(filing.owner, filing.file_set, filing.replaced)
        name = f"{FOLDER}/{uuid.uuid4().hex}"
        size, digest = write(taken.stream, path_of(name))
        return StoredFile(
            file=name,
            original_name=uploads.safe_name(str(getattr(upload, "name", "")), taken.content_type),
            content_type=taken.content_type,
            size=size,
            sha256=digest,
            owner=filing.owner,
            file_set=filing.file_set,
        )


def _scanned(path: Path, field: str) -> str:
    """Errors: UploadRefused, when the scanner found something."""
    with path.open("rb") as stream:
        return scanning.scan_upload(stream, field=field)


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
