"""A choice in a cell, by its code, its label or a synonym in any of the languages; a word for two choices is not decided here."""

import datetime
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from babel import Locale
from django.utils import translation

from kanazawa_exchange.lib.fields.characters import cut
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.search_key import loose_key
from kanazawa_exchange.lib.words import Words

from .said import Said, Unread, Value, empty, noted, spoilt
from .synonyms import COUNTRIES, NO, YES

_BRACKETS = re.compile(r"[(（［【\[](.+?)[)）］】\]]")
_LONGEST = 100
MOST_NEAREST = 3
_OF_A_SENTENCE = frozenset({"in"})
"""Words that say nothing of a choice but where they stand alone: "Students in 2018"."""
FEW = 8
"""So many choices are named all, where none of them is near."""


@dataclass(frozen=True)
class Choices:
    """`labels`: what needs no note; `keys`: every word in its key → codes, several for a word of two meanings; `dropped`: what
    may stand beside the word and says nothing of the choice."""

    codes: tuple[str, ...]
    labels: Mapping[str, str]
    keys: Mapping[str, tuple[str, ...]]
    dropped: re.Pattern[str] | None = None
    known: dict[str, "Said[str] | Unread"] = field(default_factory=dict, compare=False, repr=False)


def choices(
    offered: Iterable[tuple[str, Words]],
    synonyms: Mapping[str, Iterable[str]] = {},
    *,
    ambiguous: Mapping[str, Iterable[str]] = {},
    dropped: re.Pattern[str] | None = None,
) -> Choices:
    """`offered`: the choices of an enum, code and label; `synonyms`: code → further words, and of those that the enum does not
    have none are taken; `ambiguous`: word → the codes that it may mean. Errors: ValueError for one word of two codes."""
    labels: dict[str, str] = {}
    keys: dict[str, tuple[str, ...]] = {}
    codes = []
    for code, label in offered:
        codes.append(str(code))
        shown = in_every_language(label)
        for word in (str(code), *shown, *synonyms.get(code, ())):
            if keys.setdefault(word_key(word), (str(code),)) != (str(code),):
                raise ValueError(f"{word!r} is {keys[word_key(word)][0]} and {code}")
        labels |= dict.fromkeys((str(code), *shown), str(code))
    for word, meant in ambiguous.items():
        both = tuple(code for code in meant if code in codes)
        if len(both) > 1:
            keys.setdefault(word_key(word), both)
    return Choices(tuple(codes), labels, keys, dropped)


def in_every_language(label: Words) -> tuple[str, ...]:
    """A label as each language of the portal calls it."""
    shown = []
    for language in LANGUAGES:
        with translation.override(language):
            shown.append(str(label))
    return tuple(dict.fromkeys(shown))


def choice(value: Value, among: Choices) -> Said[str] | Unread:
    """The code of the choice; an empty text for an empty cell."""
    if (wrong := spoilt(value)) is not None:
        return wrong
    if (nothing := empty(value)) is not None:
        return Said("", nothing.note)
    if isinstance(value, datetime.date | datetime.time):
        return _unknown(value.isoformat(), among)
    text = cut(f"{value:.15g}" if isinstance(value, float) else str(value), _LONGEST)
    if text not in among.known and len(text) <= _LONGEST and len(among.known) < 4096:
        among.known[text] = _chosen(text, among)
    return among.known.get(text) or (_chosen if len(text) <= _LONGEST else _unknown)(text, among)


def _chosen(text: str, among: Choices) -> Said[str] | Unread:
    if text in among.labels:
        return Said(among.labels[text])
    for written, note in _ways(text, among):
        found = among.keys.get(word_key(written))
        if found and len(found) > 1:
            return Unread("choice.ambiguous", found, (("text", text.strip()),))
        if found:
            return Said(found[0], noted("synonym", note))
    return _unknown(text, among)


def _ways(text: str, among: Choices) -> Iterable[tuple[str, str]]:
    """The text, the text without what says nothing of the choice, and what stands before its brackets or in them."""
    yield text, ""
    if among.dropped:
        yield among.dropped.sub("", text), "dropped"
    before = _BRACKETS.sub("", text)
    if before != text:
        inside = " ".join(_BRACKETS.findall(text))
        both = [among.keys.get(word_key(part), ()) for part in (before, inside)]
        if both[0] and both[1] and both[0] != both[1]:
            return
        yield before, "brackets"
        yield inside, "brackets"


def _unknown(text: str, among: Choices) -> Unread:
    """With the choices whose words are written alike, or with all of them where they are few."""
    key = word_key(text)
    alike = difflib.get_close_matches(key, among.keys, n=6, cutoff=0.6) if key else []
    near = tuple(dict.fromkeys(code for word in (*_held(text, among), *alike) for code in among.keys[word]))
    few = among.codes if len(among.codes) <= FEW else ()
    return Unread("choice.unknown", near[:MOST_NEAREST] or few, (("text", text.strip()),))


def mentioned(text: str, among: Choices) -> Said[str] | Unread:
    """The one choice that a title or the head of a section speaks of, as 平成30年度 派遣学生一覧 does; nothing for none."""
    found = dict.fromkeys(code for word in _held(text, among) for code in among.keys[word])
    if len(found) > 1:
        return Unread("choice.ambiguous", tuple(found), (("text", text.strip()[:_LONGEST]),))
    return Said(next(iter(found), ""), "title" if found else "")


def _held(text: str, among: Choices) -> list[str]:
    """The words of choices that stand in the text; those of an alphabet as words of their own."""
    key, words = word_key(text), {word_key(word) for word in re.split(r"[\W_]+", text)} - _OF_A_SENTENCE
    spoken = words | {key}
    return [word for word in among.keys if len(word) > 1 and (word in spoken or (word in key and _is_unspaced(word)))]


def _is_unspaced(word: str) -> bool:
    """Kanji and kana are written without blanks between words."""
    return any("\u3040" <= char <= "\u9fff" for char in word)


@lru_cache(maxsize=8192)
def word_key(text: str) -> str:
    """Widths, case, kana, spaces and punctuation make no difference, and signs stand for themselves."""
    return loose_key(text) or text.strip()


# --- Yes and no, countries ---------------------------------------------------------------------------------------------


def yes_no(value: Value) -> Said[bool | None] | Unread:
    """○, はい, 有, yes, да, 1 or TRUE, and their contraries; None for an empty cell."""
    if (wrong := spoilt(value)) is not None:
        return wrong
    if isinstance(value, bool):
        return Said(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        return Said(None)
    text = cut(f"{value:.15g}" if isinstance(value, int | float) else str(value), _LONGEST)
    if found := _yes_no().keys.get(word_key(text)):
        return Said(found == ("yes",), "" if text in _yes_no().labels else "synonym")
    if (nothing := empty(value)) is not None:
        return nothing
    return Unread("choice.yes_no", (), (("text", text.strip()[:_LONGEST]),))


@cache
def _yes_no() -> Choices:
    return choices((("yes", "yes"), ("no", "no")), {"yes": YES, "no": NO})


def country(value: Value, among: Choices | None = None) -> Said[str] | Unread:
    """The code of a country by its name in any language of the portal: 日本, Россия, RF, JP."""
    return choice(value, among or countries())


@cache
def countries() -> Choices:
    """Every country of CLDR, with the short names that people write."""
    known = sorted(filter(_is_code, map(str, Locale("en").territories)))
    names = {code: list(COUNTRIES.get(code, ())) for code in known}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if str(code) in names:
                names[str(code)].append(str(name))
    return choices(((code, code) for code in names), names)


def _is_code(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
