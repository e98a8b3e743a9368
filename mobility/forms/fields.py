"""The form fields that only this app needs: things picked from a list by their public id, credits."""

from typing import Any, Unpack

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.forms.records import RecordChoice
from kanazawa_exchange.lib.fields import DecimalField
from kanazawa_exchange.lib.form_options import FieldOptions
from programs.models import ProgramRun
from programs.queries.labels import run_label


class InstitutionField(RecordChoice):
    default_error_messages = {"invalid_choice": _("This institution is not known. Choose one from the list.")}


class RunField(RecordChoice):
    default_error_messages = {"invalid_choice": _("This programme run cannot be chosen. Choose one from the list.")}

    def __init__(self, runs: QuerySet[ProgramRun], **options: Any) -> None:
        super().__init__(runs, words=run_label, **options)


class AgreementField(RecordChoice):
    default_error_messages = {"invalid_choice": _("This agreement is not known. Choose one from the list.")}
    text = "title"


class CreditsField(DecimalField):
    """Credits with one decimal at most."""

    example = _("Enter credits as a number with one decimal at most, for example 2 or 2.5.")

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        super().__init__(decimals=1, **options)


def offer(form: forms.Form, name: str, queryset: QuerySet[Any]) -> None:
    """Let a box offer these records."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 as declared
    field.queryset = queryset
