"""The languages of the portal; everything here follows from LANGUAGES and IN_LANGUAGE in the settings."""

from django.conf import settings
from django.utils.translation import get_language, get_language_info

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
SOURCE = "en"  # the language of the texts in the sources; a reader of anything unknown gets it


def active_language(language: str | None = None) -> str:
    """The two letters of the language to write in: the one given, else that of the screen."""
    code = (language or get_language() or SOURCE)[:2]
    return code if code in LANGUAGES else SOURCE


def language_name(code: str) -> str:
    """Japanese, as the reader calls it."""
    return str(dict(settings.LANGUAGES)[code])


def in_language(code: str) -> str:
    """in Japanese, as a part of a sentence."""
    return str(settings.IN_LANGUAGE[code])


def endonym(code: str) -> str:
    """日本語: the language as it calls itself."""
    return get_language_info(code)["name_local"]


def endonyms() -> list[tuple[str, str]]:
    """Every language with its own name, to choose from."""
    return [(code, endonym(code)) for code in LANGUAGES]


def columns(*names: str) -> tuple[str, ...]:
    """The columns of translated fields: `columns("name")` is name_ja, name_en, name_ru."""
    return tuple(f"{name}_{code}" for name in names for code in LANGUAGES)
