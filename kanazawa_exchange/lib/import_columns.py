"""How the columns of a table are made: readers that need one cell, choices, texts in each language beside one in any of them."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.functional import lazy

from .cells import Said, Unread, Value, texts, words
from .imports import Column, Reader
from .languages import LANGUAGES
from .trilingual import in_language
from .words import Words

_in_language = lazy(in_language, str)


def plain(read: Callable[[Value], Said[Any] | Unread]) -> Reader:
    """A reader that needs nothing of the other columns."""
    return lambda value, _said: read(value)


def chosen(offered: Iterable[tuple[str, Words]], synonyms: Mapping[str, Iterable[str]] = {}) -> Reader:
    """One of these choices, by code, label or further word; they are put in order when the first cell is read."""
    known: list[words.Choices] = []

    def read(value: Value, _said: Mapping[str, Any]) -> Said[Any] | Unread:
        if not known:
            known.append(words.choices(offered, synonyms))
        return words.choice(value, known[0])

    return read


WRITTEN_IN: Mapping[str, tuple[str, ...]] = {
    "ja": ("日本語", "和文", "和名", "Japanese", "японский", "на японском", "по-японски"),
    "en": ("英語", "英文", "英名", "English", "английский", "на английском", "по-английски"),
    "ru": ("ロシア語", "露文", "露語", "Russian", "русский", "на русском", "по-русски"),
}
"""The words that say beside a heading in which language the column is."""


def in_languages(
    key: str,
    label: Words,
    read: Callable[[Value], Said[Any] | Unread] = texts.line,
    headings: tuple[str, ...] = (),
    *,
    alone: tuple[str, ...] | None = (),
) -> tuple[Column, ...]:
    """A column for each language, and with the words `alone` one for a text in any of them, which is written in the language of
    its letters; None makes no such column. `headings`: what stands beside the name of a language."""
    columns = []
    for code in LANGUAGES:
        beside = WRITTEN_IN.get(code, ())
        further = tuple(f"{one}{two}" for word in headings for way in beside for one, two in ((word, way), (way, word)))
        columns.append(Column(f"{key}_{code}", _in_language(label, code), plain(read), further))
    return (*columns, Column(key, label, plain(read), alone)) if alone is not None else tuple(columns)


def told_in(key: str, said: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Field (name_ja) → the column that tells it, and its text."""
    told = {}
    for code in LANGUAGES:
        if f"{key}_{code}" in said:
            told[f"{key}_{code}"] = (f"{key}_{code}", str(said[f"{key}_{code}"]))
    if key in said:
        told.setdefault(f"{key}_{language_of(str(said[key]))}", (key, str(said[key])))
    return told


def is_written(record: object, key: str, text: object) -> bool:
    """Whether one of the columns of a text says this already, in whatever language: a list shows it where another has none."""
    return any(getattr(record, f"{key}_{code}", None) == text for code in LANGUAGES)


def language_of(text: str) -> str:
    """The language of the letters of a text: Russian for Cyrillic, Japanese for kana and kanji, else English."""
    names = [unicodedata.name(char, "") for char in text if char.isalpha()]
    if any(name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA")) for name in names):
        return "ja"
    return "ru" if any(name.startswith("CYRILLIC") for name in names) else "en"
