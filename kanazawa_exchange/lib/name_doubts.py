"""Letters that stand in the box of another script, or come out of a PDF: possible, but hardly meant."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.fields.scripts import IN_CYRILLIC, IN_LATIN
from kanazawa_exchange.lib.formats import sentences
from kanazawa_exchange.lib.names import CYRILLIC, KANA, KANJI, LATIN
from kanazawa_exchange.lib.refusals import Doubt
from kanazawa_exchange.lib.variants import without_radicals

_BEGINS = {
    KANJI: ("CJK ", "HIRAGANA ", "KATAKANA", "IDEOGRAPHIC "),
    KANA: ("KATAKANA", "HIRAGANA ", "HALFWIDTH KATAKANA"),
    LATIN: ("LATIN ", "MODIFIER LETTER ", "FULLWIDTH LATIN "),
    CYRILLIC: ("CYRILLIC ", "MODIFIER LETTER "),
}
_KANA_ALIKE = str.maketrans("八二三口力工夕卜千才一", "ハニミロカエタトチオー")
_NO_LONG_VOWEL = re.compile(r"(?<=[ァ-ヶぁ-ゖ])[－−―]|(?<=[ァ-ヶぁ-ゖ])[-‐](?=\s|$)")


@dataclass(frozen=True)
class Doubtful:
    """A part of a name as it would be stored, the signs in it that are odd, and what was probably meant.

    `typed`: what stands in the box, where that is something else.
    """

    text: str
    odd: str
    suggestion: str
    typed: str = ""

    @property
    def doubt(self) -> Doubt:
        words = {"text": self.typed or self.text, "odd": self.odd, "suggestion": self.suggestion}
        sentence = _("“%(text)s” holds signs of another script, or signs that cannot be typed: %(odd)s.") % words
        if self.suggestion:
            sentence = sentences(sentence, _("Probably meant: “%(suggestion)s”.") % words)
        return Doubt(f"letters:{hashlib.sha256(self.text.encode()).hexdigest()[:12]}", sentence)


def odd_parts(names: Iterable[tuple[str, ...]]) -> list[Doubtful]:
    """The parts of these names (script, parts…) that are hardly meant as they are."""
    parts = ((script, part) for script, *parts in names for part in parts if part)
    return [found for script, part in parts if (found := doubtful(script, part))]


@lru_cache(2048)
def doubtful(script: str, text: str) -> Doubtful | None:
    """What is odd about a part of a name in the box of this script, if anything is."""
    odd = "".join(dict.fromkeys(_odd(script, text)))
    if not odd:
        return None
    meant = _meant(script, text)
    return Doubtful(text, odd, "" if any(_odd(script, meant)) or meant == text else meant)


_USUAL = {KANJI: re.compile("[一-鿿]+"), LATIN: re.compile("[A-Za-z]+"), CYRILLIC: re.compile("[А-Яа-я]+")}
"""The letters that nobody doubts in a name of the script."""


def _odd(script: str, text: str) -> Iterator[str]:
    if script in _USUAL and _USUAL[script].fullmatch(text):
        return
    if script == KANA:
        yield from _NO_LONG_VOWEL.findall(text)
    for char in text:
        is_radical = without_radicals(char) != char
        if is_radical or (unicodedata.category(char)[0] == "L" and not _is_of(script, char)):
            yield char


def _is_of(script: str, char: str) -> bool:
    return unicodedata.name(char, "").startswith(_BEGINS[script])


def _meant(script: str, text: str) -> str:
    text = without_radicals(text)
    if script == KANA:
        return _NO_LONG_VOWEL.sub("ー", text).translate(_KANA_ALIKE)
    return text.translate({LATIN: IN_LATIN, CYRILLIC: IN_CYRILLIC}.get(script, {}))
