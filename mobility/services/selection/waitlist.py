"""A place that became free goes to the next in line: by hand, or by the portal itself where the call says so."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Transition, User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import MoveRefused, Step
from programs.models import Call, CallPlace, CallStatus

from ...application_reasons import FREED_REASONS
from ...application_states import LEFT, Decision
from ...models import Application
from ...permissions import may_handle_application
from ...queries.applications.letters import number_of
from ...queries.selection.deadlines import offer_until
from ...queries.selection.next_choice import moved_on_from
from ...queries.selection.offering import why_none
from ...queries.selection.places import taken
from ...queries.selection.waitlist import can_take
from ..applications import steps
from . import places


class CannotPromote(Refused):
    """No place is free, or this one is not to be given."""


def next_in_line(place: CallPlace, but: Collection[int] = ()) -> Application | None:
    """Who would be given the place now: the first who waits for it and holds no other one in the same period.

    `but`: keys of applications that are passed over.
    """
    return can_take(place).exclude(pk__in=but).first()


@retried
@transaction.atomic
def promote(
    application: Application, place: CallPlace, *, by: User | None, now: datetime, reason: str = ""
) -> Application:
    """Offer a free place to somebody who waits, and write the letter; the log says whose place became free by what.

    To anybody but the next in line `reason` says why. Errors: CannotPromote, MoveRefused, PermissionDenied.
    """
    refuse_unless(may_handle_application, by, application)
    found = places.locked(pk=place.pk, call=application.call_id)
    if not found:
        raise CannotPromote(_("This is no destination of the call."))
    current = found[0]
    if why := why_none(current, places.free(current)):
        raise CannotPromote(why)
    if not reason.strip():
        _refuse_out_of_turn(application, current)
    return _promoted(application, current, by, now, reason)


def _refuse_out_of_turn(application: Application, place: CallPlace) -> None:
    following = next_in_line(place)
    if following == application:
        return
    if following is not None:
        raise CannotPromote(
            _("Somebody else is the next in line. Say why this application comes before."), field="reason"
        )
    raise CannotPromote(
        _("This application does not wait for this place. Say why the place is offered all the same."), field="reason"
    )


def fill(place: CallPlace, *, now: datetime) -> list[Application]:
    """In a call that promotes by itself the free places of a destination go to the next in line; who was given one.

    Within the caller's transaction, which holds the lock of the place. Whoever leaves the line at this moment, which takes no such
    lock, is passed over: what the caller does for somebody else stands.
    """
    call = place.call
    if call.promotion != Call.Promotion.AUTOMATIC or call.status != CallStatus.ANNOUNCED:
        return []
    free = places.free(place)
    given: list[Application] = []
    gone: list[int] = []
    while len(given) < free and (following := next_in_line(place, gone)) is not None:
        try:
            given.append(_promoted(following, place, None, now))
        except MoveRefused:  # left, or without consent, since the line was read
            gone.append(following.pk)
    return given


def _promoted(
    application: Application, place: CallPlace, by: User | None, now: datetime, reason: str = ""
) -> Application:
    code, freed_by = _why(place)
    answers = {"place": place, "offer_until": offer_until(place.call, now)}
    words = " · ".join(part for part in (freed_by, reason.strip()) if part)
    step = Step(reason_code=code, reason=words, answers=answers)
    return steps.made(application, "promote", step, by=by, now=now)


def _why(place: CallPlace) -> tuple[str, str]:
    """By what the place became free, and the number of the application that had it; else how many of all are taken."""
    left = Application.objects.filter(place=place, decision=Decision.OFFER, status__in=LEFT).values("pk")
    log = Transition.objects.filter(record_type="application")
    by_leaving = Q(record_id__in=left, move__in=FREED_REASONS)
    last = log.filter(by_leaving | Q(record_id__in=moved_on_from(place), move="offer_next")).order_by("-pk").first()
    if last is None:
        return "vacant", f"{taken([place.pk])[place.pk]}/{place.places}"
    return last.move, number_of(Application.objects.get(pk=last.record_id))
