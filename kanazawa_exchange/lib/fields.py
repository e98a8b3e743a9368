"""Form fields: forgiving in the widths and spaces of what people type, strict in what is stored."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kanazawa_exchange.lib import dates, period
from kanazawa_exchange.lib.form_options import FieldOptions

TOO_LONG = gettext_lazy("Too long: %(show_value)d characters; the limit is %(limit_value)d.")
gettext_noop("This field is required.")  # our own words for what Django says of an empty box
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


# --- Characters ------------------------------------------------------------------------------------------------------


def refuse_in_name(text: str) -> None:
    """Raise when a name holds an unseen character or one that turns the writing. Variation selectors may stay."""
    for position, char in enumerate(text, start=1):
        if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} or _is_no_character(char):
            raise _bad_character(char, position)


def refuse_in_text(text: str) -> None:
    """Raise when a free text holds a control character other than tab and line break."""
    for position, char in enumerate(text, start=1):
        if (unicodedata.category(char) == "Cc" and char not in "\t\n\r") or _is_no_character(char):
            raise _bad_character(char, position)


def _is_no_character(char: str) -> bool:
    code = ord(char)
    # U+FFFD stands where something else was typed that did not survive the way here
    return 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code == 0xFFFD or code & 0xFFFE == 0xFFFE


def _bad_character(char: str, position: int) -> ValidationError:
    return ValidationError(
        _("Character %(position)d cannot be used here: %(kind)s (%(code)s). Delete it and type the text again."),
        code="character",
        params={"position": position, "kind": _kind(char), "code": f"U+{ord(char):04X}"},
    )


def _kind(char: str) -> str:
    if char in _DIRECTION_MARKS:
        return _("a mark that turns the direction of writing")
    if char in "\n\r\x85\u2028\u2029":
        return _("a line break")
    if char == "\xad":
        return _("a soft hyphen")
    if unicodedata.category(char) == "Cc":
        return _("a control character")
    if _is_no_character(char):
        return _("a broken character")
    return _("an invisible character")


# --- Text ------------------------------------------------------------------------------------------------------------


class _Text(forms.CharField):
    """A text whose length is counted in code points; `maxlength` is left out, as browsers count otherwise."""

    def __init__(self, *, max_length: int, **options: Unpack[FieldOptions]) -> None:
        super().__init__(max_length=max_length, **options)
        # our own check names NUL as well, with its place
        self.validators = [v for v in self.validators if type(v).__name__ != "ProhibitNullCharactersValidator"]
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = TOO_LONG

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class NameField(_Text):
    """A name, stored exactly as typed; only the spaces around it go (those of every width)."""

    def __init__(self, *, max_length: int = 200, **options: Unpack[FieldOptions]) -> None:
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        if text:
            refuse_in_name(text)
        return text


class TextField(_Text):
    """Free text. Line breaks become plain ones; with `multiline=False` there are none."""

    def __init__(self, *, max_length: int = 4000, multiline: bool = True, **options: Unpack[FieldOptions]) -> None:
        self.multiline = multiline
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}) if multiline else forms.TextInput)
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        if not text:
            return text
        refuse_in_text(text)
        if all(char.isspace() or unicodedata.category(char) == "Cf" for char in text):
            return str(self.empty_value)  # nothing that anybody could read
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not self.multiline and "\n" in text:
            raise _bad_character("\n", text.index("\n") + 1)
        return text


class CodeField(_Text):
    """A short code: Latin letters, digits, hyphen, underscore, full stop. Full-width letters are made plain."""

    def __init__(self, *, max_length: int = 50, **options: Unpack[FieldOptions]) -> None:
        super().__init__(max_length=max_length, **options)
        self.widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        if not text:
            return text
        plain = _plain(text)
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", plain):
            raise ValidationError(
                _("Use Latin letters, digits, hyphens, underscores and full stops only, without spaces."), code="code"
            )
        return plain


class EmailField(forms.EmailField):
    """An e-mail address; full-width letters are made plain, the domain is stored in lower case ASCII."""

    def __init__(self, *, max_length: int = 254, **options: Unpack[FieldOptions]) -> None:
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        if not text:
            return text
        refuse_in_name(text)
        local, at, domain = _plain(text).rpartition("@")
        try:
            return f"{local}{at}{domain.encode('idna').decode('ascii').lower()}"
        except UnicodeError:
            raise ValidationError(_("Check the part after @: such a domain cannot exist."), code="invalid") from None


class UrlField(forms.URLField):
    """The address of a web page; http and https only."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, *, max_length: int = 500, **options: Unpack[FieldOptions]) -> None:
        super().__init__(max_length=max_length, assume_scheme="https", **options)

    def to_python(self, value: object) -> str | None:
        if isinstance(value, str):
            refuse_in_name(value.strip())
        return super().to_python(value)


