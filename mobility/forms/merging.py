"""The form on which two entries of one person are merged: which fact holds where the two differ."""

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.services.merged_accounts import to_confirm
from kanazawa_exchange.accounts.services.merging import FACTS, Choice
from kanazawa_exchange.accounts.services.references import Pair
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions

LABELS = {
    "student_number": _("Student number that holds"),
    "nationality": _("Nationality that holds"),
    "birth_date": _("Date of birth that holds"),
}


class MergeForm(forms.Form):
    """One question for each fact that both entries have and in which they differ, and the address of an account that the office has
    not invited."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self, data: Data = None, files: Files = None, *, kept: Person, absorbed: Person, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        self.initial.setdefault("version", f"{kept.version} {absorbed.version}")
        for name in FACTS:
            mine, theirs = getattr(kept, name), getattr(absorbed, name)
            if mine and theirs and mine != theirs:
                choices = [("kept", _fact(name, mine)), ("absorbed", _fact(name, theirs))]
                self.fields[name] = forms.ChoiceField(
                    label=LABELS[name], choices=choices, widget=forms.RadioSelect, initial="kept"
                )

        if to_confirm(Pair(kept, absorbed)):
            self.fields["account"] = forms.CharField(
                label=_("Address of the account that stays"),
                help_text=_("Type it as it stands above, once you know that it is the person's own."),
                max_length=254,
                widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
            )

    def choice(self) -> Choice:
        sent = self.cleaned_data
        taken = [name for name in FACTS if sent.get(name) == "absorbed"]
        read = [int(part) for part in sent["version"].split() if part.isascii() and part.isdigit() and len(part) < 10]
        versions = (read[0], read[1]) if len(read) == 2 else (0, 0)
        return Choice(taken, versions, sent.get("account", ""))


def _fact(name: str, value: Any) -> str:
    if name == "birth_date":
        return formats.table_date(value)
    return formats.country(value) if name == "nationality" else str(value)
