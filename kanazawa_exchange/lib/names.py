"""A person's name on a screen of some language, from the spellings there are."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kanazawa_exchange.lib.languages import active_language

KANJI, KANA, LATIN, CYRILLIC = "kanji", "kana", "latin", "cyrillic"

# Which spelling speaks for the person on a screen; the first that is known.
_ORDER = {
    "ja": (KANJI, KANA, LATIN, CYRILLIC),
    "ru": (CYRILLIC, LATIN, KANJI, KANA),
}
_ORDER_ELSE = (LATIN, CYRILLIC, KANJI, KANA)
SCREENS = (*_ORDER, "en")
"""The screens that print a name in a way of their own; every language without one of its own reads that of English."""
_READING = {(KANJI,): KANA, (KANA,): LATIN}
READINGS = frozenset(_READING.values())
"""The scripts that can stand in brackets behind a name on a Japanese screen."""
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]*)*")
_APOSTROPHE = re.compile(r"([^'’ʼ]*)(['’ʼ]?)(.*)", re.DOTALL)
_SOFT_SIGN = re.compile(r".[YI][AEOU]|L[^AEIOUY]|.$", re.IGNORECASE)
"""After one letter an apostrophe opens a word (D'Arc, O'Neil), unless it stands for a soft sign (L'vov, D'yakov, V'iugin)."""
_INNER_CAPITAL = re.compile(r"[a-zß-öø-ÿ][A-ZÀ-ÖØ-Þ]")
_PARTICLES = "al bin bint da de del della den der di dos du e ibn la le ter van von y zu"
LANGUAGE_OF = {KANJI: "ja", KANA: "ja", LATIN: "en", CYRILLIC: "ru"}


@dataclass(frozen=True)
class Spelling:
    """One spelling of a name; any part but one may be empty."""

    script: str
    family: str = ""
    given: str = ""
    patronymic: str = ""


@dataclass(frozen=True)
class ShownName:
    """A name as it is shown, and the language its letters belong to (for the `lang` attribute)."""

    text: str
    lang: str


def display(names: Iterable[Spelling], lang: str | None = None, *, reading: bool = True) -> str:
    """The name on a screen of `lang` (that of the request if not given); see `shown`."""
    return shown(names, lang, reading=reading).text


def shown(names: Iterable[Spelling], lang: str | None = None, *, reading: bool = True) -> ShownName:
    """The family name stands first in every language.

    ja: 山田 花子（ヤマダ ハナコ）, イワノワ・アンナ（Ivanova Anna）. en: YAMADA Hanako. ru: Иванова Анна Петровна.
    Without `reading` the brackets are left out. No spelling at all gives an empty text.
    """
    lang = active_language(lang)
    by_script = {name.script: name for name in names if name.family or name.given}
    scripts = printed_scripts(by_script, screen_of(lang))
    if not scripts:
        return ShownName("", lang)
    text = _written(by_script[scripts[0]], lang)
    if reading and len(scripts) > 1:
        text += _in_brackets(by_script[scripts[1]])
    return ShownName(text, LANGUAGE_OF[scripts[0]])


def screen_of(lang: str | None = None) -> str:
    """Which of the screens a language has (that of the request if not given)."""
    code = active_language(lang)
    return code if code in _ORDER else "en"


def printed_scripts(known: Collection[str], screen: str) -> tuple[str, ...]:
    """Of the scripts a name is known in, the one a screen prints, and behind it the one that stands in brackets."""
    printed = tuple(script for script in _ORDER.get(screen, _ORDER_ELSE) if script in known)[:1]
    if screen == "ja" and printed in _READING and _READING[printed] in known:
        return (*printed, _READING[printed])
    return printed


def spoken(name: Spelling) -> str:
    """The name in one line, as it was typed."""
    return _join(" ", name.family, name.given, name.patronymic)


def _written(name: Spelling, lang: str) -> str:
    if name.script == KANA and lang == "ja":
        return _join("・", name.family, name.given)
    if name.script == LATIN:
        return _latin(name, capitals=lang == "en")
    if name.script == CYRILLIC:
        return _join(" ", eased(name.family), eased(name.given), eased(name.patronymic))
    return spoken(name)


def _in_brackets(name: Spelling) -> str:
    return f"（{_latin(name, capitals=False) if name.script == LATIN else _join(' ', name.family, name.given)}）"


def _latin(name: Spelling, *, capitals: bool) -> str:
    family = _in_capitals(name.family) if capitals else eased(name.family)
    return _join(" ", family, eased(name.given), eased(name.patronymic))


def _in_capitals(family: str) -> str:
    """IVANOVA on an English screen; a name whose capitals say something, as in van Dyk and McDonald, stays as it was typed."""
    first = family[:1]
    says_something = (first.islower() and not family.islower()) or _INNER_CAPITAL.search(family)
    return family if says_something and not family.isupper() else family.upper()


# --- Capitals --------------------------------------------------------------------------------------------------------


def eased(text: str) -> str:
    """The capitals of a passport as a name in running text: Jun'ichi, Prokof'ev, D'Arc, McDonald; else as it was typed."""
    return _capitalised(text) if text.isupper() else text


def _capitalised(text: str) -> str:
    words = _WORD.sub(lambda word: _eased_word(word.group()), text)
    first, space, others = words.partition(" ")
    return (
        first
        + space
        + " ".join(word.lower() if word.lower() in _PARTICLES.split() else word for word in others.split(" "))
    )


def _eased_word(word: str) -> str:
    head, apostrophe, tail = _APOSTROPHE.match(word).groups()  # type: ignore[union-attr]  # it matches any word
    if not apostrophe:
        mac = len(word) > 4 and word[:2].upper() == "MC"
        return f"Mc{word[2:].capitalize()}" if mac else word.capitalize()
    begins_anew = len(head) == 1 and not _SOFT_SIGN.match(head + tail)
    return head.capitalize() + apostrophe + (_eased_word(tail) if begins_anew and tail else tail.lower())


def _join(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)
