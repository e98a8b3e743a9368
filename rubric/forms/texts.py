"""Forms of a draft of the rubric: one ability with its descriptors, one level."""

from collections.abc import Sequence
from typing import Unpack

from django.utils.translation import gettext_lazy, pgettext

from kanazawa_exchange.accounts.forms.records import AddressPartField
from kanazawa_exchange.lib.fields import TextField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.trilingual import Three, TrilingualForm, initial_from, texts_of

from ..models import Ability, Level
from ..services.texts import Descriptions

DESCRIPTOR_LENGTH = 500


class LevelForm(TrilingualForm):
    three = texts_of(Level, "caption")


class AbilityForm(TrilingualForm):
    """Name and definition of an ability, and a text for each level of its version, named level_0_ja and so on."""

    three = texts_of(Ability, "name", "definition")
    parts = ("descriptors",)
    code = AddressPartField(label=gettext_lazy("Code"))
    order = WholeNumberField(label=gettext_lazy("Place in the rubric"), max_value=999)

    def __init__(
        self, data: Data = None, files: Files = None, *, levels: Sequence[Level], **options: Unpack[FormOptions]
    ) -> None:
        self.levels = levels
        self.three = {**type(self).three, **{_box(level.number): _descriptor(level) for level in levels}}  # type: ignore[misc]
        super().__init__(data, files, **options)

    def descriptions(self) -> Descriptions:
        """The descriptors for the service, by the number of the level."""
        return {
            level.number: {f"text_{code}": self.cleaned_data[f"{_box(level.number)}_{code}"] for code in LANGUAGES}
            for level in self.levels
        }

    def values(self) -> dict[str, object]:
        """The ability's own values."""
        return {name: value for name, value in super().values().items() if not name.startswith("level_")}

    def stored_values(self, ability: Ability) -> dict[str, object]:
        """An ability as it is stored, each text under the name of its box."""
        return stored_values(ability)


def stored_values(ability: Ability) -> dict[str, object]:
    """What the boxes of an ability show at first."""
    rows = ability.descriptors.all()
    texts = {f"{_box(row.level.number)}_{code}": getattr(row, f"text_{code}") for row in rows for code in LANGUAGES}
    return {**initial_from(ability, AbilityForm), **texts}


def _box(number: int) -> str:
    return f"level_{number}"


def _descriptor(level: Level) -> Three:
    words = {"number": level.number, "caption": localized(level, "caption")}
    label = pgettext("rubric", "Level %(number)s: %(caption)s") % words
    return Three(TextField, label, options={"max_length": DESCRIPTOR_LENGTH})
