"""Downloads of stored documents: as an attachment, never shown in the browser, each one logged."""

from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest

from kanazawa_exchange.lib import clock

from ..entrance import acting
from ..models import StoredFile
from ..services import files
from ..services.ledger import audit


def document(request: HttpRequest, stored: StoredFile | None, *, record: Model, event: str) -> FileResponse:
    """The document of a record that the caller has already shown to be visible; `event` is its line in the audit.

    Errors: Http404 when there is none, or when its bytes are gone.
    """
    path = files.path_of(stored.file.name or "") if stored else None
    if stored is None or path is None or not path.is_file():
        raise Http404
    audit(event, by=acting(request), now=clock.now(), record=record, detail=str(stored.uid))
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=stored.original_name, content_type=stored.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
