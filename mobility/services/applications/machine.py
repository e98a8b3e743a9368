"""The moves of applications from every page: made, told, and a place that becomes free by one goes to the next in line."""

from datetime import datetime

from django.db import transaction

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.states import Step

from ...application_moves import FREES
from ...application_states import Decision
from ...models import Application
from ..selection import places, waitlist
from .steps import made


def move(
    application: Application, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> Application:
    """Make one move and return the record as it stands then. Errors: MoveRefused (by field), StaleEdit, PermissionDenied."""
    act = _leave if name in FREES else made
    return act(application, name, step, by=by, now=now, version=version)


@retried
@transaction.atomic
def _leave(
    application: Application, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> Application:
    """Whoever leaves gives back the place that was decided for them: locked before the record, as by all who count places."""
    held = Application.objects.filter(pk=application.pk, decision=Decision.OFFER).values_list("place", flat=True)
    places.locked(pk=held.first())
    after = made(application, name, step, by=by, now=now, version=version)
    if after.decision == Decision.OFFER and after.place is not None:
        waitlist.fill(after.place, now=now)
    return after
