"""In whose name does a request act? The middleware has made sure that somebody is signed in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from kanazawa_exchange.accounts.models import User


def acting(request: HttpRequest) -> User:
    """The signed-in user."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
