"""Forms of a group that arrives or returns: its programme run, the day, its members."""

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.fields import FlexibleDateField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from programs.models import ProgramRun

from ..facts import DATE_HINT
from ..models import Mobility
from .fields import RunField


class GroupForm(forms.Form):
    """The run of the group, chosen first; it decides who is offered."""

    run = RunField(ProgramRun.objects.none(), label=_("Programme run"))

    def __init__(self, data: Data = None, files: Files = None, *, runs: Any, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]


class MembersField(forms.ModelMultipleChoiceField):
    """People of the group by the public ids of their records."""

    def __init__(self, queryset: Any, names: dict[int, str], **kwargs: Any) -> None:
        self.names = names
        super().__init__(queryset, to_field_name="uid", widget=forms.CheckboxSelectMultiple, **kwargs)

    def label_from_instance(self, obj: Mobility) -> str:
        return self.names.get(obj.pk, "")


class GroupMoveForm(forms.Form):
    """The day the host says, and the people it holds for."""

    on = FlexibleDateField(label=_("The day, as the host says"), help_text=DATE_HINT)

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        offered: Any,
        names: dict[int, str],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        self.fields["members"] = MembersField(
            offered,
            names,
            label=_("People"),
            error_messages={
                "required": _("Choose at least one person."),
                "invalid_choice": _("One of the records is not in this group any more. Load the page again."),
                "invalid_pk_value": _("One of the records is not in this group any more. Load the page again."),
            },
        )

    def members(self) -> list[Mobility]:
        return list(self.cleaned_data["members"])
