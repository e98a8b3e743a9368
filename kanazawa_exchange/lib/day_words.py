"""The names of months and weekdays as people write them, in every language of the portal."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from babel import Locale
from babel.dates import get_day_names

from .languages import LANGUAGES, active_language

Words = dict[str, int]
"""Word in small letters → month from 1, or weekday from 0 (Monday)."""


@cache
def months() -> Words:
    """august, aug, августа, август, авг, сент … → the number of the month."""
    found: Words = {}
    for code in LANGUAGES:
        for kinds in Locale.parse(code).months.values():
            for names in kinds.values():
                found |= {word: month for month, name in names.items() for word in _spelled(str(name))}
    return {word: month for word, month in found.items() if len(word) > 2 and word.isalpha() and _is_cased(word)}


def _spelled(name: str) -> Iterator[str]:
    """A name without its full stop, and its first three letters."""
    word = name.casefold().rstrip(".")
    yield word
    yield word[:3]


def _is_cased(word: str) -> bool:
    """Letters with capitals: Chinese and Korean names of months are numbers, which are read as such."""
    return word != word.upper()


@cache
def weekdays() -> Words:
    """月, 月曜, 月曜日, monday, mon, понедельник, пн … → the number of the weekday."""
    found = {f"{word}{end}": day for day, word in enumerate("月火水木金土日") for end in ("", "曜", "曜日")}
    for code in LANGUAGES:
        for kinds in Locale.parse(code).days.values():
            for width, names in kinds.items():
                if width != "narrow":
                    found |= {str(name).casefold().rstrip("."): day for day, name in names.items()}
    return found


def weekday_name(day: int) -> str:
    """Monday, as the language of the screen calls it by itself."""
    return str(get_day_names("wide", "stand-alone", active_language())[day])


@cache
def month_pattern() -> str:
    return _any_of(months())


@cache
def weekday_patterns() -> tuple[re.Pattern[str], ...]:
    """A weekday before the date, behind it in brackets, or behind it as a word; the date is called `day`."""
    every, words = _any_of(weekdays()), _any_of(word for word in weekdays() if len(word) > 1)
    return (
        re.compile(rf"(?P<weekday>{words})\.?,? (?P<day>.+)", re.IGNORECASE),
        re.compile(rf"(?P<day>.+?),? ?\((?P<weekday>{every})\.?(?:[・/ ]?[祝休])?\)", re.IGNORECASE),
        re.compile(rf"(?P<day>.+?)(?:,? |(?<=日))(?P<weekday>{words})\.?", re.IGNORECASE),
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
