"""Pages of agreements: the list, one agreement with its parties, conditions and papers, and its moves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.services import files, ledger
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.trilingual import initial_from

from ..forms.agreements import (
    MOVE_FORMS,
    AgreementForm,
    ConditionForm,
    DocumentForm,
    PartyForm,
    SignedAgreementForm,
)
from ..models import (
    AGREEMENT_MOVES,
    Agreement,
    AgreementParty,
    AgreementStatus,
    CooperationCondition,
)
from ..permissions import may_edit_partners, may_move_agreement, may_read_agreements
from ..queries import agreements as agreed
from ..queries.days import known_day
from ..services import agreements
from ..services.records import Refused
from .editing import answer, version_of

EDIT = "partners/record_edit.html"


@require_safe
@requires(may_read_agreements)
def agreement_list(request: HttpRequest) -> HttpResponse:
    status = request.GET.get("status", "")
    lines = agreed.lines(request.user, clock.today(), status=status)
    context = {
        "lines": lines,
        "status": status,
        "statuses": AgreementStatus.choices,
        "may_edit": may_edit_partners(request.user),
    }
    return render(request, "partners/agreement_list.html", context)


@require_safe
@requires(may_read_agreements)
def agreement_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    agreement = _agreement(request, uid)
    may_edit = may_edit_partners(request.user)
    successor = Agreement.objects.visible_to(request.user).filter(renews=agreement).first()
    moves = [
        move
        for move in AGREEMENT_MOVES.moves_from(agreement.status)
        if may_move_agreement(request.user, move.name)
        and (move.name != "renew" or (successor is not None and successor.status in agreements.PAPERED))
    ]
    context = {
        "agreement": agreement,
        "titles": [(code, getattr(agreement, f"title_{code}")) for code in LANGUAGES],
        "state": AGREEMENT_MOVES.office_label(agreement.status),
        "state_kind": agreed.STATUS_KINDS[agreement.status],
        "signed": known_day(agreement.signed_on, agreement.signed_precision),
        "expiring": agreed.threshold(agreement.expires_on, clock.today())
        if agreement.status == AgreementStatus.IN_FORCE
        else None,
        "parties": agreement.parties.select_related("institution", "unit").order_by("pk"),
        "conditions": agreement.conditions.select_related("sending", "receiving").order_by("pk"),
        "moves": moves,
        "may_edit": may_edit,
        "parts_open": may_edit and agreement.status in (AgreementStatus.DRAFT, AgreementStatus.NEGOTIATING),
        "conditions_open": may_edit and agreement.status not in agreements.ENDED,
        "successor": successor,
        "differences": agreed.renewal_differences(agreement, successor) if successor else (),
        "may_renew": may_edit and successor is None and agreement.status == AgreementStatus.IN_FORCE,
        "history": _history(agreement) if may_edit else None,
    }
    return render(request, "partners/agreement_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def agreement_register(request: HttpRequest) -> HttpResponse:
    return answer(
        request,
        AgreementForm(request.POST or None),
        lambda form: agreements.create(form.values(), by=acting(request)),
        template=EDIT,
        context={"heading": _("Draft an agreement"), "submit": _("Register"), "trail": [_agreements()]},
        done=reverse("partners:agreement_list"),
        said=_("The draft is registered. Open it and add the parties."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def agreement_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    agreement = _agreement(request, uid)
    unsigned = agreement.status in (AgreementStatus.DRAFT, AgreementStatus.NEGOTIATING)
    form_class = AgreementForm if unsigned else SignedAgreementForm
    return answer(
        request,
        form_class(request.POST or None, initial=initial_from(agreement, form_class)),
        lambda form: agreements.edit(agreement, form.values(), by=acting(request), version=version_of(form)),
        template=EDIT,
        context={"heading": _("Edit the agreement"), "record": agreement, "trail": [_agreements(), _page(agreement)]},
        done=_url(agreement),
        said=_("The changes are saved."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def agreement_move(request: HttpRequest, uid: UUID, move: str) -> HttpResponse:
    """One page for each move of a person; the calendar's moves have none."""
    agreement = _agreement(request, uid)
    if move not in MOVE_FORMS:
        raise Http404
    step = AGREEMENT_MOVES.moves[move]
    successor = Agreement.objects.visible_to(request.user).filter(renews=agreement).first() if move == "renew" else None
    return answer(
        request,
        MOVE_FORMS[move](request.POST or None, initial={"version": agreement.version}),
        lambda form: getattr(agreements, move)(
            agreement, by=acting(request), now=clock.now(), version=version_of(form), **form.values()
        ),
        template="partners/agreement_move.html",
        context={
            "heading": step.label,
            "submit": step.label,
            "agreement": agreement,
            "trail": [_agreements(), _page(agreement)],
            "renewal": agreed.renewal_differences(agreement, successor) if successor else (),
            "danger": step.reason_required,
        },
        done=_url(agreement),
        said=_("The agreement is now: %(state)s.") % {"state": AGREEMENT_MOVES.office_label(step.target)},
    )


