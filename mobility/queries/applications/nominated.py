"""What follows a confirmed application: the nomination there is, that one can be prepared, or another place offered."""

from dataclasses import dataclass
from uuid import UUID

from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import Direction

from ... import permissions
from ...application_states import ApplicationStatus
from ...models import Application, Nomination, ReceiverStatus
from ...nomination_moves import NOMINATION_RECEIVER_MOVES, NOMINATION_SENDER_MOVES, by_standing, is_living, of_its_place
from ..nominations.cases import said
from ..selection.next_choice import next_places


@dataclass(frozen=True)
class Nominated:
    """The nomination of an application for the place that it holds, as far as this reader sees one; and what the reader may do next."""

    uid: UUID | None = None
    label: str = ""
    kind: str = ""
    may_prepare: bool = False
    is_held: bool = False
    """Whether the applicant holds a place that a host may still give: nothing is cancelled then."""
    may_move_on: bool = False
    """Whether the reader then offers another place, or nominates again."""
    has_places: bool = False
    """Whether one is free for that."""
    has_rejected: bool = False
    host: Localized | None = None
    reason: str = ""
    """Why it was rejected or withdrawn, in code and words."""


def nomination_of(application: Application, user: Viewer) -> Nominated:
    """One query, and five for what has ended: its reason, and the places that are free.

    Ours are prepared by whoever keeps the programme; a partner's student is nominated by the partner.
    """
    run = application.call.run
    is_ours = run.direction == Direction.OUTBOUND and permissions.may_register_in(user, run.program_id)
    holds = application.status == ApplicationStatus.CONFIRMED
    waits = holds and is_ours
    rows = (
        Nomination.objects.filter(of_its_place(), application=application).visible_to(user).select_related("receiving")
    )
    last = max(rows.order_by(), key=by_standing, default=None)
    if last is None:
        return Nominated(may_prepare=waits, is_held=holds)
    has_rejected = last.receiver_status == ReceiverStatus.REJECTED
    table = NOMINATION_RECEIVER_MOVES if has_rejected else NOMINATION_SENDER_MOVES
    state = table.state_of(last)
    may_move_on = waits and not is_living(last)
    return Nominated(
        uid=last.uid,
        label=str(table.office_label(state)),
        kind=table.kind(state),
        is_held=holds and is_living(last),
        may_move_on=may_move_on,
        has_places=may_move_on and bool(next_places(application)),
        has_rejected=has_rejected,
        host=localized(last.receiving, "name"),
        reason=said(last, ("reject", "cancel")) if may_move_on else "",
    )
