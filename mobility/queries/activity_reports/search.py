"""The search in Activity Reports: each word stands in title or text, in one of the languages in which they can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from kanazawa_exchange.lib import (
    lookups,  # noqa: F401  registers `holds` and `indexed`
)
from kanazawa_exchange.lib.languages import LANGUAGES

from ...models import ActivityReport, ActivityReportTranslation
from .shown_texts import readable

MOST_COUNTED = 1_000
"""Of more reports that hold some words, the list says no more than that there are more."""
LOOKED_THROUGH = 1_000
"""So many reports next to a place of the list are looked through for a page of hits, before all hits are put in order."""


@dataclass(frozen=True)
class Found:
    """Which reports a list shows, and how many there are.

    Of very many that hold some words `number` is the most that is counted, and `condition` does not ask for the words yet.
    """

    condition: Q
    number: int
    are_more: bool = False
    words: Sequence[str] = ()


def find(condition: Q, words: Sequence[str], now: datetime) -> Found:
    """Which public reports fulfil the condition and hold all of these keys; by one query. No word leaves nothing out."""
    reports = ActivityReport.objects.public(now).filter(condition).order_by()
    if not words:
        return Found(condition, reports.count())
    found = _keys(_holding(words, "indexed").filter(report__in=reports), MOST_COUNTED)
    if len(found) <= MOST_COUNTED:
        return Found(Q(pk__in=found), len(found), words=words)
    return Found(condition, MOST_COUNTED, are_more=True, words=words)


def all_of(found: Found) -> Q:
    """The condition that every report fulfils that was found, however many they are."""
    if not found.are_more:
        return found.condition
    return found.condition & Q(pk__in=_holding(found.words, "indexed").values("report"))


def on_page(found: Found, near: QuerySet[ActivityReport], size: int) -> Q:
    """The condition that makes a page of what was found. `near`: public reports in the order of the list, from its place on.

    Where hits stand close together the list is read until there are enough; else all of them are looked up and put in order.
    """
    if not found.are_more:
        return found.condition
    nearest = near.filter(found.condition)[:LOOKED_THROUGH]
    by_reading = _holding(found.words, "holds")
    if len(_keys(by_reading.filter(report__in=nearest.values("pk")), size)) > size:
        return found.condition & Q(pk__in=by_reading.values("report"))
    # as numbers: the database would not know that they are few, and compare each with each report
    return found.condition & Q(pk__in=_keys(_holding(found.words, "indexed")))


def _keys(texts: QuerySet[ActivityReportTranslation], most: int | None = None) -> set[int]:
    """The keys of their reports; of very many no more than tell that there are more than `most`."""
    rows = texts.values_list("report", flat=True)
    return set(rows if most is None else rows[: len(LANGUAGES) * most + 1])  # a report stands there for each language


def _holding(words: Sequence[str], lookup: str) -> QuerySet[ActivityReportTranslation]:
    """The texts that everybody may read and that hold all of these keys."""
    rows = ActivityReportTranslation.objects.filter(readable())
    for word in words:
        rows = rows.filter(**{f"search_text__{lookup}": word})
    return rows
