"""The small page on which an application is moved by its applicant: what it means, what it asks for, one button."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.views.moves import MovePage, moved
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Move, Step

from .. import permissions
from ..application_moves import APPLICATION_MOVES
from ..models import Application
from ..queries.applications.past import REVIEWED, status_at, version_told
from ..queries.applications.standing import standing
from ..services.applications import machine
from .own_applications import own

OWN = ("withdraw",)
"""The moves that an applicant makes on a page of this kind; sending and answering an offer have pages of their own."""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.has_person)
def own_move(request: SignedInRequest, uid: UUID, move: str) -> HttpResponse:
    application = own(request, uid)
    if move not in OWN:
        raise Http404
    return moved(request, OWN_PAGE, application, move)


def _own_address(application: Application) -> str:
    return reverse("mobility:own_application", kwargs={"uid": application.uid})


def _own_context(_request: HttpRequest, application: Application, _row: Move) -> Mapping[str, object]:
    found = standing(application, clock.now())
    trail = [
        (_("Home"), reverse("home")),
        (_("My applications"), reverse("mobility:own_application_list")),
        (found.title, _own_address(application)),
    ]
    return {"standing": found, "trail": trail, "back_words": _("Back to the application"), "state": found.label}


def _moved(
    application: Application, name: str, step: Step, *, by: User, now: datetime, version: int | None
) -> Application:
    """A decision that nobody is told of makes no page of the applicant's outdated: it would tell that there is one."""
    if application.status in REVIEWED and status_at(application, version) in REVIEWED:
        version = application.version
    return machine.move(application, name, step, by=by, now=now, version=version)


OWN_PAGE = MovePage(
    table=APPLICATION_MOVES,
    service=_moved,
    template="mobility/application_move.html",
    address=_own_address,
    context=_own_context,
    version=version_told,
    is_own=True,
)
