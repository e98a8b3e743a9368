"""What is published, as its pages tell of it: in one language at a time, honestly where that is not the reader's or is behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import StaleText
from kanazawa_exchange.accounts.queries import stale_texts
from kanazawa_exchange.accounts.queries.history import Entry, timeline
from kanazawa_exchange.accounts.queries.stale_texts import Behind
from kanazawa_exchange.lib.languages import LANGUAGES, active_language, language_name
from kanazawa_exchange.lib.localized import Localized, localized, order
from kanazawa_exchange.lib.paging import PAGE_SIZE, Order, Page, Place

from ..models import Published
from ..publication_moves import PUBLICATION_MOVES, PublicationStatus

PLANNED = pgettext_lazy("publication", "Planned")
LATEST_WRITTEN = Order("created_at", descending=True)

# --- In one language -------------------------------------------------------------------------------------------------


def language_of(record: Published) -> str:
    """The language in which a reader gets the whole record: the own one, or else the first that stands in for it."""
    written = record.written_in
    return next((code for code in order() if code in written), active_language())


def in_one_language(record: Published, name: str) -> Localized:
    """A text in the language of the whole record, so that no page is half in one language and half in another.

    What is not complete in any language is told as far as it goes.
    """
    if not record.written_in:
        return localized(record, name)
    code = language_of(record)
    return Localized(getattr(record, f"{name}_{code}") or "", code, code != active_language())


# --- Behind the others -----------------------------------------------------------------------------------------------


def behind(record: Published) -> tuple[Behind, ...]:
    """The written languages that are stale; one query."""
    return stale_texts.behind(record, record.written_in)


def behind_for_reader(record: Published) -> Behind | None:
    """The line above a text that is older than its source; one query."""
    return stale_texts.behind_for_reader(record, record.written_in, language_of(record))


# --- For the office --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OfficeLine:
    """One record in the list of those who keep it."""

    uid: UUID
    title: Localized
    state_label: str
    state_kind: str
    published_at: datetime | None
    missing: tuple[str, ...]
    """The languages that are not complete, by name."""
    stale: tuple[str, ...] = ()
    """Those that are behind the others, by name."""


def office_page(rows: QuerySet[Published], place: Place, now: datetime, *, size: int = PAGE_SIZE) -> Page[OfficeLine]:
    """Records of one kind, the one begun last first, with what lacks in them; two queries."""
    found = LATEST_WRITTEN.page(rows, place, size=size)
    stale = _stale_of(found.rows)
    return found.of(_office_line(record, stale.get(record.pk, ()), now) for record in found.rows)


def _stale_of(records: Iterable[Published]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    records = list(records)
    if records:
        kind, pks = records[0]._meta.model_name, [record.pk for record in records]
        rows = StaleText.objects.filter(record_type=kind, record_id__in=pks)
        for pk, language in rows.values_list("record_id", "language"):
            found.setdefault(pk, set()).add(language)
    return found


def _office_line(record: Published, stale: Iterable[str], now: datetime) -> OfficeLine:
    label, kind = state_of(record, now)
    return OfficeLine(
        uid=record.uid,
        title=localized(record, record.TEXTS[0]),
        state_label=label,
        state_kind=kind,
        published_at=record.published_at,
        missing=missing_in(record),
        stale=tuple(language_name(code) for code in record.written_in if code in stale),
    )


def state_of(record: Published, now: datetime) -> tuple[str, str]:
    """(words, kind of glyph): a draft, planned for later, or public."""
    if record.status == PublicationStatus.PUBLISHED and not record.is_public(now):
        return str(PLANNED), "todo"
    return PUBLICATION_MOVES.office_label(record.status), PUBLICATION_MOVES.kind(record.status)


def missing_in(record: Published) -> tuple[str, ...]:
    """The languages that are not complete, by name."""
    return tuple(language_name(code) for code in LANGUAGES if code not in record.written_in)


@dataclass(frozen=True)
class Tally:
    """How many records of a kind there are, by what the public sees of them."""

    public: int
    planned: int
    drafts: int


def tally(rows: QuerySet[Published], now: datetime) -> Tally:
    """One query."""
    counts = rows.aggregate(
        public=Count("pk", filter=Q(published_at__lte=now)),
        planned=Count("pk", filter=Q(published_at__gt=now)),
        drafts=Count("pk", filter=Q(published_at=None)),
    )
    return Tally(**counts)


def history_of(record: Published) -> list[Entry]:
    """Everything that happened to it, newest first; when it was published stands at the move."""
    return timeline(record, moves=PUBLICATION_MOVES)
