"""Who holds which authority: seats, programmes, institutions; and everything that one person may do."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person, RoleGrant
from kanazawa_exchange.accounts.queries import authority
from kanazawa_exchange.accounts.queries.history import Entry, timeline
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Representative

from ..models import Coordinator, Seat

KINDS: dict[str, tuple[type[Any], str]] = {
    "seat": (Seat, "committee"),
    "coordinator": (Coordinator, "program"),
    "representative": (Representative, "institution"),
}
"""The name of a kind in addresses → its model and the field that says over what it holds."""


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
    label: str
    sentence: str
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


def label(kind: str) -> str:
    return {
        "seat": _("Seats in committees"),
        "coordinator": _("Programme coordinators"),
        "representative": _("Representatives of partner institutions"),
    }[kind]


def sentence(kind: str) -> str:
    return {
        "seat": _(
            "Members read plan against actual and the records behind it; external evaluators see the figures only."
        ),
        "coordinator": _("They register and change the records of their own programme."),
        "representative": _("They see the records and agreements of their own institution."),
    }[kind]


def rows(user: Viewer, kind: str) -> Any:
    """The rows of one kind that this user may know of, with all that a line needs."""
    model, thing = KINDS[kind]
    user_path, names_path = authority.with_person()
    return model.objects.visible_to(user).select_related("person", user_path, thing).prefetch_related(names_path)


def _line(kind: str, row: Any, on: date) -> AuthorityLine:
    thing = getattr(row, KINDS[kind][1])
    return AuthorityLine(
        kind,
        row.uid,
        authority.person_line(row.person),
        localized(thing, "name"),
        getattr(row, "is_chair", False),
        getattr(thing, "kind", "") == "external",
        row.starts_on,
        row.ends_on,
        authority.state_of_term(row.starts_on, row.ends_on, on),
    )


def overview(user: Viewer, on: date) -> tuple[AuthorityGroup, ...]:
    """Who holds authority over what, now or later; two queries for each kind."""
    alive = Q(ends_on=None) | Q(ends_on__gte=on)
    return tuple(
        AuthorityGroup(
            kind,
            label(kind),
            sentence(kind),
            tuple(
                _line(kind, row, on) for row in rows(user, kind).filter(alive).order_by(thing, "person__sort_key", "pk")
            ),
        )
        for kind, (_model, thing) in KINDS.items()
    )


def of_person(user: Viewer, person: Person, on: date, now: datetime) -> PersonAuthority:
    """Everything one person may do and may have been able to do, with its history."""
    account = authority.account_of(user, person)
    grants = (
        RoleGrant.objects.visible_to(user).filter(person=person).select_related("person").order_by("-starts_on", "-pk")
    )
    groups = tuple(
        AuthorityGroup(
            kind,
            label(kind),
            sentence(kind),
            tuple(_line(kind, row, on) for row in rows(user, kind).filter(person=person).order_by("-starts_on", "-pk")),
        )
        for kind in KINDS
    )
    parts: list[tuple[type[Any], str]] = [
        (RoleGrant, "person"),
        *((model, "person") for model, _thing in KINDS.values()),
    ]
    return PersonAuthority(
        authority.person_line(person),
        AccountState(account.uid, account.email, account.is_active, account.last_login) if account else None,
        authority.invitations(user, now, person),
        authority.grants(grants, on),
        groups,
        tuple(timeline(person, parts=parts)),
    )
