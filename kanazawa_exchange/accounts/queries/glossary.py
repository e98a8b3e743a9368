"""The words of the portal's glossary that stand in a text, and the words that stand for them in another language."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from kanazawa_exchange.lib.languages import LANGUAGES

FILE = Path(__file__).resolve().parent.parent / "data" / "glossary.csv"
"""One line a term, one column a language; further words for the same thing stand behind the required one, after a bar."""
TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
APOSTROPHE = "(?:'|’|&#x27;|&#39;)"
"""As it is typed, and as a page writes it."""
ENDING = 3
"""So many letters of a long Russian word may change with its case."""


@dataclass(frozen=True)
class Term:
    """Language → the words for one thing, the required ones first."""

    words: Mapping[str, tuple[str, ...]]

    def required(self, language: str) -> str:
        return self.words[language][0]


@dataclass(frozen=True)
class Found:
    """A term of a text: the required words of its language, and of the one into which it is translated."""

    here: str
    there: str


@cache
def terms() -> tuple[Term, ...]:
    """The glossary, as it came with this version of the portal."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(Term({code: tuple(row[code].split("|")) for code in LANGUAGES}) for row in csv.DictReader(lines))


def found_in(texts: Iterable[str], source: str, into: str) -> tuple[Found, ...]:
    """Each term of these texts once, in the order in which they come; a longer term hides the shorter one inside it."""
    known = _by_group(source)
    hits = (known[name] for text in texts for name in _hits(text, source))
    return tuple(dict.fromkeys(Found(term.required(source), term.required(into)) for term in hits))


def marked(html: SafeString, source: str) -> SafeString:
    """The same text with its terms in `mark`; what stands inside a tag is left as it is."""
    parts = TAG.split(html)
    for number in range(0, len(parts), 2):
        parts[number] = _pattern(source).sub(r"<mark>\g<0></mark>", parts[number])
    return mark_safe("".join(parts))  # noqa: S308 what was safe, with marks around words of it


def _hits(text: str, source: str) -> Iterator[str]:
    for hit in _pattern(source).finditer(text):
        yield hit.lastgroup or ""


@cache
def _by_group(source: str) -> Mapping[str, Term]:
    """Name of a group of the pattern → its term; the longest words are tried first."""
    pairs = [(word, term) for term in terms() for word in term.words[source]]
    return {f"t{number}": term for number, (_word, term) in enumerate(sorted(pairs, key=_length))}


@cache
def _pattern(source: str) -> re.Pattern[str]:
    words = sorted(((word, term) for term in terms() for word in term.words[source]), key=_length)
    readings = (f"(?P<t{n}>{_reading(word, source)})" for n, (word, _term) in enumerate(words))
    return re.compile("|".join(readings).replace("'", APOSTROPHE), re.IGNORECASE)


def _length(pair: tuple[str, Term]) -> int:
    return -len(pair[0])


def _reading(word: str, source: str) -> str:
    """A word as it stands in sentences: Japanese as it is, English with a plural, Russian in every case."""
    if source == "ja":
        return re.escape(word)
    if source == "en":
        return rf"\b{re.escape(word)}(?:s|es)?\b"
    return r"\b" + re.sub(r"\w+", lambda part: _cases(part[0]), re.escape(word)) + r"\b"


def _cases(word: str) -> str:
    """The beginning that a Russian word keeps in every case; a short one, as a preposition, does not change."""
    if len(word) < 4:
        return word
    kept = max(len(word) - ENDING + 1, 3)
    return rf"{word[:kept]}\w{{0,{ENDING}}}"
