"""Imports as lines of a list, and the columns of one import with what stands in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from kanazawa_exchange.accounts.queries.history import actors
from kanazawa_exchange.lib import import_values, imports
from kanazawa_exchange.lib.cells.headers import BY_HAND, ColumnMapping
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.paging import BEGINNING, PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.viewer import Viewer

from ..models import BatchState, ImportBatch, ImportRow, Mobility, Status, Verdict
from .import_texts import text_of

NEWEST_FIRST = Order("created_at", descending=True)
LOOKS = {
    BatchState.DRAFT: "todo",
    BatchState.CHECKED: "now",
    BatchState.APPLIED: "done",
    BatchState.UNDONE: "off",
    BatchState.DISCARDED: "off",
}
SAMPLES = 3
LOOKED_AT = 30
"""Rows in which samples are looked for."""


@dataclass(frozen=True)
class BatchLine:
    """An import: what, whose, since when, and how many rows it has of each verdict; `unchecked`: the rows of a draft."""

    uid: UUID
    source: str
    kind: str
    owner: str
    created_at: datetime
    state: str
    words: str
    look: str
    counts: Mapping[str, int]
    unchecked: int = 0

    @property
    def rows(self) -> int:
        return self.unchecked or sum(self.counts.get(verdict, 0) for verdict in Verdict.values)

    @property
    def right(self) -> int:
        return self.counts.get(Verdict.NEW, 0) + self.counts.get(Verdict.CHANGED, 0)

    @property
    def wrong(self) -> int:
        return self.counts.get(Verdict.WRONG, 0)

    @property
    def rest(self) -> int:
        """Rows that could still be registered once they are right."""
        return max(0, self.right + self.wrong - self.written)

    @property
    def written(self) -> int:
        return self.counts.get("written", 0)


def page(user: Viewer, place: Place = BEGINNING, *, size: int = PAGE_SIZE) -> Page[BatchLine]:
    """The imports that this user sees, newest first, in two queries."""
    found = NEWEST_FIRST.page(ImportBatch.objects.visible_to(user), place, size=size)
    return found.of(lines(found.rows))


def registered_before(batch: ImportBatch, user: Viewer) -> BatchLine | None:
    """The last import of the very same table that is registered, if this user sees one."""
    same = ImportBatch.objects.visible_to(user).filter(digest=batch.digest, kind=batch.kind, state=BatchState.APPLIED)
    found = same.exclude(pk=batch.pk).order_by("-applied_at").first()
    return lines([found])[0] if found else None


def people_left(batch: ImportBatch) -> int:
    """How many people an undone import of stays has left without any stay; none of other imports."""
    if batch.state != BatchState.UNDONE or batch.kind != "stays":
        return 0
    taken_back = batch.rows.filter(is_written=True, before__isnull=True, left__isnull=True).values("record_id")
    has_others = Exists(Mobility.objects.filter(person=OuterRef("person")).exclude(status=Status.VOIDED))
    people = Mobility.objects.filter(pk__in=taken_back).exclude(has_others).values("person")
    return people.distinct().count()


def lines(batches: Iterable[ImportBatch]) -> list[BatchLine]:
    batches = list(batches)
    names = actors({batch.owner_id for batch in batches})
    titles = imports.titles_of({batch.kind for batch in batches})
    unchecked = _unchecked([batch.pk for batch in batches if batch.state == BatchState.DRAFT])
    return [
        BatchLine(
            batch.uid,
            batch.called,
            titles[batch.kind],
            names[batch.owner_id],
            batch.created_at,
            batch.state,
            batch.get_state_display(),
            LOOKS[BatchState(batch.state)],
            batch.counts,
            unchecked.get(batch.pk, 0),
        )
        for batch in batches
    ]


def _unchecked(drafts: Sequence[int]) -> Mapping[int, int]:
    """How many rows each of these has."""
    if not drafts:
        return {}
    found = ImportRow.objects.filter(batch__in=drafts).order_by().values_list("batch")
    return dict(found.annotate(Count("pk")))


# --- The columns of one ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ColumnLine:
    """A column of the table: its head, some of what stands below it, the column it may be, and how it was found."""

    place: int
    head: str
    samples: tuple[str, ...]
    suggested: str
    is_doubled: bool
    is_by_hand: bool
    is_left_out: bool


def column_lines(batch: ImportBatch, kind: Kind, found: ColumnMapping) -> tuple[ColumnLine, ...]:
    """One query for the samples. Columns that the portal has put behind the table itself are left out while they are empty."""
    rows = [row for (row,) in batch.rows.order_by("number").values_list("cells")[:LOOKED_AT]]
    doubled = {place for places in found.doubled.values() for place in places}
    own = {column.key for column in kind.columns}
    drawn = []
    for place, head in enumerate(batch.heads):
        labels = {code: str(words) for code, words in kind.screen.choices.get(head, tuple)()}
        samples = tuple(labels.get(text, text) for text in _samples(rows, place))
        if samples or head not in own:
            suggested = found.suggested.get(place, "")
            drawn.append(
                ColumnLine(
                    place,
                    head,
                    samples,
                    str(kind.column(suggested).label) if suggested else "",
                    place in doubled,
                    found.found.get(found.keys[place], "") == BY_HAND,
                    place in found.left_out,
                )
            )
    return tuple(drawn)


def _samples(rows: Sequence[Sequence[Any]], place: int) -> tuple[str, ...]:
    texts = (text_of(import_values.restored(cells[place])) for cells in rows if place < len(cells))
    return tuple(dict.fromkeys(text for text in texts if text))[:SAMPLES]
