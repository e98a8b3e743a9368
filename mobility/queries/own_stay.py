"""One's own stay as its traveller wants to know it: where it stands, what comes next, and whom to ask."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.viewer import Viewer, member
from partners.queries.contacts import ShownContact, contacts

from ..models import Mobility
from ..states import AWAITED, LIVE, OVER, THERE
from .rows import ListRow, rows_of


@dataclass(frozen=True)
class OwnStay:
    row: ListRow
    next_step: str
    explained: str
    ask: tuple[ShownContact, ...]


def own_stay(user: Viewer, now: datetime, today: date) -> OwnStay | None:
    """The stay that lasts, else the next one, else the last one; None for somebody without any."""
    account = member(user)
    if account is None:
        return None
    stays = list(Mobility.objects.filter(person_id=account.person_id, status__in=LIVE).order_by("starts_on", "pk"))
    if not stays:
        return None
    stay = min(stays, key=_nearness)
    (row,) = rows_of([stay.pk], own=True)
    step, explained = _next_step(stay, today)
    sides = (stay.sending_id, stay.receiving_id)
    return OwnStay(row, step, explained, contacts(now, of=sides))


def _nearness(stay: Mobility) -> tuple[int, int]:
    """A stay that lasts comes first, then the first that is awaited, then the last that is over."""
    day = stay.starts_on.toordinal() if stay.starts_on else 0
    return (0, day) if stay.status in THERE else (1, day) if stay.status in AWAITED else (2, -day)


def _next_step(stay: Mobility, today: date) -> tuple[str, str]:
    if stay.status in THERE:
        return _on_the_way_back(stay, today)
    if stay.status in OVER and stay.actual_ends_on:
        return (
            _("You are back"),
            _("Your return on %(day)s is confirmed. Thank you for taking part.")
            % {"day": formats.long_date(stay.actual_ends_on)},
        )
    return _on_the_way_there(stay, today)


def _on_the_way_there(stay: Mobility, today: date) -> tuple[str, str]:
    first = stay.planned_starts_on
    explained = _(
        "On the day you arrive, tell the office: the host confirms your arrival, and from then on your stay counts."
    )
    days = (first - today).days if first else 0
    if first is None or days <= 0:
        return _("Tell the office that you have arrived"), explained
    step = ngettext("%(days)d day until your stay begins", "%(days)d days until your stay begins", days)
    return step % {"days": days}, explained


def _on_the_way_back(stay: Mobility, today: date) -> tuple[str, str]:
    last = stay.planned_ends_on
    explained = _("When you leave, tell the office the day: the host confirms it.")
    days = (last - today).days if last else 0
    if last is None or days <= 0:
        return _("Tell the office the day of your return"), explained
    step = ngettext("%(days)d day until your stay ends", "%(days)d days until your stay ends", days)
    return step % {"days": days}, explained
