"""Holders of seats, programmes and institutions, and everything that one person may do."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import Person, RoleGrant, User
from kanazawa_exchange.accounts.queries import authority
from kanazawa_exchange.accounts.queries.history import Entry, timeline
from kanazawa_exchange.accounts.queries.names import sort_column
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Representative

from ..models import Committee, Coordinator, Seat

Authority = Seat | Coordinator | Representative


@dataclass(frozen=True)
class Kind:
    """One kind of authority: its rows, the field that says over what they hold, and its words."""

    model: type[Authority]
    over: str
    label: Promise
    sentence: Promise
    verb: Promise
    over_label: Promise


KINDS = {
    "seat": Kind(
        Seat,
        "committee",
        _("Seats in committees"),
        _("Members read plan against actual and the records behind it; external evaluators see the figures only."),
        _("Add to a committee"),
        _("Committee"),
    ),
    "coordinator": Kind(
        Coordinator,
        "program",
        _("Programme coordinators"),
        _("They register and change the records of their own programme."),
        _("Assign a programme"),
        _("Programme"),
    ),
    "representative": Kind(
        Representative,
        "institution",
        _("Representatives of partner institutions"),
        _("They see the records and agreements of their own institution."),
        _("Make a representative of an institution"),
        _("Institution"),
    ),
}
"""The name of each kind in addresses."""


@dataclass(frozen=True)
class AuthorityLine:
    """One right over one thing, for a term."""

    kind: str
    uid: UUID
    person: authority.PersonLine
    thing: Localized
    is_chair: bool
    sees_figures_only: bool
    starts_on: date
    ends_on: date | None
    state: str


@dataclass(frozen=True)
class AuthorityGroup:
    kind: str
    words: Kind
    lines: tuple[AuthorityLine, ...]


@dataclass(frozen=True)
class AccountState:
    uid: UUID
    email: str
    is_active: bool
    last_login: datetime | None


@dataclass(frozen=True)
class PersonAuthority:
    """The whole page about one person's rights."""

    person: authority.PersonLine
    account: AccountState | None
    invitations: tuple[authority.InvitationLine, ...]
    grants: tuple[authority.GrantLine, ...]
    groups: tuple[AuthorityGroup, ...]
    history: tuple[Entry, ...]


def rows(user: Viewer, kind: str) -> QuerySet[Authority]:
    """The rows of one kind that this user may know of, with all that a line needs."""
    row = KINDS[kind]
    user_path, names_path = authority.with_person()
    return row.model.objects.visible_to(user).select_related("person", user_path, row.over).prefetch_related(names_path)


def overview(user: Viewer, on: date) -> tuple[AuthorityGroup, ...]:
    """Who holds authority over what, now or later; two queries for each kind, and those for where people study."""
    alive = Q(ends_on=None) | Q(ends_on__gte=on)
    groups = [
        _group(kind, rows(user, kind).filter(alive).order_by(row.over, f"person__{sort_column()}", "pk"), on)
        for kind, row in KINDS.items()
    ]
    people = authority.placed(line.person for group in groups for line in group.lines)
    return tuple(
        replace(group, lines=tuple(replace(line, person=people[line.person.uid]) for line in group.lines))
        for group in groups
    )


def of_person(user: Viewer, person: Person, on: date, now: datetime) -> PersonAuthority:
    """Everything one person may do and may have been able to do, with its history."""
    grants = RoleGrant.objects.visible_to(user).filter(person=person).select_related("person")
    newest_first = ("-starts_on", "-pk")
    (line,) = authority.placed([authority.person_line(person)]).values()
    models = (RoleGrant, *(row.model for row in KINDS.values()))
    return PersonAuthority(
        person=line,
        account=_account_state(authority.account_of(user, person)),
        invitations=authority.invitations(user, now, person),
        grants=authority.grants(grants.order_by(*newest_first), on),
        groups=tuple(
            _group(kind, rows(user, kind).filter(person=person).order_by(*newest_first), on) for kind in KINDS
        ),
        history=tuple(timeline(person, parts=[(model, "person") for model in models])),
    )


def _account_state(account: User | None) -> AccountState | None:
    return AccountState(account.uid, account.email, account.is_active, account.last_login) if account else None


def _group(kind: str, authorities: Iterable[Authority], on: date) -> AuthorityGroup:
    lines = tuple(_line(kind, row, on) for row in authorities)
    return AuthorityGroup(kind, KINDS[kind], lines)


def _line(kind: str, row: Authority, on: date) -> AuthorityLine:
    thing = getattr(row, KINDS[kind].over)
    return AuthorityLine(
        kind=kind,
        uid=row.uid,
        person=authority.person_line(row.person),
        thing=localized(thing, "name"),
        is_chair=getattr(row, "is_chair", False),
        sees_figures_only=getattr(thing, "kind", "") == Committee.Kind.EXTERNAL,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=authority.state_of_term(row.starts_on, row.ends_on, on),
    )
