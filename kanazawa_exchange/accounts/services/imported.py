"""Rows of an import made true one by one, and taken back: what somebody edited since, and what is needed by now, stays."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models, transaction

from kanazawa_exchange.lib import import_values, import_words
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Finding, Moved, Written
from kanazawa_exchange.lib.languages import in_every_language
from kanazawa_exchange.lib.refusals import Refused

from ..models import Tracked, User
from . import withdrawing
from .editing import StaleEdit

T = TypeVar("T", bound=Tracked)
Before = Mapping[str, Any]


def each(findings: Sequence[Finding], write: Callable[[Finding], Written]) -> list[Written]:
    """What became of each row. Errors: Moved, by place, where the rules refuse now what they did not refuse at the check."""
    done = []
    for place, finding in enumerate(findings):
        try:
            done.append(write(finding))
        except (Refused, StaleEdit) as why:
            raise Moved([place]) from why
    return done


def take_back(
    written: Sequence[Written],
    rows: models.QuerySet[T],
    give_back: Callable[[T, Written, Before], object],
    *,
    by: User,
    own: Collection[type[models.Model]] = (),
    parts: Callable[[T], Sequence[models.Model]] = lambda record: (),
) -> dict[int, Unread]:
    """Take new records away with their `parts`, where no rows but their `own` point to them; `give_back` writes into a known one
    what it was before. Returns which are left, and why; in a few queries beside those of the writing."""
    locked = rows.select_for_update(of=("self",)).filter(pk__in=[one.record for one in written]).order_by("pk")
    found = {record.pk: record for record in locked}
    versions = {pk: record.version for pk, record in found.items()}
    left = {one.record: Unread("undo.edited") for one in written if versions.get(one.record) != one.version}
    back = [one for one in written if one.record not in left]
    used = withdrawing.in_use([found[one.record] for one in back if one.before is None], *own)
    for one in back:
        record = found[one.record]
        if one.record in used:
            left[one.record] = Unread("undo.in_use")
        elif one.before is None:
            withdrawing.withdraw(record, parts(record), by=by)
        elif why := _refusal(give_back, record, one):
            left[one.record] = why
    return left


def _refusal(give_back: Callable[[T, Written, Before], object], record: T, written: Written) -> Unread | None:
    before = {name: import_values.restored(value) for name, value in (written.before or {}).items()}
    return unless_refused(lambda: give_back(record, written, before))


def unless_refused(act: Callable[[], object]) -> Unread | None:
    """Do it as a whole; or say, in every language, why the rules refuse it: then nothing of it is done."""

    def said() -> str:
        try:
            with transaction.atomic():
                act()
        except (Refused, StaleEdit) as why:
            return str(why)
        return ""

    return import_words.rule(in_every_language(said)) if said() else None
