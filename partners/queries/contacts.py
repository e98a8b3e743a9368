"""Whom to ask: the desks that answer questions, with their hours in Japan and in Moscow, and whether they are open now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized

from ..models import Desk

JAPAN, MOSCOW = "Asia/Tokyo", "Europe/Moscow"


@dataclass(frozen=True)
class Contact:
    """One desk; `hours` are (the zone's name, days and hours there), empty where nobody has entered them."""

    uid: UUID
    name: Localized
    institution: Localized
    city: Localized
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
        """The telephone number as a machine dials it."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


def contacts(now: datetime, *, hidden: bool = False) -> tuple[Contact, ...]:
    """The desks as the public sees them, those of our own institution first; one query. `hidden`: all there are."""
    desks = Desk.objects.select_related("institution__city").order_by("-institution__is_home", "pk")
    return tuple(_contact(desk, now) for desk in (desks if hidden else desks.filter(is_shown=True)))


def _contact(desk: Desk, now: datetime) -> Contact:
    city = desk.institution.city
    return Contact(
        uid=desk.uid,
        name=localized(desk, "name"),
        institution=localized(desk.institution, "name"),
        city=localized(city, "name"),
        person=localized(desk, "person"),
        room=localized(desk, "room"),
        email=desk.email,
        phone=desk.phone,
        hours=tuple(_hours(desk, now)),
        closures=localized(desk, "closures"),
        is_open=_is_open(desk, now),
        is_shown=desk.is_shown,
        is_home=desk.institution.is_home,
    )


def _is_open(desk: Desk, now: datetime) -> bool:
    """By its hours: whether today is a holiday, nobody has told."""
    there = now.astimezone(ZoneInfo(desk.institution.city.time_zone))
    if desk.opens_at is None or desk.closes_at is None:
        return False
    return str(there.isoweekday()) in desk.weekdays and desk.opens_at <= there.time() < desk.closes_at


def _hours(desk: Desk, now: datetime) -> Iterator[tuple[str, str]]:
    """In the desk's own time, then in that of the other side: Moscow for Japan, Japan for everybody else."""
    if desk.opens_at is None or desk.closes_at is None:
        return
    own = desk.institution.city.time_zone
    names = {JAPAN: _("Japan time"), MOSCOW: _("Moscow time")}
    local = _("%(city)s time") % {"city": localized(desk.institution.city, "name")}
    days = formats.weekdays([int(digit) for digit in desk.weekdays])
    for zone in (own, MOSCOW if own == JAPAN else JAPAN):
        opens, shift = _in_zone(desk.opens_at, own, zone, now)
        closes, _shift = _in_zone(desk.closes_at, own, zone, now)
        words = f"{days} {opens:%-H:%M}–{closes:%-H:%M}"
        note = {-1: _("the day before"), 1: _("the day after")}.get(shift, "")
        yield names.get(zone, local), words + (formats.bracketed(note) if note else "")


def _in_zone(at: time, own: str, zone: str, now: datetime) -> tuple[time, int]:
    """A time of day in another zone, and on which day: the one before (-1), the same (0), the one after (1)."""
    there = datetime.combine(now.astimezone(ZoneInfo(own)).date(), at, ZoneInfo(own))
    here = there.astimezone(ZoneInfo(zone))
    return here.time(), (here.date() - there.date()) // timedelta(days=1)
