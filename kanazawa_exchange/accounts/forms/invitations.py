"""Forms around an account: an invitation, the password of a new account, its language."""

from typing import Any, Unpack

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.fields import EmailField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import endonyms

from ..models import User


class InvitationForm(forms.Form):
    email = EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=endonyms, widget=forms.RadioSelect, initial=settings.LANGUAGE_CODE
    )
    shared = forms.BooleanField(
        label=_("Invite all the same: they share the mailbox"), required=False, widget=forms.HiddenInput
    )

    def add_error(self, field: str | None, error: Any) -> None:
        """The box appears once it is asked for."""
        super().add_error(field, error)
        if field == "shared":
            self.fields["shared"].widget = forms.CheckboxInput()


class PasswordForm(forms.Form):
    """A password for a new account, typed twice."""

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A sentence of your own is easier to remember than a string of symbols."),
    )
    password2 = forms.CharField(
        label=_("Password again"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Data = None, files: Files = None, *, user: User, **options: Unpack[FormOptions]) -> None:
        self.user = user
        super().__init__(data, files, **options)

    def clean_password1(self) -> str:
        return get_adapter().clean_password(self.cleaned_data["password1"], user=self.user)

    def clean(self) -> None:
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error(
                "password2", ValidationError(gettext("The two passwords are not the same."), code="mismatch")
            )


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of your pages and mails"), choices=endonyms, widget=forms.RadioSelect
    )
