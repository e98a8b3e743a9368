"""From a confirmed application to its nomination by one button; once its host has said no, to another place or another nomination."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.pages import FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, version_of
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.localized import localized

from .. import permissions
from ..forms.next_choice import NextPlaceForm, NominateAgainForm
from ..models import Application, Nomination
from ..queries.selection.beside import warning_beside
from ..queries.selection.next_choice import next_places
from ..services.nominations import preparing
from ..services.selection import next_choice
from .applications import application_address, application_or_404, application_trail


@require_http_methods(["POST"])
@requires(permissions.may_list_applications)
def application_nominate(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Prepare the nomination of whoever has accepted the place; the one that is there already is opened."""
    application = application_or_404(request, uid)
    own = application_address(application)

    def address(made: Nomination | None) -> str:
        return _page_of(made) if made else own

    return acted(
        request,
        lambda: preparing.prepare_from(application, by=request.user, now=clock.now()),
        message=lambda _made: _prepared(application),
        redirect_to=address,
        back=own,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_list_applications)
def application_nominate_again(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The host has said no, and is asked once more, for a reason."""
    application = application_or_404(request, uid)
    form = bound(NominateAgainForm, request)
    words = pgettext("application", "Nominate once more")
    page = FormPage(
        words,
        application_trail(application),
        subtitle=_subtitle(application),
        lead=_("A new nomination to the same host is prepared; the earlier one stays as it ended."),
        submit=words,
    )

    def act() -> Nomination:
        reason = form.cleaned_data["reason"]
        return preparing.prepare_from(application, by=request.user, now=clock.now(), reason=reason)

    return filled(request, page, form, act, message=_prepared(application), redirect_to=_page_of)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_list_applications)
def application_next_place(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The host has said no: another free place of the call is offered, and the old one given back."""
    application = application_or_404(request, uid)
    places = next_places(application)
    if not places:
        words = _("No other place of this call is free. Hosts that have rejected this applicant are not offered again.")
        messages.error(request, words)
        return redirect(application_address(application))
    form = bound(partial(NextPlaceForm, application=application, places=places), request)
    words = pgettext("application", "Offer another place")
    page = FormPage(
        words,
        application_trail(application),
        subtitle=_subtitle(application),
        lead=_("The applicant is told by email and accepts or refuses it; the place held until now is given back."),
        submit=words,
    )

    def act() -> Application:
        return next_choice.offer_next(
            application, form.chosen(), form.step(), by=request.user, now=clock.now(), version=version_of(form)
        )

    message = _("The place is offered; the applicant is told by email.")
    return filled(request, page, form, act, message=message)


def _page_of(made: Nomination) -> str:
    return reverse("mobility:nomination_detail", args=[made.uid])


def _prepared(application: Application) -> str:
    """That it is done, and what else the person does in these days."""
    done, warning = _("The nomination is prepared. Nobody else sees it before it is sent."), warning_beside(application)
    return formats.sentences(done, warning) if warning else done


def _subtitle(application: Application) -> list[object]:
    return [localized(application.place.institution, "name")] if application.place else []
