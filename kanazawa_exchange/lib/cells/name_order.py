"""Which word of a name is which part, by what shows it: a comma, capitals, a patronymic, initials, a space between kanji."""

import re

from kanazawa_exchange.lib.names import CYRILLIC, KANA, KANJI, LATIN, Spelling

from .said import Said, Unread, noted
from .scripts import script_of

FAMILY_FIRST, GIVEN_FIRST = "family_first", "given_first"
_PATRONYMIC = re.compile(r"(?:вич|вна|ична|инична|[иь]ич|оглы|кызы|улы)$", re.IGNORECASE)
_INITIAL = re.compile(r"(?:[^\W\d_]\.)+-?(?:[^\W\d_]\.?)?")


def parted(text: str, script: str, order: str, *, initials: bool) -> Said[Spelling] | Unread:
    """The parts of a name by what shows them: a comma, capitals, the ending of a patronymic, a space between kanji."""
    words = text.split()
    if script in (LATIN, CYRILLIC):
        if any(_is_initial(word.strip(","), place) for place, word in enumerate(words)):
            return (_initialed(words, text, script) if initials else None) or unread("name.initials", text)
        return _in_letters(words, text, script, order)
    if "," in text and (parts := _between_commas(text)):
        return Said(Spelling(script, *parts), "comma_name")
    if script == KANA and "・" in text and len(words) == 1:
        return _ordered([word for word in text.split("・") if word], text, script, order)
    if len(words) == 2:
        return Said(Spelling(script, *words), "split")
    if len(words) > 2:
        return unread("name.words", text)
    return unread("name.unsplit", text, *_splits(text))


def _between_commas(text: str) -> list[str]:
    """Family name, given name and, where a second comma stands, patronymic; nothing without a name or with more commas."""
    parts = [part.strip() for part in text.split(",")]
    return parts if any(parts[:2]) and len(parts) <= 3 else []


def _initialed(words: list[str], text: str, script: str) -> Said[Spelling] | None:
    """A family name with initials behind it, or before it: Иванова А.П., A. Ivanova."""
    if "," in text:
        parts = _between_commas(text)
        is_known = len(parts) > 1 and len(parts[0]) > 1 and is_initials(*parts[1:])
        return Said(Spelling(script, *parts), noted("comma_name", "initials")) if is_known else None
    spelt = [_is_initial(word, place) for place, word in enumerate(words)]
    count = spelt.count(True)
    if spelt == sorted(spelt):
        family, given = words[: len(words) - count], words[len(words) - count :]
    else:
        given, family = words[:count], words[count:]
        if not is_initials(*given):
            return None
    if not family:
        return None
    two = script == CYRILLIC and len(given) == 2
    rest = given if two else [" ".join(given)]
    return Said(Spelling(script, " ".join(family), *rest), "initials")


def is_initials(*parts: str) -> bool:
    """Whether these parts of a name are letters that stand for it."""
    words = [word for part in parts for word in part.split()]
    return bool(words) and all(_is_initial(word, 1) for word in words)


def _is_initial(word: str, place: int) -> bool:
    """О is a whole family name, but no given name behind one."""
    return bool(_INITIAL.fullmatch(word)) or (place > 0 and len(word) == 1 and word.isalpha())


def _in_letters(words: list[str], text: str, script: str, order: str) -> Said[Spelling] | Unread:
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and (family or given) and "," not in given:
        return _with_patronymic(family, given.split(), script, "comma_name")
    if text.count(",") == 2 and (parts := _between_commas(text)):
        return Said(Spelling(script, *parts), noted("comma_name", "patronymic"))
    if script == CYRILLIC and len(words) == 3 and not comma:
        if _PATRONYMIC.search(words[2]):
            return Said(Spelling(script, *words), noted(FAMILY_FIRST, "patronymic"))
        if _PATRONYMIC.search(words[1]):
            return Said(Spelling(script, words[2], words[0], words[1]), noted(GIVEN_FIRST, "patronymic"))
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    if 0 < len(capitals) < len(words):
        first, last = words[: len(capitals)], words[-len(capitals) :]
        if capitals in (first, last):
            others = words[len(capitals) :] if capitals == first else words[: -len(capitals)]
            return _with_patronymic(" ".join(capitals), others, script, "capitals")
    return _ordered(words, text, script, order)


def _with_patronymic(family: str, others: list[str], script: str, note: str) -> Said[Spelling] | Unread:
    if script == CYRILLIC and len(others) == 2 and _PATRONYMIC.search(others[1]):
        return Said(Spelling(script, family, *others), noted(note, "patronymic"))
    return Said(Spelling(script, family, " ".join(others)), note)


def _ordered(words: list[str], text: str, script: str, order: str) -> Said[Spelling] | Unread:
    """Two words in the order that is known of the column; kana know no comma."""
    if len(words) == 1:
        return unread("name.single", text, *([f"{text},", f", {text}"] if script != KANA else []))
    if len(words) == 2 and "," not in text and order in (FAMILY_FIRST, GIVEN_FIRST):
        family, given = words if order == FAMILY_FIRST else reversed(words)
        return Said(Spelling(script, family, given), order)
    nearest = [f"{words[0]}, {' '.join(words[1:])}", f"{words[-1]}, {' '.join(words[:-1])}"]
    code = "name.order" if len(words) == 2 else "name.words"
    return unread(code, text, *(nearest if script != KANA else []))


def _splits(text: str) -> list[str]:
    """Where the space may be missing; two kanji of the family name are the rule, and one or three the exception."""
    places = [2, 1, 3] if len(text) > 3 else [1, 2]
    return [f"{text[:at]} {text[at:]}" for at in places if at < len(text)] if script_of(text) == KANJI else []


def unread(code: str, text: str, *nearest: str) -> Unread:
    return Unread(code, nearest, (("text", text),))
