"""The form of the text of a kind of letter: three languages side by side, what was read again, and with whom to look at it."""

from collections.abc import Sequence
from typing import Unpack

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.fields import NameField, TextField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import LANGUAGES, language_name
from kanazawa_exchange.lib.mails import MailKind, Specimen, Text
from kanazawa_exchange.lib.trilingual import Three, TrilingualForm

from ..models import MailTemplate
from ..queries.mail_texts import texts_in

LONGEST = 8000


class MailTextForm(TrilingualForm):
    """`specimens`: the records with which the letter can be looked at before it is saved."""

    three = {
        "subject": Three(NameField, _("Subject"), options={"max_length": 200}),
        "body": Three(
            TextField,
            _("Text of the letter"),
            help_text=_("A language that is left empty has the text that the portal comes with."),
            options={"max_length": LONGEST},
        ),
    }
    checked = forms.MultipleChoiceField(
        label=_("Right as they stand, although another language was changed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Languages that are neither changed nor named here are marked as no longer up to date."),
    )
    specimen = forms.ChoiceField(label=_("Look at it with"), required=False)

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        kind: MailKind,
        specimens: Sequence[Specimen] = (),
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        self.kind, self.specimens = kind, specimens
        languages = [(code, capfirst(language_name(code))) for code in LANGUAGES]
        self.fields["checked"].choices = languages  # type: ignore[attr-defined]
        offered = [("", _("invented words")), *((one.key, one.title) for one in specimens)]
        self.fields["specimen"].choices = offered  # type: ignore[attr-defined]
        for code in LANGUAGES:
            self.fields[f"body_{code}"].widget.attrs["rows"] = 16

    def texts(self) -> dict[str, Text]:
        """Language → what was typed; what could not be read is empty."""
        got = self.cleaned_data.get
        return {code: Text(got(f"subject_{code}") or "", got(f"body_{code}") or "") for code in LANGUAGES}

    def chosen(self) -> Specimen | None:
        key = self.cleaned_data.get("specimen")
        return next((one for one in self.specimens if one.key == key), None)

    def stored_values(self, template: MailTemplate) -> dict[str, object]:
        """A template as its boxes show it."""
        return boxes_of(self.kind, template)


def boxes_of(kind: MailKind, template: MailTemplate | None) -> dict[str, object]:
    """What the boxes of a kind show at first."""
    boxes: dict[str, object] = {}
    for code, text in texts_in(kind, template).items():
        boxes |= {f"subject_{code}": text.subject, f"body_{code}": text.body.strip()}
    return boxes
