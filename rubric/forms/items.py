"""The form of one item of a questionnaire: the boxes that its kind has, and a row for each option."""

import re
from collections.abc import Iterator
from typing import Unpack

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy, pgettext

from kanazawa_exchange.accounts.forms.records import RecordChoice
from kanazawa_exchange.lib.fields import DecimalField, NameField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.trilingual import Row, Three, TrilingualForm, initial_from, texts_of

from ..models import Ability, Instrument, Item, ItemKind, Option
from ..services.items import WITH_ENDS, WITH_OPTIONS, Options

SPARE, FEWEST, MOST = 2, 4, 30
"""Empty rows behind the options there are, rows that are shown at least, rows that are read at most."""
OF_OPTION = re.compile(r"option_([0-9]{1,2})_points")


class ItemForm(TrilingualForm):
    """What an item of this kind asks; option 1 stands in option_1_ja and so on, its points in option_1_points."""

    three = texts_of(Item, "prompt", "note")
    parts = ("options",)
    ability = RecordChoice(
        Ability.objects.none(),
        label=gettext_lazy("Ability"),
        help_text=gettext_lazy("Empty where the item is asked and shown, but measures nothing."),
        required=False,
    )
    lowest = DecimalField(label=gettext_lazy("Lowest"), decimals=3, min_value=-999_999_999, max_value=999_999_999)
    highest = DecimalField(label=gettext_lazy("Highest"), decimals=3, min_value=-999_999_999, max_value=999_999_999)
    weight = DecimalField(
        label=gettext_lazy("Weight"),
        help_text=gettext_lazy("How much it counts among the items on its ability; 1 is usual."),
        decimals=3,
        max_value=999,
    )
    is_reversed = forms.BooleanField(
        label=gettext_lazy("Turned upside down: the highest answer gives the lowest level"), required=False
    )

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        instrument: Instrument,
        kind: str,
        **options: Unpack[FormOptions],
    ) -> None:
        initial = options["initial"] = {"weight": 1, **(options.get("initial") or {})}
        self.places = range(1, _rows(initial, data) + 1) if kind in WITH_OPTIONS else range(0)
        self.three = {**type(self).three, **{_box(place): _option(place) for place in self.places}}  # type: ignore[misc]
        super().__init__(data, files, **options)
        self._keep_what_the_kind_has(kind)
        for place in self.places:
            label = pgettext("questionnaire", "Points of option %(place)s") % {"place": place}
            self.fields[f"{_box(place)}_points"] = DecimalField(label=label, decimals=3, max_value=999, required=False)
        if "ability" in self.fields:
            offered = Ability.objects.filter(rubric_version=instrument.rubric_version_id).order_by("order", "pk")
            self.fields["ability"].queryset = offered  # type: ignore[attr-defined]

    def _keep_what_the_kind_has(self, kind: str) -> None:
        gone = set() if kind in WITH_ENDS else {"lowest", "highest"}
        if kind == ItemKind.TEXT:
            gone |= {"ability", "weight", "is_reversed"}
        if kind == ItemKind.LEVEL:
            gone |= {"is_reversed"}
            self.fields["ability"].required, self.fields["ability"].help_text = True, ""
        for name in gone:
            del self.fields[name]

    @property
    def own_rows(self) -> list[Row]:
        """Question and explanation, which stand above the other boxes."""
        return [self.row(name) for name in type(self).three]

    @property
    def own_fields(self) -> Iterator[BoundField]:
        return (bound for bound in self.plain_fields if not OF_OPTION.fullmatch(bound.name))

    @property
    def option_rows(self) -> list[tuple[Row, BoundField]]:
        """Each option with its points."""
        return [(self.row(_box(place)), self[f"{_box(place)}_points"]) for place in self.places]

    def values(self) -> dict[str, object]:
        """The item's own values."""
        return {name: value for name, value in super().values().items() if not name.startswith("option_")}

    def options(self) -> Options:
        """The options for the service, by their places."""
        return {
            place: {
                **{f"text_{code}": self.cleaned_data[f"{_box(place)}_{code}"] for code in LANGUAGES},
                "points": self.cleaned_data[f"{_box(place)}_points"],
            }
            for place in self.places
        }

    def stored_values(self, item: Item) -> dict[str, object]:
        """An item as it is stored, each value under the name of its box; what it has no option for is empty."""
        empty = dict.fromkeys((name for place in self.places for name in _boxes(place)), "")
        return {**empty, **stored_item(item)}


def stored_item(item: Item) -> dict[str, object]:
    """What the boxes of an item show at first."""
    options: dict[str, object] = {}
    for row in item.options.all():
        options |= {f"{_box(row.order)}_{code}": getattr(row, f"text_{code}") for code in LANGUAGES}
        options[f"{_box(row.order)}_points"] = row.points
    return {**initial_from(item, ItemForm), **options}


def _rows(initial: dict[str, object], data: Data) -> int:
    """So many that nothing stored and nothing sent is left out."""
    shown, sent = (
        [int(found[1]) for name in names if (found := OF_OPTION.fullmatch(name))] for names in (initial, data or {})
    )
    return min(MOST, max(FEWEST, max(shown, default=0) + SPARE, max(sent, default=0)))


def _box(place: int) -> str:
    return f"option_{place}"


def _boxes(place: int) -> list[str]:
    return [f"{_box(place)}_{ending}" for ending in (*LANGUAGES, "points")]


def _option(place: int) -> Three:
    label = pgettext("questionnaire", "Option %(place)s") % {"place": place}
    return Three(NameField, label, options={"max_length": Option._meta.get_field("text").max_length})
