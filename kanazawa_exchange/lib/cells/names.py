"""A person's name in one cell or in one for each part: which script, which part is which; where that does not show, nothing is guessed."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from kanazawa_exchange.lib.fields.scripts import mixed_script
from kanazawa_exchange.lib.name_doubts import doubtful, odd_parts
from kanazawa_exchange.lib.names import CYRILLIC, KANA, KANJI, LATIN, Spelling, spoken
from kanazawa_exchange.lib.search_key import holds_visible_letter, katakana

from .said import Said, Unread, Value, empty, noted, spoilt
from .texts import name_part

FAMILY_FIRST, GIVEN_FIRST = "family_first", "given_first"
NamesSaid = Said[tuple[Spelling, ...]] | Unread
_LONGEST = 400
_BRACKETS = re.compile(r"^(?P<before>[^()（）\[\]［］]+)[(（\[［](?P<inside>[^()（）\[\]［］]+)[)）\]］]$")
_BETWEEN = re.compile(r"\s*[/／|｜\r\n\t]+\s*")
_HONORIFIC = re.compile(
    r"^(?:(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.? |г-(?:н|жа) )|(?:[ 　]*(?:さん|様|さま|くん|氏|殿|先生|教授)|,? (?:Mr|Ms|Mrs|Dr|PhD)\.?)$",
    re.IGNORECASE,
)
_PATRONYMIC = re.compile(r"(?:вич|вна|ична|инична|[иь]ич|оглы|кызы|улы)$", re.IGNORECASE)
_INITIAL = re.compile(r"(?:[^\W\d_]\.)+-?(?:[^\W\d_]\.?)?")
_WIDE_LETTER = re.compile("[\uff21-\uff3a\uff41-\uff5a]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PREFIXES = {
    "CJK ": KANJI, "IDEOGRAPHIC": KANJI, "KANGXI": KANJI, "HIRAGANA": KANA, "KATAKANA": KANA, "HALFWIDTH KATAKANA": KANA,
    "LATIN": LATIN, "FULLWIDTH LATIN": LATIN, "CYRILLIC": CYRILLIC,
}  # fmt: skip


def whole(value: Value, *, order: str = "", script: str = "", initials: bool = False) -> NamesSaid:
    """The spellings of a name in one cell: 山田　花子（ヤマダ ハナコ）, IVANOVA Anna, Иванова Анна Петровна; none for an empty cell.

    `order`: which part stands first where nothing in the cell shows it, one of the two above, and nothing where nobody knows;
    `script`: that of the column, where it has one; `initials`: whether Иванова А. П. is read, for whoever asks who that is.
    """
    if type(value) is str and (plain := _two_plain_words(value, order, script)) is not None:
        return plain
    read = _whole(value, order, script, initials=initials)
    if isinstance(read, Unread) and read.nearest:
        return replace(read, nearest=tuple(one for one in read.nearest if _is_read(one, order, script)))
    return read


_ENOUGH = 40
_USUAL = {
    KANJI: re.compile("[一-鿿]+"), LATIN: re.compile("[A-Z][a-z]+|[A-Z]{2,}"), CYRILLIC: re.compile("[А-Я][а-я]+|[А-Я]{2,}"),
}  # fmt: skip


def _two_plain_words(text: str, order: str, script: str) -> NamesSaid | None:
    """What `_whole` says of most names, found in a tenth of the time: two words of usual letters of the script of the column."""
    usual = _USUAL.get(script)
    words = text.split(" ") if usual is not None and len(text) <= _ENOUGH else ()
    if usual is None or len(words) != 2 or not (usual.fullmatch(words[0]) and usual.fullmatch(words[1])):
        return None
    if _HONORIFIC.search(text):
        return None
    if script == KANJI:
        return Said((Spelling(script, *words),), "split")
    capitals = [word.isupper() for word in words]
    if capitals[0] != capitals[1]:
        family, given = words if capitals[0] else reversed(words)
        return Said((Spelling(script, family, given),), "capitals")
    if order not in (FAMILY_FIRST, GIVEN_FIRST):
        return None
    family, given = words if order == FAMILY_FIRST else reversed(words)
    return Said((Spelling(script, family, given),), order)


def _whole(value: Value, order: str, script: str, *, initials: bool = False) -> NamesSaid:
    """The same; what is near is proposed and not read itself yet, so that no proposal asks for proposals."""
    if (wrong := spoilt(value)) is not None:
        return wrong
    if (nothing := empty(value)) is not None:
        return Said((), nothing.note)
    text = str(value).strip() if isinstance(value, str) else ""
    if not holds_visible_letter(text[:_LONGEST]) or len(text) > _LONGEST:
        return _unread("name.none", str(value)[:_LONGEST])
    found: list[Spelling] = []
    notes = ["spaces"] if text != value else []
    for part in _spellings(text):
        read = _one(part, order, script, initials=initials)
        if isinstance(read, Unread):
            return read if part == text else replace(read, nearest=())
        found.append(read.value)
        notes.append(read.note)
    if len({name.script for name in found}) < len(found):
        return _unread("name.words", text)
    return Said(tuple(found), noted(*notes, "spellings" if len(found) > 1 else ""))


def in_one_cell(name: Spelling) -> str:
    """The spelling as a column of its script reads it back: as it is spoken, else with a comma between its parts."""
    text = spoken(name)
    if _is_simple(name) and not _HONORIFIC.search(text):
        return text
    given = " ".join(filter(None, (name.given, name.patronymic)))
    ways = (text, f"{name.family}, {given}".strip(), f"{name.family}, {name.given}, {name.patronymic}".strip())
    read = (_whole(way, FAMILY_FIRST, name.script, initials=True) for way in ways)
    exact = (way for way, said in zip(ways, read, strict=True) if isinstance(said, Said) and said.value == (name,))
    if found := next(exact, ""):
        return found
    return text if isinstance(_whole(text, FAMILY_FIRST, name.script), Unread) else ways[1]


def _is_simple(name: Spelling) -> bool:
    """Whether two words alone are read back without looking: most names are, and a file has very many."""
    two = name.family.isalpha() and name.given.isalpha()
    if not two or len(name.family) + len(name.given) > 40:
        return False
    if name.script == KANA and katakana(name.family + name.given) != name.family + name.given:
        return False
    if name.script in (KANJI, KANA):
        return not name.patronymic and script_of(name.family) == name.script == script_of(name.given)
    is_plain = (
        len(name.family) > 1 < len(name.given) and not name.given.isupper() and not _WIDE_LETTER.search(name.given)
    )
    return is_plain and not name.patronymic and not _WIDE_LETTER.search(name.family)


def _is_read(text: str, order: str, script: str) -> bool:
    return isinstance(_whole(text, order, script), Said)


def parts(family: Value, given: Value, patronymic: Value = None, *, script: str = "") -> NamesSaid:
    """The spelling of a name in a cell for each part; without a script it is that of its letters."""
    cells = [name_part(cell, kana=script == KANA) for cell in _unless_empty(family, given, patronymic)]
    texts: list[str] = []
    for cell in cells:
        if isinstance(cell, Unread):
            return cell
        texts.append(cell.value)
    if not texts[0] and not texts[1]:
        return Said(()) if not texts[2] else _unread("name.none", texts[2])
    known = script or script_of("".join(texts))
    if not known:
        return _unread("name.scripts", " ".join(filter(None, texts)))
    name = Spelling(known, *(_plain(text) for text in texts))
    wide = "width" if name != Spelling(known, *texts) else ""
    return Said((name,), noted(*(cell.note for cell in cells if isinstance(cell, Said)), wide, _doubt(name)))


def _plain(text: str) -> str:
    """Full-width Latin letters as plain ones; all other signs of a name stay as they are."""
    return text.translate(_WIDE) if _WIDE_LETTER.search(text) and script_of(text) == LATIN else text


def script_of(text: str) -> str:
    """The script of a name; kanji with kana between them are kanji. Nothing for letters of several scripts, or of none known."""
    found = {script for char in set(text) if (script := _script(char)) is not None}
    if found <= {KANJI, KANA} and found:
        return KANJI if KANJI in found else KANA
    return next(iter(found)) if len(found) == 1 else ""


@lru_cache(maxsize=16_384)
def _script(char: str) -> str | None:
    """The script of a letter, nothing where it is none of ours; None for what stands in names of several scripts."""
    if unicodedata.category(char)[0] != "L" or char in "ーʼʹ":
        return None
    name = unicodedata.name(char, "")
    return next((script for begin, script in _PREFIXES.items() if name.startswith(begin)), "")


def _unless_empty(*cells: Value) -> Iterable[Value]:
    return ("" if empty(cell) is not None else cell for cell in cells)


def _spellings(text: str) -> list[str]:
    """One for each line, each side of a stroke, and what stands in brackets; brackets and lines within one script stay."""
    if match := _BRACKETS.match(text):
        both = [match["before"].strip(), match["inside"].strip()]
    else:
        both = [part for part in _BETWEEN.split(text) if part]
    scripts = [script_of(part) for part in both]
    return both if len(both) > 1 and all(scripts) and len(set(scripts)) == len(scripts) else [text]


def _one(text: str, order: str, script: str, *, initials: bool) -> Said[Spelling] | Unread:
    """One spelling in one text."""
    bare = _HONORIFIC.sub("", text).strip()
    if not bare:
        return _unread("name.none", text)
    honorific = "honorific" if bare != text and bare else ""
    checked = name_part(bare, kana=script == KANA)
    if isinstance(checked, Unread):
        return checked
    own = script_of(bare)
    known = own if script in (KANJI, KANA) and own in (LATIN, CYRILLIC) else script or own
    other = "other_script" if script and known != script else ""
    if not known and (mixed := mixed_script(bare)):
        nearest = [bare.replace(mixed.word, mixed.suggestion)] if mixed.suggestion else []
        return _unread("name.letters", text, *nearest)
    if not known:
        return _unread("name.scripts", text)
    plain = _plain(checked.value)
    split = _split(plain, known, order, initials=initials)
    if isinstance(split, Unread):
        return split
    kana = _in_katakana(split.value) if known == KANA else split.value
    done = ("width" if plain != checked.value else "", "kana" if kana != split.value else "")
    return Said(kana, noted(honorific, other, checked.note, split.note, *done, _doubt(kana)))


def _in_katakana(name: Spelling) -> Spelling:
    return replace(name, family=katakana(name.family), given=katakana(name.given))


def _split(text: str, script: str, order: str, *, initials: bool) -> Said[Spelling] | Unread:
    """The parts of a name by what shows them: a comma, capitals, the ending of a patronymic, a space between kanji."""
    words = text.split()
    if script in (LATIN, CYRILLIC):
        if any(_is_initial(word.strip(","), place) for place, word in enumerate(words)):
            return (_initialed(words, text, script) if initials else None) or _unread("name.initials", text)
        return _in_letters(words, text, script, order)
    if "," in text and (parts := _between_commas(text)):
        return Said(Spelling(script, *parts), "comma_name")
    if script == KANA and "・" in text and len(words) == 1:
        return _ordered([word for word in text.split("・") if word], text, script, order)
    if len(words) == 2:
        return Said(Spelling(script, *words), "split")
    if len(words) > 2:
        return _unread("name.words", text)
    return _unread("name.unsplit", text, *_splits(text))


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
        return _unread("name.single", text, *([f"{text},", f", {text}"] if script != KANA else []))
    if len(words) == 2 and "," not in text and order in (FAMILY_FIRST, GIVEN_FIRST):
        family, given = words if order == FAMILY_FIRST else reversed(words)
        return Said(Spelling(script, family, given), order)
    nearest = [f"{words[0]}, {' '.join(words[1:])}", f"{words[-1]}, {' '.join(words[:-1])}"]
    code = "name.order" if len(words) == 2 else "name.words"
    return _unread(code, text, *(nearest if script != KANA else []))


def _splits(text: str) -> list[str]:
    """Where the space may be missing; two kanji of the family name are the rule, and one or three the exception."""
    places = [2, 1, 3] if len(text) > 3 else [1, 2]
    return [f"{text[:at]} {text[at:]}" for at in places if at < len(text)] if script_of(text) == KANJI else []


def _doubt(name: Spelling) -> str:
    if all(_is_usual(name.script, char) for char in {*name.family, *name.given, *name.patronymic}):
        return ""
    return "odd_letters" if odd_parts([(name.script, name.family, name.given, name.patronymic)]) else ""


@lru_cache(maxsize=32_768)
def _is_usual(script: str, char: str) -> bool:
    """Whether nobody doubts the sign, wherever it stands in a name of the script."""
    return doubtful(script, f"ア{char}" if script == KANA else char) is None


def _unread(code: str, text: str, *nearest: str) -> Unread:
    return Unread(code, nearest, (("text", text),))
