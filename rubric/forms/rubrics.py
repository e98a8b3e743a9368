"""The form of a rubric itself: its name, and its code when it is registered."""

from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.forms.records import AddressPartField
from kanazawa_exchange.lib.trilingual import TrilingualForm, texts_of

from ..models import Rubric


class RubricNameForm(TrilingualForm):
    three = texts_of(Rubric, "name")


class RubricForm(RubricNameForm):
    code = AddressPartField(
        label=gettext_lazy("Code"), help_text=gettext_lazy("It names the files of this rubric and stays as it is.")
    )
