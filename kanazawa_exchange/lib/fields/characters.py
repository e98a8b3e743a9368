"""The characters of what people type: which are refused, each with its place, and which are made plain."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.dashes import HYPHENS
from kanazawa_exchange.lib.search_key import SHAPELESS

_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = re.compile("[\t\n\r]")
_LOST = "\ufffd"
"""Stands where something else was typed that did not survive the way here."""


def refuse_in_name(text: str) -> None:
    """Raise when a name holds an unseen character or one that turns the writing. Variation selectors may stay."""
    if _is_plainly_seen(text) and SHAPELESS.isdisjoint(text):
        return
    for position, char in enumerate(text, start=1):
        if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} or char in SHAPELESS or _is_no_character(char):
            raise bad_character(char, position)


def refuse_in_text(text: str) -> None:
    """Raise when a free text holds a control character other than tab and line break."""
    if _is_plainly_seen(_BREAKS.sub("", text)):
        return
    for position, char in enumerate(text, start=1):
        if (unicodedata.category(char) == "Cc" and char not in "\t\n\r") or _is_no_character(char):
            raise bad_character(char, position)


def _is_plainly_seen(text: str) -> bool:
    """Whether all is printable, as nearly always: that is known at once, long texts are not read character by character."""
    return text.isprintable() and _LOST not in text


def _is_no_character(char: str) -> bool:
    code = ord(char)
    return 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or char == _LOST or code & 0xFFFE == 0xFFFE


def bad_character(char: str, position: int) -> ValidationError:
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


def refuse_row(text: str) -> None:
    """Raise when several cells of a table were put into one box; what was typed stays there."""
    cells = re.split(r"[\t\r\n]+", text.strip())
    if "\t" in text.strip() and len(cells) > 1:
        raise ValidationError(
            _("These are several cells of a table (%(number)d), the first is “%(first)s”. Put each into its own box."),
            code="row",
            params={"number": len(cells), "first": cells[0][:40]},
        )


def cut(text: str, longest: int) -> str:
    """A text that is longer, so far that it is seen to be: what stands behind many spaces is not cut away from what is read."""
    return text if len(text) <= longest else " ".join(text.split())[: longest + 1]


def plain(text: str) -> str:
    """Full-width letters and digits made plain, dashes made hyphens, outer spaces gone."""
    return unicodedata.normalize("NFKC", text).translate(HYPHENS).strip()
