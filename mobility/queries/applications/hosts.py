"""What the hosts have answered to the nominations of applications: which of them have a place and no host that takes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from programs.models import Direction

from ...application_states import ApplicationStatus
from ...models import Application, Nomination, ReceiverStatus
from ...nomination_moves import LIVING, is_living


@dataclass(frozen=True)
class Host:
    """How the last nomination of a confirmed application ended; nothing of it while one stands, or before the first."""

    is_lost: bool = False
    """Nothing stands any more: another place is offered, or the applicant nominated again."""
    has_rejected: bool = False
    """It was the host that has ended it, and not its sender."""
    is_ours: bool = False
    """Whether our office looks for another place; a partner's student is nominated by the partner."""


NOT_ASKED = Host()


def hosts_of(applications: Iterable[Application]) -> Mapping[int, Host]:
    """By key, for those that hold a place and were nominated; one query, none for nobody."""
    held = [one.pk for one in applications if one.status == ApplicationStatus.CONFIRMED]
    if not held:
        return {}
    rows = Nomination.objects.filter(application__in=held).select_related("run").order_by("pk")
    return {one.application_id: _host(one) for one in rows if one.application_id is not None}


def _host(last: Nomination) -> Host:
    if is_living(last):
        return NOT_ASKED
    is_ours = last.run.direction == Direction.OUTBOUND
    return Host(True, last.receiver_status == ReceiverStatus.REJECTED, is_ours)


def is_hostless() -> Q:
    """The applications of ours that hold a place, were nominated, and have no nomination that stands."""
    every = Nomination.objects.filter(application=OuterRef("pk")).order_by()
    ours = {"status": ApplicationStatus.CONFIRMED, "call__run__direction": Direction.OUTBOUND}
    return Q(Exists(every), ~Q(Exists(every.filter(LIVING))), **ours)


def rejecting(application: Application) -> frozenset[int]:
    """The keys of the institutions that have rejected a nomination of this application; one query."""
    rows = Nomination.objects.filter(application=application, receiver_status=ReceiverStatus.REJECTED)
    return frozenset(rows.values_list("receiving", flat=True))
