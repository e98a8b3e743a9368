"""Whole numbers and money as people write them: grouped by threes, in any width, with the sign or word for yen; never guessed."""

import re
import unicodedata

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.dashes import HYPHENS

GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,3}(?:'[0-9]{3})+")
DIGITS = re.compile(r"[0-9]+")
FRACTION = re.compile(r"(?P<whole>[0-9]+(?:[ ,'][0-9]{3})*)[.,](?P<part>[0-9]+)")
TEN_THOUSANDS = re.compile(r"(?P<high>[0-9]{1,7})万(?P<low>[0-9]{1,4}|[0-9],[0-9]{3})?")
YEN = re.compile(r"(?:[¥\\]|JPY|円)? ?(?P<number>[^¥\\]*?) ?(?:円|JPY|¥|YEN|иен[аы]?|йен[аы]?)?", re.IGNORECASE)
SIGNED = re.compile(r"(?P<sign>[+-]?)(?P<number>.*)", re.DOTALL)
MOST_DIGITS = 15
"""More are read as a number that no box takes: to read them would be slow, and refused above 4,300."""
_SAME = HYPHENS | str.maketrans("’、", "',")


class InvalidNumber(ValueError):
    """What was typed is no whole number; the message is fit for the user."""


def parse(text: str) -> int:
    """Read 80000, 80,000, 80 000 and ８０，０００. Errors: InvalidNumber."""
    return _read(_plain(text))


def parse_yen(text: str) -> int:
    """The same with ¥, 円, JPY or иен beside it, and with 万: 8万5,000円. Errors: InvalidNumber."""
    plain = _plain(text)
    match = YEN.fullmatch(plain)
    number = match["number"] if match else plain
    if parts := TEN_THOUSANDS.fullmatch(number):
        return int(parts["high"]) * 10_000 + int((parts["low"] or "0").replace(",", ""))
    return _read(number)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SAME).split())


def _read(plain: str) -> int:
    match = SIGNED.fullmatch(plain)
    assert match is not None  # noqa: S101 the sign may be missing, the rest is anything
    number, sign = match["number"], -1 if match["sign"] == "-" else 1
    if DIGITS.fullmatch(number) or GROUPED.fullmatch(number):
        digits = re.sub("[ ,']", "", number).lstrip("0") or "0"
        return sign * (int(digits) if len(digits) <= MOST_DIGITS else 10**MOST_DIGITS)
    if fraction := FRACTION.fullmatch(number):
        raise _fraction(number[:40], re.sub("[ ,']", "", fraction["whole"]), fraction["part"])
    raise InvalidNumber(_("Enter a whole number in digits, for example 25."))


def _fraction(text: str, whole: str, part: str) -> InvalidNumber:
    """8,00 is 8 or 800, 80.000 is 80 or 80000: which, only the writer knows; 1,5 is no whole number in any reading."""
    if set(part) == {"0"} and len(whole + part) <= MOST_DIGITS:
        words = _("“%(text)s” could mean %(one)s or %(other)s. Write it in digits alone: %(one)s or %(other)s.")
        return InvalidNumber(words % {"text": text, "one": whole + part, "other": whole})
    if len(part) == 3:
        words = _("“%(text)s” could mean %(one)s or a fraction. Write it in digits alone: %(one)s.")
        return InvalidNumber(words % {"text": text, "one": (whole + part)[:40]})
    return InvalidNumber(
        _("“%(text)s” is not a whole number. Round it, and write it in digits alone.") % {"text": text}
    )
