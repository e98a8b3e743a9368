"""The rows that an import has not registered become an import of their own, with all that was corrected in them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.retries import retried

from ...models import BatchState, ImportBatch, ImportRow, Verdict
from .long import begin
from .refusals import CannotCheck, CannotTake
from .rows import locked
from .taking import digest_of

LOT = 1000


@retried
@transaction.atomic
def go_on(batch: ImportBatch, *, by: User, now: datetime) -> ImportBatch:
    """Take the rows that are wrong, or were not chosen, and check them. Errors: CannotCheck, CannotTake, PermissionDenied."""
    current, _kind = locked(batch, "go_on", CannotCheck, by)
    rows = list(current.rows.filter(is_written=False).exclude(verdict=Verdict.SAME).order_by("number"))
    if not rows:
        raise CannotTake(_("Every row is registered."))
    rest = ImportBatch.objects.create(
        kind=current.kind,
        owner=by,
        source=current.source,
        digest=digest_of(current.heads, [row.cells for row in rows]),
        heads=current.heads,
        mapping=current.mapping,
        given=current.given,
        orders=current.orders,
        state=BatchState.DRAFT,
        created_at=now,
    )
    copies = (ImportRow(batch=rest, number=row.number, cells=row.cells, fixes=row.fixes) for row in rows)
    ImportRow.objects.bulk_create(copies, batch_size=LOT)
    return begin(rest, "check", by=by, now=now)
