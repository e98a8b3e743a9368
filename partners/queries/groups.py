"""The size of each set of institutions: the declared number with its source beside the number registered here."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from kanazawa_exchange.lib import clock, prepared
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.prepared import Keys

from ..models import GroupMembership, Institution, InstitutionGroup


@dataclass(frozen=True)
class Member:
    uid: UUID
    slug: str
    name: Localized
    is_confirmed: bool
    is_secretariat: bool
    is_counted: bool
    starts_on: date
    ends_on: date | None
    holds: bool


@dataclass(frozen=True)
class GroupPage:
    """A set of institutions. The declared and the registered number both count members abroad, on the same day."""

    uid: UUID
    slug: str
    kind: str
    name: Localized
    description: Localized
    basis: Localized
    declared: int | None
    declared_as_of: date | None
    counted_on: date
    registered: int
    unconfirmed: int
    founded_on: date | None
    members: tuple[Member, ...]

    @property
    def differs(self) -> bool:
        return self.declared is not None and self.declared != self.registered

    @property
    def counted_members(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.holds and member.is_counted)

    @property
    def other_members(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.holds and not member.is_counted)


ORDER = ("agreement_holders", "programme_partners", "consortium")


def group_pages(on: date | None = None) -> tuple[GroupPage, ...]:
    """All sets, each by itself; three queries."""
    rows, day = prepared.rows(_groups), on or clock.today()
    prepared.fill(rows, "memberships", _memberships)
    at_home = frozenset(prepared.rows(_home_countries))
    pages = [_page(group, at_home, day) for group in rows]
    return tuple(sorted(pages, key=lambda page: (ORDER.index(page.kind), page.slug)))


def _groups() -> QuerySet[InstitutionGroup]:
    return InstitutionGroup.objects.all()


def _memberships(groups: Keys) -> QuerySet[GroupMembership]:
    rows = GroupMembership.objects.filter(group_id__in=groups).select_related("institution__city")
    return rows.order_by("-is_secretariat", "institution__slug", "starts_on")


def _home_countries() -> QuerySet[Institution, str]:
    return Institution.objects.filter(is_home=True).values_list("city__country", flat=True)


def _page(group: InstitutionGroup, at_home: frozenset[str], today: date) -> GroupPage:
    memberships = list(group.memberships.all())
    day = group.declared_as_of or today
    counted = [row for row in memberships if _is_abroad(row, at_home) and row.holds_on(day)]
    return GroupPage(
        uid=group.uid,
        slug=group.slug,
        kind=group.kind,
        name=localized(group, "name"),
        description=localized(group, "description"),
        basis=localized(group, "basis"),
        declared=group.declared_count,
        declared_as_of=group.declared_as_of,
        counted_on=day,
        registered=len(counted),
        unconfirmed=sum(not row.institution.is_confirmed for row in counted),
        founded_on=group.founded_on,
        members=tuple(_member(row, at_home, today) for row in memberships),
    )


def _member(membership: GroupMembership, at_home: frozenset[str], today: date) -> Member:
    institution = membership.institution
    return Member(
        uid=membership.uid,
        slug=institution.slug,
        name=localized(institution, "name"),
        is_confirmed=institution.is_confirmed,
        is_secretariat=membership.is_secretariat,
        is_counted=_is_abroad(membership, at_home),
        starts_on=membership.starts_on,
        ends_on=membership.ends_on,
        holds=membership.holds_on(today),
    )


def _is_abroad(membership: GroupMembership, at_home: frozenset[str]) -> bool:
    return membership.institution.city.country not in at_home
