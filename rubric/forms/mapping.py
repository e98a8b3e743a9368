"""The form of what an ability was in the version before, and what each level of it reads as now."""

from collections.abc import Iterable
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy, pgettext

from kanazawa_exchange.accounts.forms.records import RecordChoice, choices_with_empty
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.trilingual import TrilingualForm

from ..models import Ability, Level, RubricVersion


class MappingForm(TrilingualForm):
    """The ability of the version before, and a box for each level of that version, named from_0 and so on."""

    parts = ("carried_levels",)
    before = RecordChoice(
        Ability.objects.none(),
        label=gettext_lazy("Ability of the version before"),
        help_text=gettext_lazy("Empty where the ability is new: answers to it are then not compared."),
        required=False,
    )

    def __init__(
        self, data: Data = None, files: Files = None, *, draft: RubricVersion, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        offered = Ability.objects.filter(rubric_version=draft.before).order_by("order", "pk")
        self.fields["before"].queryset = offered  # type: ignore[attr-defined]
        now = [(str(level.number), level_name(level)) for level in draft.levels.all()]
        self.numbers = _add_boxes(Level.objects.filter(rubric_version=draft.before), self.fields, now)

    def levels(self) -> dict[int, int]:
        """Level of the version before → level now; those left empty have no counterpart."""
        return {number: int(now) for number in self.numbers if (now := self.cleaned_data[_box(number)])}

    def stored_values(self, ability: Ability) -> dict[str, object]:
        """What an ability follows as it is stored, each level under the name of its box."""
        return stored_mapping(ability)


def stored_mapping(ability: Ability) -> dict[str, object]:
    """What the boxes show at first."""
    rows = ability.carried_levels.all()
    levels = {_box(row.before.number): str(row.level.number) for row in rows}
    return {"version": ability.version, "before": ability.before, **levels}


def level_name(level: Level) -> str:
    return f"{level.number} {localized(level, 'caption')}"


def _add_boxes(before: Iterable[Level], fields: dict[str, forms.Field], now: list[tuple[str, str]]) -> list[int]:
    numbers = []
    for level in before:
        numbers.append(level.number)
        label = pgettext("rubric", "Level “%(level)s” of the version before is now") % {"level": level_name(level)}
        fields[_box(level.number)] = forms.ChoiceField(label=label, choices=choices_with_empty(now), required=False)
    return numbers


def _box(number: int) -> str:
    return f"from_{number}"
