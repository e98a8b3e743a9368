"""The office's pages of what it publishes: the kinds, the list of one, its form, the preview with its moves, the history."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import listed
from kanazawa_exchange.accounts.views.moves import MovePage, moved
from kanazawa_exchange.accounts.views.pages import FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, sent_version, version_of
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.paging import place_in
from kanazawa_exchange.lib.states import Move

from ..models import Download, Published
from ..permissions import may_publish
from ..publication_moves import PUBLICATION_MOVES, PublicationStatus
from ..queries import publications as queries
from ..services import downloads, publications
from .pages import history_page
from .publication_kinds import KINDS, kept_or_404, kind_of, kind_or_404, title_of, to_list, to_record, trail

# --- Reading ---------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_publish)
def publication_kinds(request: SignedInRequest) -> HttpResponse:
    """How much of each kind there is."""
    now = clock.now()
    lines = [(kind, queries.tally(kind.model.objects.kept_by(request.user), now)) for kind in KINDS.values()]
    return render(request, "programs/publication_kinds.html", {"lines": lines})


@require_safe
@requires(may_publish)
@listed
def publication_list(request: SignedInRequest, kind: str) -> HttpResponse:
    chosen = kind_or_404(kind)
    page = queries.office_page(chosen.model.objects.kept_by(request.user), place_in(request.GET), clock.now())
    return render(request, "programs/publication_list.html", {"kind": chosen, "page": page})


@require_safe
@requires(may_publish)
def publication_office(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    """One record as its page shows it, or will show it, with what may be done with it."""
    chosen, record = kept_or_404(request, kind, uid)
    now = clock.now()
    label, look = queries.state_of(record, now)
    context = {
        "kind": chosen,
        "record": record,
        "title": title_of(record),
        "trail": trail(chosen),
        "page": chosen.page(record, now),
        "state": (look, label),
        "behind": queries.behind(record),
        "missing": queries.missing_in(record),
        "public_url": chosen.public(record) if record.is_public(now) else "",
        "moves": PUBLICATION_MOVES.offered(record, request.user),
        "is_draft": record.status == PublicationStatus.DRAFT,
    }
    return render(request, "programs/publication_office.html", context)


@require_safe
@requires(may_publish)
def publication_history(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    chosen, record = kept_or_404(request, kind, uid)
    return history_page(request, queries.history_of(record), trail=trail(chosen, record), subtitle=[title_of(record)])


# --- Writing ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_publish)
def publication_create(request: SignedInRequest, kind: str) -> HttpResponse:
    chosen = kind_or_404(kind)
    form = bound(chosen.form, request)
    page = FormPage(str(chosen.begin), trail(chosen), submit=_("Save the draft"))

    def act() -> Published:
        if not chosen.has_file:
            return publications.write_draft(chosen.model(), form.values(), by=request.user)
        upload = form.cleaned_data["upload"]
        return downloads.write_draft(Download(), form.values(), upload, by=request.user, now=clock.now())

    message = _("The draft is saved. Look at it below before it is published.")
    return filled(request, page, form, act, message=message, redirect_to=to_record)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_publish)
def publication_edit(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    chosen, record = kept_or_404(request, kind, uid)
    form = bound(chosen.form, request, record, stored=record, initial=chosen.form.stored_values(record))
    page = FormPage(
        str(chosen.edit), trail(chosen, record), [title_of(record)], template="programs/publication_form.html"
    )

    def act() -> Published:
        edit = partial(downloads.edit, upload=form.cleaned_data["upload"]) if chosen.has_file else publications.edit
        checked, version = form.cleaned_data["checked"], version_of(form)
        return edit(record, form.values(), checked=checked, by=request.user, now=clock.now(), version=version)

    return filled(request, page, form, act, behind=queries.behind(record))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_publish)
def publication_discard(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    """The question, then the act."""
    chosen, record = kept_or_404(request, kind, uid)
    back = to_record(record)
    if request.method == "POST":
        service = downloads if chosen.has_file else publications
        discard = partial(service.discard, record, by=request.user, version=sent_version(request))
        message = pgettext("publication", "The draft is discarded.")
        return acted(request, discard, message=message, redirect_to=to_list(chosen), back=back)
    if record.status != PublicationStatus.DRAFT:
        return redirect(back)
    heading = pgettext("publication", "Discard the draft")
    context = {"record": record, "heading": heading, "trail": trail(chosen, record), "back": back}
    return render(request, "programs/publication_discard.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_publish)
def publication_move(request: SignedInRequest, kind: str, uid: UUID, move: str) -> HttpResponse:
    """Publish, or take back."""
    return moved(request, MOVE_PAGE, kept_or_404(request, kind, uid)[1], move)


def _around_the_move(_request: HttpRequest, record: Any, row: Move) -> Mapping[str, object]:
    return {"heading": row.label, "trail": trail(kind_of(record), record), "subtitle": [title_of(record)]}


MOVE_PAGE = MovePage(
    table=PUBLICATION_MOVES,
    service=publications.move,
    template="programs/publication_move.html",
    address=to_record,
    context=_around_the_move,
    history=lambda record, _user: queries.history_of(record),
)
