"""The words of a translated field in the reader's language, or else in the one that stands in for it."""

from dataclasses import dataclass

from django.conf import settings

from .languages import LANGUAGES, active_language


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
    substitutes = settings.MODELTRANSLATION_FALLBACK_LANGUAGES
    return tuple(dict.fromkeys((code, *substitutes.get(code, ()), *substitutes["default"])))


def pick(texts: dict[str, str | None], language: str | None = None) -> Localized:
    """The first text there is, in the stated order; an empty one in the reader's language when there is none."""
    languages = order(language)
    for code in languages:
        if texts.get(code):
            return Localized(str(texts[code]), code, code != languages[0])
    return Localized("", languages[0])


def localized(thing: object, name: str, language: str | None = None) -> Localized:
    """The same for a translated model field: `localized(program, "title")` reads title_ja and its sisters."""
    return pick({code: getattr(thing, f"{name}_{code}", None) for code in LANGUAGES}, language)
