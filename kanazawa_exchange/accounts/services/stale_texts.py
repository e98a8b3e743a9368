"""Which languages of a record say something else than the others, because only the others were changed."""

from collections.abc import Collection
from datetime import datetime

from kanazawa_exchange.lib.languages import LANGUAGES

from ..models import StaleText, Tracked


def note(
    record: Tracked,
    *,
    changed: Collection[str],
    checked: Collection[str] = (),
    caught_up: Collection[str] = (),
    now: datetime,
) -> None:
    """A change in some languages makes the others stale, unless they were changed too or somebody has read and confirmed them.

    `caught_up`: languages into which what the others say was translated; that makes no other one stale. Call inside the
    transaction that saves the record.
    """
    kind = record._meta.model_name or ""
    rows = StaleText.objects.filter(record_type=kind, record_id=record.pk)
    right = {*changed, *checked, *caught_up}
    rows.filter(language__in=right).delete()
    behind = set(LANGUAGES) - right if changed else set()
    StaleText.objects.bulk_create(
        [StaleText(record_type=kind, record_id=record.pk, language=code, since=now) for code in sorted(behind)],
        ignore_conflicts=True,
    )
