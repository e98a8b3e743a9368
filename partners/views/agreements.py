"""Pages of agreements: the list, one agreement with its parties, conditions and papers, and its moves."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.views.documents import document
from kanazawa_exchange.accounts.views.moves import MovePage, moved
from kanazawa_exchange.accounts.views.pages import Crumb, FormPage, edited, filled, registered
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, saved
from kanazawa_exchange.accounts.views.undoing import undone
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.states import Move

from ..days import known_day
from ..forms.agreements import (
    AgreementForm,
    ConditionForm,
    DocumentForm,
    NewAgreementForm,
    PartyForm,
    SignedAgreementForm,
)
from ..models import Agreement, AgreementParty, AgreementStatus, CooperationCondition, Institution
from ..moves import AGREEMENT_MOVES, ENDED, UNSIGNED
from ..permissions import may_edit_partners, may_read_agreements
from ..queries.agreements import is_validity_unknown, offered_moves, reached_threshold, renewal_differences
from ..services import agreements, entries
from .pages import list_crumb, office_trail, record_crumb


@require_safe
@requires(may_read_agreements)
def agreement_detail(request: SignedInRequest, uid: UUID) -> HttpResponse:
    agreement = _agreement(request, uid)
    may_edit = may_edit_partners(request.user)
    context = {
        **_facts(agreement),
        **_renewal(request, agreement),
        "moves": offered_moves(agreement, request.user),
        "may_edit": may_edit,
        "parts_open": may_edit and agreement.status in UNSIGNED,
        "conditions_open": may_edit and agreement.status not in ENDED,
        "history": _history(agreement) if may_edit else None,
    }
    return render(request, "partners/agreement_detail.html", context)


def _facts(agreement: Agreement) -> dict[str, object]:
    return {
        "agreement": agreement,
        "titles": [(code, getattr(agreement, f"title_{code}")) for code in LANGUAGES],
        "state": AGREEMENT_MOVES.office_label(agreement.status),
        "state_kind": AGREEMENT_MOVES.kind(agreement.status),
        "signed": known_day(agreement.signed_on, agreement.signed_precision),
        "is_validity_unknown": is_validity_unknown(agreement),
        "expiring": reached_threshold(agreement, clock.today()),
        "parties": agreement.parties.select_related("institution", "unit").order_by("pk"),
        "conditions": agreement.conditions.select_related("sending", "receiving").order_by("pk"),
    }


def _renewal(request: HttpRequest, agreement: Agreement) -> dict[str, object]:
    """The agreement that renews this one, and what it changes."""
    successor = Agreement.objects.visible_to(request.user).filter(renews=agreement).first()
    is_open = successor is None and agreement.status == AgreementStatus.IN_FORCE
    return {
        "successor": successor,
        "differences": renewal_differences(agreement, successor) if successor else (),
        "may_renew": is_open and may_edit_partners(request.user),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def agreement_register(request: SignedInRequest) -> HttpResponse:
    """One form for a draft and for what was signed long ago; an address may name the partner."""
    page = FormPage(_("Register an agreement"), office_trail(_agreements()), submit=_("Register an agreement"))
    named = {"ours": Institution.objects.filter(is_home=True).first(), "partner": request.GET.get("partner", "")}
    form = bound(NewAgreementForm, request, initial=named)
    return saved(
        request,
        form,
        lambda: entries.enter(
            form.values(), form.parties(), by=request.user, now=clock.now(), paper=form.cleaned_data["document"]
        ),
        message=_entered,
        redirect_to=_url,
        template="partners/agreement_register.html",
        context={**vars(page), "back": page.trail[-1][1]},
    )


def _entered(agreement: Agreement) -> str:
    return _("The agreement is registered. Its state: %(state)s.") % {
        "state": AGREEMENT_MOVES.office_label(agreement.status)
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def agreement_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    agreement = _agreement(request, uid)
    form = AgreementForm if agreement.status in UNSIGNED else SignedAgreementForm
    page = FormPage(_("Edit the agreement"), _trail(agreement))
    return edited(request, page, form, agreements.edit, agreement)


# --- Moves -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def agreement_move(request: SignedInRequest, uid: UUID, move: str) -> HttpResponse:
    """One page for each move of a person; the calendar's moves have none."""
    return moved(request, MOVE_PAGE, _agreement(request, uid), move)


