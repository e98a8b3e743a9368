"""Documents that everybody may take: stored and scanned like every upload, and published like every text."""

from collections.abc import Collection
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from kanazawa_exchange.accounts.models import StoredFile, User
from kanazawa_exchange.accounts.services import files
from kanazawa_exchange.accounts.services.editing import Values
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.uploads import PUBLIC_DOCUMENTS

from ..models import Download
from ..permissions import may_publish
from . import publications

FILING = files.Filing(policy=PUBLIC_DOCUMENTS, field="upload")


@retried
def write_draft(
    download: Download, values: Values, upload: UploadedFile, *, by: User | None, now: datetime
) -> Download:
    """A draft with its file: both are kept, or neither. Errors: PermissionDenied, Refused, UploadRefused."""
    refuse_unless(may_publish, by)

    def attach(stored: StoredFile) -> Download:
        return publications.write_draft(download, {**values, "file": stored}, by=by)

    return files.keep(upload, FILING, by=by, now=now, attach=attach)


@retried
def edit(
    download: Download,
    values: Values,
    upload: UploadedFile | None,
    *,
    checked: Collection[str] = (),
    by: User | None,
    now: datetime,
    version: int | None,
) -> Download:
    """New words, and another file where one is sent; the earlier one stays in the archive. Errors: as above, and StaleEdit."""
    refuse_unless(may_publish, by)

    def attach(stored: StoredFile | None) -> Download:
        file = {"file": stored} if stored else {}
        return publications.edit(download, {**values, **file}, checked=checked, by=by, now=now, version=version)

    return attach(None) if upload is None else files.keep(upload, FILING, by=by, now=now, attach=attach)


@retried
@transaction.atomic
def discard(download: Download, *, by: User | None, version: int | None) -> None:
    """A draft goes, with its file. Errors: PermissionDenied, StaleEdit, Refused."""
    publications.discard(download, by=by, version=version)
    files.remove(download.file)
