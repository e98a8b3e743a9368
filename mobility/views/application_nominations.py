"""From a confirmed application to its nomination: one button, and nothing is typed twice."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted
from kanazawa_exchange.lib import clock

from .. import permissions
from ..models import Nomination
from ..services.nominations import preparing
from .applications import application_address, application_or_404


@require_http_methods(["POST"])
@requires(permissions.may_list_applications)
def application_nominate(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Prepare the nomination of whoever has accepted the place; the one that is there already is opened."""
    application = application_or_404(request, uid)
    own = application_address(application)

    def address(made: Nomination | None) -> str:
        return reverse("mobility:nomination_detail", args=[made.uid]) if made else own

    return acted(
        request,
        lambda: preparing.prepare_from(application, by=request.user, now=clock.now()),
        message=_("The nomination is prepared. Nobody else sees it before it is sent."),
        redirect_to=address,
        back=own,
    )
