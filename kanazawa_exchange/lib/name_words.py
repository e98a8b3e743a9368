"""The words by which a name or a number is found: the keys that are stored of it, and those of what somebody types.

A stored key is the name from one of its words to its end, so that a search for the beginning of a key finds it by any of its
words, by both together without a space, and in either order.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from kanazawa_exchange.lib.near import near_keys, typed_keys
from kanazawa_exchange.lib.search_key import TO_HIRAGANA, belongs_to_letter, search_key
from kanazawa_exchange.lib.variants import common_forms, without_radicals

LONGEST = 120
MOST_WORDS = 8
SHORTEST_END = 3
REMEMBERED = 4096
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʹ′`´ʻ＇"))
_SMALL_KE = str.maketrans("ゖゕ", "けか")
_ONE_KANA = {code: _SMALL_KE.get(hiragana, hiragana) for code, hiragana in TO_HIRAGANA.items()} | _SMALL_KE
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_KANA = "ぁ-ゖー"
_DASH_IN_KANA = re.compile(f"(?<=[{_KANA}])[-−ー一‐]+")
_REPEATED = re.compile(r"(\w)々")
_ALL_KANA = re.compile(f"[{_KANA}]+")
_SCRIPTS_MEET = re.compile(f"(?<=[々㐀-鿿])(?=[{_KANA}]{{2}})|(?<=[{_KANA}]{{2}})(?=[々㐀-鿿])")


PART, WHOLE, NUMBER = "part", "whole", "number"
"""What a stored key is: a name from one of its words on, family and given name in one of the two orders, a number."""


class Word(NamedTuple):
    """One stored key; the exact one is empty where the word is only near."""

    exact: str
    near: str
    kind: str = PART


@dataclass(frozen=True)
class Asked:
    """One word of a search; it is near to a stored one that begins with any of the near keys."""

    exact: str
    near: tuple[str, ...]


# --- Keys ------------------------------------------------------------------------------------------------------------


@lru_cache(REMEMBERED)
def exact_key(text: str) -> str:
    """Single words of small letters and digits: widths, accents, ё, kana of either kind, variants of kanji are as one."""
    if text.isascii():
        return search_key(text).translate(_APOSTROPHES)
    folded = search_key(without_radicals(text)).translate(_one_form())
    composed = unicodedata.normalize("NFC", _without_accents(folded)).translate(_ONE_KANA)
    return _REPEATED.sub(r"\1\1", composed)


@cache
def _one_form() -> dict[int, str | None]:
    return {**common_forms(), **_APOSTROPHES}


def _without_accents(text: str) -> str:
    if text.isalpha() and unicodedata.is_normalized("NFD", text):
        return text  # letters alone, none of them with an accent
    letters: list[str] = []
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.category(char) != "Mn" or belongs_to_letter(char, letters):
            letters.append(char)
    return "".join(letters)


@lru_cache(REMEMBERED)
def number_key(text: str) -> str:
    """A student number without widths, case, dashes and spaces: equal for the ways in which one number is typed."""
    key = exact_key(text)
    return key if key.isalnum() else "".join(filter(str.isalnum, key))


def _split(text: str) -> list[str]:
    return [text] if text.isalnum() else [word for word in _BETWEEN_WORDS.split(text) if word]


# --- What is stored --------------------------------------------------------------------------------------------------


@lru_cache(512)
def words_of_name(family: str, given: str, patronymic: str = "") -> tuple[Word, ...]:
    """Every key of one spelling of a name, each once."""
    ways = [_readings(part) for part in (family, given, patronymic)]
    return tuple(dict.fromkeys(word for parts in _in_step(ways) for word in _of_words(*parts)))


def _in_step(ways: Sequence[list[list[str]]]) -> Iterator[list[list[str]]]:
    """One reading of each part at a time; a part that is read in one way only stands beside each reading of the others."""
    for one in range(max(map(len, ways))):
        yield [way[min(one, len(way) - 1)] for way in ways]


def _readings(part: str) -> list[list[str]]:
    """A dash behind kana is a hyphen, or a long vowel that was typed so."""
    key = exact_key(part)
    if key.isascii():
        return [_split(key)]
    return [_split(key), _split(_DASH_IN_KANA.sub("ー", key))] if _DASH_IN_KANA.search(key) else [_split(key)]


def _of_words(family: list[str], given: list[str], patronymic: list[str]) -> list[Word]:
    found = _whole(family, given)
    for words in (family, given, patronymic):
        ends = ["".join(words[start:]) for start in range(len(words))]
        for text in ends if words is patronymic else ends[1:]:
            found += _stored(text)
    found += _from_kanji("".join(family + given))
    for part in (family, given):
        found += _from_kana("".join(part))
    return found


def _whole(family: list[str], given: list[str]) -> list[Word]:
    return [word for text in _wholes(family, given) for word in _stored(text, kind=WHOLE)]


def _wholes(family: list[str], given: list[str]) -> list[str]:
    """The whole name in each order; of several given names the first alone as well."""
    one, other = "".join(family), "".join(given)
    if len(given) < 2:
        return [one + other, other + one]
    return [one + other, other + one, one + given[0], given[0] + one]


def _from_kanji(text: str) -> list[Word]:
    """A name in kanji is found by any of them, since nobody knows where its words begin."""
    is_kanji = [] if text.isascii() else [_is_kanji(char) for char in text]
    starts = (start for start in range(1, len(is_kanji)) if is_kanji[start - 1] or is_kanji[start])
    return [word for start in starts for word in _stored(text[start:])]


def _from_kana(text: str) -> Iterator[Word]:
    """The longer ends of a word in kana are near it: タナベ may be meant by whoever looks for ワタナベ."""
    if _ALL_KANA.fullmatch(text):
        for start in range(1, len(text) - SHORTEST_END + 1):
            yield from (Word("", near) for near in near_keys(text[start:]))


@lru_cache(REMEMBERED)
def _is_kanji(char: str) -> bool:
    return unicodedata.name(char, "").startswith("CJK UNIFIED")


def _stored(text: str, kind: str = PART) -> list[Word]:
    return [Word(text[:LONGEST], near[:LONGEST], kind) for near in near_keys(text) or ("",)] if text else []


def words_of_number(number: str) -> tuple[Word, ...]:
    """The number as one word, and each of its groups; a number is never near to another."""
    whole = number_key(number)[:LONGEST]
    groups = dict.fromkeys(word[:LONGEST] for word in _split(exact_key(number)))
    return (*([Word(whole, "", NUMBER)] if whole else []), *(Word(word, "") for word in groups if word != whole))


# --- What is asked ---------------------------------------------------------------------------------------------------


def asked(text: str) -> tuple[Asked, ...]:
    """The words of a search, each once; all of them must be found. Nothing that could be looked for gives none."""
    key = exact_key(text)
    words = [word for written in _split(key) for word in _SCRIPTS_MEET.split(written) if word]
    return tuple(Asked(word[:LONGEST], typed_keys(word[:LONGEST])) for word in dict.fromkeys(words))[:MOST_WORDS]


def whole_keys(names: Iterable[Sequence[str]]) -> frozenset[str]:
    """The near keys of whole names (family, given): two people with one in common may be one person."""
    return frozenset().union(*[_whole_keys(family, given) for family, given in names])


@lru_cache(REMEMBERED)
def _whole_keys(family: str, given: str) -> frozenset[str]:
    ways = [_readings(part) for part in (family, given)]
    wholes = [text for parts in _in_step(ways) for text in _wholes(*parts)]
    return frozenset([near[:LONGEST] for text in wholes for near in near_keys(text)])


def part_keys(names: Iterable[Sequence[str]]) -> frozenset[str]:
    """The near keys of the single parts, family and given: those of somebody of whom only one is known."""
    return frozenset([key for name in names for part in name for key in _part_keys(part)])


@lru_cache(REMEMBERED)
def _part_keys(part: str) -> tuple[str, ...]:
    return near_keys("".join(_split(exact_key(part))))


def is_found(words: Iterable[Asked], keys: Iterable[Word]) -> bool:
    """Whether one of these words is why somebody with these keys was found."""
    stored = list(keys)
    return any(
        (key.exact or "\0").startswith(word.exact) or (key.near or "\0").startswith(word.near)
        for word in words
        for key in stored
    )
