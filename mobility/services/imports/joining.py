"""Rows that turned out to be about one thing, though nothing in their cells says so: a person whom one row names by a number, another
by a name. Those that were looked at apart are looked at once more, together.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, Max, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from kanazawa_exchange.lib.imports import Kind

from ...models import ImportBatch
from .lots import Lot, lots_around


def parted(batch: ImportBatch, kind: Kind) -> list[tuple[int, Lot]]:
    """The lots in which rows are looked at once more, each with a number that no lot has yet."""
    further = _keys(batch, kind)
    if not further:
        return []
    last: int = batch.rows.aggregate(last=Max("lot"))["last"]
    return list(enumerate(lots_around(batch, kind, further), start=last + 1))


def _keys(batch: ImportBatch, kind: Kind) -> Mapping[int, Sequence[str]]:
    """Number of a row → the things that it is about, of those that stand in several lots."""
    found: dict[int, list[str]] = defaultdict(list)
    if kind.ties is None:
        return found
    told = batch.rows.annotate(thing=F("record_id"))
    for number, thing in _in_several_lots(told.filter(record_id__isnull=False)):
        found[number].append(f"record {thing}")
    if word := kind.ties.about:
        told = batch.rows.annotate(thing=Cast(KeyTextTransform(word, "about"), TextField()))
        for number, thing in _in_several_lots(told.filter(thing__gt="")):
            found[number].append(f"{word} {thing}")
    return found


def _in_several_lots(rows: Any) -> Iterator[tuple[int, object]]:
    """`rows`: with `thing`, what each is about."""
    counted = rows.order_by().values("thing").annotate(Count("lot", distinct=True)).filter(lot__count__gt=1)
    yield from rows.filter(thing__in=counted.values("thing")).values_list("number", "thing").iterator()
