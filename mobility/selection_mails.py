"""The letters about decisions and places: to the applicant what was decided and what became of the offer, to the office the answers."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.mails import MailKind, Variable, never, shipped

from .mail_kinds import CALL, LINK, NAME, NUMBER
from .queries.applications.letters import sample_deadline
from .queries.selection.letters import is_answered

PLACE = Variable("place", _("destination of the place"), "Kazan Federal University")
UNTIL = Variable("until", _("until when the offer can be answered"), sample_deadline)
RANK = Variable("rank", _("number on the waitlist"), "2")
ANSWER = Variable("answer", _("what has happened"), _("Place accepted"))


def _kind(code: str, title: object, *variables: Variable, asks: bool = False) -> MailKind:
    """`asks`: says nothing any more once the offer is answered or over."""
    return MailKind(
        code,
        title,  # type: ignore[arg-type]
        (*variables, LINK),
        shipped(code),
        follows_account=True,
        is_overtaken=is_answered if asks else never,
    )


OFFERED = _kind("place_offered", _("A place is offered"), NAME, CALL, NUMBER, PLACE, UNTIL, asks=True)
WAITLISTED = _kind("place_waitlisted", _("An applicant is put on the waitlist"), NAME, CALL, NUMBER, RANK)
NOT_SELECTED = _kind("place_declined", _("An applicant is not selected"), NAME, CALL, NUMBER)
PROMOTED = _kind(
    "place_promoted", _("A place is offered from the waitlist"), NAME, CALL, NUMBER, PLACE, UNTIL, asks=True
)
NEXT = _kind(
    "place_next", _("Another place is offered in place of the old one"), NAME, CALL, NUMBER, PLACE, UNTIL, asks=True
)
REMINDER = _kind("place_reminder", _("Reminder of an offer"), NAME, CALL, NUMBER, PLACE, UNTIL, asks=True)
LAPSED = _kind("place_lapsed", _("An offer has lapsed"), NAME, CALL, NUMBER, PLACE)
CONFIRMED = _kind("place_confirmed", _("A place was accepted"), NAME, CALL, NUMBER, PLACE)
REFUSED = _kind("place_refused", _("A place was refused"), NAME, CALL, NUMBER, PLACE)
TO_OFFICE = _kind("place_news", _("The office is told what became of a place"), CALL, NUMBER, PLACE, ANSWER)

BY_MOVE: Mapping[str, MailKind] = {
    "release_offer": OFFERED,
    "release_waitlist": WAITLISTED,
    "release_decline": NOT_SELECTED,
    "promote": PROMOTED,
    "offer_next": NEXT,
    "confirm": CONFIRMED,
    "refuse": REFUSED,
    "lapse": LAPSED,
}
"""Which letter the applicant has of which move."""
OFFICE_HEARS = ("confirm", "refuse", "lapse", "withdraw", "promote")
"""Moves of which the office hears when the applicant or the portal made them, and a place is concerned."""
KINDS = (OFFERED, WAITLISTED, NOT_SELECTED, PROMOTED, NEXT, REMINDER, LAPSED, CONFIRMED, REFUSED, TO_OFFICE)


def useful_until(kind: MailKind, until: datetime | None) -> datetime | None:
    """A letter that asks for an answer says nothing any more once its time is over."""
    return until if kind in (OFFERED, PROMOTED, NEXT, REMINDER) else None
