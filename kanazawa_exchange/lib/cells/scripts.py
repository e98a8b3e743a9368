"""In which script the letters of a name are, and those of full width as plain ones."""

import re
import unicodedata
from functools import lru_cache

from kanazawa_exchange.lib.names import CYRILLIC, KANA, KANJI, LATIN

WIDE_LETTER = re.compile("[\uff21-\uff3a\uff41-\uff5a]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PREFIXES = {
    "CJK ": KANJI, "IDEOGRAPHIC": KANJI, "KANGXI": KANJI, "HIRAGANA": KANA, "KATAKANA": KANA, "HALFWIDTH KATAKANA": KANA,
    "LATIN": LATIN, "FULLWIDTH LATIN": LATIN, "CYRILLIC": CYRILLIC,
}  # fmt: skip


def script_of(text: str) -> str:
    """The script of a name; kanji with kana between them are kanji. Nothing for letters of several scripts, or of none known."""
    found = {script for char in set(text) if (script := _script(char)) is not None}
    if found <= {KANJI, KANA} and found:
        return KANJI if KANJI in found else KANA
    return next(iter(found)) if len(found) == 1 else ""


@lru_cache(maxsize=16_384)
def _script(char: str) -> str | None:
    """The script of a letter, nothing where it is none of ours; None for what stands in names of several scripts."""
    if unicodedata.category(char)[0] != "L" or char in "ーʼʹ":
        return None
    name = unicodedata.name(char, "")
    return next((script for begin, script in _PREFIXES.items() if name.startswith(begin)), "")


def in_plain_width(text: str) -> str:
    """Full-width Latin letters as plain ones; all other signs of a name stay as they are."""
    return text.translate(_WIDE) if WIDE_LETTER.search(text) and script_of(text) == LATIN else text
