"""After a host has rejected the nomination the applicant is offered another place of the call; the old one goes to the next in line."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step
from programs.models import CallPlace, CallStatus

from ...models import Application
from ...permissions import may_handle_application
from ...queries.applications.hosts import rejecting
from ...queries.selection.deadlines import offer_until
from ..applications import steps
from . import places, waitlist


class CannotOffer(Refused):
    """This place is not to be offered to this applicant."""


@retried
@transaction.atomic
def offer_next(
    application: Application,
    place: CallPlace,
    step: Step,
    *,
    by: User | None,
    now: datetime,
    version: int | None = None,
) -> Application:
    """Offer a free place of the call to an applicant whose host has said no, and write the letter. `step`: the reason.

    The place that was held is free by that, and goes on as the call says. Errors: CannotOffer, MoveRefused (by field), StaleEdit,
    PermissionDenied.
    """
    refuse_unless(may_handle_application, by, application)
    destinations = {one.pk: one for one in places.locked(call=application.call_id)}
    held = Application.objects.get(pk=application.pk).place_id
    found = destinations.get(place.pk)
    if found is None:
        raise CannotOffer(_("This is no destination of the call."), field="place")
    _refuse(application, found, held)
    answers = {"place": found, "offer_until": offer_until(found.call, now)}
    after = steps.made(application, "offer_next", replace(step, answers=answers), by=by, now=now, version=version)
    if held is not None:
        waitlist.fill(destinations[held], now=now)
    return after


def _refuse(application: Application, place: CallPlace, held: int | None) -> None:
    """Errors: CannotOffer."""
    name = {"place": localized(place.institution, "name")}
    if place.call.status != CallStatus.ANNOUNCED:
        raise CannotOffer(_("The call was called off."))
    if place.pk == held:
        raise CannotOffer(_("The applicant holds this place already. Choose another one."), field="place")
    if place.institution_id in rejecting(application):
        raise CannotOffer(_("“%(place)s” has rejected this applicant already.") % name, field="place")
    if places.free(place) < 1:
        raise CannotOffer(_("No place is left at “%(place)s”.") % name, field="place")
