"""A form that is sent twice counts once: its key is stored in the transaction of its result."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.refusals import Refused

from ..models import SentForm, Tracked, User
from .retries import retried

T = TypeVar("T")

KEPT_FOR = timedelta(days=30)
"""So long a form counts once. One that is older is not saved but shown again, so that no second arrival slips through."""


@dataclass(frozen=True)
class Sending:
    """One arrival of a form: whose it is, the key under which it counts once, and a checksum of what it holds."""

    by: User
    key: str
    content: str


class SentBefore(Exception):
    """This very form has had its result: `earlier` says where and when."""

    def __init__(self, earlier: SentForm) -> None:
        self.earlier = earlier
        super().__init__()


class SentOtherwise(Refused):
    """The form has had its result, and holds something else now: nobody but the sender knows which of the two is meant."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This form was saved before, with other entries; that result stands. What you see now is not saved: "
                "send it again if it shall be saved beside the first."
            )
        )


def once(sending: Sending | None, act: Callable[[], T], led_to: Callable[[T], str], *, now: datetime) -> tuple[T, str]:
    """What `act` returns and the address of its result; `act` runs once for each key, however many arrive together.

    A refused act leaves no key behind, so the same form may be sent again. A form without a key (`sending` is None) was not
    shown by a page of the portal, and is not protected. Errors: SentBefore, SentOtherwise, and whatever `act` raises.
    """
    if sending is None:
        result = act()
        return result, led_to(result)
    return _claimed(sending, act, led_to, now)


@retried
@transaction.atomic
def _claimed(sending: Sending, act: Callable[[], T], led_to: Callable[[T], str], now: datetime) -> tuple[T, str]:
    """Whoever stores the key first acts; the others wait for that transaction at the unique key, and meet its result."""
    fresh = {"content": sending.content, "user": sending.by, "sent_at": now}
    row, is_first = SentForm.objects.get_or_create(key=sending.key, defaults=fresh)
    if not is_first:
        raise SentBefore(row) if row.content == sending.content else SentOtherwise
    result = act()
    row.led_to, row.made = led_to(result), _made(result)
    row.save(update_fields=["led_to", "made"])
    return result, row.led_to


def _made(result: object) -> list[list[Any]]:
    """Kind, number and version of the record, or of each of several, that an act returned."""
    records = result if isinstance(result, list | tuple) else [result]
    return [[one._meta.label_lower, one.pk, one.version] for one in records if isinstance(one, Tracked) and one.pk]


def has_changed(earlier: SentForm) -> bool:
    """Whether a record of the result is another one by now: edited, moved, undone or gone. One query for each kind.

    A kind that is called otherwise since an upgrade has changed: nobody can say what has become of the record.
    """
    versions: dict[str, dict[int, int]] = defaultdict(dict)
    for kind, pk, version in earlier.made:
        versions[kind][pk] = version
    return any(_versions(kind, known) != known for kind, known in versions.items())


def _versions(kind: str, pks: Collection[int]) -> dict[int, int]:
    """The versions of these records as they stand now; none for a kind that this release does not know."""
    try:
        rows = apps.get_model(kind)._base_manager.filter(pk__in=pks)
    except LookupError:
        return {}
    return dict(rows.values_list("pk", "version"))


def earlier(*sendings: Sending) -> SentForm | None:
    """The result of this very form, whichever way it counts, if it has one."""
    content = {sending.content for sending in sendings}
    keys = {sending.key for sending in sendings}
    return SentForm.objects.filter(key__in=keys, content__in=content).first() if keys else None


def forget_old(*, now: datetime) -> int:
    """Delete the keys of forms that are too old to be saved anyway; returns how many."""
    gone, _models = SentForm.objects.filter(sent_at__lt=now - KEPT_FOR - timedelta(days=1)).delete()
    return gone
