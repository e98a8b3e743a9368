"""Holders of portal-wide roles, of accounts and of invitations."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import names
from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.viewer import Viewer

from ..mail_kinds import INVITATION
from ..models import Invitation, Person, PersonName, Role, RoleGrant, User
from .letters import states_of
from .names import sort_column
from .search import NEAR_AT_MOST, Search, found_by

FOUND_AT_MOST = 50


@dataclass(frozen=True)
class PersonLine:
    """A person as the lists of this app show one."""

    uid: UUID
    name: str
    lang: str
    email: str
    number: str = ""
    places: tuple[Localized, ...] = ()
    """The institutions of the person, as far as the records tell them."""
    found_by: tuple[names.ShownName, ...] = ()
    """The other spellings by which a search has found the person."""

    @property
    def apart(self) -> str:
        """What tells two people of one name apart, for the office."""
        return " · ".join(part for part in (self.email, self.number, *map(str, self.places)) if part)

    @property
    def words(self) -> SafeString:
        """The name, marked with the language it is written in."""
        return format_html('<span lang="{}">{}</span>', self.lang, self.name)


@dataclass(frozen=True)
class FoundPeople:
    """Whom a search finds, and those whose names are similar."""

    lines: tuple[PersonLine, ...] = ()
    near: tuple[PersonLine, ...] = ()


@dataclass(frozen=True)
class GrantLine:
    uid: UUID
    person: PersonLine
    role: str
    label: str
    starts_on: date
    ends_on: date | None
    state: str


@dataclass(frozen=True)
class RoleLine:
    """One role: what it lets one do, and who holds it."""

    role: str
    label: str
    sentence: str
    holders: tuple[GrantLine, ...]


@dataclass(frozen=True)
class InvitationLine:
    uid: UUID
    person: PersonLine
    email: str
    created_at: datetime
    expires_at: datetime
    state: str
    is_shared: bool = False
    """Somebody else is invited to the same address."""
    letter: str = ""
    """What became of the letter, in words."""

    @property
    def may_resend(self) -> bool:
        return self.state in {"open", "expired", "withdrawn"}


def state_of_term(starts_on: date, ends_on: date | None, on: date) -> str:
    """ "now", "later" or "over"."""
    if ends_on is not None and ends_on < on:
        return "over"
    return "later" if starts_on > on else "now"


def person_line(person: Person) -> PersonLine:
    """Needs `names` and `user` prefetched where many are shown."""
    spelled = [names.Spelling(name.script, name.family, name.given, name.patronymic) for name in person.names.all()]
    shown = names.shown(spelled, reading=False)
    user = getattr(person, "user", None)
    email = user.email if user is not None else ""
    return PersonLine(person.uid, shown.text or email or "—", shown.lang, email, person.student_number)


PlacesOf = Callable[[Collection[UUID]], Mapping[UUID, tuple[Localized, ...]]]
_places_of: list[PlacesOf] = []


def tell_places(places_of: PlacesOf) -> None:
    """The app that knows where people study says so, once it is ready."""
    _places_of.append(places_of)


def placed(lines: Iterable[PersonLine]) -> dict[UUID, PersonLine]:
    """The same people with their institutions, by public id; the same few queries for one and for fifty."""
    people = {line.uid: line for line in lines}
    for places_of in _places_of if people else ():
        told = places_of(people)
        people = {uid: replace(line, places=told.get(uid, ())) for uid, line in people.items()}
    return people


def with_person(path: str = "person") -> tuple[str, Prefetch]:
    """(select_related, prefetch_related) arguments that make `person_line` cost nothing more."""
    prefix = f"{path}__" if path else ""
    return f"{prefix}user", Prefetch(f"{prefix}names", PersonName.objects.order_by("script"))


def grants(rows: Iterable[RoleGrant], on: date) -> tuple[GrantLine, ...]:
    return tuple(
        GrantLine(
            row.uid,
            person_line(row.person),
            row.role,
            str(Role(row.role).label),
            row.starts_on,
            row.ends_on,
            state_of_term(row.starts_on, row.ends_on, on),
        )
        for row in rows
    )


def roles(user: Viewer, on: date) -> tuple[RoleLine, ...]:
    """Every portal-wide role with the people who hold it now or later."""
    user_path, names_path = with_person()
    rows = (
        RoleGrant.objects.visible_to(user)
        .overlapping(on, None)
        .select_related("person", user_path)
        .prefetch_related(names_path)
        .order_by(f"person__{sort_column()}", "pk")
    )
    held = grants(rows, on)
    people = placed(line.person for line in held)
    lines = [replace(line, person=people[line.person.uid]) for line in held]
    return tuple(
        RoleLine(role.value, str(role.label), role.sentence, tuple(line for line in lines if line.role == role))
        for role in Role
    )


def find_people(user: Viewer, text: str) -> FoundPeople:
    """People by any spelling of the name, student number or address, then those of a similar name."""
    if not text.strip():
        return FoundPeople()
    search, people = Search.of(text), Person.objects.visible_to(user)
    exact = search.exactly() | Q(user__email__icontains=text.strip())
    found = _lines(people.filter(exact), search, FOUND_AT_MOST)
    near = _lines(people.filter(search.nearly()).exclude(exact), search, NEAR_AT_MOST)
    return FoundPeople(found, near)


def _lines(people: QuerySet[Person], search: Search, at_most: int) -> tuple[PersonLine, ...]:
    user_path, names_path = with_person("")
    rows = people.select_related(user_path).prefetch_related(names_path).order_by(sort_column(), "pk")[:at_most]
    lines = {person.pk: person_line(person) for person in rows}
    told = found_by({pk: f"{line.name} {line.number}" for pk, line in lines.items()}, search)
    known = placed(lines.values())
    return tuple(replace(known[line.uid], found_by=told.get(pk, ())) for pk, line in lines.items())


def state_of_invitation(invitation: Invitation, now: datetime, taken: Container[str] = ()) -> str:
    """ "accepted", "withdrawn", "expired", "taken" (the address opens somebody else's account) or "open"."""
    if invitation.accepted_at:
        return "accepted"
    if invitation.withdrawn_at:
        return "withdrawn"
    if invitation.expires_at <= now:
        return "expired"
    return "taken" if invitation.email.lower() in taken else "open"


def invitations(user: Viewer, now: datetime, person: Person | None = None) -> tuple[InvitationLine, ...]:
    """The newest 200 invitations, of one person or of all. Five queries at most."""
    user_path, names_path = with_person()
    rows = (
        Invitation.objects.visible_to(user)
        .select_related("person", user_path)
        .prefetch_related(names_path)
        .order_by("-created_at", "-pk")
    )
    if person is not None:
        rows = rows.filter(person=person)
    shown = list(rows[:200])
    addresses = {row.email.lower() for row in shown if state_of_invitation(row, now) == "open"}
    taken, shared = _taken(addresses), _shared(addresses, now)
    letters = states_of(INVITATION, [str(row.uid) for row in shown])
    lines = (_invitation_line(row, now, taken, shared) for row in shown)
    return tuple(replace(line, letter=letters.get(str(line.uid), "")) for line in lines)


def _invitation_line(row: Invitation, now: datetime, taken: Container[str], shared: Container[str]) -> InvitationLine:
    state = state_of_invitation(row, now, taken)
    is_shared = state == "open" and row.email.lower() in shared
    return InvitationLine(row.uid, person_line(row.person), row.email, row.created_at, row.expires_at, state, is_shared)


def _taken(addresses: Collection[str]) -> set[str]:
    """Those of these addresses (in lower case) that open an account."""
    if not addresses:
        return set()
    return set(User.objects.filter(email__in=addresses).values_list("email", flat=True))


def _shared(addresses: Collection[str], now: datetime) -> set[str]:
    """Those to which more than one person is invited."""
    if not addresses:
        return set()
    lower = Invitation.objects.open(now).annotate(lower=Lower("email")).filter(lower__in=addresses)
    counted = lower.values("lower").annotate(people=Count("person", distinct=True)).filter(people__gt=1)
    return set(counted.values_list("lower", flat=True))


def unchecked_address(person: Person) -> str:
    """The address of an account that was opened before its person got the first portal-wide role."""
    account = User.objects.filter(person=person).first()
    return account.email if account and not person.grants.exists() else ""


def words_after_grant(person: Person, now: datetime) -> str:
    """What the first role does besides: read before it is given."""
    if not person.grants.exists() and Invitation.objects.open(now).filter(person=person).exists():
        return _("The role is given. The invitation that was open is withdrawn: send the person a new one.")
    return _("The role is given.")


def account_of(user: Viewer, person: Person) -> User | None:
    return User.objects.visible_to(user).filter(person=person).first()
