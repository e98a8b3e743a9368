"""The decisions of a call are told: all at once or some of them, each once, with a letter in the language of its reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step
from programs.models import Call, CallStatus

from ...application_states import ApplicationStatus, Decision
from ...models import Application
from ...permissions import has_declared_conflict, may_decide_of
from ...queries.selection.deadlines import offer_until
from ...queries.selection.releases import seen_of
from ..applications import steps
from ..stopped import Stopped
from . import places, waitlist

MOVES = {
    Decision.OFFER: "release_offer",
    Decision.WAITLIST: "release_waitlist",
    Decision.DECLINE: "release_decline",
}


class CannotRelease(Refused):
    """Nothing can be told about this call."""


@dataclass(frozen=True)
class Released:
    """Who was told what, in the order of their keys. `barred`: whose decision stays hidden, and why."""

    offered: tuple[Application, ...] = ()
    waitlisted: tuple[Application, ...] = ()
    declined: tuple[Application, ...] = ()
    promoted: tuple[Application, ...] = ()
    """Who was on the waitlist for a place that was free, in a call that promotes by itself."""
    barred: tuple[tuple[Application, str], ...] = ()
    """By a conflict of interest of whoever releases."""
    resting: tuple[Application, ...] = ()
    """Whose decision stays hidden because the consent to the handling of the data was withdrawn."""

    @property
    def number(self) -> int:
        return len(self.offered) + len(self.waitlisted) + len(self.declined)


@retried
@transaction.atomic
def release(
    call: Call,
    *,
    by: User | None,
    now: datetime,
    applications: Sequence[Application] | None = None,
    seen: str | None = None,
) -> Released:
    """Tell what was decided in this call, about all or about those named. Asked a second time nothing is left to tell.

    `seen` stands for the decisions that somebody looked at (`releases.seen_of`): others are not released for them.

    Errors: PermissionDenied, CannotRelease.
    """
    refuse_unless(may_decide_of, by, call)
    destinations = places.locked(call=call)
    current = Call.objects.select_related("run__program").get(pk=call.pk)
    if current.status != CallStatus.ANNOUNCED:
        raise CannotRelease(_("The call was called off."))
    hidden = _hidden(current, applications)
    if hidden and seen is not None and seen_of(hidden) != seen:
        raise CannotRelease(_("The decisions were changed since this page was opened. Look at them once more."))
    biased = [row for row in hidden if by is not None and has_declared_conflict(by, row)]
    until = offer_until(current, now)
    told: dict[str, tuple[Application, ...]] = {}
    resting: set[int] = set()
    for decision, name in MOVES.items():
        of_kind = {row.pk: _step(decision, until) for row in hidden if row.decision == decision and row not in biased}
        done, left = steps.made_each(of_kind, name, by=by, now=now)
        told[name] = tuple(done)
        resting |= {pk for pk, refusal in left.items() if isinstance(refusal, Stopped)}
    promoted = [one for place in destinations for one in waitlist.fill(place, now=now)]
    return Released(
        offered=told["release_offer"],
        waitlisted=told["release_waitlist"],
        declined=told["release_decline"],
        promoted=tuple(promoted),
        barred=tuple((row, _("You have declared a conflict of interest about this application.")) for row in biased),
        resting=tuple(row for row in hidden if row.pk in resting),
    )


def _hidden(call: Call, applications: Sequence[Application] | None) -> list[Application]:
    """The decided applications, locked: whoever releases at the same moment finds none of them."""
    rows = Application.objects.filter(call=call, status=ApplicationStatus.DECIDED)
    if applications is not None:
        rows = rows.filter(pk__in=[one.pk for one in applications])
    return list(rows.select_related("call__run").order_by("pk").select_for_update(of=("self",)))


def _step(decision: Decision, until: datetime) -> Step:
    return Step(answers={"offer_until": until} if decision == Decision.OFFER else {})
