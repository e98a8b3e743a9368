"""The form of a further version of the text of a consent, in three languages side by side."""

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.fields import FlexibleDateField, TextField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.trilingual import Three, TrilingualForm

LONGEST = 8000


class ConsentTextForm(TrilingualForm):
    """`after`: the number of the version that was read."""

    three = {
        "text": Three(
            TextField,
            _("Text of the consent"),
            help_text=_("Every language is needed: nobody agrees to a text in a language that is not theirs."),
            options={"max_length": LONGEST},
        ),
    }
    valid_from = FlexibleDateField(label=_("Valid from"))
    is_draft = forms.BooleanField(
        label=_("Draft: not yet confirmed by the legal office"),
        required=False,
        help_text=_("Whoever is asked is told so."),
    )
    after = WholeNumberField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Data = None, files: Files = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        for code in LANGUAGES:
            self.fields[f"text_{code}"].widget.attrs["rows"] = 16

    def texts(self) -> dict[str, str]:
        """Language → what was typed."""
        got: Any = self.cleaned_data.get
        return {code: got(f"text_{code}") or "" for code in LANGUAGES}
