"""The form of a letter that the office writes to applicants: subject and text, in three languages side by side."""

from typing import Unpack

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.fields import NameField, TextField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.mails import Text
from kanazawa_exchange.lib.trilingual import Three, TrilingualForm

from ..services.applications.office_letters import LONGEST_SUBJECT, LONGEST_TEXT


class LetterForm(TrilingualForm):
    """`texts`: what was written, by language; one that is empty is left out."""

    three = {
        "subject": Three(
            NameField,
            _("Subject"),
            help_text=_("Nothing that tells of a person: subjects are shown on locked screens."),
            options={"max_length": LONGEST_SUBJECT},
        ),
        "body": Three(
            TextField,
            _("Text of the letter"),
            help_text=_(
                "Without greeting and signature: the portal writes the name of the reader above it, and the university and "
                "the way to the application below it. Whose language is left empty gets the letter in another one."
            ),
            options={"max_length": LONGEST_TEXT},
        ),
    }

    def __init__(self, data: Data = None, files: Files = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        for code in LANGUAGES:
            self.fields[f"body_{code}"].widget.attrs["rows"] = 12

    def texts(self) -> dict[str, Text]:
        got = self.cleaned_data.get
        written = {code: Text(got(f"subject_{code}") or "", got(f"body_{code}") or "") for code in LANGUAGES}
        return {code: text for code, text in written.items() if text.subject or text.body}
