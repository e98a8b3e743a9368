"""Forms of roles and their terms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.term_form import TermForm

from ..models import Role


class RoleForm(TermForm):
    field_order = ("role", "starts_on", "ends_on")
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
