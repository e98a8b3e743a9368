"""Which languages of a record are behind the others, as its pages tell of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kanazawa_exchange.lib.languages import LANGUAGES, active_language, language_name

from ..models import StaleText, Tracked


@dataclass(frozen=True)
class Behind:
    """A language that says less than the others: since when, and in which languages the newer text stands."""

    language: str
    since: datetime
    newer: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return language_name(self.language)


def behind(record: Tracked, written: Iterable[str] = LANGUAGES) -> tuple[Behind, ...]:
    """Those of the written languages that are stale; one query."""
    written = tuple(written)
    rows = StaleText.objects.filter(record_type=record._meta.model_name, record_id=record.pk)
    since = dict(rows.values_list("language", "since"))
    newer = tuple(code for code in written if code not in since)
    return tuple(Behind(code, since[code], newer) for code in written if code in since)


def behind_for_reader(record: Tracked, written: Iterable[str] = LANGUAGES, language: str = "") -> Behind | None:
    """The line above a text that is older than its source, in the reader's language or in the one shown; one query."""
    code = language or active_language()
    return next((each for each in behind(record, written) if each.language == code), None)
