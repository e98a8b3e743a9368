"""The search in Activity Reports: each word stands in title or text, in one of the languages in which they can be read."""

from collections.abc import Sequence

from django.db.models import Q

from kanazawa_exchange.lib import (
    lookups,  # noqa: F401  registers `holds`
)

from ...models import ActivityReportTranslation
from .shown_texts import readable


def found(words: Sequence[str]) -> Q:
    """The reports that hold all of these keys in one text; no word leaves nothing out."""
    if not words:
        return Q()
    rows = ActivityReportTranslation.objects.filter(readable())
    for word in words:
        rows = rows.filter(search_text__holds=word)
    return Q(pk__in=rows.values("report"))
