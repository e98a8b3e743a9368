"""The agreements on which a nomination can rest, and what is to be done where none carries it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Agreement, AgreementStatus, Institution
from partners.permissions import may_edit_partners
from programs.models import Direction, ProgramRun

from ...facts import Places
from ...models import Nomination
from ...nomination_moves import WRITABLE, agreement_fault
from ..directions import home_sides


def agreements_between(one: Institution, other: Institution) -> Any:
    """Those of which both are parties."""
    return Agreement.objects.filter(parties__institution=one).filter(parties__institution=other).distinct()


def agreement_between(places: Places, on: date) -> Agreement | None:
    """The agreement in force between the two institutions on a day: that for exchange of students first, then the newest."""
    found = agreements_between(places.sending, places.receiving).filter(
        Q(expires_on=None) | Q(expires_on__gte=on), status=AgreementStatus.IN_FORCE, effective_on__lte=on
    )
    kept = sorted(found, key=lambda one: (one.type == "exchange", one.effective_on, one.pk))
    return kept[-1] if kept else None


def none_in_force() -> str:
    return _(
        "No agreement between the two institutions is in force, and a nomination needs one. The office of Kanazawa University"
        " registers agreements: write to it."
    )


def nowhere_in_force(own: Iterable[Institution], runs: Iterable[ProgramRun], on: date) -> str:
    """Why none of these institutions can nominate to any of these runs: no agreement with a host of them is in force. Else nothing.
    Two queries besides one for each two institutions."""
    sides = home_sides()
    hosts = Institution.objects.filter(pk__in={pk for run in runs for pk in sides.on(run.program.project_id, on)})
    pairs = [Places(one, host) for host in hosts for one in own]
    return none_in_force() if pairs and not any(agreement_between(places, on) for places in pairs) else ""


@dataclass(frozen=True)
class Missing:
    """Why no agreement carries the nomination, and the pages on which that is mended; an empty address leads nowhere."""

    words: str
    choose: str
    register: str


def missing(one: Nomination, user: Viewer, on: date) -> Missing | None:
    """For whoever may still write the nomination; None where its agreement carries it on the day. One query where it does not."""
    fault = agreement_fault(one, on) if one.sender_status in WRITABLE else ""
    if not fault:
        return None
    there_are = agreements_between(one.sending, one.receiving).exists()
    partner = one.receiving if one.run.direction == Direction.OUTBOUND else one.sending
    return Missing(
        words=fault
        if there_are
        else _("No agreement between the two institutions is registered. A nomination needs one."),
        choose=reverse("mobility:nomination_edit", args=[one.uid]) + "#id_agreement" if there_are else "",
        register=f"{reverse('partners:agreement_register')}?partner={partner.uid}" if may_edit_partners(user) else "",
    )
