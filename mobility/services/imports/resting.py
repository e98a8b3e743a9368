"""The rows that an import has not registered become an import of their own, with all that was corrected in them."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.retries import retried

from ...models import BatchState, ImportBatch, ImportRow, Verdict
from .long import begin
from .refusals import CannotCheck, CannotTake
from .rows import locked
from .taking import as_text, begun_digest, insert

LOT = 1000


@retried
@transaction.atomic
def go_on(batch: ImportBatch, *, by: User, now: datetime) -> ImportBatch:
    """Take the rows that are wrong, or were not chosen, and check them. Errors: CannotCheck, CannotTake, PermissionDenied."""
    current, _kind = locked(batch, "go_on", CannotCheck, by)
    rows = current.rows.filter(is_written=False).exclude(verdict=Verdict.SAME).order_by("number")
    if not rows.exists():
        raise CannotTake(_("Every row is registered."))
    rest = ImportBatch.objects.create(
        kind=current.kind,
        owner=by,
        source=current.source,
        heads=current.heads,
        mapping=current.mapping,
        given=current.given,
        orders=current.orders,
        state=BatchState.DRAFT,
        created_at=now,
    )
    digest = begun_digest(current.heads)
    insert(rest, _told(rows, digest))
    rest.digest = digest.hexdigest()
    rest.save(update_fields=["digest"])
    return begin(rest, "check", by=by, now=now)


def _told(rows: QuerySet[ImportRow], digest: "hashlib._Hash") -> Iterator[tuple[int, str, str]]:
    """These rows as they came in, with what was corrected; the digest learns their cells."""
    for number, cells, fixes in rows.values_list("number", "cells", "fixes").iterator(LOT):
        text = as_text(cells)
        digest.update(text.encode())
        yield number, text, json.dumps(fixes, ensure_ascii=False)
