"""The filter of the log of letters, read from the address."""

from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import mails
from kanazawa_exchange.lib.fields import TextField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions

from ..models import LetterState
from ..queries.letters import LetterFilter

ALL = ("", _("All"))


class LetterFilterForm(forms.Form):
    """Every box is one word of the address; `person` comes from the page of a person."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *LetterState.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    q = TextField(label=_("E-mail address"), required=False, max_length=200, multiline=False)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Data = None, files: Files = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        self.auto_id = "f-%s"
        self.fields["kind"].choices = [ALL, *((kind.code, kind.title) for kind in mails.kinds())]  # type: ignore[attr-defined]

    @property
    def asked(self) -> LetterFilter:
        """What could be read; a value nobody offered filters nothing."""
        self.is_valid()
        return LetterFilter(**{name: value for name, value in self.cleaned_data.items() if value})
