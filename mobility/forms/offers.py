"""What is asked about an offer: to accept it nothing, to refuse it perhaps why, and why somebody is given one before the turn."""

from typing import ClassVar, Unpack

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib.fields import TextField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions


class AcceptForm(forms.Form):
    """No box at all: the page itself is the question."""

    title: ClassVar[str | Promise] = pgettext_lazy("application", "Accept the place")
    notice: ClassVar[str | Promise] = _(
        "By this you promise to take part. You can hold one place in one period: other offers for it can then not be accepted."
    )
    is_grave: ClassVar[bool] = False


class RefuseForm(forms.Form):
    title: ClassVar[str | Promise] = pgettext_lazy("application", "Refuse the place")
    notice: ClassVar[str | Promise] = _("Nothing brings a refused place back: it goes to somebody else.")
    is_grave: ClassVar[bool] = True

    reason = TextField(
        label=_("Why (optional)"),
        help_text=_("Only the office reads this."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OfferPlaceForm(forms.Form):
    """Whoever is the next in line needs no reason, and has no box; whether somebody is, the service asks under the lock of the place.

    What is sent is always read: who is the next may have changed since the page was opened, either way.
    """

    reason = TextField(
        label=_("Reason"),
        help_text=_("The office reads it in the log, the applicant does not."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, data: Data = None, files: Files = None, *, is_next: bool, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        if is_next and data is None:
            del self.fields["reason"]

    def said(self) -> str:
        return str(self.cleaned_data.get("reason") or "")
