"""Whose data may be shown to an institution: the gate of hand-overs (`handovers.Grounds`) as a condition on the rows of a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from kanazawa_exchange.accounts.models import ConsentWithdrawal, Purpose
from kanazawa_exchange.accounts.queries.consents import standing
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.period import add_months
from kanazawa_exchange.lib.viewer import Viewer, member

from ..models import CountrySheet, Institution, TransferBasis
from ..models.country_sheets import MONTHS_CURRENT
from ..permissions import represented_institution_ids
from .handovers import INSTITUTION

SHEET_MISSING, SHEET_OUTDATED, WITHDRAWN, NO_CONSENT = "sheet_missing", "sheet_outdated", "withdrawn", "no_consent"
"""Why data stay here, as `handovers.Obstacle` says it."""


@dataclass(frozen=True)
class Gate:
    """One institution as the reader of data on a day. `closed`: why nobody's data may go, or nothing."""

    institution: int
    scope: str
    closed: str
    has_basis: bool

    def passing(self) -> Q:
        """Rows with a `person` whose data may be shown to it now."""
        if self.closed:
            return Q(pk__in=[])
        given = standing().filter(purpose=Purpose.TRANSFER, scope=self.scope, given_at__lte=clock.now())
        agreed = Q(Exists(given.filter(person=OuterRef("person_id"))))
        return agreed | ~self.withdrawn() if self.has_basis else agreed

    def withdrawn(self) -> Q:
        """Rows of people who once agreed and took it back."""
        rows = ConsentWithdrawal.objects.filter(consent__purpose=Purpose.TRANSFER, consent__scope=self.scope)
        return Q(Exists(rows.filter(consent__person=OuterRef("person_id"))))


def incoming(user: Viewer) -> Q:
    """What leads to the institutions that a user represents, of people whose data may be handed to them now."""
    gates = own_gates(user)
    free = represented_institution_ids(user) - {gate.institution for gate in gates}
    scope = Q(receiving_id__in=free)
    for gate in gates:
        scope |= Q(receiving_id=gate.institution) & gate.passing()
    return scope


def own_gates(user: Viewer) -> tuple[Gate, ...]:
    """The gates to the institutions that this user represents, read once per request; one query."""
    account = member(user)
    ids = represented_institution_ids(user)
    if account is None or not ids:
        return ()
    today = clock.today()
    day, held, known = getattr(user, "_gates_held", (None, None, ()))
    if (day, held) != (today, ids):
        known = gates(ids, today)
        setattr(user, "_gates_held", (today, ids, known))  # noqa: B010 the protocol of a viewer knows no such attribute
    return tuple(known)


def gates(institutions: Iterable[int], day: date) -> tuple[Gate, ...]:
    """The gates to these institutions on a day; to ourselves there is none."""
    country = OuterRef("city__country")
    newest = CountrySheet.objects.filter(country=country).order_by("-number").values("reviewed_on")[:1]
    rows = Institution.objects.filter(pk__in=institutions, is_home=False).annotate(
        is_near=Exists(Institution.objects.filter(is_home=True, city__country=country)),
        reviewed_on=Subquery(newest),
        has_basis=Exists(TransferBasis.objects.on(day).filter(institution=OuterRef("pk"))),
    )
    told = rows.order_by("pk").values("pk", "uid", "is_near", "reviewed_on", "has_basis")
    return tuple(Gate(row["pk"], f"{INSTITUTION}{row['uid']}", _closed(row, day), row["has_basis"]) for row in told)


def _closed(row: Mapping[str, Any], day: date) -> str:
    if row["is_near"]:
        return ""
    reviewed = row["reviewed_on"]
    if reviewed is None:
        return SHEET_MISSING
    return "" if reviewed <= day <= add_months(reviewed, MONTHS_CURRENT) else SHEET_OUTDATED
