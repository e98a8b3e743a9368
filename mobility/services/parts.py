"""How the parts of a mobility, its host legs and its funding, are checked and kept with it."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import save_edit, write
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from partners.models import Institution

from ..models import Funding, Leg, Mobility
from ..queries.days import bounds


class LegValues(NamedTuple):
    """One host with its days inside the stay."""

    host: Institution
    starts_on: date
    ends_on: date
    is_main: bool = False


class FundingValues(NamedTuple):
    """One source of money, in yen a month when known."""

    source: str
    monthly_yen: int | None = None


def leg_fault(stay: Mobility, legs: Sequence[LegValues]) -> str:
    """What is wrong with these legs, in words; empty when nothing is."""
    first, last = bounds(stay)
    for leg in legs:
        days = {"period": formats.period(leg.starts_on, leg.ends_on), "host": localized(leg.host, "name")}
        if leg.ends_on < leg.starts_on:
            return _("The leg at %(host)s ends before it begins: %(period)s.") % days
        if (first and leg.starts_on < first) or (last and leg.ends_on > last):
            return _("The leg at %(host)s (%(period)s) lies outside the stay (%(stay)s).") % {
                **days,
                "stay": formats.period(first, last),
            }
    ordered = sorted(legs, key=lambda leg: leg.starts_on)
    for earlier, later in pairwise(ordered):
        if later.starts_on <= earlier.ends_on:
            return _("The legs at %(one)s and %(other)s overlap. On one day there is one host.") % {
                "one": localized(earlier.host, "name"),
                "other": localized(later.host, "name"),
            }
    if sum(leg.is_main for leg in legs) > 1:
        return _("Only one leg can be the main host.")
    return ""


def funding_fault(fundings: Sequence[FundingValues]) -> str:
    sources = [funding.source for funding in fundings]
    return _("Each source of funding stands once.") if len(sources) != len(set(sources)) else ""


def remove_other_legs(stay: Mobility, wanted: Sequence[LegValues], *, by: User) -> list[LegValues]:
    """Delete the legs that are not wanted any more, before the stay changes its days; returns those still to be written."""
    missing = list(wanted)
    for leg in stay.legs.all():
        same = next(
            (
                w
                for w in missing
                if (w.host.pk, w.starts_on, w.ends_on, w.is_main)
                == (leg.host_id, leg.starts_on, leg.ends_on, leg.is_main)
            ),
            None,
        )
        if same is not None:
            missing.remove(same)
            continue
        leg._history_user = by  # type: ignore[attr-defined]
        leg.delete()
    return missing


def write_legs(stay: Mobility, legs: Sequence[LegValues], *, by: User) -> None:
    for leg in legs:
        write(Leg(mobility=stay, **leg._asdict()), by=by)


def write_fundings(stay: Mobility, wanted: Sequence[FundingValues], *, by: User) -> None:
    """Make the sources of a stay exactly these."""
    amounts = dict(wanted)
    for known in stay.fundings.all():
        if known.source not in amounts:
            known._history_user = by  # type: ignore[attr-defined]
            known.delete()
            continue
        amount = amounts.pop(known.source)
        if amount != known.monthly_yen:
            known.monthly_yen = amount
            save_edit(known, by=by)
    for source, amount in amounts.items():
        write(Funding(mobility=stay, source=source, monthly_yen=amount), by=by)


def fit_legs(stay: Mobility, first: date, last: date | None, *, by: User | None) -> str:
    """Shorten the legs to the stay's new days, as the first host is where the stay begins and the last where it ends.

    Returns a sentence when a leg would have no day left; nothing is shortened then.
    """
    changed = []
    for leg in stay.legs.select_related("host"):
        start, end = max(leg.starts_on, first), min(leg.ends_on, last or leg.ends_on)
        if start > end:
            return _("The leg at %(host)s (%(period)s) would lie outside the stay. Change the legs first.") % {
                "host": localized(leg.host, "name"),
                "period": formats.period(leg.starts_on, leg.ends_on),
            }
        if (start, end) != (leg.starts_on, leg.ends_on):
            leg.starts_on, leg.ends_on = start, end
            changed.append(leg)
    for leg in changed:
        save_edit(leg, by=by)
    return ""
