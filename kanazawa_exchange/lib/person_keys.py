"""All that is computed from a person's names and number: the keys of search, and the order on each screen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kanazawa_exchange.lib.name_words import Word, words_of_name, words_of_number
from kanazawa_exchange.lib.names import KANA, KANJI, LANGUAGE_OF, LATIN, SCREENS, Spelling, printed_scripts, spoken
from kanazawa_exchange.lib.romaji import kana_of
from kanazawa_exchange.lib.search_key import sort_key

SORT_LENGTH = 400


@dataclass(frozen=True)
class FoundBy:
    """A key, and the screens that print the word behind it to every reader."""

    word: Word
    screens: frozenset[str] = frozenset()


def found_by(names: Sequence[Spelling], numbers: Iterable[str], former: Iterable[Spelling] = ()) -> frozenset[FoundBy]:
    """Every key of a person, once for each set of screens."""
    known = {name.script for name in names}
    printed = {screen: printed_scripts(known, screen) for screen in SCREENS}
    keys = {FoundBy(word) for number in numbers for word in words_of_number(number)}
    keys |= {FoundBy(word) for name in former for word in words_of_spelling(name)}
    for name in names:
        screens = frozenset(screen for screen, scripts in printed.items() if name.script in scripts)
        keys |= {FoundBy(word, screens) for word in words_of_spelling(name)}
    return frozenset(keys)


def words_of_spelling(name: Spelling) -> frozenset[Word]:
    return words_of_name(name.family, name.given, name.patronymic)


def order_of(names: Iterable[Spelling]) -> dict[str, str]:
    """Screen → the key of its order: the script that it prints, its own script first; kanji by their reading.

    Where nobody has entered the reading, the one that the name in Latin letters spells stands for it.
    """
    by_script = {name.script: name for name in names}
    return {screen: _order_on(screen, by_script) for screen in SCREENS}


def _order_on(screen: str, by_script: dict[str, Spelling]) -> str:
    printed = printed_scripts(by_script, screen)[:1]
    for script in printed:
        text = _read(by_script) if script == KANJI else spoken(by_script[script])
        return ("0" if LANGUAGE_OF[script] == screen else "1") + sort_key(text)[: SORT_LENGTH - 1]
    return ""


def _read(by_script: dict[str, Spelling]) -> str:
    """A name in kanji as it is read aloud, as far as that is known."""
    if KANA in by_script:
        return spoken(by_script[KANA])
    return (kana_of(spoken(by_script[LATIN])) if LATIN in by_script else "") or spoken(by_script[KANJI])
