"""Who is told of a move of a nomination: the other side, each in the own language, and the student when the host has decided."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from kanazawa_exchange.accounts.models import Role, RoleGrant, User
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.mails import MailKind, Values
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.refusals import Sentence
from programs.models import Coordinator, Direction

from ... import nomination_mails as kinds
from ...models import Nomination
from ...nomination_moves import NOMINATION_RECEIVER_MOVES, NOMINATION_SENDER_MOVES

SENDER, RECEIVER = "sender", "receiver"

LETTERS: Mapping[str, tuple[MailKind, str]] = {
    "send": (kinds.SENT, RECEIVER),
    "resend": (kinds.RESENT, RECEIVER),
    "cancel": (kinds.WITHDRAWN, RECEIVER),
    "ask_unlock": (kinds.UNLOCK_ASKED, RECEIVER),
    "unlock": (kinds.UNLOCK_ANSWERED, SENDER),
    "keep_locked": (kinds.UNLOCK_ANSWERED, SENDER),
    "acknowledge": (kinds.ANSWERED, SENDER),
    "verify": (kinds.ANSWERED, SENDER),
    "waitlist": (kinds.ANSWERED, SENDER),
    "reject": (kinds.ANSWERED, SENDER),
}
"""Move → its letter, and the side that reads it."""
TOLD = ("verify", "waitlist", "reject")
"""Moves of which the student hears."""


def tell(nomination: Nomination, name: str, *, by: User | None, now: datetime) -> None:
    """The letters of one move, within its transaction. Of what was never sent the host is not told."""
    if name not in LETTERS or nomination.revision == 0:
        return
    kind, side = LETTERS[name]
    tell_of_many([nomination], kind, side, name, by=by, now=now)
    if name in TOLD:
        users = User.objects.filter(person=nomination.person_id, is_active=True)
        _write(kinds.TOLD, users, nomination, name, by=by, now=now)


def tell_together(nominations: Sequence[Nomination], name: str, *, by: User | None, now: datetime) -> None:
    """The letters of one move that was made with all of these: one for each run between the same institutions."""
    kind, side = LETTERS[name]
    groups: dict[tuple[int, int, int], list[Nomination]] = {}
    for each in nominations:
        groups.setdefault((each.run_id, each.sending_id, each.receiving_id), []).append(each)
    for group in groups.values():
        tell_of_many(group, kind, side, name, by=by, now=now)


def tell_of_many(
    nominations: Sequence[Nomination], kind: MailKind, side: str, name: str, *, by: User | None, now: datetime
) -> None:
    """One letter about nominations that were moved together, all between the same institutions and in one run."""
    first = nominations[0]
    _write(kind, speakers(first, side, clock.tokyo_date(now)), first, name, by=by, now=now, number=len(nominations))


def speakers(nomination: Nomination, side: str, today: date) -> list[User]:
    """The people of one side with an account: a partner's representatives; ours are the programme's coordinators, else the office."""
    is_outbound = nomination.run.direction == Direction.OUTBOUND
    if is_outbound == (side == RECEIVER):
        place = nomination.receiving if side == RECEIVER else nomination.sending
        return _accounts(place.representatives.on(today).values("person_id"))
    own = _accounts(Coordinator.objects.on(today).filter(program=nomination.run.program_id).values("person_id"))
    return own or _accounts(RoleGrant.objects.on(today).filter(role=Role.COORDINATOR).values("person_id"))


def _accounts(people: Iterable[object]) -> list[User]:
    return list(User.objects.filter(person_id__in=people, is_active=True).order_by("pk"))


def _write(
    kind: MailKind,
    users: Iterable[User],
    nomination: Nomination,
    name: str,
    *,
    by: User | None,
    now: datetime,
    number: int = 1,
) -> None:
    known = _values(nomination, name, number, is_student=kind is kinds.TOLD)
    values = {key: value for key, value in known.items() if key in kind.names}
    ref = f"{nomination.uid} {name} {nomination.version}"
    outbox.write_many(kind, [outbox.Draft(user, ref, values) for user in users], by=by, now=now)


def values_of(nomination: Nomination) -> dict[str, Sentence]:
    """Programme, sender and host, as every letter about a nomination names them."""
    return {
        "programme": lambda: formats.series(
            localized(nomination.run.program, "name"), fiscal_year_label(nomination.run.fiscal_year)
        ),
        "sender": lambda: str(localized(nomination.sending, "name")),
        "host": lambda: str(localized(nomination.receiving, "name")),
    }


def _values(nomination: Nomination, name: str, number: int, *, is_student: bool) -> Values:
    """The variables of all letters; what is said of one person and what of many stands on the same page."""
    return {
        **values_of(nomination),
        "number": lambda: formats.number(number),
        "revision": lambda: formats.number(nomination.revision),
        "answer": _answer(nomination, name, is_student=is_student),
        "link": lambda: (
            settings.PORTAL_URL + (reverse("mobility:nomination_list") if number > 1 else _page(nomination))
        ),
    }


def _answer(nomination: Nomination, name: str, *, is_student: bool) -> Sentence:
    if is_student:
        return lambda: NOMINATION_RECEIVER_MOVES.person_label(nomination.receiver_status)
    table = NOMINATION_SENDER_MOVES if name in NOMINATION_SENDER_MOVES.moves else NOMINATION_RECEIVER_MOVES
    return lambda: table.done(name)


def _page(nomination: Nomination) -> str:
    return reverse("mobility:nomination_detail", args=[nomination.uid])
