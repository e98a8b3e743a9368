"""The sound of a name in plain letters: equal for spellings that people take for one another, in whatever script."""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import product

_RUSSIAN_AND_TATAR = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяөүҗңһ"
_IN_PASSPORTS = "a b v g d e e zh z i i k l m n o p r s t u f h ts ch sh sh  i  e iu ia o u zh n h"
_CYRILLIC = str.maketrans(dict(zip(_RUSSIAN_AND_TATAR, _IN_PASSPORTS.split(" "), strict=True)))
_OPEN_E_AT_MOST = 3
_OPEN_E = "ә"  # passports of Tatarstan write a or e for it
# One way of writing each sound of Japanese and of Russian passports; from left to right, each by a letter that it holds.
_ONE_WAY = (
    ("h", (("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("kh", "h"), ("ph", "f"))),
    ("x", (("x", "ks"),)), ("c", (("ck", "k"),)), ("q", (("q", "k"),)),
    ("d", (("dzu", "zu"), ("dz", "z"), ("du", "zu"))), ("t", (("tsu", "tu"),)),
    ("h", (("shi", "si"), ("sh", "sy"), ("chi", "ti"), ("ch", "ty"))),
    ("d", (("di", "zi"),)), ("j", (("ji", "zi"), ("j", "zy"))), ("f", (("fu", "hu"),)),
    ("w", (("w", "b"),)), ("v", (("v", "b"),)), ("y", (("y", "i"),)), ("m", (("mb", "nb"), ("mp", "np"))),
    ("l", (("l", "r"),)), ("c", (("c", "k"),)),
)  # fmt: skip
_FIRST_KANA = "ぁ"
_ANY_LATIN = re.compile("[a-z]")
_LONG_O = re.compile(r"o(?:u|h(?![aeiou]))|(?<=o)o")
_AGAIN = re.compile(r"(.)\1+")
_HAMMERED = re.compile(r"([bcdfghjklmnpqrstvwxzбвгджзйклмнпрстфхцчшщ])\1\1")
_ONE_SIGN = re.compile(r"(.)\1\1+")
_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxyz")
_SMALL = re.compile(r"([a-z]*)[aiueo]$")


@lru_cache(8192)
def near_keys(text: str) -> tuple[str, ...]:
    """The keys of one word in small letters without accents. Kanji stay as they are; no letters at all give nothing.

    Long and doubled letters are one, as are Ōno, Ohno, Oono and おおの; soft signs are silent, as in Ильин and Ilin.
    """
    if _OPEN_E not in text:
        key = _near(text)
        return (key,) if key else ()
    return tuple(sorted({key for one in _read(text) if (key := _near(one))}))


def typed_keys(text: str) -> tuple[str, ...]:
    """The same of a word that somebody looks for; none for one that no name is near to.

    Three equal consonants stand in no name, and a key of one letter is near to a tenth of all people: zzz is Z to nobody.
    """
    keys = near_keys(text)
    if _HAMMERED.search(text) or (len(text) > 1 and set(keys) <= _CONSONANTS) or _ONE_SIGN.fullmatch(text):
        return ()
    return keys


def _read(text: str) -> list[str]:
    """The word with every ә of its beginning as an e and as an a: Хәйруллина Гүзәл is Hairullina Guzel to most."""
    parts = text.split(_OPEN_E, _OPEN_E_AT_MOST)
    ways = product("ea", repeat=len(parts) - 1)
    return [parts[0] + "".join(vowel + part for vowel, part in zip(way, parts[1:], strict=True)) for way in ways]


def _near(text: str) -> str:
    letters = (text if text.isascii() else _romaji(text).translate(_CYRILLIC)).replace("_", "")
    if _ANY_LATIN.search(letters):
        for letter, ways in _ONE_WAY:
            if letter in letters:
                for written, sound in ways:
                    letters = letters.replace(written, sound)
        letters = _LONG_O.sub("o", letters)
    return _AGAIN.sub(r"\1", letters) if _AGAIN.search(letters) else letters


def _romaji(text: str) -> str:
    """Kana in Latin letters as their Unicode names spell them: シャ is SIYA, that is sya."""
    if max(text) < _FIRST_KANA:
        return text
    spelled = ""
    for char in text:
        syllable = _syllable(char)
        if syllable is None:
            spelled += char
        elif syllable.startswith("small "):
            spelled = _with_small(spelled, syllable.removeprefix("small "))
        else:
            spelled += syllable
    return spelled


def _with_small(before: str, small: str) -> str:
    if small == "tu":  # doubles the consonant behind it, and doubled letters are one
        return before
    return before[:-1] + small if _SMALL.search(before[-3:]) else before + small


@cache
def _syllable(char: str) -> str | None:
    """The sound of a kana, an empty one for the sign of a long vowel; None for anything else."""
    if char == "ー":
        return ""
    name = unicodedata.name(char, "")
    for kind in ("HIRAGANA LETTER ", "KATAKANA LETTER "):
        if name.startswith(kind):
            return name.removeprefix(kind).lower()
    return None
