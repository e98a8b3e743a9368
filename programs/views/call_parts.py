"""The pages of the parts of a call: one part a page in three languages, moved up and down, taken out."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.pages import FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, sent_version, version_of

from ..forms.call_parts import PART_FORMS
from ..models import Call
from ..permissions import may_keep_calls
from ..services import call_parts
from .call_pages import PARTS, PartKind, call_trail, kept_call_or_404, part_kind_or_404, to_call

WAYS = {"up": -1, "down": 1}


def _part(request: SignedInRequest, part: str, uid: UUID) -> tuple[PartKind, Any]:
    """A part of a call that this user keeps."""
    kind = part_kind_or_404(part)
    rows = kind.model.objects.filter(call__in=Call.objects.kept_by(request.user))
    return kind, get_object_or_404(rows.select_related("call__run__program"), uid=uid)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_calls)
def call_part_add(request: SignedInRequest, uid: UUID, part: str, kind: str = "") -> HttpResponse:
    call, row = kept_call_or_404(request, uid), part_kind_or_404(part)
    if kind not in (row.kinds.values if row.kinds else [""]):
        raise Http404
    new = row.model(call=call, **({"kind": kind} if row.kinds else {}))
    form_class = PART_FORMS[row.model]
    form = bound(form_class, request, part=new, initial=form_class.shown(new))
    page = _page(row, row.add, call, new, submit=_("Add"))
    return filled(
        request,
        page,
        form,
        lambda: call_parts.add_part(call, new, form.values(), form.options(), by=request.user),
        message=_("Added."),
        redirect_to=lambda _made: _to_part(call, part),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_calls)
def call_part_edit(request: SignedInRequest, part: str, uid: UUID) -> HttpResponse:
    row, stored = _part(request, part, uid)
    form_class = PART_FORMS[row.model]
    form = bound(form_class, request, part=stored, initial=form_class.shown(stored))
    return filled(
        request,
        _page(row, row.edit, stored.call, stored),
        form,
        lambda: call_parts.edit_part(stored, form.values(), form.options(), by=request.user, version=version_of(form)),
        redirect_to=lambda _saved: _to_part(stored.call, part),
    )


@require_POST
@requires(may_keep_calls)
def call_usual_parts(request: SignedInRequest, uid: UUID) -> HttpResponse:
    call = kept_call_or_404(request, uid)
    return acted(
        request,
        lambda: call_parts.add_usual_parts(call, by=request.user, version=sent_version(request)),
        message=_("The usual parts are added. Edit them as this call needs them."),
        redirect_to=to_call(call),
    )


def _page(row: PartKind, heading: object, call: Call, part: Any, submit: str = "") -> FormPage:
    words = [part.get_kind_display()] if row.kinds else []
    return FormPage(
        str(heading), call_trail(call), [*words, call_trail(call)[-1][0]], submit=submit, template=row.template
    )


@require_POST
@requires(may_keep_calls)
def call_part_shift(request: SignedInRequest, part: str, uid: UUID, way: str) -> HttpResponse:
    _row, stored = _part(request, part, uid)
    if way not in WAYS:
        raise Http404
    return acted(
        request,
        lambda: call_parts.shift_part(stored, WAYS[way], by=request.user, version=sent_version(request)),
        message=_("The order is changed."),
        redirect_to=_to_part(stored.call, part),
        back=to_call(stored.call),
    )


@require_POST
@requires(may_keep_calls)
def call_part_remove(request: SignedInRequest, part: str, uid: UUID) -> HttpResponse:
    _row, stored = _part(request, part, uid)
    return acted(
        request,
        lambda: call_parts.remove_part(stored, by=request.user, version=sent_version(request)),
        message=_("Removed; the history keeps it."),
        redirect_to=_to_part(stored.call, part),
        back=to_call(stored.call),
    )


def _to_part(call: Call, part: str) -> str:
    """The page of the call, at the parts of this kind."""
    return f"{to_call(call)}#{part}" if part in PARTS else to_call(call)
