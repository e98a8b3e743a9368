"""A person's name on a screen of some language, from the spellings there are."""

from collections.abc import Iterable
from dataclasses import dataclass

from kanazawa_exchange.lib.languages import active_language

KANJI, KANA, LATIN, CYRILLIC = "kanji", "kana", "latin", "cyrillic"

# Which spelling speaks for the person on a screen; the first that is known.
_ORDER = {
    "ja": (KANJI, KANA, LATIN, CYRILLIC),
    "ru": (CYRILLIC, LATIN, KANJI, KANA),
}
_ORDER_ELSE = (LATIN, CYRILLIC, KANJI, KANA)
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
    script = next((script for script in _ORDER.get(lang, _ORDER_ELSE) if script in by_script), None)
    if script is None:
        return ShownName("", lang)
    text = _written(by_script[script], lang)
    if lang == "ja" and reading:
        text += _in_brackets(by_script, script)
    return ShownName(text, LANGUAGE_OF[script])


def _written(name: Spelling, lang: str) -> str:
    if name.script == KANA and lang == "ja":
        return _join("・", name.family, name.given)
    if name.script == LATIN:
        return _latin(name, capitals=lang == "en")
    return _join(" ", name.family, name.given, name.patronymic)


def _in_brackets(by_script: dict[str, Spelling], script: str) -> str:
    if script == KANJI and KANA in by_script:
        return f"（{_join(' ', by_script[KANA].family, by_script[KANA].given)}）"
    if script == KANA and LATIN in by_script:
        return f"（{_latin(by_script[LATIN], capitals=False)}）"
    return ""


def _latin(name: Spelling, *, capitals: bool) -> str:
    family = name.family.upper() if capitals else _eased(name.family)
    return _join(" ", family, _eased(name.given), _eased(name.patronymic))


def _eased(text: str) -> str:
    """The capitals of a passport as a name in running text; anything else as it was typed."""
    return text.title() if text.isupper() else text


def _join(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)
