"""What stands in a cell goes through the same boxes as what is typed into a form: the same is taken, and refused in the same words."""

from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kanazawa_exchange.lib import fields

from .said import Unread

KINDS: dict[str, type[forms.Field]] = {
    "line": fields.NameField,
    "text": fields.TextField,
    "code": fields.CodeField,
    "email": fields.EmailField,
    "phone": fields.PhoneField,
    "url": fields.UrlField,
    "person": fields.PersonNameField,
    "number": fields.WholeNumberField,
    "yen": fields.YenField,
    "decimal": fields.DecimalField,
    "fiscal_year": fields.YearField,
}
Limits = tuple[tuple[str, int], ...]
"""The options of a box by their names, as `max_length` and `min_value`."""


class NotTaken(Exception):
    """The box refuses the text; `code` is that of the box."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def take(kind: str, text: str, limits: Limits = ()) -> Any:
    """The value that a form would store of this text. Errors: NotTaken."""
    try:
        return _box(kind, limits).clean(text)
    except ValidationError as refused:
        raise NotTaken(str(refused.error_list[0].code)) from None


def unread(kind: str, text: str, limits: Limits, code: str, *nearest: str) -> Unread:
    """A refusal of a box, with those of the nearest texts that it would take."""
    taken = tuple(dict.fromkeys(one for one in nearest if one and one != text and takes(kind, one, limits)))
    return Unread(f"{kind}.{code}", taken, (("box", kind), ("text", text), *limits))


def takes(kind: str, text: str, limits: Limits = ()) -> bool:
    try:
        take(kind, text, limits)
    except NotTaken:
        return False
    return True


def why(unread: Unread) -> str:
    """The sentence of the box, in the language of the screen."""
    words = dict(unread.words)
    kind, text = str(words.pop("box")), str(words.pop("text"))
    try:
        _box(kind, tuple((name, int(limit)) for name, limit in words.items())).clean(text)
    except ValidationError as refused:
        return refused.messages[0]
    return ""


@lru_cache(maxsize=256)
def _box(kind: str, limits: Limits) -> forms.Field:
    return KINDS[kind](required=False, **dict(limits))  # type: ignore[arg-type]  # each kind has its own limits
