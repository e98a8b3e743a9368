"""The page of all components, with invented content, the same in every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from kanazawa_exchange.accounts.queries.changes import Change
from kanazawa_exchange.accounts.queries.history import Entry
from kanazawa_exchange.lib import drawing
from kanazawa_exchange.lib.colours import COLOURS
from kanazawa_exchange.lib.fields import FlexibleDateField, NameField, RichTextField, TextField
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.paging import Page
from kanazawa_exchange.lib.trilingual import Three, TrilingualForm


class SampleForm(forms.Form):
    """One of each control; bound with nothing, it shows its errors."""

    name = NameField(label=gettext_lazy("Name in Latin letters"), help_text=gettext_lazy("Exactly as in the passport."))
    starts_on = FlexibleDateField(label=gettext_lazy("First day"))
    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"),
        choices=[("", "—"), ("in_person", gettext_lazy("In person")), ("online", gettext_lazy("Online"))],
        required=False,
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"),
        choices=[("outbound", gettext_lazy("Dispatch")), ("inbound", gettext_lazy("Acceptance"))],
        widget=forms.RadioSelect,
        required=False,
    )
    agreed = forms.BooleanField(label=gettext_lazy("The host has confirmed the arrival"), required=False)
    note = TextField(label=pgettext_lazy("box", "Note"), required=False)


class SampleText(forms.Form):
    """A text with marks."""

    text = RichTextField(label=gettext_lazy("Text with marks"), max_length=2000)


class SampleNames(TrilingualForm):
    """A name in every language, side by side."""

    three: ClassVar[Mapping[str, Three]] = {"name": Three(NameField, gettext_lazy("Name of the institution"))}


@dataclass(frozen=True)
class Row:
    direction: str
    plan: int
    actual: int
    bar: str

    @property
    def difference(self) -> int:
        return self.actual - self.plan

    @property
    def share(self) -> int:
        return round(self.actual / self.plan * 100)


_SAMPLE_TEXT = {
    "ja": """# 冬の金沢

雪の日は「**足もと**」に気をつけて。*長靴*があると**安心**です。

- 手袋
- 帽子

> はじめは寒かったけれど、すぐに慣れました。

[大学のページ](https://www.kanazawa-u.ac.jp/)""",
    "en": """# Kanazawa in winter

Mind your **steps** when it snows: *boots* help.

- gloves
- a hat

> It was cold at first, and then it was not.

[The university](https://www.kanazawa-u.ac.jp/)""",
    "ru": """# Зимняя Канадзава

Когда идёт снег, смотрите **под ноги**: пригодятся *сапоги*.

- перчатки
- шапка

> Сначала было холодно, потом привыкли.

[Сайт университета](https://www.kanazawa-u.ac.jp/)""",
}


def rows() -> tuple[Row, ...]:
    scale = drawing.nice_scale(65)
    words = drawing.Annotation(plan=_("plan"), actual=_("actual"))
    figures = (("outbound", 20, 38), ("inbound", 5, 6), ("outbound", 35, 65), ("inbound", 17, 12))
    return tuple(
        Row(
            direction,
            plan,
            actual,
            drawing.bar(drawing.Bar(direction, plan, actual), scale, annotation=None if index else words),
        )
        for index, (direction, plan, actual) in enumerate(figures)
    )


def context() -> dict[str, object]:
    today = date(2019, 3, 31)
    return {
        "sample": SampleForm(prefix="empty"),
        "broken": SampleForm({"broken-name": "", "broken-starts_on": "2019-02-30"}, prefix="broken"),
        "names": SampleNames(prefix="tri").row("name"),
        "marked": SampleText({"marked-text": _SAMPLE_TEXT.get(active_language(), _SAMPLE_TEXT["en"])}, prefix="marked"),
        "day": today,
        "moment": datetime(2019, 3, 31, 9, 30, tzinfo=UTC),
        "fallback": Localized("出典：進捗状況の概要", "ja", active_language() != "ja"),
        "entries": (
            Entry(
                datetime(2019, 3, 31, 9, 30, tzinfo=UTC),
                _("Sato Ken (invented)"),
                _("Record changed"),
                _("The ticket was changed."),
                (Change(_("First day"), "2019-03-01", "2019-03-04"),),
            ),
            Entry(datetime(2019, 2, 1, 1, 0, tzinfo=UTC), _("Sato Ken (invented)"), _("Record made")),
        ),
        "page": Page(previous="1", next="2"),
        "rows": rows(),
        "axis": drawing.axis(drawing.nice_scale(65), pgettext("axis", "students"), space=active_language() != "ja"),
        "swatches": {kind: drawing.swatch(kind) for kind in ("actual", "beyond", "plan")},
        "colours": list(COLOURS),
    }
