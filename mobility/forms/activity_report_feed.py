"""What the feed of Activity Reports is filtered by; every box is one word of the address."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Unpack

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.chosen import Chosen, chosen
from kanazawa_exchange.lib.fields import FlexibleDateField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.hits import words_of
from kanazawa_exchange.lib.languages import language_name
from kanazawa_exchange.lib.period import fiscal_year_bounds, fiscal_year_label

from ..queries.activity_reports.feed import Facets, published_by

BELOW = ("language", "country", "until")
ALL = ("", gettext_lazy("All"))
MOST_WORDS = 10


def _in_fiscal_year(year: int) -> Q:
    return Q(happened_on__range=fiscal_year_bounds(year))


CONDITIONS: Mapping[str, Callable[[Any], Q]] = {
    "city": lambda slug: Q(city__slug=slug),
    "program": lambda slug: Q(program__slug=slug),
    "fy": _in_fiscal_year,
    "language": lambda code: Q(language=code),
    "country": lambda code: Q(country=code),
    "until": published_by,
}


class FeedFilter(forms.Form):
    """Which reports are shown. A value that nobody offered filters nothing."""

    q = forms.CharField(
        label=pgettext_lazy("activity report", "Words in title or text"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    city = forms.ChoiceField(label=gettext_lazy("City"), required=False)
    program = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    fy = forms.TypedChoiceField(label=gettext_lazy("Fiscal year"), required=False, coerce=int, empty_value=None)
    language = forms.ChoiceField(label=pgettext_lazy("activity report", "Written in"), required=False)
    country = forms.ChoiceField(label=pgettext_lazy("activity report", "Authors from"), required=False)
    until = FlexibleDateField(label=pgettext_lazy("activity report", "Published up to"), required=False)

    def __init__(
        self, data: Data = None, files: Files = None, *, facets: Facets, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        self.auto_id = "f-%s"
        offered = {
            "city": [(city.slug, str(city.name)) for city in facets.cities],
            "program": [(program.slug, str(program.name)) for program in facets.programs],
            "fy": [(str(year), fiscal_year_label(year)) for year in facets.years],
            "language": [(code, language_name(code)) for code in facets.languages],
            "country": [(code, formats.country(code)) for code in facets.countries],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        typed: str = self.cleaned_data["q"]
        words = words_of(typed)
        if typed and not words:
            raise forms.ValidationError(
                _("There is nothing to search for in it: write a word, or some letters of one.")
            )
        if len(words) > MOST_WORDS:
            number = {"number": formats.number(MOST_WORDS)}
            raise forms.ValidationError(_("These are too many words: search for %(number)s at most.") % number)
        return typed

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in (*BELOW, "q")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in BELOW]

    @property
    def is_wrong_below(self) -> bool:
        """Whether the folded boxes hold a mistake, or one of them filters."""
        return any(field.errors or field.value() for field in self.more_fields)

    @property
    def is_wrong_in_filters(self) -> bool:
        """Whether a box of the filters holds a mistake; that of the words stands before them."""
        return any(name != "q" for name in self.errors)

    @property
    def condition(self) -> Q:
        """What the boxes choose, but for the words."""
        self.is_valid()
        condition = Q()
        for name, asked in CONDITIONS.items():
            if value := self.cleaned_data.get(name):
                condition &= asked(value)
        return condition

    @property
    def words(self) -> tuple[str, ...]:
        """The keys of what is searched."""
        self.is_valid()
        return words_of(self.cleaned_data.get("q", ""))

    @property
    def until_day(self) -> date | None:
        self.is_valid()
        day: date | None = self.cleaned_data.get("until")
        return day

    def chosen(self) -> tuple[Chosen, ...]:
        """What leaves something out, in words, and the address without it."""
        day, label = self.until_day, str(self.fields["until"].label)
        return tuple(
            replace(part, value=formats.long_date(day)) if day and part.label == label else part
            for part in chosen(self)
        )
