"""Decisions about the applications of a call: many in one act, all under the locks of the places, and hidden until released."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.states import Step
from programs.models import Call, CallPlace, CallStatus

from ...application_moves import APPLICATION_MOVES
from ...application_states import ApplicationStatus, Decision
from ...models import Application
from ...permissions import has_declared_conflict, may_decide_of
from ...queries.selection.places import taken
from ...queries.stopped import why_and_what_helps
from ..applications import machine, steps
from ..stopped import lock_stopped
from . import places


@dataclass(frozen=True)
class Wanted:
    """What shall be decided about one application. `seen`: its version on the page on which that was chosen.

    An offer names the destination; a waitlist the rank, and a destination where one waits for that alone. `reason` goes into the log.
    """

    application: Application
    decision: str
    place: CallPlace | None = None
    waitlist_rank: int | None = None
    seen: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Decided:
    done: tuple[Application, ...]
    refused: tuple[tuple[Application, str], ...]
    """With a sentence that says why nothing was decided about it."""


@retried
@transaction.atomic
def decide(wanted: Sequence[Wanted], *, by: User | None, now: datetime) -> Decided:
    """Decide about each in the order given: whoever comes first has the place. What cannot be decided is told and left.

    Nobody is written to, and to the applicant the review lasts. Errors: PermissionDenied.
    """
    calls = {one.application.call_id for one in wanted}
    for call in Call.objects.select_related("run").filter(pk__in=calls):
        refuse_unless(may_decide_of, by, call)
    destinations = {place.pk: place for place in places.locked(call__in=calls)}
    pks = [one.application.pk for one in wanted]
    rows = Application.objects.select_related("call__run").filter(pk__in=pks)
    current = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",))}
    table = _Table(destinations, calls, lock_stopped(row.person_id for row in current.values()))
    steps_of, refused = {}, {}
    for one in wanted:
        pk = one.application.pk
        sentence = table.fault(one, current.get(pk), by, is_second=pk in steps_of)
        if sentence:
            refused[pk] = sentence
        else:
            steps_of[pk] = table.take(one)
    moved, others = steps.made_each(steps_of, "decide", by=by, now=now)
    refused |= {pk: str(refusal) for pk, refusal in others.items()}
    first = {one.application.pk: one.application for one in reversed(wanted)}
    return Decided(tuple(moved), tuple((current.get(pk, first[pk]), sentence) for pk, sentence in refused.items()))


@retried
@transaction.atomic
def reconsider(
    application: Application, reason: str, *, by: User | None, now: datetime, version: int | None = None
) -> Application:
    """Take a decision back that nobody was told of; its place is free again. `version`: that of the decision which was seen.

    Errors: MoveRefused, StaleEdit where another one was made since, PermissionDenied.
    """
    places.locked(call=application.call_id)
    return machine.move(application, "reconsider", Step(reason=reason), by=by, now=now, version=version)


@dataclass
class _Table:
    """The places of some calls, under lock, while they are given one after the other."""

    places: Mapping[int, CallPlace]
    calls: set[int]
    stopped: frozenset[int]
    """Keys of the people with whom nobody goes on: they take nothing away from those after them."""
    free: dict[int, int] = field(init=False)
    ranks: set[tuple[int, int | None, int]] = field(init=False)

    def __post_init__(self) -> None:
        number = taken(self.places)
        self.free = {pk: place.places - number[pk] for pk, place in self.places.items()}
        waiting = Application.objects.filter(call__in=self.calls, decision=Decision.WAITLIST)
        held = waiting.filter(status__in=(ApplicationStatus.DECIDED, ApplicationStatus.WAITLISTED))
        self.ranks = {
            (call, place, rank or 0) for call, place, rank in held.values_list("call", "place", "waitlist_rank")
        }

    def fault(self, one: Wanted, current: Application | None, by: User | None, *, is_second: bool) -> str:
        """Why it cannot be decided so; nothing where it can."""
        return next(self._faults(one, current, by, is_second), "")

    def _faults(self, one: Wanted, current: Application | None, by: User | None, is_second: bool) -> Iterator[str]:
        if current is None:
            yield _("This application is no longer here.")
            return
        if is_second:
            yield _("Two decisions were sent about this application; the first one counts.")
        if by is not None and has_declared_conflict(by, current):
            yield _("You have declared a conflict of interest about this application.")
        if current.person_id in self.stopped:
            yield why_and_what_helps()
        if not APPLICATION_MOVES.allowed(current.status, "decide"):
            words = _("This is not possible now: the state is “%(state)s”.")
            yield words % {"state": APPLICATION_MOVES.office_label(current.status)}
        if one.seen is not None and one.seen != current.version:
            yield _("The application was changed since this page was opened. Look at it once more.")
        if current.call.status != CallStatus.ANNOUNCED:
            yield _("The call was called off.")
        yield from self._faults_of_decision(one, current)

    def _faults_of_decision(self, one: Wanted, current: Application) -> Iterator[str]:
        place = self.places.get(one.place.pk) if one.place else None
        if one.decision not in Decision.values:
            yield _("Choose a decision.")
        if one.place is not None and (place is None or place.call_id != current.call_id):
            yield _("This is no destination of the call.")
        if one.decision == Decision.OFFER and place is None:
            yield _("Choose the destination of the offer.")
        if one.decision == Decision.OFFER and place is not None and self.free[place.pk] < 1:
            yield _("No place is left at “%(place)s”.") % {"place": localized(place.institution, "name")}
        if one.decision == Decision.WAITLIST:
            yield from self._faults_of_rank(one, current)

    def _faults_of_rank(self, one: Wanted, current: Application) -> Iterator[str]:
        rank = one.waitlist_rank
        if rank is None or not 1 <= rank <= HIGHEST_RANK:
            yield _("Enter the rank on the waitlist: 1 or more.")
        elif (current.call_id, one.place.pk if one.place else None, rank) in self.ranks:
            words = _("The rank %(rank)s on the waitlist is given already.")
            yield words % {"rank": formats.number(rank)}

    def take(self, one: Wanted) -> Step:
        """The step of a decision without a fault; what it takes is gone for those after it."""
        place = self.places[one.place.pk] if one.place and one.decision != Decision.DECLINE else None
        rank = one.waitlist_rank if one.decision == Decision.WAITLIST else None
        if one.decision == Decision.OFFER and place is not None:
            self.free[place.pk] -= 1
        if rank is not None:
            self.ranks.add((one.application.call_id, place.pk if place else None, rank))
        return Step(reason=one.reason, answers={"decision": one.decision, "place": place, "waitlist_rank": rank})


HIGHEST_RANK = 30_000
"""Of the column that holds a rank."""
