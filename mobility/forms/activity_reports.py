"""The forms of Activity Reports."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..models import ActivityReportStatus
from ..queries.activity_reports.review import Filters
from .filters import ALL

SENT_IN = tuple(one for one in ActivityReportStatus.choices if one[0] != ActivityReportStatus.DRAFT)


class ReviewFilterForm(forms.Form):
    """Which state: without one in the address those that wait."""

    status = forms.ChoiceField(
        label=pgettext_lazy("activity report", "State"),
        choices=[*SENT_IN, ("all", ALL)],
        required=False,
        error_messages={"invalid_choice": _("This state does not exist.")},
    )

    @property
    def filters(self) -> Filters:
        asked = self.cleaned_data.get("status", "") if self.is_valid() else ""
        return Filters("" if asked == "all" else asked or ActivityReportStatus.SUBMITTED)
