"""What a partner's representative is not shown, since nothing allows us to hand it over: how many, and why."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.viewer import Viewer
from partners.permissions import represented_institution_ids
from partners.queries.gates import NO_CONSENT, WITHDRAWN, gates, own_gates

from .. import permissions
from ..models import Mobility, Nomination
from ..nomination_moves import is_living


@dataclass(frozen=True)
class Withheld:
    """So many, for one reason. `code`: sheet_missing, sheet_outdated, withdrawn, no_consent."""

    code: str
    number: int

    @property
    def words(self) -> str:
        """Nothing here tells who it is: the same sentence for everybody."""
        told = {"number": formats.number(self.number)}
        if self.code == WITHDRAWN:
            return _("Not shown: %(number)s. The consent to hand the data over was withdrawn.") % told
        if self.code == NO_CONSENT:
            return _("Not shown: %(number)s. There is no consent to hand the data over.") % told
        return (
            _("Not shown: %(number)s. What is told of data protection in your country has to be reviewed first.") % told
        )


def records(user: Viewer) -> tuple[Withheld, ...]:
    """Of the stays that lead to the institutions of a representative."""
    return _withheld(Mobility.objects.all(), user)


def nominations(user: Viewer) -> tuple[Withheld, ...]:
    """Of the nominations that were sent to them."""
    return _withheld(Nomination.objects.filter(revision__gte=1), user)


def _withheld(rows: QuerySet[Any], user: Viewer) -> tuple[Withheld, ...]:
    """One query, and none for whoever is not a partner. A filter does not change it: else it told of whom one searches."""
    gates = own_gates(user) if permissions.reads_for_a_partner(user) else ()
    if not gates:
        return ()
    withdrawn = Q(pk__in=[])
    for gate in gates:
        withdrawn |= Q(receiving_id=gate.institution) & gate.withdrawn()
    hidden = rows.filter(receiving_id__in=represented_institution_ids(user)).exclude(
        pk__in=rows.model.objects.visible_to(user).values("pk")
    )
    told = hidden.annotate(is_withdrawn=ExpressionWrapper(withdrawn, BooleanField())).order_by()
    closed = {gate.institution: gate.closed for gate in gates}
    numbers: dict[str, int] = {}
    for row in told.values("receiving_id", "is_withdrawn").annotate(number=Count("pk")):
        code = closed.get(row["receiving_id"]) or (WITHDRAWN if row["is_withdrawn"] else NO_CONSENT)
        numbers[code] = numbers.get(code, 0) + row["number"]
    return tuple(Withheld(code, numbers[code]) for code in sorted(numbers))


def unseen_by_host(nomination: Nomination, day: date) -> str:
    """Why the host cannot read a nomination that was sent to it, in words for the office; nothing where it can. Three queries at most."""
    if not nomination.revision or not is_living(nomination):
        return ""
    row = Nomination.objects.filter(pk=nomination.pk)
    for gate in gates([nomination.receiving_id], day):
        if gate.closed:
            return _(
                "The host does not see this nomination: what is told of data protection in its country has to be reviewed."
            )
        if not row.filter(gate.passing()).exists():
            return _no_consent_words(was_given=row.filter(gate.withdrawn()).exists())
    return ""


def _no_consent_words(*, was_given: bool) -> str:
    if was_given:
        return _(
            "The host does not see this nomination any more: the student has withdrawn the consent to hand the data over."
            " It can be given anew on the student’s page of consents."
        )
    return _("The host does not see this nomination: the student has not agreed that the data are handed over.")
