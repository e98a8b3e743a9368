"""All that is computed from a person's names and number: the keys of search, and the order on each screen."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from kanazawa_exchange.lib.name_words import Word, words_of_name, words_of_number
from kanazawa_exchange.lib.names import KANA, KANJI, LANGUAGE_OF, LATIN, SCREENS, Spelling, printed_scripts, spoken
from kanazawa_exchange.lib.romaji import kana_of
from kanazawa_exchange.lib.search_key import sort_key

SORT_LENGTH = 400


class FoundBy(NamedTuple):
    """A key, and of each screen whether it prints the word behind it to every reader."""

    word: Word
    printed: Sequence[bool]


_NOWHERE = tuple(False for _screen in SCREENS)


def found_by(names: Sequence[Spelling], numbers: Iterable[str], former: Iterable[Spelling] = ()) -> Collection[FoundBy]:
    """Every key of a person, once for each set of screens."""
    keys = [FoundBy(word, _NOWHERE) for number in numbers for word in words_of_number(number)]
    keys += [FoundBy(word, _NOWHERE) for name in former for word in words_of_spelling(name)]
    scripts = tuple(name.script for name in names)
    for name, printed in zip(names, _printed(scripts), strict=True):
        keys += [FoundBy(word, printed) for word in words_of_spelling(name)]
    return dict.fromkeys(keys)


@lru_cache(256)
def _printed(scripts: tuple[str, ...]) -> tuple[tuple[bool, ...], ...]:
    """Of each spelling in these scripts, whether each screen prints it."""
    printed = [printed_scripts(scripts, screen) for screen in SCREENS]
    return tuple(tuple(script in found for found in printed) for script in scripts)


def words_of_spelling(name: Spelling) -> tuple[Word, ...]:
    return words_of_name(name.family, name.given, name.patronymic)


def order_of(names: Iterable[Spelling]) -> dict[str, str]:
    """Screen → the key of its order: the script that it prints, its own script first; kanji by their reading.

    Where nobody has entered the reading, the one that the name in Latin letters spells stands for it.
    """
    by_script = {name.script: name for name in names}
    printed = _first_printed(tuple(by_script))
    keys = {
        script: sort_key(_read(by_script) if script == KANJI else spoken(by_script[script])) for script in set(printed)
    }
    of_screen = zip(SCREENS, printed, strict=False)  # without any script that one prints there is none
    return dict.fromkeys(SCREENS, "") | {
        screen: _order_on(screen, script, keys[script]) for screen, script in of_screen
    }


@lru_cache(256)
def _first_printed(scripts: tuple[str, ...]) -> tuple[str, ...]:
    """Of each screen the script that it prints."""
    return tuple(script for screen in SCREENS for script in printed_scripts(scripts, screen)[:1])


def _order_on(screen: str, script: str, key: str) -> str:
    return ("0" if LANGUAGE_OF[script] == screen else "1") + key[: SORT_LENGTH - 1]


def _read(by_script: dict[str, Spelling]) -> str:
    """A name in kanji as it is read aloud, as far as that is known."""
    if KANA in by_script:
        return spoken(by_script[KANA])
    return (kana_of(spoken(by_script[LATIN])) if LATIN in by_script else "") or spoken(by_script[KANJI])
