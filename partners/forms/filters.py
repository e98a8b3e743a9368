"""The filter of the list of agreements, read from the address."""

from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.viewer import Viewer

from ..models import Agreement, AgreementStatus, Institution

ALL = ("", _("All"))


class AgreementFilter(forms.Form):
    """Every box is one word of the address; `institution` names the institution by its address part."""

    status = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *AgreementStatus.choices])
    institution = forms.ChoiceField(label=_("Institution"), required=False)

    def __init__(self, data: Data = None, files: Files = None, *, user: Viewer, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        self.auto_id = "f-%s"
        known = Agreement.objects.visible_to(user).values("pk")
        places = Institution.objects.filter(agreement_parties__agreement__in=known).distinct().order_by("slug")
        offered = [ALL, *((place.slug, str(localized(place, "name"))) for place in places)]
        self.fields["institution"].choices = offered  # type: ignore[attr-defined]
