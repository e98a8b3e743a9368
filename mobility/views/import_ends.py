"""What becomes of an import once its rows were looked at: taken back, gone on with, discarded, or sent out as a file."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import sent
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.list_files import MOST_ROWS
from kanazawa_exchange.lib.totals import counted

from .. import permissions
from ..exports.imports import wrong_rows
from ..models import BatchState, ImportBatch, Verdict
from ..services import imports
from .imports import address, batch_of


@require_POST
@requires(permissions.may_import)
def import_undo(request: SignedInRequest, uid: UUID) -> HttpResponse:
    batch, _kind = batch_of(request, uid)
    return acted(
        request,
        lambda: imports.begin_undo(batch, by=request.user, now=clock.now()),
        message=_undone,
        redirect_to=address(batch),
    )


def _undone(batch: ImportBatch) -> str:
    if batch.state != BatchState.UNDONE:
        return _("The rows are being taken back.")
    left = batch.counts["left"]
    taken_back = batch.counts["written"] - left
    words = ngettext("%(number)s row was taken back.", "%(number)s rows were taken back.", taken_back)
    told = words % {"number": formats.number(taken_back)}
    if not left:
        return told
    rest = ngettext(
        "%(number)s row stays as it is; why is told below.",
        "%(number)s rows stay as they are; why is told below.",
        left,
    )
    return formats.sentences(told, rest % {"number": formats.number(left)})


@require_POST
@requires(permissions.may_import)
def import_go_on(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The rows that were not registered, as an import of their own."""
    batch, _kind = batch_of(request, uid)
    return acted(
        request,
        lambda: imports.go_on(batch, by=request.user, now=clock.now()),
        message=_("These are the rows that are not registered yet."),
        redirect_to=lambda rest: address(rest or batch),
    )


@require_POST
@requires(permissions.may_import)
def import_discard(request: SignedInRequest, uid: UUID) -> HttpResponse:
    batch, _kind = batch_of(request, uid)
    return acted(
        request,
        lambda: imports.discard(batch, by=request.user, now=clock.now()),
        message=_("The table is discarded. Nothing of it was registered."),
        redirect_to=reverse("mobility:import_list"),
    )


@require_safe
@requires(permissions.may_import)
def import_wrong_file(request: SignedInRequest, uid: UUID, kind: str) -> HttpResponseBase:
    """The rows that are to be corrected, with what is wrong in a column of its own."""
    batch, kind_of_rows = batch_of(request, uid)
    total = counted(batch.rows.filter(verdict=Verdict.WRONG), MOST_ROWS[kind])
    return sent(request, kind, wrong_rows(batch, kind_of_rows, request.user), total)