# --- Numbers and days ------------------------------------------------------------------------------------------------


class WholeNumberField(forms.Field):
    """A whole number within bounds; full-width digits are read, underscores, fractions and other scripts are not."""

    widget = forms.TextInput

    def __init__(self, *, min_value: int = 0, max_value: int = 1_000_000, **options: Unpack[FieldOptions]) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**options)
        self.widget.attrs.setdefault("inputmode", "numeric" if min_value >= 0 else "text")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: object) -> int | None:
        if value in self.empty_values:
            return None
        plain = _plain(str(value))
        if not plain:
            return None
        if not re.fullmatch(r"[+-]?[0-9]+", plain):
            raise ValidationError(_("Enter a whole number in digits, for example 25."), code="invalid")
        # int() of a very long text is slow, and refused above 4,300 digits
        number = int(plain) if len(plain.lstrip("+-0")) <= 15 else (-(10**15) if plain[0] == "-" else 10**15)
        if not self.min_value <= number <= self.max_value:
            raise ValidationError(
                _("Enter a number from %(min)d to %(max)d."),
                code="range",
                params={"min": self.min_value, "max": self.max_value},
            )
        return number


class YearField(forms.Field):
    """A fiscal year as its number; 2019, 2019年度, 平成31年度 and 令和元年度 are read."""

    widget = forms.TextInput

    def __init__(
        self, *, min_value: int = period.FIRST_YEAR, max_value: int = period.LAST_YEAR, **options: Unpack[FieldOptions]
    ) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**options)
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: object) -> int | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            year = period.parse_fiscal_year(str(value)[:50])
        except period.UnknownYear as wrong:
            raise ValidationError(str(wrong), code="invalid") from None
        if not self.min_value <= year <= self.max_value:
            raise ValidationError(
                _("Enter a year from %(first)d to %(last)d."),
                code="range",
                params={"first": self.min_value, "last": self.max_value},
            )
        return year


class FlexibleDateField(forms.Field):
    """A day in one text box, in any of the ways people write it; what was typed stays in the box after an error."""

    widget = forms.TextInput

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        super().__init__(**options)
        self.widget.attrs.setdefault("class", "short")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: object) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        if not str(value).strip():
            return None
        try:
            return dates.parse(str(value)[:100])
        except dates.InvalidDate as wrong:
            raise ValidationError(str(wrong), code="invalid") from None

    def prepare_value(self, value: object) -> object:
        return dates.numeric(value) if isinstance(value, date) else value


def _plain(text: str) -> str:
    """Full-width letters and digits made plain, dashes made hyphens, outer spaces gone."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


# --- A warning, not a refusal ----------------------------------------------------------------------------------------

# Letters that look alike: Latin on the left, Cyrillic on the right.
_ALIKE = dict(zip("ABCEHKMOPTXYaceopxyi", "АВСЕНКМОРТХУасеорхуі", strict=True))
_TO_CYRILLIC = str.maketrans(_ALIKE)
_TO_LATIN = str.maketrans({cyrillic: latin for latin, cyrillic in _ALIKE.items()})


@dataclass(frozen=True)
class MixedScript:
    """A word in which Latin and Cyrillic letters stand together; the spelling in one script, where letters allow it."""

    word: str
    latin: str
    cyrillic: str
    suggestion: str | None

    def __str__(self) -> str:
        values = {"word": self.word, "latin": self.latin, "cyrillic": self.cyrillic, "suggestion": self.suggestion}
        if self.suggestion:
            return (
                _(
                    "“%(word)s” mixes Latin (%(latin)s) and Cyrillic (%(cyrillic)s) letters. "
                    "In one script: “%(suggestion)s”."
                )
                % values
            )
        return _("“%(word)s” mixes Latin (%(latin)s) and Cyrillic (%(cyrillic)s) letters. Check the spelling.") % values


def mixed_script(name: str) -> MixedScript | None:
    """The first word that mixes Latin and Cyrillic, or None. The name is accepted all the same."""
    for word in re.split(r"[\s\-]+", name):
        latin = "".join(dict.fromkeys(char for char in word if unicodedata.name(char, "").startswith("LATIN")))
        cyrillic = "".join(dict.fromkeys(char for char in word if unicodedata.name(char, "").startswith("CYRILLIC")))
        if latin and cyrillic:
            return MixedScript(word, latin, cyrillic, _in_one_script(word, latin, cyrillic))
    return None


def _in_one_script(word: str, latin: str, cyrillic: str) -> str | None:
    if set(latin) <= set(_ALIKE):
        return word.translate(_TO_CYRILLIC)
    if set(cyrillic) <= set(_ALIKE.values()):
        return word.translate(_TO_LATIN)
    return None
