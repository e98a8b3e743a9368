"""The pages on which calls are kept: the list, one call with its parts, its form, its moves, its preview and history."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import listed, listing, sent_filtered, size_in
from kanazawa_exchange.accounts.views.moves import MovePage, moved
from kanazawa_exchange.accounts.views.pages import FormPage, edited, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, sent_version
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.chosen import chosen
from kanazawa_exchange.lib.list_files import ListFile
from kanazawa_exchange.lib.paging import PAGE_SIZE, place_in
from kanazawa_exchange.lib.states import Move
from kanazawa_exchange.lib.totals import counted

from ..call_moves import CALL_MOVES, CallStatus
from ..exports.calls import CALLS
from ..forms.calls import AnnouncedCallForm, CallFilter, CallForm, NewCallForm
from ..models import Call
from ..permissions import may_keep_calls
from ..queries import calls as queries
from ..queries.call_histories import call_history
from ..queries.call_lacks import lacks_of
from ..queries.call_sections import sections
from ..queries.runs import runs_kept_by
from ..services import calls
from .call_pages import call_trail, calls_noun, kept_call_or_404, to_call
from .pages import history_page

FORM = "programs/call_form.html"


# --- Reading ---------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_keep_calls)
@listed
def call_office_list(request: SignedInRequest) -> HttpResponse:
    kept = Call.objects.kept_by(request.user)
    form = CallFilter(request.GET, calls=kept)
    rows = kept.filter(form.condition)
    page = queries.page(rows, place_in(request.GET), clock.now(), size=size_in(request, PAGE_SIZE))
    around = listing(request, page, counted(rows), calls_noun, chosen=chosen(form))
    return render(request, "programs/call_office_list.html", {"page": page, "form": form, "listing": around})


@require_safe
@requires(may_keep_calls)
def call_office_list_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    kept = Call.objects.kept_by(request.user)
    form, now = CallFilter(request.GET, calls=kept), clock.now()
    chunks = queries.NEWEST_FIRST.chunks(queries.with_places(kept.filter(form.condition)))
    rows = [queries.call_card(call, now) for chunk in chunks for call in chunk]
    return sent_filtered(request, kind, ListFile("calls", _("Calls for applications"), CALLS, rows), calls_noun, form)


@require_safe
@requires(may_keep_calls)
def call_office(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """One call as its keepers read it: what it lacks, its window, its parts, each with what may be done with it."""
    call, now = queries.whole_call(kept_call_or_404(request, uid)), clock.now()
    is_draft = call.status == CallStatus.DRAFT
    context = {
        "call": call,
        "page": queries.call_page(call, now),
        "sections": sections(call),
        "lacks": lacks_of(call) if is_draft else [],
        "is_draft": is_draft,
        "may_take_usual": is_draft and not all(_parts_of(call)),
        "may_edit": call.status != CallStatus.CALLED_OFF,
        "moves": _offered(call, request),
    }
    return render(request, "programs/call_office.html", context)


def _parts_of(call: Call) -> list[int]:
    """How many parts there are of each kind that has usual ones."""
    return [len(getattr(call, name).all()) for name in ("criteria", "questions", "documents", "checklist")]


def _offered(call: Call, request: SignedInRequest) -> list[Move]:
    """The moves of its state, without the one whose time is over."""
    offered = CALL_MOVES.offered(call, request.user)
    return [row for row in offered if row.name != "take_back" or clock.now() < call.opens_at]


@require_safe
@requires(may_keep_calls)
def call_preview(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The public page as it will stand there."""
    call = kept_call_or_404(request, uid)
    page = queries.call_page(call, clock.now())
    return render(request, "programs/call_preview.html", {"call": call, "page": page, "trail": call_trail(call)})


@require_safe
@requires(may_keep_calls)
def call_record_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    call = kept_call_or_404(request, uid)
    return history_page(request, call_history(call), trail=call_trail(call), subtitle=[call_trail(call)[-1][0]])


# --- Writing ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_calls)
def call_create(request: SignedInRequest) -> HttpResponse:
    """A call of one run; an address may name the run."""
    initial = {**NewCallForm.usual(), "run": request.GET.get("run", "")}
    form = bound(NewCallForm, request, runs=runs_kept_by(request.user), initial=initial)
    page = FormPage(_("Begin a call"), call_trail(), submit=_("Begin"), template=FORM)

    def act() -> Call:
        values = form.values()
        return calls.create_call(values.pop("run"), values, by=request.user)

    message = _("The draft is there. Add its destinations, requirements and questions.")
    return filled(request, page, form, act, message=message, redirect_to=to_call)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_calls)
def call_copy(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The next call after this one, with all of its parts; the window is a year later until somebody says otherwise."""
    source = kept_call_or_404(request, uid)
    form = bound(NewCallForm, request, runs=runs_kept_by(request.user), initial=NewCallForm.after(source))
    page = FormPage(
        _("Copy the call"),
        call_trail(source),
        [call_trail(source)[-1][0]],
        lead=_(
            "The new draft takes over destinations, requirements, documents, questions, criteria and the checklist."
        ),
        submit=_("Make the copy"),
        template=FORM,
    )

    def act() -> Call:
        values = form.values()
        return calls.copy_call(source, values.pop("run"), values, by=request.user)

    message = _("The copy is a draft. Look at its parts before it is announced.")
    return filled(request, page, form, act, message=message, redirect_to=to_call)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_calls)
def call_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    call = kept_call_or_404(request, uid)
    if request.method != "POST" and call.status == CallStatus.CALLED_OFF:
        return redirect(to_call(call))
    form_class = CallForm if call.status == CallStatus.DRAFT else AnnouncedCallForm
    page = FormPage(_("Edit the call"), call_trail(call), [call_trail(call)[-1][0]], template=FORM)
    return edited(request, page, form_class, calls.edit_call, call, call=call, initial=form_class.stored_values(call))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_calls)
def call_discard(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The question, then the act."""
    call = kept_call_or_404(request, uid)
    back, everything = to_call(call), reverse("programs:call_office_list")
    if request.method == "POST":
        discard = partial(calls.discard, call, by=request.user, version=sent_version(request))
        return acted(
            request, discard, message=pgettext("call", "The draft is discarded."), redirect_to=everything, back=back
        )
    if call.status != CallStatus.DRAFT:
        return redirect(back)
    context = {"call": call, "heading": pgettext("call", "Discard the draft"), "trail": call_trail(call), "back": back}
    return render(request, "programs/call_discard.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_calls)
def call_move(request: SignedInRequest, uid: UUID, move: str) -> HttpResponse:
    """Announce, take back or call off."""
    return moved(request, MOVE_PAGE, kept_call_or_404(request, uid), move)


def _around_the_move(_request: HttpRequest, call: Any, row: Move) -> Mapping[str, object]:
    around = {"heading": row.label, "trail": call_trail(call), "subtitle": [call_trail(call)[-1][0]]}
    return {**around, "lacks": lacks_of(call) if row.name == "announce" else []}


MOVE_PAGE = MovePage(
    table=CALL_MOVES,
    service=calls.move,
    template="programs/call_move.html",
    address=to_call,
    undo_address=to_call,  # nothing of a call is undone at once
    context=_around_the_move,
    history=lambda call, _user: call_history(call),
)
