"""Host legs and funding, the parts of a mobility: checked and stored with it."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import delete, save_edit, write, write_values
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized

from ..facts import Facts, FundingValues, LegValues
from ..models import Funding, Leg, Mobility


def insert_parts(new: Sequence[tuple[Mobility, Facts]], *, by: User | None) -> None:
    """The host legs and the funding of new records, written together."""
    legs = [(stay.pk, leg.host.pk, *leg[1:]) for stay, facts in new for leg in facts.legs]
    fundings = [(stay.pk, *item) for stay, facts in new for item in facts.fundings]
    write_values(Leg, ("mobility_id", "host_id", *LegValues._fields[1:]), legs, by=by)
    write_values(Funding, ("mobility_id", *FundingValues._fields), fundings, by=by)


def remove_other_legs(stay: Mobility, legs: Sequence[LegValues], *, by: User) -> list[LegValues]:
    """Delete the legs that are not wanted any more, before the stay changes its days; returns those still to be written."""
    missing = list(legs)
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
        delete(leg, by=by)
    return missing


def write_legs(stay: Mobility, legs: Sequence[LegValues], *, by: User) -> None:
    for leg in legs:
        write(Leg(mobility=stay, **leg._asdict()), by=by)


def write_fundings(stay: Mobility, fundings: Sequence[FundingValues], *, by: User) -> None:
    """Make the sources of a stay exactly these."""
    amounts = dict(fundings)
    for funding in stay.fundings.all():
        if funding.source not in amounts:
            delete(funding, by=by)
            continue
        amount = amounts.pop(funding.source)
        if amount != funding.monthly_yen:
            funding.monthly_yen = amount
            save_edit(funding, by=by)
    for source, amount in amounts.items():
        write(Funding(mobility=stay, source=source, monthly_yen=amount), by=by)


def unfit_leg(stay: Mobility, first: date, last: date | None) -> str:
    """A sentence when one of the legs would have no day left within these days of the stay."""
    for leg in stay.legs.select_related("host"):
        start, end = _within(leg, first, last)
        if start > end:
            return _("The leg at %(host)s (%(period)s) would lie outside the stay. Change the legs first.") % {
                "host": localized(leg.host, "name"),
                "period": formats.period(leg.starts_on, leg.ends_on),
            }
    return ""


def shorten_legs(stay: Mobility, first: date, last: date | None, *, by: User | None) -> None:
    """Shorten the legs to these days: the first host is where the stay begins, the last where it ends."""
    for leg in stay.legs.all():
        if (days := _within(leg, first, last)) != (leg.starts_on, leg.ends_on):
            leg.starts_on, leg.ends_on = days
            save_edit(leg, by=by)


def _within(leg: Leg, first: date, last: date | None) -> tuple[date, date]:
    return max(leg.starts_on, first), min(leg.ends_on, last or leg.ends_on)
