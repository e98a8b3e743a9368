"""A paste, a workbook or a CSV file becomes an import; of a workbook with several tables each is one, of which somebody chooses."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.tables import Table
from kanazawa_exchange.lib.tables.measures import Room

from ...models import ImportBatch
from .long import begin
from .mappings import named, understood
from .messages import is_message
from .refusals import CannotTake
from .tables import sheet_of
from .taking import Sheet, take


@transaction.atomic
def receive(kind: Kind, found: Sequence[Table], source: str, *, by: User, now: datetime) -> list[ImportBatch]:
    """Keep what the sheets that can be seen hold below their heads; a sheet alone may have no heads.

    Errors: TableRefused, CannotTake, PermissionDenied.
    """
    sheets = [table for table in found if not table.hidden]
    several, room = len(sheets) > 1, Room()
    batches, refusal = (
        [],
        CannotTake(_("No sheet has a row of headings that is known. Copy the table alone into a new workbook.")),
    )
    for table in sheets:
        sheet = sheet_of(table, kind, f"{source} · {table.name}" if several else source, room=room)
        if several and not any(sheet.heads):
            continue
        try:
            with transaction.atomic():
                batches.append(take(kind, sheet, by=by, now=now, mapping=places(kind, sheet, by=by)))
        except CannotTake as why:
            refusal = why
    if not batches:
        raise refusal
    return batches


def places(kind: Kind, sheet: Sheet, *, by: User, name: str = "") -> Mapping[str, int]:
    """Column → place: as it was decided under this name, else by the heads and what was decided of such a table before, else,
    without heads, by the cells. Errors: NoSuchMapping.
    """
    mapping = named(kind, sheet.heads, name, by=by) if name else understood(kind, sheet.heads, by=by)
    return mapping.positions if mapping.decided or sheet.mapping is None else sheet.mapping


def is_understood(kind: Kind, batch: ImportBatch, *, by: User) -> bool:
    """Whether every column was recognised and nothing lacks that every row needs, so that nobody need be asked before the check."""
    mapping = understood(kind, batch.heads, by=by)
    known = {*batch.mapping, *(key for key, text in batch.given.items() if text)}
    lacks = [group for group in kind.screen.needed if not known & set(group)]
    has_heads = any(batch.heads) or bool(mapping.decided)
    return has_heads and bool(mapping.positions) and not mapping.unknown and not mapping.doubled and not lacks


def unread_heads(kind: Kind, batch: ImportBatch) -> list[str]:
    """The heads of the columns that are not read: nobody knows them, somebody leaves them out, or two say the same."""
    read, own = set(batch.mapping.values()), {column.key for column in kind.columns}
    return [
        head
        for place, head in enumerate(batch.heads)
        if head and place not in read and head not in own and not is_message(head)
    ]


def begin_check(kind: Kind, batch: ImportBatch, *, by: User, now: datetime) -> ImportBatch:
    """Check at once where every column is known, a long table by a worker. Errors: CannotCheck, PermissionDenied."""
    return begin(batch, "check", by=by, now=now) if is_understood(kind, batch, by=by) else batch
