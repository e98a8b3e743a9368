"""The pages on which an applicant answers an offer: what it is, until when, and one button that accepts or refuses it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.services.sent_forms import SentBefore
from kanazawa_exchange.accounts.views.saving import SignedInRequest, overruled
from kanazawa_exchange.accounts.views.sending import led_on, once
from kanazawa_exchange.lib.receiving import received_at
from kanazawa_exchange.lib.refusals import Doubted, Refused

from .. import permissions
from ..forms.offers import AcceptForm, RefuseForm
from ..models import Application
from ..queries.applications.standing import standing
from ..queries.selection.beside import doubts_beside, place_beside, run_days
from ..services.selection import offers
from .own_applications import own, own_trail

Form = AcceptForm | RefuseForm


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.has_person)
def offer_accept(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The check page of an acceptance. What decides is the moment at which the small request of its button was received."""
    received = received_at(request)
    application = own(request, uid)

    def act(_form: Form) -> Application:
        return offers.confirm(application, by=request.user, now=received, overruled=overruled(request))

    words = _("You have accepted the place. A mail confirms it.")
    return _answered(request, application, received, AcceptForm, act, words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.has_person)
def offer_refuse(request: SignedInRequest, uid: UUID) -> HttpResponse:
    received = received_at(request)
    application = own(request, uid)

    def act(form: Form) -> Application:
        reason = form.cleaned_data["reason"]
        return offers.refuse(application, by=request.user, now=received, reason=reason)

    words = _("You have refused the place. A mail confirms it.")
    return _answered(request, application, received, RefuseForm, act, words)


def _answered(
    request: SignedInRequest,
    application: Application,
    received: datetime,
    kind: type[Form],
    act: Callable[[Form], Application],
    words: str,
) -> HttpResponse:
    """The check page, or the answer; where none is waited for, the page of the application tells how it stands."""
    page = reverse("mobility:own_application", args=[application.uid])
    form = kind(request.POST if request.method == "POST" else None)
    asked: dict[str, object] = {}
    if form.is_valid():
        try:
            once(request, lambda: act(form), page)
        except SentBefore as twice:
            return led_on(request, twice.earlier)
        except Doubted as doubted:
            asked = {"doubts": doubted.doubts}
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, words)
        if not asked:
            return redirect(page)
    found = standing(application, received)
    if not found.may_answer:
        return redirect(page)
    context = {
        "standing": found,
        "form": form,
        "back": page,
        "trail": own_trail(),
        **asked,
        **_beside(application, kind),
    }
    return render(request, "mobility/application_offer.html", context)


def _beside(application: Application, kind: type[Form]) -> dict[str, object]:
    """The days of the stay, and what the applicant does in them already."""
    found: dict[str, object] = {"stay": run_days(application.call.run)}
    if kind is AcceptForm:
        found |= {"held": place_beside(application), "others": doubts_beside(application)}
    return found
