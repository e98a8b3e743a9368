"""The rows that an import has not registered become an import of their own, with all that was corrected in them."""

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
    """Take the rows that are wrong, or were not chosen, and check them; whoever goes on twice comes to the same import. It is of
    whoever the first one is of. Errors: CannotCheck, CannotTake, PermissionDenied.
    """
    current, _kind = locked(batch, "go_on", CannotCheck, by)
    rows = current.rows.filter(is_written=False).exclude(verdict=Verdict.SAME).order_by("number")
    if not rows.exists():
        raise CannotTake(_("Every row is registered."))
    digest = begun_digest(current.heads)
    for _number, cells, _fixes in _told(rows):
        digest.update(cells.encode())
    if begun := _begun_before(current, digest.hexdigest()):
        return begun
    rest = ImportBatch.objects.create(
        kind=current.kind,
        owner=current.owner,
        source=current.source,
        heads=current.heads,
        mapping=current.mapping,
        given=current.given,
        orders=current.orders,
        digest=digest.hexdigest(),
        state=BatchState.DRAFT,
        created_at=now,
    )
    insert(rest, _told(rows))
    return begin(rest, "check", by=by, now=now)


def _begun_before(batch: ImportBatch, digest: str) -> ImportBatch | None:
    """The import of these very rows that is under way since this one was registered."""
    open_ones = ImportBatch.objects.filter(state__in=(BatchState.DRAFT, BatchState.CHECKED), digest=digest)
    same = open_ones.filter(kind=batch.kind, owner=batch.owner, source=batch.source)
    return same.filter(created_at__gte=batch.applied_at or batch.created_at).order_by("pk").first()


def _told(rows: QuerySet[ImportRow]) -> Iterator[tuple[int, str, str]]:
    """These rows as they came in, with what was corrected."""
    for number, cells, fixes in rows.values_list("number", "cells", "fixes").iterator(LOT):
        yield number, as_text(cells), json.dumps(fixes, ensure_ascii=False)
