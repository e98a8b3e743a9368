"""Boxes for names, free text, codes and addresses: forgiving in width and space, strict in what is stored."""

import re
import unicodedata
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kanazawa_exchange.lib.search_key import holds_visible_letter, katakana

from ..form_options import FieldOptions
from .characters import bad_character, plain, refuse_in_name, refuse_in_text, refuse_row

TOO_LONG = gettext_lazy("Too long: %(show_value)d characters; the limit is %(limit_value)d.")
gettext_noop("This field is required.")  # our own words for what Django says of an empty box


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
            refuse_row(text)
            refuse_in_name(text)
        return text


class PersonNameField(NameField):
    """A part of a person's name: it holds a letter that can be seen. With `kana`, hiragana is stored as katakana."""

    def __init__(self, *, kana: bool = False, **options: Unpack[FieldOptions]) -> None:
        self.kana = kana
        super().__init__(**options)
        if kana:
            self.widget.attrs["data-kana"] = ""

    def to_python(self, value: object) -> str | None:
        if isinstance(value, str) and value.strip() and not holds_visible_letter(value):
            raise ValidationError(_("A name must hold a letter that can be seen."), code="letter")
        text = super().to_python(value)
        return katakana(text) if text and self.kana else text


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
        if not self.multiline:
            refuse_row(text)
        refuse_in_text(text)
        if all(char.isspace() or unicodedata.category(char) == "Cf" for char in text):
            return str(self.empty_value)  # nothing that anybody could read
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not self.multiline and "\n" in text:
            raise bad_character("\n", text.index("\n") + 1)
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
        code = plain(text)
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", code):
            raise ValidationError(
                _("Use Latin letters, digits, hyphens, underscores and full stops only, without spaces."), code="code"
            )
        return code


READ_IN_TWO_WAYS = frozenset("ßς\u200c\u200d")
"""Letters of a domain that lead to another server by the older standard (IDNA 2003) than by the present one (RFC 5894, 1.1)."""


class EmailField(forms.EmailField):
    """An e-mail address that mail servers everywhere take: ASCII before @, the name of a server after it.

    Full-width letters are made plain, the domain is stored in lower case ASCII.
    """

    def __init__(self, *, max_length: int = 254, **options: Unpack[FieldOptions]) -> None:
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        if not text:
            return text
        refuse_in_name(text)
        local, at, domain = plain(text).rpartition("@")
        if not local.isascii():
            raise ValidationError(
                _("Before @ only Latin letters without accents, digits and signs such as . _ - + are possible."),
                code="invalid",
            )
        if domain.startswith("[") or domain.rpartition(".")[2].isdigit():
            raise ValidationError(_("After @ enter the name of the mail server, not its IP address."), code="invalid")
        if READ_IN_TWO_WAYS & set(domain):
            raise ValidationError(
                _("Write the part after @ in Latin letters (xn--…): mail servers read one of its letters in two ways."),
                code="invalid",
            )
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
