"""The office's pages of questionnaires: the list, one of them as its participants read it, on paper, and its history."""

from functools import partial
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import count_words, listed, sent, whole
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import LANGUAGES, active_language, language_name
from kanazawa_exchange.lib.list_files import ListFile
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.totals import Total

from ..exports.lists import QUESTIONNAIRES
from ..exports.questionnaire_pdf import to_pdf
from ..models import InstrumentStatus, ItemKind
from ..moves import INSTRUMENT_MOVES
from ..permissions import may_edit_rubric
from ..queries.histories import questionnaire_history as history_of
from ..queries.lacks import lacks_of
from ..queries.papers import university
from ..queries.questionnaires import questionnaire, questionnaires
from ..queries.versions import to_ask_about
from .pages import questionnaire_or_404, questionnaire_trail, to_questionnaire

READ_IN = "read_in"
"""The language in which the questions are shown; the page around them stays in that of its reader."""


def questionnaires_noun(count: int) -> str:
    return ngettext("%(number)s questionnaire", "%(number)s questionnaires", count)


@require_safe
@requires(may_edit_rubric)
@listed
def questionnaire_list(request: SignedInRequest) -> HttpResponse:
    lines = questionnaires(request.user)
    context = {
        "lines": lines,
        "listing": whole(request, lines, questionnaires_noun),
        "may_begin": to_ask_about().exists(),
    }
    return render(request, "rubric/questionnaire_list.html", context)


@require_safe
@requires(may_edit_rubric)
def questionnaire_list_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    lines = questionnaires(request.user)
    total = Total(len(lines))
    words = [count_words(total, questionnaires_noun)]
    return sent(request, kind, ListFile("questionnaires", _("Questionnaires"), QUESTIONNAIRES, lines, words), total)


@require_safe
@requires(may_edit_rubric)
def questionnaire_detail(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """With its questions in the language that is asked for, else in that of the page."""
    instrument = questionnaire_or_404(request, uid)
    found = questionnaire(instrument)
    context = {
        "questionnaire": found,
        "lacks": lacks_of(found) if found.is_draft else [],
        "read_in": _read_in(request),
        "languages": [(code, language_name(code)) for code in LANGUAGES],
        "moves": INSTRUMENT_MOVES.offered(instrument, request.user),
        "may_copy": instrument.status != InstrumentStatus.DRAFT,
        "kinds": ItemKind.choices,
    }
    return render(request, "rubric/questionnaire_detail.html", context)


def _read_in(request: HttpRequest) -> str:
    asked = request.GET.get(READ_IN, "")
    return asked if asked in LANGUAGES else active_language()


@require_safe
@requires(may_edit_rubric)
def questionnaire_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    instrument = questionnaire_or_404(request, uid)
    around = {"trail": questionnaire_trail(instrument), "subtitle": [localized(instrument, "name")]}
    return render(
        request,
        "rubric/version_history.html",
        {"heading": _("History"), "entries": history_of(instrument), **around},
    )


@require_safe
@requires(may_edit_rubric)
def questionnaire_pdf(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """For a pen, in the language of the page; its code leads back to it."""
    instrument = questionnaire_or_404(request, uid)
    printed = partial(to_pdf, questionnaire(instrument), university=university(), lang=active_language())
    address = f"{settings.PORTAL_URL.rstrip('/')}{to_questionnaire(instrument)}"
    name = f"{instrument.code}-v{instrument.rubric_version.number}-{active_language()}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        printed(address=address, timestamp=clock.now()), content_type="application/pdf", headers=headers
    )
