"""What of the partners is translated: name and description of each institution, which everybody reads."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.services.translated_columns import Columns, kind_of

from .forms.institutions import InstitutionForm
from .models import Institution
from .services.institutions import keys_of

INSTITUTIONS = kind_of(
    "institutions",
    gettext_lazy("Institutions"),
    "institution",
    Columns(
        rows=lambda _now: Institution.objects.all(),
        texts=InstitutionForm.three,
        public=lambda one: reverse("partners:partner_detail", kwargs={"slug": one.slug}),
        office=lambda one: reverse("partners:institution_edit", kwargs={"uid": one.uid}),
        optional=("short_name",),
        computed=keys_of,
    ),
)
