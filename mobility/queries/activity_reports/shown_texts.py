"""The text of a report that a reader is shown: a translation into the reader's language, else what its authors wrote."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import F, Q, QuerySet

from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import Localized

from ...models import ActivityReport, ActivityReportTranslation, TranslationState

Texts = Mapping[str, ActivityReportTranslation]
"""Language → what everybody may read in it."""


def readable() -> Q:
    """Texts that everybody may read of a report that everybody may read."""
    return Q(state=TranslationState.SHOWN) | Q(language=F("report__language"))


def readable_texts(reports: Iterable[ActivityReport]) -> QuerySet[ActivityReportTranslation]:
    """Those of these reports, in every language in which there is one."""
    return ActivityReportTranslation.objects.filter(readable(), report__in=[report.pk for report in reports])


def by_report(rows: Iterable[ActivityReportTranslation]) -> Mapping[int, Texts]:
    """Key of a report → its texts; nothing is read again of a report that has none."""
    found: dict[int, dict[str, ActivityReportTranslation]] = defaultdict(dict)
    for row in rows:
        found[row.report_id][row.language] = row
    return found


def meant_for_reader(texts: Texts, original: str) -> ActivityReportTranslation | None:
    """A third language never stands in for the one in which it was written."""
    return texts.get(active_language()) or texts.get(original)


def in_its_language(text: str, language: str) -> Localized:
    """A text that says so when it is not in the reader's language."""
    return Localized(text, language, language != active_language())
