"""How many places an agreement gives from one institution to another in a fiscal year, and how many are taken or asked for."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from partners.models import CooperationCondition

from ..models import LIVE, Mobility, Nomination, ReceiverStatus, SenderStatus


@dataclass(frozen=True)
class Balance:
    """`agreed` is None where no condition names this direction; `under_way`: nominations without a stay as yet, this one left out."""

    fiscal_year: int
    agreed: int | None
    stays: int
    under_way: int
    back: int
    """Stays the other way in the same year."""

    @property
    def is_full(self) -> bool:
        """Whether one more would be more than was agreed."""
        return self.agreed is not None and self.stays + self.under_way >= self.agreed


def balance_of(nomination: Nomination) -> Balance:
    """Of the year of the run, under the agreement of the nomination; four queries."""
    year = nomination.run.fiscal_year
    here = {"sending_id": nomination.sending_id, "receiving_id": nomination.receiving_id}
    there = {"sending_id": nomination.receiving_id, "receiving_id": nomination.sending_id}
    conditions = CooperationCondition.objects.filter(agreement=nomination.agreement, **here)
    places = list(conditions.values_list("per_year", flat=True))
    return Balance(
        fiscal_year=year,
        agreed=sum(places) if places else None,
        stays=_stays(nomination, year, here),
        under_way=_under_way(nomination, year, here),
        back=_stays(nomination, year, there),
    )


def _stays(nomination: Nomination, year: int, way: dict[str, Any]) -> int:
    """Of students, planned ones included: a place is taken before anybody has arrived."""
    stays = Mobility.objects.filter(agreement=nomination.agreement, run__fiscal_year=year, **way)
    return stays.filter(status__in=LIVE, category="student").count()


def _under_way(nomination: Nomination, year: int, way: dict[str, Any]) -> int:
    others = Nomination.objects.filter(agreement=nomination.agreement, run__fiscal_year=year, mobility=None, **way)
    live = ~Q(sender_status__in=[SenderStatus.DRAFT, SenderStatus.CANCELLED])
    return others.filter(live & ~Q(receiver_status=ReceiverStatus.REJECTED)).exclude(pk=nomination.pk).count()
