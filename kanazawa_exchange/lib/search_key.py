"""The keys by which texts are searched, suggested and sorted; the stored text itself is never changed."""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from pyuca.collator import COLL_ELEMENT_PATTERN, Collator_10_0_0
from pyuca.trie import Trie

# Applied after NFKC and casefold. U+6589 (斉) is a family of its own and is not folded into 斎; U+30FC (ー) is no dash.
FOLD_MAP = {
    "髙": "高",
    "\ufa11": "崎",
    "嵜": "崎",
    "𠮷": "吉",
    "濵": "浜",
    "濱": "浜",
    "邊": "辺",
    "邉": "辺",
    "齋": "斎",
    "澤": "沢",
    "嶋": "島",
    "嶌": "島",
    "廣": "広",
    "眞": "真",
    "惠": "恵",
    "德": "徳",
    "ё": "е",
    "〜": "~",
    "−": "-",
    "‐": "-",
    "–": "-",
    "—": "-",
    "―": "-",
    "‘": "'",
    "’": "'",
    "ʼ": "'",
}
_FOLD = str.maketrans(FOLD_MAP)
_TATAR = str.maketrans("әөүҗңһ", "аоужнх")
TO_HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
_TO_KATAKANA = {hiragana: code for code, hiragana in TO_HIRAGANA.items()}
_HALF_WIDTH = re.compile("[\uff65-\uff9f]+")
_BREVE, _VOICED, _HALF_VOICED = "\u0306", "\u3099", "\u309a"
SORT_KEY_LENGTH = 240
SHAPELESS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that are drawn as nothing: Hangul fillers, the empty Braille cell."""
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d"
_SELECTOR, _DRAWN_AS_NOTHING = re.compile(f"[{_SELECTORS}]"), re.compile(f"[{''.join(SHAPELESS)}{_SELECTORS}]")
REMEMBERED = 4096
_LEVELS, _NEXT_LEVEL = 3, "0000"


def search_key(text: str) -> str:
    """The key of search: widths, case, invisible characters and common variants make no difference."""
    visible = _visible(unicodedata.normalize("NFKC", text).casefold())
    return " ".join((visible if visible.isascii() else visible.translate(_FOLD)).split())


def loose_key(text: str) -> str:
    """A looser key, for suggestions only: kana of either kind, no accents, Tatar as Russian, no punctuation or spaces.

    The breve of й and the voicing marks of kana are letters, not accents, and stay.
    """
    letters: list[str] = []
    for char in unicodedata.normalize("NFD", search_key(text).translate(_TATAR)):
        category = unicodedata.category(char)
        if category[0] in "LN" or (category == "Mn" and belongs_to_letter(char, letters)):
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters).translate(TO_HIRAGANA))


def sort_key(text: str) -> str:
    """A text whose plain order is the order of a dictionary (Unicode collation); at most SORT_KEY_LENGTH characters.

    Kana of both kinds stand together, Ё follows Е, Ә follows А. Kanji need the kana of the name. Long texts are cut.
    """
    words = [_weights(word) for word in search_text(text).split(" ")]
    levels = (between.join(level) for between, level in zip(_weights(" "), zip(*words, strict=True), strict=True))
    return "".join(level + _NEXT_LEVEL for level in levels)[:SORT_KEY_LENGTH]


@lru_cache(REMEMBERED)
def _weights(word: str) -> tuple[str, ...]:
    """What a word weighs on each of the three levels, in digits; no letter weighs more or less for a space beside it.

    Nor for another letter, but for a few: only marks are weighed together with the letter before them.
    """
    letters = unicodedata.normalize("NFD", word)
    if len(letters) > 1 and letters.isalpha() and _paired().isdisjoint(letters):
        return tuple(map("".join, zip(*map(_weights, letters), strict=True)))
    elements = _collator().collation_elements(letters)
    return tuple("".join([f"{one[level]:04x}" for one in elements if one[level]]) for level in range(_LEVELS))


@cache
def _paired() -> frozenset[str]:
    """Letters that weigh something else before some other letter, as those of Thai."""
    first = _collator().table.root.children
    return frozenset(
        chr(one) for one, node in first.items() if any(chr(other).isalpha() for other in node.children or ())
    )


def search_text(text: str) -> str:
    """The text without its invisible characters, spaces made plain."""
    return " ".join(_visible(text).split())


def _visible(text: str) -> str:
    if text.isprintable() and not _DRAWN_AS_NOTHING.search(text):
        return text  # format characters are never printable, so that nearly every text is seen to hold none
    return "".join([char for char in text if not is_invisible(char)])


def is_invisible(char: str) -> bool:
    """True for format characters, variation selectors and letters without a shape."""
    return unicodedata.category(char) == "Cf" or char in SHAPELESS or is_variation_selector(char)


def holds_visible_letter(text: str) -> bool:
    """Whether somebody who reads the text sees a letter in it."""
    return any(unicodedata.category(char)[0] == "L" and not is_invisible(char) for char in text)


def katakana(text: str) -> str:
    """Kana of either kind and width as full-width katakana; anything else as it was."""
    return _HALF_WIDTH.sub(lambda kana: unicodedata.normalize("NFKC", kana.group()), text).translate(_TO_KATAKANA)


def is_variation_selector(char: str) -> bool:
    """True for the selectors that choose the shape of the character before them."""
    return _SELECTOR.match(char) is not None


def belongs_to_letter(mark: str, before: list[str]) -> bool:
    """True for the breve of й and the voicing marks of kana: letters, not accents."""
    if mark in (_VOICED, _HALF_VOICED):
        return True
    return mark == _BREVE and bool(before) and before[-1] == "и"


@lru_cache(maxsize=1)
def _collator() -> Collator_10_0_0:
    # Named, not `pyuca.Collator`: that name means another table on another Python, and keys are stored.
    return _Collator()


class _Collator(Collator_10_0_0):
    """The same collation, whose table of 30,000 letters is there in a third of the time: what one weighs is read when it is asked."""

    def load(self, filename: str) -> None:
        self.table = _Table()
        with Path(filename).open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                letters, _sign, weights = line.partition("#")[0].partition(";")
                if letters.startswith("@implicitweights"):
                    first, _dots, last = letters.split()[1].partition("..")
                    self.implicit_weights.append([int(first, 16), int(last, 16), int(weights, 16)])
                elif weights:
                    self.table.add([int(letter, 16) for letter in letters.split()], weights)


class _Table(Trie):
    def find_prefix(self, key: list[int]) -> tuple[list[int], list[list[int]] | None, list[int]]:
        found, weights, rest = super().find_prefix(key)
        return found, weights and _elements(weights), rest


def _elements(weights: str) -> list[list[int]]:
    return [[int(weight, 16) for weight in one] for one in COLL_ELEMENT_PATTERN.findall(weights)]
