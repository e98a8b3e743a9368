"""Students whose universities have sent their records: who has no account yet, where they are invited to, which call to apply to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from kanazawa_exchange.accounts.models import Invitation, Person, User
from kanazawa_exchange.accounts.permissions import may_invite, may_still_invite
from kanazawa_exchange.accounts.queries.addresses import holders
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Institution
from partners.permissions import represented_institution_ids
from programs.models import Call, CallStatus, Direction

from ...application_states import OVER
from ...models import Application, Nomination
from ...nomination_moves import LIVING, UNDECIDED, is_living
from ..nominees import known_from_one_partner

LANGUAGE_OF_COUNTRY = {"JP": "ja", "RU": "ru"}


def language_at(institution: Institution) -> str:
    """The language of a letter to somebody who has not chosen one: that of the country where one studies, else English."""
    return LANGUAGE_OF_COUNTRY.get(institution.city.country, "en")


def open_calls(now: datetime) -> Mapping[int, Call]:
    """By the keys of inbound runs: the call of each that takes applications at this moment, the first to close; one query."""
    rows = Call.objects.filter(
        run__direction=Direction.INBOUND, status=CallStatus.ANNOUNCED, opens_at__lte=now, closes_at__gt=now
    )
    return {call.run_id: call for call in rows.order_by("-closes_at", "-pk")}


def in_wait(which: Q, calls: Mapping[int, Call]) -> list[Nomination]:
    """Of these nominations those that were sent, and wait for an application to the call of their run beside which the host decides; one
    query."""
    rows = Nomination.objects.filter(which, LIVING, run__in=calls, revision__gte=1, receiver_status__in=UNDECIDED)
    named = ("person", "run__program", "sending__city", "receiving")  # a move leaves a record without what it leads to
    return list(rows.select_related(*named).order_by("pk"))


def applied(calls: Mapping[int, Call], people: Collection[int]) -> frozenset[tuple[int, int]]:
    """Which of these people have nothing to complete in which run: an application to its call is sent, or one to another call of the
    run is not over. Their keys; one query."""
    rows = Application.objects.filter(call__run__in=calls, person__in=people, submitted_at__isnull=False)
    done = rows.filter(Q(call__in=calls.values()) | ~Q(status__in=OVER))
    return frozenset(done.values_list("call__run", "person"))


def act_of(call: Call, person: UUID) -> str:
    """How the outbox calls the invitation: one for each call and student, whoever sends which record how often."""
    return f"{call.uid} {person}"


def asks_in_vain(act: str, now: datetime) -> bool:
    """Whether the application that an invitation asks for is sent, or can be sent no more."""
    call, person = map(UUID, act.split(" "))
    if not Call.objects.filter(uid=call, status=CallStatus.ANNOUNCED, closes_at__gt=now).exists():
        return True
    return Application.objects.filter(call__uid=call, person__uid=person, submitted_at__isnull=False).exists()


# --- Without an account --------------------------------------------------------------------------------------------------


def invites_nominee(user: Viewer, person: Person) -> bool:
    """A partner's representative invites a student whom the own institution has nominated with an address, and of whom the portal
    knows nothing else: else an address of the representative's own would open what others have entered. Two queries."""
    own = represented_institution_ids(user)
    sent = Nomination.objects.filter(LIVING, person=person, sending__in=own, revision__gte=1).exclude(email="")
    return bool(own) and sent.exists() and person.pk in known_from_one_partner([person.pk])


def invited_at(person: Person) -> Mapping[str, str]:
    """`email` and `language` as the last partner says that has sent a record of this student and stands behind it, or nothing."""
    sent = Nomination.objects.filter(LIVING, person=person, revision__gte=1).exclude(email="")
    last = sent.select_related("sending__city").order_by("sent_at", "pk").last()
    return {"email": last.email, "language": language_at(last.sending)} if last else {}


def to_invite(nominations: Iterable[Nomination], now: datetime) -> list[Nomination]:
    """Of these nominations those whose address has the letter without the office: the portal knows nothing else of the student, nobody
    but the own institution has invited there or elsewhere, and the address is nobody else's. As many queries for 300 as for three."""
    asked = {one.person_id: one for one in nominations if one.email}
    strangers = known_from_one_partner(asked)
    if not strangers:
        return []
    pending = Invitation.objects.pending().filter(person__in=strangers)
    own = pending.filter(invited_by__person__representations__institution=F("person__nominations__sending"))
    of_others = set(pending.exclude(pk__in=own.order_by().values("pk")).values_list("person", flat=True))
    open_now = set(pending.filter(expires_at__gt=now).values_list("person", "email"))
    held = holders([asked[person].email for person in strangers], now)
    return [
        one
        for person, one in asked.items()
        if person in strangers - of_others
        and (person, one.email) not in open_now
        and not set(held.get(one.email, ())) - {person}
    ]


@dataclass(frozen=True)
class Accountless:
    """A partner's student who has no account to complete the application with. `email`: where the partner says to invite;
    `invited_to` and `until`: where an invitation has gone, and how long its link is good; `is_good`: whether it still is; `whose`:
    uid and name of everybody else whose address `email` is, so that nobody was invited there."""

    email: str
    invited_to: str = ""
    until: datetime | None = None
    is_good: bool = True
    whose: Sequence[tuple[UUID, ShownName]] = ()


def accountless(nomination: Nomination, user: Viewer, now: datetime) -> Accountless | None:
    """For a reader who invites: a partner is told neither which of its students have an account nor whose an address is."""
    is_sent = nomination.revision > 0 and nomination.run.direction == Direction.INBOUND and is_living(nomination)
    if not (is_sent and may_invite(user, nomination.person)):
        return None
    if User.objects.filter(person=nomination.person_id).exists():
        return None
    rows = Invitation.objects.open(now).filter(person=nomination.person_id)
    last = rows.select_related("person", "invited_by__person").order_by("created_at").last()
    if last is None:
        return Accountless(nomination.email, whose=_whose(nomination, now))
    return Accountless(nomination.email, last.email, last.expires_at, may_still_invite(last))


def _whose(nomination: Nomination, now: datetime) -> Sequence[tuple[UUID, ShownName]]:
    found = holders([nomination.email], now).get(nomination.email.lower(), ())
    others = Person.objects.filter(pk__in=set(found) - {nomination.person_id}).order_by("pk")
    names = shown_names(one.pk for one in others)
    return [(one.uid, names[one.pk]) for one in others]
