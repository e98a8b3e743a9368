"""Whom to ask: the contacts that answer questions, with their hours on the clocks of both sides, and whether they are open now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from kanazawa_exchange.lib import phones, prepared
from kanazawa_exchange.lib.localized import Localized, localized

from ..models import Contact
from .office_hours import Clock, Zones, change_on_clocks, hours, is_open, zones_of


@dataclass(frozen=True)
class ShownContact:
    """One of them; `hours` are empty where nobody has entered them. `changes`: when it closes, or opens next."""

    uid: UUID
    name: Localized
    institution: Localized
    city: Localized | None
    """Where the name of the institution does not tell it."""
    person: Localized
    room: Localized
    email: str
    phone: str
    hours: tuple[Clock, ...]
    closures: Localized
    is_open: bool
    changes: tuple[Clock, ...]
    is_shown: bool
    is_home: bool

    @property
    def dial(self) -> str:
        """The first telephone number as a machine dials it, without its extension."""
        return phones.dialled(self.phone)


def contacts(
    now: datetime, *, hidden: bool = False, of: Collection[int] | None = None, zones: Zones | None = None
) -> tuple[ShownContact, ...]:
    """The contacts as the public sees them, those of our own institution first; one query.

    `hidden`: all there are; `of`: those of these institutions alone. `zones`: the other side's clocks beside ours
    (`partner_zones`), else those of the partners that have contacts here.
    """
    shown = prepared.rows(_in_order, hidden, None if of is None else tuple(sorted(of)))
    other_side = zones_of(shown) if zones is None else zones
    return tuple(_contact(contact, other_side, now) for contact in shown)


def _in_order(hidden: bool, of: tuple[int, ...] | None) -> QuerySet[Contact]:
    rows = Contact.objects.select_related("institution__city").order_by("-institution__is_home", "pk")
    if not hidden:
        rows = rows.filter(is_shown=True)
    return rows if of is None else rows.filter(institution_id__in=of)


def _contact(contact: Contact, zones: Zones, now: datetime) -> ShownContact:
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
        hours=tuple(hours(contact, zones, now)),
        closures=localized(contact, "closures"),
        is_open=is_open(contact, now),
        changes=change_on_clocks(contact, zones, now),
        is_shown=contact.is_shown,
        is_home=contact.institution.is_home,
    )


def _tells(institution: Localized, city: Localized) -> bool:
    """Whether a name holds that of the city, or an adjective made of it: Казанский of Казань."""
    return str(city)[:4].lower() in str(institution).lower()
