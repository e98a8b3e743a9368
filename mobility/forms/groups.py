"""Forms of a group that arrives or returns: its programme run, the common day, its members and their own days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib.fields import DATE_HINT, FlexibleDateField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from programs.models import ProgramRun

from ..models import Mobility
from ..queries.groups import Member
from .fields import RunField


class GroupForm(forms.Form):
    """The run of the group, chosen first; it decides who is offered."""

    run = RunField(ProgramRun.objects.none(), label=gettext_lazy("Programme run"))
    everybody = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Data = None, files: Files = None, *, runs: Any, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Line:
    """One line of the form: the box that chooses the person, and the box of the person's own day."""

    member: Member
    is_chosen: bool
    own_day: BoundField


class MembersField(forms.ModelMultipleChoiceField):
    """People of the group by the public ids of their records."""

    default_error_messages = {
        "required": gettext_lazy("Choose at least one person."),
        "invalid_choice": gettext_lazy("One of the records is not in this group any more. Load the page again."),
        "invalid_pk_value": gettext_lazy("One of the records is not in this group any more. Load the page again."),
        "invalid": gettext_lazy("One of the records is not in this group any more. Load the page again."),
    }


DAYS = {
    "arrive": gettext_lazy("Date of arrival (first day of the stay)"),
    "return": gettext_lazy("Date of return (last day of the stay)"),
}


class GroupMoveForm(forms.Form):
    """The people whose arrival or return the host confirms, the common day, and the day of whoever has another one."""

    needed = ("on",)

    on = FlexibleDateField(
        help_text=DATE_HINT, required=False, error_messages={"required": gettext_lazy("Enter the day.")}
    )

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        move: str,
        offered: Any,
        members: Iterable[Member],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        self.offered = tuple(members)
        self.fields["on"].label = DAYS[move]
        self.fields["members"] = MembersField(offered, to_field_name="uid", label=gettext_lazy("People"))
        for member in self.offered:
            box = FlexibleDateField(required=False, label=_("Another day for %(name)s") % {"name": member.name})
            self.fields[own_day(member.stay.uid)] = box

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        lonely = [stay for stay in sent.get("members", ()) if not self.day_of(stay)]
        if lonely and "on" not in self.errors and not any(own_day(stay.uid) in self.errors for stay in lonely):
            self.add_error("on", _("Enter the day."))
        return sent

    def day_of(self, stay: Mobility) -> date | None:
        day: date | None = self.cleaned_data.get(own_day(stay.uid)) or self.cleaned_data.get("on")
        return day

    def members(self) -> list[Mobility]:
        return list(self.cleaned_data["members"])

    def own_days(self) -> Mapping[int, date]:
        """The days of those who have one of their own, by id of the record."""
        days = {stay.pk: self.cleaned_data.get(own_day(stay.uid)) for stay in self.members()}
        return {pk: day for pk, day in days.items() if day is not None}

    def lines(self) -> list[Line]:
        chosen = {str(value) for value in self["members"].value() or ()}
        return [Line(member, str(member.stay.uid) in chosen, self[own_day(member.stay.uid)]) for member in self.offered]


def own_day(uid: UUID) -> str:
    """How the box of somebody's own day is called."""
    return f"on_{uid.hex}"
