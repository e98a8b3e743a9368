"""The filter of the translators' queue, and the boxes of one translation."""

from collections.abc import Sequence
from typing import Any, Unpack

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib.fields import RichTextField, TextField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import LANGUAGES, language_name

from ..queries.translations import TO_DO, Filters, Passage, kinds

ALL = ("", _("All"))
LONG = 500
"""Letters from which on a box is a tall one."""


class QueueFilterForm(forms.Form):
    """Every box is one word of the address; a value that nobody offered filters nothing."""

    kind = forms.ChoiceField(label=pgettext_lazy("translation", "What"), required=False)
    language = forms.ChoiceField(label=pgettext_lazy("translation", "Into"), required=False)
    stage = forms.ChoiceField(
        label=pgettext_lazy("translation", "State"),
        required=False,
        choices=[ALL, *((stage.value, stage.label) for stage in TO_DO)],
    )

    def __init__(self, data: Data = None, files: Files = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        offered = [(kind.code, kind.plural) for kind in kinds()]
        self.fields["kind"].choices = [ALL, *offered]  # type: ignore[attr-defined]
        languages = [(code, capfirst(language_name(code))) for code in LANGUAGES]
        self.fields["language"].choices = [ALL, *languages]  # type: ignore[attr-defined]

    @property
    def filters(self) -> Filters:
        self.is_valid()
        asked = self.cleaned_data
        return Filters(asked.get("kind", ""), asked.get("language", ""), asked.get("stage", ""))


class TranslationForm(forms.Form):
    """The texts of one record in one language; its boxes are named as the columns in which they are kept.

    `version` is that of the record that was read, empty where there is none yet.
    """

    version = WholeNumberField(required=False, widget=forms.HiddenInput, min_value=1)

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        passages: Sequence[Passage],
        into: str,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        self.passages = passages
        for part in passages:
            made = part.kind(label=part.label, required=False, **part.options)
            made.widget.attrs["lang"] = into
            if isinstance(made, TextField):
                made.widget.attrs["rows"] = 16 if isinstance(made, RichTextField) or len(part.original) > LONG else 4
            self.fields[part.box] = made

    def pairs(self) -> list[tuple[Passage, forms.BoundField]]:
        """Each text of the original with the box of its translation."""
        return [(part, self[part.box]) for part in self.passages]

    def values(self) -> dict[str, str]:
        return {part.box: self.cleaned_data[part.box] or "" for part in self.passages}

    def stored_values(self, record: Any) -> dict[str, object]:
        """A record as its boxes show it."""
        return {part.box: getattr(record, part.box) or "" for part in self.passages}
