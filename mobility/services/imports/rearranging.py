"""Which column is which is put right before anything is registered; then all rows are looked at anew."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.imports import Kind

from ...models import BatchState, ImportBatch
from .long import check_soon
from .mappings import heads_sent, understood
from .receiving import begin_check
from .refusals import CannotCheck
from .rows import locked
from .taking import columns_only


@retried
@transaction.atomic
def recast(batch: ImportBatch, kind: Kind, *, by: User, now: datetime) -> ImportBatch:
    """Read a table that nobody has corrected yet as one of another kind. Errors: CannotCheck, PermissionDenied."""
    current, before = locked(batch, "check", CannotCheck, by)
    refuse_unless(kind.may, by)
    if current.rows.exclude(fixes={}).exists():
        raise CannotCheck(_("Cells of this table are corrected already. Paste it anew as another kind of table."))
    current.kind, current.state, current.counts = kind.code, BatchState.DRAFT, {}
    current.heads = heads_sent(before, current.heads)
    current.mapping = dict(understood(kind, current.heads, by=by).positions)
    current.given = columns_only(kind, current.given)
    current.save()
    return begin_check(kind, current, by=by, now=now)


@retried
@transaction.atomic
def rearrange(
    batch: ImportBatch, mapping: Mapping[str, int], given: Mapping[str, str], *, by: User, now: datetime
) -> ImportBatch:
    """Say anew which column stands where, and what holds for all rows; they are checked as `begin` does it.

    Errors: CannotCheck, PermissionDenied.
    """
    current, kind = locked(batch, "check", CannotCheck, by)
    places = columns_only(kind, mapping)
    if len(set(places.values())) < len(places):
        raise CannotCheck(_("One column of the table cannot be two things at once."))
    current.mapping, current.given = places, columns_only(kind, given)
    current.save(update_fields=["mapping", "given"])
    return check_soon(current, by=by, now=now)
