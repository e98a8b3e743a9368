"""The page on which an Activity Report is written: its boxes, each with the stamp of the text that was shown in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kanazawa_exchange.lib.fields import FlexibleDateField, NameField, RichTextField, TextField
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.typed_boxes import Change, Saved, stamp_of
from kanazawa_exchange.lib.words import Words
from partners.models import City

from ..models import MOST_CHARACTERS
from .applications import BOX, CHOOSE, Row, changes_in

THEIRS = "theirs-"
"""Before the key of a box, of the text that another device has saved in it."""


def _city() -> forms.Field:
    named = sorted((str(localized(city, "name")), city.slug) for city in City.objects.all())
    options = [(slug, name) for name, slug in named]
    return forms.ChoiceField(label=_("Where it was"), choices=[CHOOSE, *options], required=False)


def _language() -> forms.Field:
    return forms.ChoiceField(label=_("Language in which you write"), choices=settings.LANGUAGES, required=False)


FIELDS: Mapping[str, Callable[[], forms.Field]] = {
    "city": _city,
    "happened_on": lambda: FlexibleDateField(label=_("Day on which it was"), required=False),
    "title": lambda: TextField(
        label=pgettext("activity report", "Title"), max_length=200, multiline=False, required=False
    ),
    "text": lambda: RichTextField(
        label=pgettext("activity report", "Text"), max_length=MOST_CHARACTERS, required=False
    ),
    "language": _language,
    "pen_name": lambda: NameField(label=_("Pen name"), max_length=100, required=False),
    "affiliation": lambda: NameField(label=_("Affiliation as printed"), required=False),
}
HELPS: Mapping[str, Words] = {
    "happened_on": gettext_lazy("For example 2019-02-18. If it lasted several days, the first of them."),
    "text": gettext_lazy("What you saw, what you learned, what was different from home."),
    "pen_name": gettext_lazy("It is printed in place of your name. Leave it empty if your name may be shown."),
    "affiliation": gettext_lazy(
        "For example your school and year. It is printed only if you agree to that before you send the report."
    ),
}
NEEDED = ("city", "happened_on", "title", "text")
"""Without these a report is not sent in."""


class ReportForm(forms.Form):
    """What is typed goes to the service as text, box by box; nothing is refused here."""

    def __init__(self, texts: Mapping[str, str], data: QueryDict | None = None) -> None:
        """`texts`: box → what stands in it, as `writing.standing` tells it."""
        super().__init__(_with_theirs(data) if data is not None else None, auto_id="id_%s")
        self.texts = texts
        self.saved = Saved()
        for key, made in FIELDS.items():
            self.fields[BOX + key] = made()
        self.fields[f"{BOX}text"].widget.attrs["rows"] = 14
        self.initial = {BOX + key: texts[key] for key in FIELDS}

    def changes(self) -> Sequence[Change]:
        return changes_in(self.data, tuple(FIELDS))

    def is_stuck(self) -> bool:
        """Whether the page is shown once more: something could not be kept, or another device has saved something else."""
        return bool(self.saved.newer or self.saved.errors)

    def rows(self) -> Iterator[Row]:
        for key in FIELDS:
            field, newer = self[BOX + key], self.saved.newer.get(key)
            error = self.saved.errors.get(key)
            yield Row(
                key=key,
                label=str(field.label),
                help_text=str(HELPS.get(key, "")),
                fields=(field,),
                stamp=stamp_of(self.texts[key]),
                errors=(error,) if error else (),
                newer="" if newer is None else self._in_words(key, newer) or _("(empty)"),
                theirs=newer or "",
                is_required=key in NEEDED,
            )

    def _in_words(self, key: str, text: str) -> str:
        choices = getattr(self.fields[BOX + key], "choices", None)
        return dict(map(_pair, choices)).get(text, text) if choices is not None else text


def _pair(option: tuple[object, object]) -> tuple[str, str]:
    return str(option[0]), str(option[1])


def _with_theirs(data: QueryDict) -> QueryDict:
    """What was sent; in the box whose author takes what the other device has saved, that text stands."""
    taken = data.get("take", "")
    if taken not in FIELDS or THEIRS + taken not in data:
        return data
    changed = data.copy()
    changed[BOX + taken] = str(data[THEIRS + taken])
    return changed
