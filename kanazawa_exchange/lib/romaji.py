"""The kana of a Japanese name that is known in Latin letters only: for its place among readings, never to be shown.

Letters do not tell everything. Without its apostrophe "Kenichi" reads けにち and "Junichi" じゅにち, and every long o is spelled
with う: "Ohno" おうの, whose own kana may be おおの. Such a name stands a little off its place until its reading is entered.
"""

import re
import unicodedata

from kanazawa_exchange.lib.search_key import search_key

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ",
    "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}  # fmt: skip
_GLIDES = {
    "ky": "き", "sh": "し", "sy": "し", "ch": "ち", "ty": "ち", "ny": "に", "hy": "ひ", "my": "み", "ry": "り", "gy": "ぎ",
    "j": "じ", "jy": "じ", "zy": "じ", "by": "び", "py": "ぴ",
}  # fmt: skip
_KANA = {
    **{front + vowel: kana for front, row in _ROWS.items() for vowel, kana in zip("aiueo", row, strict=True)},
    **{front + vowel: kana + small for front, kana in _GLIDES.items() for vowel, small in zip("auo", "ゃゅょ", strict=True)},
    "shi": "し", "chi": "ち", "tsu": "つ", "fu": "ふ", "ji": "じ", "ya": "や", "yu": "ゆ", "yo": "よ", "wa": "わ", "wo": "を",
    "n": "ん", "-": "ー",
}  # fmt: skip
_LONG = str.maketrans(
    {"ā": "aa", "ī": "ii", "ū": "uu", "ē": "ee", "ō": "ou", "â": "aa", "î": "ii", "û": "uu", "ê": "ee", "ô": "ou"}
)
_SYLLABLE = re.compile("|".join(sorted(map(re.escape, _KANA), key=len, reverse=True)))
_LONG_H = re.compile(r"oh(?![aiueoy])")
_DOUBLED = re.compile(r"([kstpgzdbjc])(?=\1|ch)(?!h)")
_BEFORE_LIPS = re.compile(r"m(?=[bmp])")


def kana_of(text: str) -> str:
    """The words in hiragana, Hepburn and Kunrei read alike; empty for letters that spell no Japanese name."""
    letters = unicodedata.normalize("NFC", search_key(text)).translate(_LONG)
    words = [_word(word) for word in letters.split()]
    return " ".join(words) if all(words) else ""


def _word(letters: str) -> str:
    letters = _BEFORE_LIPS.sub("n", _LONG_H.sub("ou", letters))
    parts = re.split(r"(?<=n)['’]", _DOUBLED.sub("っ", letters))
    spelled = "".join(_SYLLABLE.sub(lambda found: _KANA[found.group()], part) for part in parts)
    return spelled if re.fullmatch("[ぁ-ゖー]+", spelled) else ""
