"""An import as a table to type in: with a button that saves all boxes, and by itself where scripts run."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, saved
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.imports import Kind, kinds_for
from kanazawa_exchange.lib.refusals import Refused

from .. import permissions
from ..forms.import_grid import MOST_SPARE, NewGridForm, listed, touched
from ..grid_words import KEYS, SAID
from ..models import BATCH_MOVES, TYPED, ImportBatch
from ..queries import import_lists
from ..queries.import_cells import box_name
from ..queries.import_grid import NOTHING_TYPED, SPARE, TypedTexts, counts, grid, rows_told
from ..services import imports
from ..services.import_stays import STAYS
from ..services.imports import Cell, Saved
from .imports import address, batch_of

MORE = 20
NOT_TYPED = gettext_lazy("This table is not corrected cell by cell: it is registered already, or too long.")
OPEN = BATCH_MOVES["check"]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_import)
def import_grid(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The table, page by page; a POST saves what was typed in its boxes. A table that is registered or too long is not typed in."""
    batch, kind = batch_of(request, uid)
    if not may_be_typed(batch):
        messages.info(request, str(NOT_TYPED))
        return redirect(address(batch))
    if request.method != "POST":
        return _shown(request, batch, kind)
    cells = touched({name: request.POST[name] for name in request.POST}, request.POST.get("shown", ""))
    try:
        done = imports.type_in(batch, cells, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _shown(request, batch, kind, typed=_as_sent(cells), status=409)
    if done.elsewhere:
        return _shown(request, done.batch, kind, typed=_as_sent(cells, done), status=409)
    messages.success(request, _("The cells are saved. Nothing is registered yet."))
    return redirect(request.get_full_path())


def _as_sent(cells: Sequence[Cell], done: Saved | None = None) -> TypedTexts:
    """What was typed, where it was not saved."""
    elsewhere = done.elsewhere if done else {}
    texts = {(cell.number, cell.column): cell.text for cell in cells}
    return TypedTexts(texts if done is None else {at: texts[at] for at in elsewhere}, elsewhere)


def _shown(
    request: HttpRequest, batch: ImportBatch, kind: Kind, *, typed: TypedTexts = NOTHING_TYPED, status: int = 200
) -> HttpResponse:
    page, spare = (_number(request.GET.get(name, ""), first) for name, first in (("page", 1), ("spare", SPARE)))
    added = request.GET.getlist("with")
    told = grid(batch, kind, request.user, page=page, added=added, spare=min(spare, MOST_SPARE), typed=typed)
    around = {"words": SAID, "keys": KEYS, "most": imports.MOST_TYPED}
    line = import_lists.lines([batch])[0]
    title = _("Correct in a grid") if batch.rows.exclude(cells=[]).exists() else _("Type in a table")
    table = {"batch": batch, "line": line, "title": title, "grid": told, "says": kind.screen.says}
    context = {**table, "added": added, "more_rows": spare + MORE, **around}
    return render(request, "mobility/import_grid.html", context, status=status)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else otherwise


@require_POST
@requires(permissions.may_import)
def import_grid_save(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What the page saves by itself, in JSON: what is wrong in each row now, which cells somebody else has typed in, and which hold
    what none can hold; these alone are not saved.
    """
    batch, kind = batch_of(request, uid)
    try:
        cells = listed(request.POST.get("cells", ""))
    except ValueError:
        return JsonResponse({}, status=400)
    if not may_be_typed(batch):
        return JsonResponse({"refused": str(NOT_TYPED)}, status=409)
    wrong = imports.impossible(cells)
    try:
        right = [cell for cell in cells if cell not in wrong]
        done = imports.type_in(batch, right, by=request.user, now=clock.now())
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    rows = rows_told(done.batch, kind, request.user)
    elsewhere = [[number, column, text] for (number, column), text in done.elsewhere.items()]
    said = [[words, number] for words, number in counts(done.batch)]
    at = formats.time(clock.now())
    impossible = [[box_name(cell.number, cell.column), why] for cell, why in wrong.items()]
    told = {"rows": rows, "elsewhere": elsewhere, "impossible": impossible, "counts": said, "at": at}
    return JsonResponse(told)


def may_be_typed(batch: ImportBatch) -> bool:
    """Whether the cells of an import can be typed: nothing of it is registered, no worker is at it, and it is not too long."""
    is_under_way = batch.job is not None and batch.job.ended_at is None
    return batch.state in OPEN and not is_under_way and batch.rows.count() <= imports.MOST_TYPED


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_import)
def import_grid_new(request: SignedInRequest) -> HttpResponse:
    """A table that begins empty: which columns it has. The address may name another kind of records than stays."""
    by_code = {kind.code: kind for kind in kinds_for(request.user)}
    kind = by_code.get(request.GET.get("kind", "")) or by_code.get(STAYS.code) or next(iter(by_code.values()))
    form = bound(NewGridForm, request, kind=kind)
    return saved(
        request,
        form,
        lambda: imports.open_empty(
            kind,
            form.columns(),
            {},
            source=form.cleaned_data["source"].strip() or TYPED,
            by=acting(request),
            now=clock.now(),
        ),
        message=_("The table is empty. Type into it, or paste rows from Excel."),
        redirect_to=lambda batch: reverse("mobility:import_grid", args=[batch.uid]),
        template="mobility/import_grid_new.html",
        context={"kind": kind},
    )
