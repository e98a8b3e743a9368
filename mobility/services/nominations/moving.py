"""The moves of both sides of a nomination, and what follows: the stay, and the letters."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import moves
from kanazawa_exchange.accounts.services.editing import lock_person
from kanazawa_exchange.accounts.services.moves import Machine
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Doubt
from kanazawa_exchange.lib.states import Move, Step
from partners.models import HandoverKind
from partners.services.handovers import Parcel, hand_over
from programs.models import Direction

from ...models import Nomination
from ...nomination_moves import NOMINATION_RECEIVER_MOVES, NOMINATION_SENDER_MOVES
from ...queries.balance import balance_of
from ..stopped import refuse_stopped
from . import inviting, telling
from .joining import join_application
from .preparing import rows
from .staying import follow

SENDS = ("send", "resend")
SENT_FIELDS = (
    *("name", "category", "level", "study_year", "term"),
    *("planned_starts_on", "planned_ends_on", "run", "agreement"),
)
"""What of a nomination leaves, by name: what its page shows to the host."""


@retried
@transaction.atomic
def move(
    nomination: Nomination, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> Nomination:
    """Make one move of one side, and return the nomination as it stands then; a verified one has its planned stay.

    Whoever has to know is told by letter. Errors: MoveRefused (by field), CannotHandOver, Doubted, StaleEdit, PermissionDenied.
    """
    after = moved(nomination, name, step, by=by, now=now, version=version)
    telling.tell(after, name, by=by, now=now)
    if name == "send":
        inviting.invite([after], by=by, now=now)
    if name in SENDS:
        inviting.invite_to_portal([after], by=by, now=now)
    return after


def moved(
    nomination: Nomination, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> Nomination:
    """The same without letters, for whoever moves many and tells of them together."""
    machine = SENDER if name in NOMINATION_SENDER_MOVES.moves else RECEIVER
    after = moves.move(machine, nomination, name, step, by=by, now=now, version=version)
    if name in SENDS:
        join_application(after, by=by)
    if name == "verify":
        follow(after, by=by, now=now)
    return after


def _doubts(nomination: Nomination, row: Move, _step: Step) -> Sequence[Doubt]:
    """More nominations than the agreement has places are asked about."""
    if row.name not in SENDS:
        return ()
    balance = balance_of(nomination)
    if not balance.is_full:
        return ()
    words = _(
        "The agreement has %(agreed)s places in this direction a year; %(stays)s stays and %(others)s nominations are there already."
    )
    told = {"agreed": balance.agreed, "stays": balance.stays, "others": balance.under_way}
    return (Doubt(f"nomination-places-{balance.agreed}-{balance.stays + balance.under_way}", words % told),)


def _accept(nomination: Nomination, row: Move, _step: Step, _by: User | None) -> None:
    """We accept nobody who has withdrawn the consent to the handling of the data. Errors: Stopped."""
    if row.name == "verify" and nomination.run.direction == Direction.INBOUND:
        lock_person(nomination.person_id)
        refuse_stopped(nomination.person_id)


def _hand_over(nomination: Nomination, row: Move, step: Step, by: User | None) -> None:
    """To send ours is to hand personal data over: only on a consent or a recorded basis, and with the consent to their handling.

    Errors: Stopped, CannotHandOver.
    """
    if row.name in SENDS and nomination.run.direction == Direction.OUTBOUND:
        refuse_stopped(nomination.person_id)
        assert step.at is not None  # noqa: S101 the one door of all moves fills it in
        parcel = Parcel(HandoverKind.NOMINATION, SENT_FIELDS, ref=f"nomination {nomination.uid} {nomination.revision}")
        hand_over([nomination.person], nomination.receiving, parcel, by=by, now=step.at)


SENDER: Machine[Nomination] = Machine(
    table=NOMINATION_SENDER_MOVES, rows=rows, doubts=_doubts, before_saving=_hand_over
)
RECEIVER: Machine[Nomination] = Machine(table=NOMINATION_RECEIVER_MOVES, rows=rows, before_saving=_accept)
