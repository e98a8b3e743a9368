"""What follows a confirmed application: the nomination there is, or that one can be prepared."""

from dataclasses import dataclass
from uuid import UUID

from kanazawa_exchange.lib.viewer import Viewer
from programs.models import Direction

from ... import permissions
from ...application_states import ApplicationStatus
from ...models import Application, Nomination
from ...nomination_moves import NOMINATION_SENDER_MOVES


@dataclass(frozen=True)
class Nominated:
    """The nomination of an application, as far as this reader sees one; and whether the reader may prepare it now."""

    uid: UUID | None
    label: str
    kind: str
    may_prepare: bool


def nomination_of(application: Application, user: Viewer) -> Nominated:
    """One query. Ours are prepared by whoever keeps the programme; a partner's student is nominated by the partner."""
    run = application.call.run
    found = Nomination.objects.filter(application=application).visible_to(user).first()
    if found is not None:
        status = found.sender_status
        words = str(NOMINATION_SENDER_MOVES.office_label(status))
        return Nominated(found.uid, words, NOMINATION_SENDER_MOVES.kind(status), may_prepare=False)
    waits = application.status == ApplicationStatus.CONFIRMED and run.direction == Direction.OUTBOUND
    return Nominated(None, "", "", may_prepare=waits and permissions.may_register_in(user, run.program_id))
