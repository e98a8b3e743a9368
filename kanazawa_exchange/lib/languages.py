"""The languages of the portal; everything here follows from LANGUAGES and IN_LANGUAGE in the settings."""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import (
    get_language,
    get_language_from_path,
    get_language_info,
    get_supported_language_variant,
    override,
)
from django.utils.translation.trans_real import parse_accept_lang_header

T = TypeVar("T")

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
SOURCE = "en"  # the language of the texts in the sources; a reader of anything unknown gets it


def active_language(language: str | None = None) -> str:
    """The two letters of the language to write in: the one given, else that of the screen."""
    code = (language or get_language() or SOURCE)[:2]
    return code if code in LANGUAGES else SOURCE


def asked_language(request: HttpRequest) -> str:
    """The language of the address, else of the last visit, else the reader's first that the portal speaks.

    Who asks for none of ours gets the same answer everywhere: SOURCE, which is also the x-default told to search engines.
    """
    wanted = [get_language_from_path(request.path_info) or "", request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")]
    wanted += [code for code, _weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))]
    for code in wanted:
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return SOURCE


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


def in_every_language(say: Callable[[], T]) -> dict[str, T]:
    """What is said, in each language of the portal: kept, and read later by whoever comes."""
    told = {}
    for language in LANGUAGES:
        with override(language):
            told[language] = say()
    return told
