"""Downloads of stored documents: as an attachment, never shown in the browser, each one logged unless it is public."""

from pathlib import Path
from uuid import UUID

from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from kanazawa_exchange.lib import clock

from ..entrance import acting
from ..models import StoredFile
from ..services.disk import path_of
from ..services.ledger import audit


def document(request: HttpRequest, stored: StoredFile | None, *, record: Model, event: str) -> FileResponse:
    """The document of a record that the caller has already shown to be visible; `event` is its line in the audit.

    Errors: Http404 when there is none, when its bytes are gone, and while the malware scanner has not let it pass.
    """
    served, path = _served(stored)
    audit(event, by=acting(request), now=clock.now(), record=record, detail=str(served.uid))
    return _attached(served, path)


def public_document(stored: StoredFile | None) -> FileResponse:
    """The document of a record that everybody may read; nobody is noted. Errors: as those of `document`."""
    return _attached(*_served(stored))


def _served(stored: StoredFile | None) -> tuple[StoredFile, Path]:
    path = path_of(stored.file.name or "") if stored else None
    if stored is None or not stored.is_served or path is None or not path.is_file():
        raise Http404
    return stored, path


def _attached(stored: StoredFile, path: Path) -> FileResponse:
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=stored.original_name, content_type=stored.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def own_file(request: HttpRequest, uid: UUID) -> FileResponse:
    """A file of the person who asks, by its public id. Errors: Http404, also for the files of others."""
    stored = get_object_or_404(StoredFile.objects.visible_to(request.user), uid=uid)
    return document(request, stored, record=stored, event="own_file_read")
