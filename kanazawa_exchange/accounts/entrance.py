"""The entrance of every view: the roles it requires, the user in whose name it acts, and from which network."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from kanazawa_exchange.lib.viewer import Viewer

from .models import User

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def requires(predicate: Callable[[Viewer], bool]) -> Callable[[V], V]:
    """State on a view who may enter; a signed-in person who may not gets 403, an anonymous one the sign-in page."""

    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not predicate(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast(V, guarded)

    return decorate


def acting(request: HttpRequest) -> User:
    """The signed-in person behind a request that `requires` has let through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def hashed_network(request: HttpRequest) -> str:
    """The network address as a keyed hash of 64 digits: it proves an act, and leads to nobody without the key of the portal."""
    address = get_adapter(request).get_client_ip(request)
    return salted_hmac("accounts.network", address, algorithm="sha256").hexdigest()
