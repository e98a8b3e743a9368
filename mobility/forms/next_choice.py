"""What is asked when a host has said no: which other place is offered and why, or why the applicant is nominated once more."""

from collections.abc import Sequence
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from kanazawa_exchange.accounts.forms.records import choices_with_empty
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.conflicts import take
from kanazawa_exchange.lib.fields import TextField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.states import Step
from kanazawa_exchange.lib.words import Words
from programs.models import CallPlace

from ..application_reasons import NEXT_REASONS
from ..models import Application
from ..queries.selection.next_choice import NextPlace


def _reason_box(label: Words) -> forms.CharField:
    return TextField(
        label=label,
        help_text=_("Only the office reads this."),
        max_length=2000,
        error_messages={"required": _("Give a reason.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NextPlaceForm(forms.Form):
    """One of the other places of the call that are free."""

    version = WholeNumberField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False)
    place = forms.ChoiceField(
        label=pgettext_lazy("application", "Place"), error_messages={"required": _("Choose a place.")}
    )
    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=choices_with_empty(NEXT_REASONS.items()),
        error_messages={"required": _("Choose a reason.")},
    )
    reason = _reason_box(_("Reason in words"))

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        application: Application,
        places: Sequence[NextPlace],
        **options: Unpack[FormOptions],
    ) -> None:
        options["initial"] = {"version": application.version, **(options.get("initial") or {})}
        super().__init__(data, files, **options)
        self.places = {str(one.place.uid): one.place for one in places}
        choices = [(str(one.place.uid), _words(one)) for one in places]
        self.fields["place"].choices = choices_with_empty(choices)  # type: ignore[attr-defined]

    def chosen(self) -> CallPlace:
        return self.places[self.cleaned_data["place"]]

    def step(self) -> Step:
        return Step(reason_code=self.cleaned_data["reason_code"], reason=self.cleaned_data["reason"])

    def restart(self, version: int) -> None:
        take(self, {}, version)


def _words(one: NextPlace) -> str:
    free = pgettext("places", "%(number)s free") % {"number": formats.number(one.free)}
    wish = pgettext("application", "wish %(number)s") % {"number": formats.number(one.wish)} if one.wish else ""
    return formats.series(localized(one.place.institution, "name"), wish, free)


class NominateAgainForm(forms.Form):
    """Why the host that the place belongs to is asked once more."""

    reason = _reason_box(_("Why once more"))
