"""What the services of a call and of its parts share: the lock on it, and how a part goes."""

from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import delete, lock_for_edit
from kanazawa_exchange.accounts.services.permits import refuse_unless

from ..models import Call
from ..permissions import may_keep_call


def lock_call(call: Call, version: int | None, *, by: User | None) -> Call:
    """The row lock on a call that this user keeps. Errors: PermissionDenied, StaleEdit."""
    current = lock_for_edit(Call.objects.select_related("run__program"), call.pk, version)
    refuse_unless(may_keep_call, by, current)
    return current


def delete_part(part: Any, *, by: User | None) -> None:
    """A part of a locked call, a question with its options."""
    for option in part.options.all() if hasattr(part, "options") else ():
        delete(option, by=by)
    delete(part, by=by)
