"""Telephone numbers as people print them: which are read, and what a machine dials."""

import re
import unicodedata

from .dashes import HYPHENS

_SIGNS = HYPHENS | str.maketrans("ー", "-")
_NUMBER = r"\+?[0-9(][0-9 ().-]*"
_EXTENSION = r"[ ,;(]*(?:内線|ext\.?|доб\.?)[ :]*[0-9]{1,6}\)?"
_BETWEEN = r" *[,;/・、] *"
_ONE = f"{_NUMBER}(?:{_EXTENSION})?"
_PHONES = re.compile(f"{_ONE}(?:{_BETWEEN}{_ONE})*", re.IGNORECASE)
FEWEST_DIGITS, FEWEST_DIGITS_OF_ANOTHER = 5, 3
"""After the first number another one may be cut to its end: 076-264-5237・5238."""


def read(text: str) -> str:
    """One or several numbers in plain digits, each with its extension, or nothing where these are none."""
    shown = _plain(text)
    if not _PHONES.fullmatch(shown):
        return ""
    numbers = re.split(_BETWEEN, re.sub(_EXTENSION, "", shown, flags=re.IGNORECASE))
    first, *others = (len(re.sub(r"\D", "", number)) for number in numbers)
    is_whole = first >= FEWEST_DIGITS and all(digits >= FEWEST_DIGITS_OF_ANOTHER for digits in others)
    return shown if is_whole else ""


def dialled(text: str) -> str:
    """The first number as a machine dials it, without its extension; nothing where there is none."""
    number = re.search(_NUMBER, _plain(text))
    return re.sub(r"[^0-9+]", "", number[0]) if number else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()
