"""The office's pages of a draft of a questionnaire: begun, copied, named, put into use, discarded."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.forms.moves import MoveForm
from kanazawa_exchange.accounts.views.pages import FormPage, edited, filled
from kanazawa_exchange.accounts.views.saving import (
    PageForm,
    SignedInRequest,
    acted,
    bound,
    saved,
    sent_version,
    version_of,
)
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.trilingual import initial_from

from ..forms.questionnaires import BeginForm, MinimumsForm, QuestionnaireForm, stored_minimums
from ..models import Instrument, InstrumentStatus
from ..moves import INSTRUMENT_MOVES
from ..permissions import may_edit_rubric
from ..queries.instruments import free_code
from ..queries.lacks import lacks_of
from ..queries.questionnaires import questionnaire
from ..queries.versions import to_ask_about
from ..services import instruments, items
from .pages import questionnaire_or_404, questionnaire_trail, to_questionnaire


def is_settled(request: SignedInRequest, instrument: Instrument) -> bool:
    """A form for a questionnaire in use is not shown; one that was sent keeps its words and hears the refusal."""
    return request.method != "POST" and instrument.status != InstrumentStatus.DRAFT


# --- Beginning and copying -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def questionnaire_create(request: SignedInRequest) -> HttpResponse:
    offered = to_ask_about()
    form = bound(BeginForm, request, offered=offered, initial={"rubric_version": offered.first()})
    page = FormPage(
        _("Begin a questionnaire"),
        questionnaire_trail(),
        lead=_("It begins with one question on each ability: which level comes nearest. All of it can be changed."),
        submit=_("Begin the draft"),
    )
    act = partial(_begun, form, request)
    return _made(request, page, form, act, lambda _draft: _("The questionnaire is a draft. Go on with its items."))


def _begun(form: BeginForm, request: SignedInRequest) -> Instrument:
    return instruments.begin(form.cleaned_data["rubric_version"], form.values(), by=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def questionnaire_copy(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """On the same version of the rubric, or on a later one; of a draft there is no copy."""
    source = questionnaire_or_404(request, uid)
    if request.method != "POST" and source.status == InstrumentStatus.DRAFT:
        return redirect(to_questionnaire(source))
    version = source.rubric_version
    offered = to_ask_about(version.rubric, version.number)
    first = offered.first()
    code = free_code(source.code, first)
    initial = {**initial_from(source, QuestionnaireForm), "version": None, "rubric_version": first, "code": code}
    form = bound(BeginForm, request, offered=offered, initial=initial)
    page = FormPage(
        _("Copy the questionnaire"),
        questionnaire_trail(source),
        [localized(source, "name")],
        lead=_("The copy is a draft. On a later version of the rubric, each item goes to what its ability has become."),
        submit=_("Make the copy"),
    )
    act = partial(_copied, source, form, request)
    return _made(request, page, form, act, lambda draft: _copy_words(source, draft))


def _copied(source: Instrument, form: BeginForm, request: SignedInRequest) -> Instrument:
    return instruments.copy(source, form.cleaned_data["rubric_version"], form.values(), by=request.user)


def _copy_words(source: Instrument, draft: Instrument) -> str:
    """That it is made, and how many items found no ability there."""
    kept = set(draft.items.values_list("key", flat=True))
    lost = sum(key not in kept for key in source.items.values_list("key", flat=True))
    left_out = ngettext(
        "%(number)s item is left out: its ability is there no longer.",
        "%(number)s items are left out: their abilities are there no longer.",
        lost,
    )
    return formats.sentences(_("The copy is made."), *([left_out % {"number": lost}] if lost else []))


def _made(
    request: SignedInRequest,
    page: FormPage,
    form: PageForm,
    act: Callable[[], Instrument],
    message: Callable[[Instrument], str],
) -> HttpResponse:
    """The form of a new questionnaire, which leads to it."""
    context = {**vars(page), "back": page.trail[-1][1]}
    return saved(
        request, form, act, message=message, redirect_to=to_questionnaire, template=page.template, context=context
    )


# --- A draft as it stands --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def questionnaire_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    instrument = questionnaire_or_404(request, uid)
    if is_settled(request, instrument):
        return redirect(to_questionnaire(instrument))
    page = FormPage(_("Edit name and introduction"), questionnaire_trail(instrument), [localized(instrument, "name")])
    return edited(request, page, QuestionnaireForm, instruments.edit, instrument)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def minimums_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """How many answers each ability needs for a score."""
    instrument = questionnaire_or_404(request, uid)
    if is_settled(request, instrument):
        return redirect(to_questionnaire(instrument))
    asked = questionnaire(instrument).asked
    form = bound(MinimumsForm, request, asked=asked, initial=stored_minimums(instrument))
    page = FormPage(
        _("Answers needed"),
        questionnaire_trail(instrument),
        [localized(instrument, "name")],
        lead=_("With fewer answers than this there is no score for the ability. No answer is not level 0."),
    )
    return filled(
        request,
        page,
        form,
        lambda: items.set_minimums(instrument, form.minimums(), by=request.user, version=version_of(form)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def questionnaire_discard(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The question, then the act."""
    instrument = questionnaire_or_404(request, uid)
    back = to_questionnaire(instrument)
    if request.method == "POST":
        return acted(
            request,
            lambda: instruments.discard(instrument, by=request.user, version=sent_version(request)),
            message=pgettext("questionnaire", "The draft is discarded."),
            redirect_to=reverse("rubric:questionnaire_list"),
            back=back,
        )
    if instrument.status != InstrumentStatus.DRAFT:
        return redirect(back)
    name = localized(instrument, "name")
    around = {"trail": questionnaire_trail(instrument), "subtitle": [name], "back": back, "instrument": instrument}
    heading = pgettext("questionnaire", "Discard the draft")
    return render(request, "rubric/questionnaire_discard.html", {"heading": heading, **around})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def questionnaire_move(request: SignedInRequest, uid: UUID, move: str) -> HttpResponse:
    """Put into use, or used no longer."""
    instrument = questionnaire_or_404(request, uid)
    if move not in INSTRUMENT_MOVES.moves:
        raise Http404
    if request.method != "POST" and not INSTRUMENT_MOVES.allowed(instrument.status, move):
        return redirect(to_questionnaire(instrument))
    row = INSTRUMENT_MOVES.moves[move]
    form = bound(partial(MoveForm, row=row, record=instrument, today=clock.today()), request)
    page = FormPage(
        str(row.label),
        questionnaire_trail(instrument),
        [localized(instrument, "name")],
        lead=row.notice,
        submit=row.label,
        template="rubric/questionnaire_move.html",
    )
    return filled(
        request,
        page,
        form,
        lambda: instruments.move(
            instrument, move, form.step(), by=request.user, now=clock.now(), version=version_of(form)
        ),
        message=_("%(done)s.") % {"done": row.done_label},
        lacks=lacks_of(questionnaire(instrument)) if move == "adopt" else (),
    )
