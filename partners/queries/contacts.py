"""Whom to ask: the contacts that answer questions, with their hours in Japan and in Moscow, and whether they are open now."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats, phones
from kanazawa_exchange.lib.localized import Localized, localized

from ..models import Contact

JAPAN, MOSCOW = "Asia/Tokyo", "Europe/Moscow"


@dataclass(frozen=True)
class ShownContact:
    """One of them; `hours` are (the zone's name, days and hours there), empty where nobody has entered them."""

    uid: UUID
    name: Localized
    institution: Localized
    city: Localized | None
    """Where the name of the institution does not tell it."""
    person: Localized
    room: Localized
    email: str
    phone: str
    hours: tuple[tuple[str, str], ...]
    closures: Localized
    is_open: bool
    is_shown: bool
    is_home: bool

    @property
    def dial(self) -> str:
        """The first telephone number as a machine dials it, without its extension."""
        return phones.dialled(self.phone)


def contacts(now: datetime, *, hidden: bool = False, of: Collection[int] | None = None) -> tuple[ShownContact, ...]:
    """The contacts as the public sees them, those of our own institution first; one query.

    `hidden`: all there are; `of`: those of these institutions alone.
    """
    rows = Contact.objects.select_related("institution__city").order_by("-institution__is_home", "pk")
    if not hidden:
        rows = rows.filter(is_shown=True)
    if of is not None:
        rows = rows.filter(institution_id__in=of)
    return tuple(_contact(contact, now) for contact in rows)


def _contact(contact: Contact, now: datetime) -> ShownContact:
    institution, city = localized(contact.institution, "name"), localized(contact.institution.city, "name")
    return ShownContact(
        uid=contact.uid,
        name=localized(contact, "name"),
        institution=institution,
        city=None if _tells(institution, city) else city,
        person=localized(contact, "person"),
        room=localized(contact, "room"),
        email=contact.email,
        phone=contact.phone,
        hours=tuple(_hours(contact, now)),
        closures=localized(contact, "closures"),
        is_open=_is_open(contact, now),
        is_shown=contact.is_shown,
        is_home=contact.institution.is_home,
    )


def _tells(institution: Localized, city: Localized) -> bool:
    """Whether a name holds that of the city, or an adjective made of it: Казанский of Казань."""
    return str(city)[:4].lower() in str(institution).lower()


def _is_open(contact: Contact, now: datetime) -> bool:
    """By its hours: whether today is a holiday, nobody has told."""
    there = now.astimezone(ZoneInfo(contact.institution.city.time_zone))
    if contact.opens_at is None or contact.closes_at is None:
        return False
    return str(there.isoweekday()) in contact.weekdays and contact.opens_at <= there.time() < contact.closes_at


def _hours(contact: Contact, now: datetime) -> Iterator[tuple[str, str]]:
    """In the contact's own time, then in that of the other side: Moscow for Japan, Japan for everybody else."""
    if contact.opens_at is None or contact.closes_at is None:
        return
    own = contact.institution.city.time_zone
    names = {JAPAN: _("Japan time"), MOSCOW: _("Moscow time")}
    local = _("%(city)s time") % {"city": localized(contact.institution.city, "name")}
    days = formats.weekdays([int(digit) for digit in contact.weekdays])
    for zone in (own, MOSCOW if own == JAPAN else JAPAN):
        opens, shift = _in_zone(contact.opens_at, own, zone, now)
        closes, end_shift = _in_zone(contact.closes_at, own, zone, now)
        yield names.get(zone, local), f"{days} {_span(f'{opens:%-H:%M}', shift, f'{closes:%-H:%M}', end_shift)}"


def _span(opens: str, shift: int, closes: str, end_shift: int) -> str:
    """9:00–17:00, with the day before or after where it is not the day that is named."""
    notes = {-1: formats.bracketed(_("the day before")), 1: formats.bracketed(_("the day after"))}
    if shift == end_shift:
        return f"{opens}–{closes}{notes.get(shift, '')}"
    end = _("%(time)s the next day") % {"time": closes} if end_shift == 1 else closes
    return f"{opens}{notes.get(shift, '')}–{end}"


def _in_zone(at: time, own: str, zone: str, now: datetime) -> tuple[time, int]:
    """A time of day in another zone, and on which day: the one before (-1), the same (0), the one after (1)."""
    there = datetime.combine(now.astimezone(ZoneInfo(own)).date(), at, ZoneInfo(own))
    here = there.astimezone(ZoneInfo(zone))
    return here.time(), (here.date() - there.date()) // timedelta(days=1)
