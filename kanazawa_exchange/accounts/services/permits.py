"""Every service asks for itself who acts, so that the same call is as safe from a command as from a page."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied

from ..models import User


def refuse_unless(predicate: Callable[..., Any], by: User | None, *things: object) -> None:
    """PermissionDenied unless `predicate(by, *things)` holds. `by=None` is the portal itself: calendar, reference data, set-up.

    A page never passes None: its views take the user from `entrance.acting`, which lets nobody through without an account.
    """
    if by is not None and not predicate(by, *things):
        raise PermissionDenied