@require_POST
@requires(may_edit_partners)
def agreement_undo(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Undo the move that was just made."""
    agreement = _agreement(request, uid)
    return undone(request, agreement, agreements.undo, address=_url(agreement))


def _around_the_move(request: HttpRequest, agreement: Agreement, row: Move) -> Mapping[str, object]:
    renewal = _renewal(request, agreement)["differences"] if row.name == "renew" else ()
    return {
        "agreement": agreement,
        "heading": row.label,
        "trail": _trail(agreement),
        "renewal": renewal,
    }


def _url(agreement: Agreement) -> str:
    return reverse("partners:agreement_detail", args=[agreement.uid])


def _history(agreement: Agreement) -> list[history.Entry]:
    parts: list[tuple[Any, str]] = [(AgreementParty, "agreement"), (CooperationCondition, "agreement")]
    return history.timeline(agreement, moves=AGREEMENT_MOVES, parts=parts)


MOVE_PAGE = MovePage(
    table=AGREEMENT_MOVES,
    service=agreements.move,
    template="partners/agreement_move.html",
    address=_url,
    undo_address=lambda agreement: reverse("partners:agreement_undo", args=[agreement.uid]),
    context=_around_the_move,
    history=lambda agreement, _user: _history(agreement),
)


@require_POST
@requires(may_edit_partners)
def agreement_renewal(request: SignedInRequest, uid: UUID) -> HttpResponse:
    agreement = _agreement(request, uid)
    return acted(
        request,
        lambda: agreements.draft_renewal(agreement, by=request.user),
        message=_("A draft of the renewal is registered."),
        redirect_to=lambda result: _url(result or agreement),
    )


# --- Parties and conditions --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def party_add(request: SignedInRequest, uid: UUID) -> HttpResponse:
    agreement = _agreement(request, uid)
    page = FormPage(_("Add a party"), _trail(agreement), submit=_("Add"))
    return registered(request, page, PartyForm, agreements.add_party, agreement, message=_("The party is added."))


@require_POST
@requires(may_edit_partners)
def party_remove(request: SignedInRequest, uid: UUID) -> HttpResponse:
    party = get_object_or_404(AgreementParty.objects.select_related("agreement"), uid=uid)
    return _removed(request, party.agreement, lambda: agreements.remove_party(party, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def condition_add(request: SignedInRequest, uid: UUID) -> HttpResponse:
    agreement = _agreement(request, uid)
    page = FormPage(_("Add a condition"), _trail(agreement), submit=_("Add"))
    return registered(
        request,
        page,
        ConditionForm,
        agreements.add_condition,
        agreement,
        message=_("The condition is added."),
        agreement=agreement,
    )


@require_POST
@requires(may_edit_partners)
def condition_remove(request: SignedInRequest, uid: UUID) -> HttpResponse:
    condition = get_object_or_404(CooperationCondition.objects.select_related("agreement"), uid=uid)
    return _removed(request, condition.agreement, lambda: agreements.remove_condition(condition, by=request.user))


def _removed(request: SignedInRequest, agreement: Agreement, remove: Callable[[], None]) -> HttpResponse:
    return acted(request, remove, message=_("Removed; the history keeps it."), redirect_to=_url(agreement))


# --- The paper -----------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def document_store(request: SignedInRequest, uid: UUID) -> HttpResponse:
    agreement = _agreement(request, uid)
    form = bound(DocumentForm, request)
    page = FormPage(_("Store the signed document"), _trail(agreement), submit=_("Store"))
    return filled(
        request,
        page,
        form,
        lambda: agreements.attach_document(agreement, form.cleaned_data["document"], by=request.user, now=clock.now()),
        message=_("The document is stored."),
    )


@require_safe
@requires(may_read_agreements)
def document_download(request: SignedInRequest, uid: UUID) -> FileResponse:
    agreement = _agreement(request, uid)
    return document(request, agreement.document, record=agreement, event="agreement_document_read")


# --- Small things --------------------------------------------------------------------------------------------------------------


def _agreement(request: SignedInRequest, uid: UUID) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user).select_related("document", "renews"), uid=uid)


def _agreements() -> Crumb:
    return list_crumb(_("Agreements"), "agreement_list")


def _trail(agreement: Agreement) -> list[Crumb]:
    return office_trail(_agreements(), record_crumb(agreement, "agreement_detail", name="title"))
