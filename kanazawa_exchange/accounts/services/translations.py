"""A translation is written by somebody who has seen the original as it stands, or found right without a change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.refusals import Refused

from ..models import StaleText, Tracked, User
from ..permissions import may_translate, translates_only
from ..queries.translations import Kind, Sheet, stale_of
from . import stale_texts
from .permits import refuse_unless
from .retries import retried


@dataclass(frozen=True)
class Pair:
    """One record, the language that was read and the one that is written. `mark` is the `mark_of` the original that was read."""

    kind: Kind
    uid: UUID
    source: str
    into: str
    mark: str


class OriginalChanged(Refused):
    """What was translated says something else by now."""

    def __init__(self) -> None:
        super().__init__(
            _("The original was changed while this page was open. Look at what it says now, then send this again.")
        )


class UpToDate(Refused):
    """A text that is up to date in this language is no translator's to change."""

    def __init__(self) -> None:
        super().__init__(_("This text is up to date in this language. Only the office changes it."))


def mark_of(sheet: Sheet) -> str:
    """A short mark of everything that the original says."""
    return sha256("\0".join(part.original for part in sheet.passages).encode()).hexdigest()[:16]


@retried
@transaction.atomic
def keep(
    pair: Pair, values: Mapping[str, str], *, by: User | None, now: datetime, version: int | None, **more: bool
) -> Tracked:
    """Box → the translation. `more`: whether it is shown, where the kind has drafts.

    What the office keeps and what is up to date the office alone changes here, and the other languages are behind by that.
    Errors: PermissionDenied, Gone, StaleEdit, Refused.
    """
    refuse_unless(may_translate, by)
    is_shut, before = _is_shut(pair, now), pair.kind.sheet(pair.uid, pair.source, pair.into, now).values
    record = pair.kind.keep(pair.uid, pair.into, values, by=by, now=now, version=version, **more)
    after = _refuse_unread(pair, now)
    if is_shut and translates_only(by):
        raise UpToDate
    if is_shut and after.values != before:
        _note_others(pair, record, now)
    return record


def _is_shut(pair: Pair, now: datetime) -> bool:
    pieces = pair.kind.pieces(now, pair.uid)
    return any(piece.is_shut(pair.into, stale_of(pair.kind, piece.pk)) for piece in pieces)


def _note_others(pair: Pair, record: Tracked, now: datetime) -> None:
    """What is not written in a language is no stale text there but a missing one."""
    written = {code for piece in pair.kind.pieces(now, pair.uid) for code in piece.written}
    stale_texts.note(record, changed=[pair.into], checked=set(LANGUAGES) - written, now=now)


@retried
@transaction.atomic
def confirm(pair: Pair, *, by: User | None, now: datetime) -> None:
    """The translation is right although the original was changed. Errors: PermissionDenied, OriginalChanged."""
    refuse_unless(may_translate, by)
    sheet = _refuse_unread(pair, now)
    if sheet.record is not None:
        refuse_unless(pair.kind.may, by, sheet.record)
        rows = StaleText.objects.filter(record_type=pair.kind.record, language=pair.into)
        rows.filter(record_id__in=[piece.pk for piece in pair.kind.pieces(now, pair.uid)]).delete()


def _refuse_unread(pair: Pair, now: datetime) -> Sheet:
    sheet = pair.kind.sheet(pair.uid, pair.source, pair.into, now)
    if mark_of(sheet) != pair.mark:
        raise OriginalChanged
    return sheet
