"""Form fields: forgiving in the widths and spaces of what people type, strict in what is stored."""

from .characters import refuse_in_name, refuse_in_text
from .clocks import ClockTimeField, TimeOfDay
from .days import DATE_HINT, FlexibleDateField, read_within
from .marked import RichTextField
from .numbers import DecimalField, PhoneField, WholeNumberField, YearField, YenField
from .scripts import MixedScript, mixed_script
from .texts import TOO_LONG, CodeField, EmailField, NameField, PersonNameField, TextField, UrlField
from .uploads import UploadField

__all__ = [
    "DATE_HINT",
    "TOO_LONG",
    "ClockTimeField",
    "CodeField",
    "DecimalField",
    "EmailField",
    "FlexibleDateField",
    "MixedScript",
    "NameField",
    "PersonNameField",
    "PhoneField",
    "RichTextField",
    "TextField",
    "TimeOfDay",
    "UploadField",
    "UrlField",
    "WholeNumberField",
    "YearField",
    "YenField",
    "mixed_script",
    "read_within",
    "refuse_in_name",
    "refuse_in_text",
]
