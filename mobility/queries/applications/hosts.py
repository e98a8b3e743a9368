"""Where the nominations of applications stand with their hosts: which have a place and no host that takes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery

from kanazawa_exchange.accounts.models import Purpose, Transition
from kanazawa_exchange.accounts.queries.consents import standing
from kanazawa_exchange.lib import clock
from partners.queries.gates import gates
from programs.models import Direction

from ...application_states import ApplicationStatus
from ...models import Application, Nomination, ReceiverStatus, SenderStatus
from ...nomination_moves import (
    LIVING,
    NOMINATION_RECEIVER_MOVES,
    NOMINATION_SENDER_MOVES,
    WRITABLE,
    by_standing,
    is_living,
    of_its_place,
)
from ..consents import Topic

PREPARING, ASKED, ACCEPTED, LOST = "preparing", "asked", "accepted", "lost"


@dataclass(frozen=True)
class Host:
    """Where the last nomination of an application that holds a place stands; before the first one it is being prepared."""

    stage: str = PREPARING
    """preparing, asked, accepted or lost: nothing stands any more, another place is offered or the applicant nominated again."""
    label: str = ""
    """The state in the words for the student."""
    has_rejected: bool = False
    """It was the host that has ended it, and not its sender."""
    is_ours: bool = True
    """Whether our office nominates, and looks for another place; a partner's student is nominated by the partner."""
    stay: UUID | None = None
    """The record of the stay that came of it."""
    since: datetime | None = None
    """When the last step was made that the host has part in."""
    asks: str = ""
    """The consent that is asked for (`consents.Topic.slug`): without it the host may not read the nomination."""

    @property
    def is_lost(self) -> bool:
        return self.stage == LOST


NOT_ASKED = Host()


def hosts_of(applications: Iterable[Application], now: datetime) -> Mapping[int, Host]:
    """By key, for those that hold a place; one query, two more for those who wait for the host, none for nobody. They are of one
    person."""
    held = [one for one in applications if one.status == ApplicationStatus.CONFIRMED]
    if not held:
        return {}
    steps = Transition.objects.filter(record_type="nomination", record_id=OuterRef("pk")).order_by("-sequence")
    rows = Nomination.objects.filter(of_its_place(), application__in=held).select_related("mobility").order_by()
    rows = rows.annotate(moved_at=Subquery(steps.values("recorded_at")[:1]))
    last = {one.application_id: one for one in sorted(rows, key=by_standing)}
    hosts = {one.pk: _host(one, last.get(one.pk)) for one in held}
    asked = _asked([one for one in held if hosts[one.pk].stage in (PREPARING, ASKED)], now)
    return {key: replace(host, asks=asked.get(key, "")) for key, host in hosts.items()}


def _host(application: Application, last: Nomination | None) -> Host:
    is_ours = application.call.run.direction == Direction.OUTBOUND
    if last is None:
        label = NOMINATION_SENDER_MOVES.person_label(SenderStatus.DRAFT)
        return Host(label=label, is_ours=is_ours)
    speaks = last.sender_status == SenderStatus.SENT or last.receiver_status == ReceiverStatus.REJECTED
    table = NOMINATION_RECEIVER_MOVES if speaks else NOMINATION_SENDER_MOVES
    return Host(
        stage=_stage(last),
        label=table.person_label(table.state_of(last)),
        has_rejected=last.receiver_status == ReceiverStatus.REJECTED,
        is_ours=is_ours,
        stay=last.mobility.uid if last.mobility else None,
        since=getattr(last, "moved_at", None) if last.revision else None,
    )


def _stage(last: Nomination) -> str:
    if not is_living(last):
        return LOST
    if last.sender_status in WRITABLE:
        return PREPARING
    return ACCEPTED if last.receiver_status == ReceiverStatus.VERIFIED else ASKED


def _asked(held: Sequence[Application], now: datetime) -> Mapping[int, str]:
    """By key: the consent to hand the data to its host, where nothing else lets them go and it can be given."""
    hosts = {one.place.institution_id: one.place for one in held if one.place}
    waiting = [gate for gate in gates(hosts, clock.tokyo_date(now)) if not gate.closed and not gate.has_basis]
    if not waiting:
        return {}
    people, scopes = {one.person_id for one in held}, [gate.scope for gate in waiting]
    given = standing().filter(person__in=people, purpose=Purpose.TRANSFER, scope__in=scopes, given_at__lte=now)
    known = set(given.values_list("scope", flat=True))
    open_to = {gate.institution for gate in waiting if gate.scope not in known}
    return {
        one.pk: Topic(Purpose.TRANSFER, one.place.institution).slug
        for one in held
        if one.place and one.place.institution_id in open_to
    }


def is_hostless() -> Q:
    """The applications of ours that hold a place, were nominated to its host, and have no nomination that stands."""
    every = Nomination.objects.filter(of_its_place(), application=OuterRef("pk")).order_by()
    ours = {"status": ApplicationStatus.CONFIRMED, "call__run__direction": Direction.OUTBOUND}
    return Q(Exists(every), ~Q(Exists(every.filter(LIVING))), **ours)


def rejecting(application: Application) -> frozenset[int]:
    """The keys of the institutions that have rejected a nomination of this application; one query."""
    rows = Nomination.objects.filter(application=application, receiver_status=ReceiverStatus.REJECTED)
    return frozenset(rows.values_list("receiving", flat=True))
