"""A box for a file: the browser offers what is taken, and the line under it says what that is."""

from typing import Unpack

from django import forms
from django.utils.functional import lazy

from ..form_options import FieldOptions
from ..uploads import Policy


class UploadField(forms.FileField):
    """Whether the file is taken, its content decides when it is stored: the service judges by the same policy."""

    def __init__(self, *, policy: Policy, **options: Unpack[FieldOptions]) -> None:
        self.policy = policy
        options.setdefault("help_text", lazy(lambda: policy.limits, str)())
        options.setdefault("widget", forms.FileInput(attrs={"accept": policy.accept}))
        super().__init__(
            allow_empty_file=True, **options
        )  # that a file is empty, the service says in the same words as the rest
