"""The types of what every form and every form field may be given beside what is its own."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import TypedDict

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from .words import Words

Data = Mapping[str, object] | None
Files = MultiValueDict[str, UploadedFile] | None


class FormOptions(TypedDict, total=False):
    """Beside `data` and `files`."""

    initial: MutableMapping[str, object] | None
    prefix: str | None
    auto_id: bool | str
    label_suffix: str | None
    empty_permitted: bool
    field_order: Iterable[str] | None
    use_required_attribute: bool | None


class FieldOptions(TypedDict, total=False):
    """What each kind of field takes."""

    required: bool
    label: Words | None
    help_text: Words
    initial: object
    widget: forms.Widget | type[forms.Widget]
    error_messages: Mapping[str, Words]
    disabled: bool
    label_suffix: str | None
