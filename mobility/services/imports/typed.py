"""A table that somebody types from nothing: it begins with its columns."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.imports import Kind

from ...models import ImportBatch
from .refusals import CannotTake
from .taking import LONGEST_SOURCE, columns_only, digest_of


@retried
@transaction.atomic
def open_empty(
    kind: Kind, columns: Sequence[str], given: Mapping[str, str], *, source: str, by: User, now: datetime
) -> ImportBatch:
    """The draft of a table that has these columns, in this order, and no rows yet. Errors: CannotTake, PermissionDenied."""
    refuse_unless(kind.may, by)
    offered = {column.key: column for column in kind.columns if not column.is_answer}
    known = [offered[key] for key in dict.fromkeys(columns) if key in offered]
    if not known:
        raise CannotTake(_("Choose at least one column."))
    heads = [capfirst(str(column.label)) for column in known]
    return ImportBatch.objects.create(
        kind=kind.code,
        owner=by,
        source=source.strip()[:LONGEST_SOURCE],
        digest=digest_of(heads, []),
        heads=heads,
        mapping={column.key: place for place, column in enumerate(known)},
        given=columns_only(kind, given),
        created_at=now,
    )
