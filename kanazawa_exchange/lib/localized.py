"""Which words does a reader get when a record is not yet written in his language?"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from .formats import active_language

LANGUAGES = ("ja", "en", "ru")


@dataclass(frozen=True)
class Localized:
    """A text with the language it is written in; `is_fallback` when that is not the reader's."""

    text: str
    language: str
    is_fallback: bool = False

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def order(language: str | None = None) -> tuple[str, ...]:
    """The reader's language, then those that stand in for it."""
    code = active_language(language)
    table = getattr(settings, "MODELTRANSLATION_FALLBACK_LANGUAGES", {})
    return (code, *(other for other in table.get(code, table.get("default", LANGUAGES)) if other != code))


def pick(texts: dict[str, str | None], language: str | None = None) -> Localized:
    """The first text there is, in the stated order; an empty one in the reader's language when there is none."""
    wanted = order(language)
    for code in wanted:
        if texts.get(code):
            return Localized(str(texts[code]), code, code != wanted[0])
    return Localized("", wanted[0])


def localized(thing: Any, name: str, language: str | None = None) -> Localized:
    """The same for a translated model field: `localized(program, "title")` reads title_ja, title_en, title_ru."""
    return pick({code: getattr(thing, f"{name}_{code}", None) for code in LANGUAGES}, language)
