"""Where the words of a search stand in a text: found by their keys, shown in the text as it was written."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .search_key import REMEMBERED, search_key

Span = tuple[int, int]

_MARKS = "[\u0300-\u036f\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f]"
_MARK, _LETTER = re.compile(_MARKS), re.compile(f"\\s+|[^\\s]{_MARKS}*")
"""A letter with the marks that belong to it, or a blank of any length."""
_QUOTED = re.compile('"([^"]*)"|“([^“”]*)”|„([^„“]*)“|«([^«»]*)»|「([^「」]*)」|『([^『』]*)』|([^\\s"“”„«»「」『』]+)')
"""What stands between quotation marks of any of the three languages, or a word without any."""


def words_of(text: str) -> tuple[str, ...]:
    """The keys of what somebody typed, each once: words, and what was quoted as it stands there, with its blanks."""
    found = ("".join(pieces).strip() for pieces in _QUOTED.findall(search_key(text)))
    return tuple(dict.fromkeys(filter(None, found)))


def spans(text: str, words: Iterable[str]) -> list[Span]:
    """First and last place of each hit, in their order; hits that meet are one."""
    key, places = _keyed(text)
    found = sorted(
        (places[at][0], places[at + len(word) - 1][1])
        for word in words
        for at in (match.start() for match in re.finditer(re.escape(word), key))
    )
    joined: list[Span] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _keyed(text: str) -> tuple[str, list[Span]]:
    """The key of a text, and for each letter of the key where it comes from."""
    if _is_letter_by_letter(text, key := search_key(text)):
        return key, [(at, at + 1) for at in range(len(text))]
    pieces, places = [], list[Span]()
    for match in _LETTER.finditer(text):
        piece = _key(match[0])
        pieces.append(piece)
        places += [match.span()] * len(piece)
    return "".join(pieces), places


def _is_letter_by_letter(text: str, key: str) -> bool:
    """Whether each letter of the key stands at the place of the letter from which it was made, as in nearly every text."""
    return (
        len(key) == len(text) == len(text.casefold())
        and unicodedata.is_normalized("NFKC", text)
        and not _MARK.search(text)
    )


@lru_cache(REMEMBERED)
def _key(letter: str) -> str:
    return " " if letter.isspace() else search_key(letter)


def marked(text: str, words: Sequence[str]) -> SafeString:
    """The text with its hits in `<mark>`, escaped."""
    if not words:
        return conditional_escape(text)
    parts, done = [], 0
    for start, end in spans(text, words):
        parts += [conditional_escape(text[done:start]), format_html("<mark>{}</mark>", text[start:end])]
        done = end
    return mark_safe("".join([*parts, conditional_escape(text[done:])]))  # noqa: S308 each part is escaped


def around(text: str, words: Sequence[str], most: int) -> str:
    """The text from a little before its first hit, where that lies far behind its beginning."""
    found = spans(text, words)
    if not found or found[0][1] <= most * 2 // 3:
        return text
    start = max(0, found[0][0] - most // 3)
    blank = text.find(" ", start, found[0][0])
    return "…" + text[blank + 1 if blank >= 0 else start :]
