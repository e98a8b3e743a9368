"""A student number in a cell. A spreadsheet that takes it for a number drops its first zeros and its last digits."""

import math
import re

from kanazawa_exchange.lib.fields.characters import cut, plain

from .said import Said, Unread, Value, empty, noted, spoilt, width
from .texts import line

LONGEST = 40
_EXACT = 10**15  # a spreadsheet keeps fifteen digits
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")
_DECIMALS = re.compile(r"([0-9]+)\.0+")


def student_number(value: Value, *, digits: int | None = None) -> Said[str] | Unread:
    """The number as a text. `digits`: how many the numbers of that university have; only then are lost zeros put back."""
    if (wrong := spoilt(value)) is not None:
        return wrong
    if (nothing := empty(value)) is not None:
        return Said("", nothing.note)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return Unread("student_number.unreadable", words=(("text", str(value)),))
    if isinstance(value, str):
        return _typed(value, digits)
    if not math.isfinite(value) or value < 0 or value != int(value) or value >= _EXACT:
        return Unread("student_number.digits_lost", words=(("text", f"{value:.15g}"),))
    return _of_digits(str(int(value)), digits, "of_number")


def _typed(text: str, digits: int | None) -> Said[str] | Unread:
    number = plain(cut(text, 4 * LONGEST))
    written = width(text) or ("plain" if number != text.strip() else "")
    apostrophe = "apostrophe" if _DIGITS.fullmatch(number.removeprefix("'")) and number[0] == "'" else ""
    number = number.removeprefix("'") if apostrophe else number
    if _SCIENTIFIC.fullmatch(number):
        return Unread("student_number.digits_lost", words=(("text", number),))
    if decimals := _DECIMALS.fullmatch(number):
        return _of_digits(decimals[1], digits, noted(written, "of_number"))
    read = line(number, max_length=LONGEST)
    if isinstance(read, Unread):
        return read
    note = noted(written, "spaces" if text != text.strip() else "", apostrophe)
    return _of_digits(read.value, digits, note) if _DIGITS.fullmatch(read.value) else Said(read.value, note)


def _of_digits(number: str, digits: int | None, note: str) -> Said[str] | Unread:
    """A number of digits alone, as long as they are."""
    if digits is None or len(number) == digits:
        return Said(number, note)
    if len(number) < digits:
        return Said(number.zfill(digits), noted(note, "zeros"))
    return Unread("student_number.too_long", words=(("text", number), ("digits", digits)))
