"""What becomes of an offer: accepted or refused by its applicant while its time runs, lapsed by the clock when it is over."""

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import ask
from kanazawa_exchange.lib.states import MoveRefused, Step

from ...application_states import ApplicationStatus
from ...models import Application
from ...permissions import is_own
from ...queries.selection.beside import doubts_beside
from ..applications import machine, steps
from . import telling

logger = logging.getLogger(__name__)

UNDER_WAY = timedelta(minutes=3)
"""An answer that was received in time may still be on its way, at the proxy and in the portal: so long the calendar waits with the
lapse. Longer than what `lib.receiving` believes."""
REMINDED_BEFORE = timedelta(days=2)
"""So long before the end of its time whoever has not answered an offer is reminded."""
REST = timedelta(days=1)
"""Nobody is reminded of an offer within a day of the letter that told of it."""


@retried
@transaction.atomic
def confirm(
    application: Application,
    *,
    by: User | None,
    now: datetime,
    version: int | None = None,
    overruled: Collection[str] | None = None,
) -> Application:
    """Accept the place; one that was accepted already stays so. `now` is when the request was received.

    `overruled`: the doubts that the applicant has answered; None asks none.
    Errors: Doubted where another stay of the person lies in these days; MoveRefused after the end of the offer, or with another
    place in the same period; StaleEdit, PermissionDenied.
    """
    current = _locked(application)
    refuse_unless(is_own, by, current)
    if current.status == ApplicationStatus.CONFIRMED:
        return current
    _refuse_without_offer(current)
    ask(doubts_beside(current), overruled)
    return steps.made(current, "confirm", Step(), by=by, now=now, version=version)


@retried
@transaction.atomic
def refuse(
    application: Application, *, by: User | None, now: datetime, reason: str = "", version: int | None = None
) -> Application:
    """Refuse the place, which goes to the next; `reason` is for the office. Errors: MoveRefused, StaleEdit, PermissionDenied."""
    refuse_unless(is_own, by, application)
    _refuse_without_offer(Application.objects.get(pk=application.pk))
    return machine.move(application, "refuse", Step(reason=reason), by=by, now=now, version=version)


def _refuse_without_offer(current: Application) -> None:
    """In words that tell nothing of a decision that is hidden; the table would name the state in those of the office."""
    if current.status != ApplicationStatus.OFFERED:
        raise MoveRefused(_("No offer waits for an answer here."))


def lapse_due(*, now: datetime) -> int:
    """Let every offer lapse whose time is over, each in a transaction of its own, with its letters; how many.

    Run twice, or twice at once, each lapses once.
    """
    due = Application.objects.filter(status=ApplicationStatus.OFFERED, offer_until__lte=now)
    return _each(due.order_by("offer_until", "pk"), lambda one: _lapse(one, now))


def _lapse(application: Application, now: datetime) -> bool:
    try:
        machine.move(application, "lapse", Step(), by=None, now=now)
    except MoveRefused:  # answered or ended in the meantime
        return False
    return True


def remind_due(*, now: datetime) -> int:
    """Remind once of each offer whose time ends soon; how many were reminded."""
    rows = Application.objects.filter(
        status=ApplicationStatus.OFFERED, offer_until__gt=now, offer_until__lte=now + REMINDED_BEFORE
    )
    return _each(telling.not_reminded(rows, told_before=now - REST), lambda one: _remind(one, now))


@retried
@transaction.atomic
def _remind(application: Application, now: datetime) -> bool:
    current = _locked(application)
    if current.status != ApplicationStatus.OFFERED or current.offer_until is None or current.offer_until <= now:
        return False
    return telling.remind(current, now=now)


def _each(applications: Iterable[Application], act: Callable[[Application], bool]) -> int:
    """One that fails is logged, and the others have their turn."""
    number = 0
    for application in list(applications):
        try:
            number += act(application)
        except Exception:
            logger.exception("the calendar failed upon the application %s", application.uid)
    return number


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related(*telling.READ)
    found: Application = rows.get(pk=application.pk)
    return found