@require_POST
@requires(may_edit_partners)
def agreement_renewal(request: HttpRequest, uid: UUID) -> HttpResponse:
    agreement = _agreement(request, uid)
    try:
        successor = agreements.draft_renewal(agreement, by=acting(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(_url(agreement))
    messages.success(request, _("A draft of the renewal is registered."))
    return redirect(_url(successor))


# --- Parties and conditions --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def party_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    agreement = _agreement(request, uid)
    return answer(
        request,
        PartyForm(request.POST or None),
        lambda form: agreements.add_party(agreement, form.values(), by=acting(request)),
        template=EDIT,
        context={"heading": _("Add a party"), "submit": _("Add"), "trail": [_agreements(), _page(agreement)]},
        done=_url(agreement),
        said=_("The party is added."),
    )


@require_POST
@requires(may_edit_partners)
def party_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    party = get_object_or_404(AgreementParty.objects.select_related("agreement"), uid=uid)
    return _removal(request, party.agreement, lambda: agreements.remove_party(party, by=acting(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def condition_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    agreement = _agreement(request, uid)
    return answer(
        request,
        ConditionForm(request.POST or None, agreement=agreement),
        lambda form: agreements.add_condition(agreement, form.values(), by=acting(request)),
        template=EDIT,
        context={"heading": _("Add a condition"), "submit": _("Add"), "trail": [_agreements(), _page(agreement)]},
        done=_url(agreement),
        said=_("The condition is added."),
    )


@require_POST
@requires(may_edit_partners)
def condition_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    condition = get_object_or_404(CooperationCondition.objects.select_related("agreement"), uid=uid)
    return _removal(request, condition.agreement, lambda: agreements.remove_condition(condition, by=acting(request)))


def _removal(request: HttpRequest, agreement: Agreement, remove: Any) -> HttpResponse:
    try:
        remove()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Removed; the history keeps it."))
    return redirect(_url(agreement))


# --- The paper -----------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def document_store(request: HttpRequest, uid: UUID) -> HttpResponse:
    agreement = _agreement(request, uid)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    return answer(
        request,
        form,
        lambda form: agreements.attach_document(
            agreement, form.cleaned_data["document"], by=acting(request), now=clock.now()
        ),
        template=EDIT,
        context={
            "heading": _("Store the signed document"),
            "submit": _("Store"),
            "trail": [_agreements(), _page(agreement)],
            "multipart": True,
        },
        done=_url(agreement),
        said=_("The document is stored."),
    )


@require_safe
@requires(may_read_agreements)
def document_download(request: HttpRequest, uid: UUID) -> FileResponse:
    """Always as an attachment, never shown in the browser; each download is written down."""
    agreement = _agreement(request, uid)
    stored = agreement.document
    path = files.path_of(stored.file.name or "") if stored else None
    if stored is None or path is None or not path.is_file():
        raise Http404
    ledger.audit(
        "agreement_document_read", by=acting(request), now=clock.now(), record=agreement, detail=str(stored.uid)
    )
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=stored.original_name,
        content_type=stored.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


# --- Small things --------------------------------------------------------------------------------------------------------------


def _agreement(request: HttpRequest, uid: UUID) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user).select_related("document", "renews"), uid=uid)


def _history(agreement: Agreement) -> list[history.Entry]:
    parts: list[tuple[Any, str]] = [(AgreementParty, "agreement"), (CooperationCondition, "agreement")]
    return history.timeline(agreement, moves=AGREEMENT_MOVES, parts=parts)


def _agreements() -> tuple[str, str]:
    return _("Agreements"), reverse("partners:agreement_list")


def _page(agreement: Agreement) -> tuple[object, str]:
    return localized(agreement, "title"), _url(agreement)


def _url(agreement: Agreement) -> str:
    return reverse("partners:agreement_detail", args=[agreement.uid])
