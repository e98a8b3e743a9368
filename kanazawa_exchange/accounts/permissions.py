"""Who may do what, as far as portal-wide roles decide it; every other app builds its predicates on these."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import rules
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kanazawa_exchange.lib import clock

from .models import Role, RoleGrant, User
from .services.ledger import audit

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
STAFF_ROLES = frozenset(Role.values)
_further_staff: list[Callable[[Any], bool]] = []


def roles_of(user: Any) -> frozenset[str]:
    """The portal-wide roles this user holds today; read once per request."""
    if not getattr(user, "is_authenticated", False) or user.person_id is None:
        return frozenset()
    today = clock.today()
    cached = getattr(user, "_roles", None)
    if cached is None or cached[0] != today:
        held = frozenset(RoleGrant.objects.on(today).filter(person_id=user.person_id).values_list("role", flat=True))
        cached = (today, held)
        user._roles = cached
    return cached[1]


@rules.predicate
def is_signed_in(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False))


@rules.predicate
def is_administrator(user: Any) -> bool:
    return Role.ADMINISTRATOR in roles_of(user)


@rules.predicate
def is_coordinator(user: Any) -> bool:
    return Role.COORDINATOR in roles_of(user)


@rules.predicate
def is_office(user: Any) -> bool:
    """Administrator or coordinator: the office that owns all records."""
    return bool(roles_of(user) & {Role.ADMINISTRATOR, Role.COORDINATOR})


@rules.predicate
def is_translator(user: Any) -> bool:
    return Role.TRANSLATOR in roles_of(user)


def count_as_staff(predicate: Callable[[Any], bool]) -> None:
    """An app above says who else is staff (called once, when the apps are ready)."""
    if predicate not in _further_staff:
        _further_staff.append(predicate)


def is_staff(user: Any) -> bool:
    """Whoever holds a portal-wide role or coordinates a programme: shorter sessions, a second factor."""
    return bool(roles_of(user) & STAFF_ROLES) or any(predicate(user) for predicate in _further_staff)


may_list_roles = is_office  # and invite people, keep seats, programme coordinators and representatives
may_grant_roles = is_administrator  # and disable accounts


@rules.predicate
def may_invite(user: Any, person: Any) -> bool:
    """The office invites; whoever holds or will hold a portal-wide role is invited by an administrator only.

    Otherwise a coordinator could open the account of an administrator with an address of the own.
    """
    return may_list_roles(user) and (may_grant_roles(user) or not RoleGrant.objects.filter(person=person).exists())


def acting(request: HttpRequest) -> User:
    """The signed-in person behind a request that `requires` has let through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def requires(predicate: Callable[[Any], bool]) -> Callable[[V], V]:
    """State on a view who may enter; a signed-in person who may not gets 403, an anonymous one the sign-in page."""

    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not predicate(request.user):
                match = request.resolver_match
                audit("access_denied", by=request.user, now=clock.now(), detail=match.view_name if match else "")
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast(V, guarded)

    return decorate
