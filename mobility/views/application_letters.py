"""The page on which the office writes to applicants whom it has ticked: written, looked at, sent."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries.mail_texts import Preview, previews, texts_of
from kanazawa_exchange.accounts.views.saving import SignedInRequest, add_refusal, bound, saved, typed
from kanazawa_exchange.accounts.views.ticked import is_picked, led_back
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Refused

from .. import permissions
from ..forms.application_letters import LetterForm
from ..mail_kinds import APPLICATION_LETTER
from ..queries.applications import audience as audiences
from ..queries.applications.audience import Audience
from ..queries.applications.ticked import ticked
from ..services.applications import office_letters
from ..services.applications.office_letters import Written
from .applications import call_or_404
from .releasing import trail, unseen

TEMPLATE, PREVIEW = "mobility/application_letter.html", "mobility/application_letter_preview.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_list_applications)
def application_letter(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The form for the rows that were ticked. A POST shows who gets what; `confirm` sends it; `again` leads back to the form."""
    call = call_or_404(request, uid)
    if permissions.takes_part_in(request.user, call):
        return unseen(request, call)
    page = reverse("mobility:application_list", args=[call.uid])
    chosen = ticked(call, request.user, typed(request) or QueryDict())
    if answer := led_back(request, chosen, page):
        return answer
    form = LetterForm() if is_picked(request) else bound(LetterForm, request)
    context: dict[str, Any] = {
        "call": call,
        "title": localized(call, "title"),
        "trail": trail(call),
        "here": _("Write a letter"),
        "ticked": chosen.applications,
        "form": form,
        "audience": audiences.audience(chosen.applications, request.user),
    }
    if request.method != "POST" or is_picked(request) or "again" in request.POST or not form.is_valid():
        return render(request, TEMPLATE, context)
    if "confirm" not in request.POST:
        return _looked_at(request, form, context)
    return saved(
        request,
        form,
        lambda: office_letters.write(chosen.applications, form.texts(), by=request.user, now=clock.now()),
        message=_told,
        redirect_to=page,
        template=TEMPLATE,
        context=context,
    )


def _looked_at(request: SignedInRequest, form: LetterForm, context: Mapping[str, Any]) -> HttpResponse:
    """Who gets what, or the form with what is wrong in it."""
    texts = form.texts()
    found = audiences.audience(context["ticked"], request.user, texts)
    if wrong := office_letters.faults(texts, found.readers):
        add_refusal(form, Refused(wrong))
        return render(request, TEMPLATE, context)
    shown = {**context, "audience": found, "letters": _letters(found, texts)}
    return render(request, PREVIEW, shown)


def _letters(found: Audience, texts: audiences.Texts) -> list[Preview]:
    """The letter in each language in which somebody gets it, as the first of these readers would read it."""
    frames = texts_of(APPLICATION_LETTER)
    shown: list[Preview] = []
    for code in found.languages:
        reader = next(row for row in found.readers if row.language == code)
        values = office_letters.values_of(reader, texts[code])
        shown += previews(APPLICATION_LETTER, {code: frames[code]}, values)
    return shown


def _told(done: Written) -> str:
    words = ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", done.letters)
    told = [words % {"n": formats.number(done.letters)} if done.letters else _("No letter was written.")]
    if done.left:
        words = ngettext("%(n)s of those ticked gets none.", "%(n)s of those ticked get none.", len(done.left))
        told.append(words % {"n": formats.number(len(done.left))})
    return formats.sentences(*told)
