"""Forms of roles and their terms."""

from collections.abc import Mapping
from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.term_form import TermForm

from ..models import Role


class AddressBox(forms.CheckboxInput):
    """A box that sends the address it was printed with: a tick beside another address counts for nothing."""

    def __init__(self, address: str) -> None:
        super().__init__(check_test=lambda value: value == address)
        self.address = address

    def format_value(self, value: object) -> str:
        return self.address

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> str:  # type: ignore[override]  # what was ticked
        return str(data.get(name, ""))


class RoleForm(TermForm):
    """`unchecked`: the address of an account that no administrator has looked at yet; the box that says so names it."""

    field_order = ("role", "starts_on", "ends_on", "address")
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    address = forms.CharField(required=False, max_length=254)

    def __init__(
        self, data: Data = None, files: Files = None, *, unchecked: str = "", **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        box = self.fields["address"]
        if unchecked:
            box.label = gettext("I have checked that %(email)s is this person's own address.") % {"email": unchecked}
            box.widget = AddressBox(unchecked)
        else:
            del self.fields["address"]
