"""The pages on which a table comes in: the list of imports, the paste or the file, the sheets of a workbook, the columns."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.queries.jobs import why_ended
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, saved
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib import imports as kinds
from kanazawa_exchange.lib.import_screens import REGISTERS, Says
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.paging import place_in
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.tables.refusals import TableRefused

from .. import permissions
from ..forms.imports import GIVEN, SELECT, ColumnsForm, StartForm
from ..models import BATCH_MOVES, BatchState, ImportBatch
from ..queries import import_lists
from ..services import imports
from ..services.import_stays import STAYS


def batch_of(request: HttpRequest, uid: UUID) -> tuple[ImportBatch, Kind]:
    """An import that this user sees, and its kind. Errors: Http404; PermissionDenied for a kind that is not the user's any more."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user).select_related("job"), uid=uid)
    try:
        kind = kinds.kind_of(batch.kind)
    except KeyError as unknown:
        raise Http404 from unknown
    if not kind.may(request.user):
        raise PermissionDenied
    return batch, kind


def address(batch: ImportBatch, page: str = "import_preview") -> str:
    return reverse(f"mobility:{page}", args=[batch.uid])


@require_safe
@requires(permissions.may_import)
def import_list(request: HttpRequest) -> HttpResponse:
    page = import_lists.page(request.user, place_in(request.GET))
    return render(request, "mobility/import_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_import)
def import_start(request: SignedInRequest) -> HttpResponse:
    offered = kinds.kinds_for(request.user)
    by_code = {kind.code: kind for kind in offered}
    asked = by_code.get(request.GET.get("kind", ""), by_code.get(STAYS.code, offered[0]))
    form = bound(StartForm, request, kinds=offered, initial={"kind": asked.code})
    return saved(
        request,
        form,
        lambda: _received(request, form),
        message=_("The table is read. Nothing of it is registered yet."),
        redirect_to=_onward,
        template="mobility/import_start.html",
        context={"says": _says(offered)},
    )


def _says(offered: Sequence[Kind]) -> Says:
    """The words of the only kind that a user may import; before a kind is chosen those that fit all of them."""
    return offered[0].screen.says if len(offered) == 1 else REGISTERS


def _received(request: HttpRequest, form: StartForm) -> list[ImportBatch]:
    """Errors: Refused, at the box in which the table stands."""
    by = acting(request)
    try:
        batches = imports.receive(form.chosen, form.found(), form.source, by=by, now=clock.now())
        if len(batches) == 1:
            batches = [imports.begin_check(form.chosen, batches[0], by=by, now=clock.now())]
    except (TableRefused, imports.CannotTake) as refusal:
        raise Refused(str(refusal), field=form.typed_in) from refusal
    return batches


def _onward(batches: list[ImportBatch]) -> str:
    if len(batches) > 1:
        query = urlencode({"of": [str(batch.uid) for batch in batches]}, doseq=True)
        return f"{reverse('mobility:import_sheets')}?{query}"
    return address(batches[0])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_import)
def import_sheets(request: SignedInRequest) -> HttpResponse:
    """Which tables of one workbook are gone on with; those that are not ticked are discarded."""
    uids = [uid for text in request.GET.getlist("of")[:100] if (uid := _uid(text)) is not None]
    drafts = ImportBatch.objects.filter(owner=request.user, uid__in=uids, state=BatchState.DRAFT)
    batches = list(drafts.annotate(number=Count("rows")).order_by("pk"))
    if not batches:
        return redirect("mobility:import_list")
    if request.method == "POST":
        chosen = set(request.POST.getlist("sheet"))
        kept = [batch for batch in batches if str(batch.uid) in chosen]
        if kept:
            return acted(
                request,
                partial(_sheets_chosen, request, batches, kept),
                message=_("The table is read. Nothing of it is registered yet."),
                redirect_to=address(kept[0]) if len(kept) == 1 else reverse("mobility:import_list"),
            )
    context = {"sheets": batches, "is_empty": request.method == "POST", "says": _says(kinds.kinds_for(request.user))}
    return render(request, "mobility/import_sheets.html", context)


def _sheets_chosen(request: SignedInRequest, batches: Sequence[ImportBatch], kept: Sequence[ImportBatch]) -> None:
    for batch in batches:
        if batch in kept:
            imports.begin_check(kinds.kind_of(batch.kind), batch, by=request.user, now=clock.now())
        else:
            imports.discard(batch, by=request.user, now=clock.now())


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text[:40])
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_import)
def import_columns(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Which column is which, as it was understood; corrected by hand, all rows are checked anew."""
    batch, kind = batch_of(request, uid)
    if batch.state not in BATCH_MOVES["check"] or (batch.job is not None and batch.job.ended_at is None):
        return redirect(address(batch))
    if "read_as" in request.POST:
        return _read_as(request, batch)
    found = imports.understood(kind, batch.heads, by=request.user)
    memory = imports.remembered(kind, batch.heads, by=request.user)
    lines = import_lists.column_lines(batch, kind, found)
    form = bound(
        ColumnsForm,
        request,
        kind=kind,
        heads=batch.heads,
        offered=kind.screen.offered(request.user),
        initial=_initial(batch) | {"name": memory.name if memory else ""},
    )
    return saved(
        request,
        form,
        lambda: _rearranged(request, batch, kind, form),
        message=_("The columns are read in this way. Nothing is registered yet."),
        redirect_to=address(batch),
        template="mobility/import_columns.html",
        context={
            "batch": batch,
            "line": import_lists.lines([batch])[0],
            "likelier": imports.likelier(kind, batch.heads, kinds.kinds_for(request.user)),
            "memory": memory,
            "says": kind.screen.says,
            "unchecked": _unchecked(batch),
            "columns": [(line, form[f"{SELECT}{line.place}"]) for line in lines],
            "given": [form[f"{GIVEN}{key}"] for key in kind.screen.for_all],
        },
    )


def _read_as(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    """The table as one of another kind, of which its heads rather are."""
    other = next((one for one in kinds.kinds_for(request.user) if one.code == request.POST["read_as"]), None)
    if other is None:
        raise Http404
    return acted(
        request,
        partial(imports.recast, batch, other, by=request.user, now=clock.now()),
        message=_("The table is read. Nothing of it is registered yet."),
        redirect_to=address(batch),
    )


def _unchecked(batch: ImportBatch) -> str:
    """That a long check has not come to its end, and why; "" when it has, or when there was none."""
    why = why_ended(batch.job) if batch.state == BatchState.DRAFT else ()
    return formats.sentences(*why, _("Not all rows are checked. Check them once more.")) if why else ""


def _initial(batch: ImportBatch) -> dict[str, Any]:
    chosen = {f"{SELECT}{place}": key for key, place in batch.mapping.items()}
    return chosen | {f"{GIVEN}{key}": text for key, text in batch.given.items()}


def _rearranged(request: SignedInRequest, batch: ImportBatch, kind: Kind, form: ColumnsForm) -> ImportBatch:
    mapping = form.mapping()
    if form.cleaned_data["remember"]:
        imports.remember(kind, batch.heads, mapping, name=form.cleaned_data["name"], by=request.user, now=clock.now())
    answers = {key: text for key, text in batch.given.items() if kind.column(key).is_answer}
    return imports.rearrange(batch, mapping, answers | form.given(), by=request.user, now=clock.now())
