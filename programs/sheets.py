"""The columns of a table of plan numbers, one row a cell of the plan. Asks no database."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib.cells import Said, dates, numbers, synonyms, texts, titles, words
from kanazawa_exchange.lib.cells.heading_words import HEADINGS
from kanazawa_exchange.lib.import_columns import chosen, in_languages, plain
from kanazawa_exchange.lib.imports import Column

from .models import Direction, TargetRevision

NOTE, KIND, DECIDED = "note", "kind", "decided_on"
MOST = 100_000
_KINDS = [one for one in TargetRevision.Reason.choices if one[0] != TargetRevision.Reason.PARTNER_ADDED]
"""A partner that was added is named with its revision, on the page of the draft."""

COLUMNS: tuple[Column, ...] = (
    Column("project", _("Project"), plain(texts.line), ("事業", "事業名", "プロジェクト", "проект")),
    Column("fiscal_year", _("Fiscal year"), plain(numbers.fiscal_year), HEADINGS["fiscal_year"]),
    Column("direction", _("Direction"), chosen(Direction.choices, synonyms.DIRECTIONS), (*HEADINGS["direction"], "区分")),
    Column("program", _("Programme"), plain(texts.line), HEADINGS["program"]),
    Column("number", pgettext_lazy("plan", "Planned number"),
        plain(partial(numbers.whole, maximum=MOST, units=("人", "名", "чел.", "чел", "students"))),
        ("計画", "計画数", "計画値", "計画人数", "目標", "目標値", "目標人数", "人数", "plan", "target", "number",
         "план", "плановое число", "число", "количество")),
    *in_languages(
        NOTE,
        _("Note, as printed under the table"),
        partial(texts.line, max_length=500),
        ("注記", "理由", "note", "reason", "примечание", "причина"),
        alone=("注記", "注", "理由", "変更理由", "備考", "note", "footnote", "reason", "примечание", "причина", "сноска"),
    ),
    Column(KIND, _("Kind of reason"), chosen(_KINDS), ("理由区分", "вид причины")),
    Column(DECIDED, _("Decided on"), plain(dates.date), ("決定年月日", "変更決定日", "decision", "дата решения")),
)  # fmt: skip


def of_title(text: str) -> dict[str, str]:
    """What a title, or a label above some rows, says of the numbers below it."""
    year = titles.fiscal_year(text)
    direction = words.mentioned(text, words.choices(Direction.choices, synonyms.DIRECTIONS))
    said = {"fiscal_year": str(year.value or "")} if isinstance(year, Said) else {}
    if isinstance(direction, Said):
        said["direction"] = direction.value
    return {key: value for key, value in said.items() if value}
