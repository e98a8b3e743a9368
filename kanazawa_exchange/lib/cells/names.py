"""A person's name in one cell or in one for each part: which script, which part is which; where that does not show, nothing is guessed."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from kanazawa_exchange.lib.fields.scripts import mixed_script
from kanazawa_exchange.lib.name_doubts import doubtful, odd_parts
from kanazawa_exchange.lib.names import CYRILLIC, KANA, KANJI, LATIN, Spelling, spoken
from kanazawa_exchange.lib.search_key import holds_visible_letter, katakana

from .name_order import FAMILY_FIRST, GIVEN_FIRST, parted, unread
from .said import Said, Unread, Value, empty, noted, spoilt
from .scripts import WIDE_LETTER, in_plain_width, script_of
from .texts import name_part

NamesSaid = Said[tuple[Spelling, ...]] | Unread
_LONGEST = 400
_BRACKETS = re.compile(r"^(?P<before>[^()（）\[\]［］]+)[(（\[［](?P<inside>[^()（）\[\]［］]+)[)）\]］]$")
_BETWEEN = re.compile(r"\s*[/／|｜\r\n\t]+\s*")
_HONORIFIC = re.compile(
    r"^(?:(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.? |г-(?:н|жа) )|(?:[ 　]*(?:さん|様|さま|くん|氏|殿|先生|教授)|,? (?:Mr|Ms|Mrs|Dr|PhD)\.?)$",
    re.IGNORECASE,
)


def whole(value: Value, *, order: str = "", script: str = "", initials: bool = False) -> NamesSaid:
    """The spellings of a name in one cell: 山田　花子（ヤマダ ハナコ）, IVANOVA Anna, Иванова Анна Петровна; none for an empty cell.

    `order`: which part stands first where nothing in the cell shows it, one of the two of `name_order`, and nothing where nobody knows;
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
        return unread("name.none", str(value)[:_LONGEST])
    found: list[Spelling] = []
    notes = ["spaces"] if text != value else []
    for part in _spellings(text):
        read = _one(part, order, script, initials=initials)
        if isinstance(read, Unread):
            return read if part == text else replace(read, nearest=())
        found.append(read.value)
        notes.append(read.note)
    if len({name.script for name in found}) < len(found):
        return unread("name.words", text)
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
        len(name.family) > 1 < len(name.given) and not name.given.isupper() and not WIDE_LETTER.search(name.given)
    )
    return is_plain and not name.patronymic and not WIDE_LETTER.search(name.family)


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
        return Said(()) if not texts[2] else unread("name.none", texts[2])
    known = script or script_of("".join(texts))
    if not known:
        return unread("name.scripts", " ".join(filter(None, texts)))
    name = Spelling(known, *(in_plain_width(text) for text in texts))
    wide = "width" if name != Spelling(known, *texts) else ""
    return Said((name,), noted(*(cell.note for cell in cells if isinstance(cell, Said)), wide, _doubt(name)))


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
        return unread("name.none", text)
    honorific = "honorific" if bare != text and bare else ""
    checked = name_part(bare, kana=script == KANA)
    if isinstance(checked, Unread):
        return checked
    own = script_of(bare)
    known = own if script in (KANJI, KANA) and own in (LATIN, CYRILLIC) else script or own
    other = "other_script" if script and known != script else ""
    if not known and (mixed := mixed_script(bare)):
        nearest = [bare.replace(mixed.word, mixed.suggestion)] if mixed.suggestion else []
        return unread("name.letters", text, *nearest)
    if not known:
        return unread("name.scripts", text)
    plain = in_plain_width(checked.value)
    split = parted(plain, known, order, initials=initials)
    if isinstance(split, Unread):
        return split
    kana = _in_katakana(split.value) if known == KANA else split.value
    done = ("width" if plain != checked.value else "", "kana" if kana != split.value else "")
    return Said(kana, noted(honorific, other, checked.note, split.note, *done, _doubt(kana)))


def _in_katakana(name: Spelling) -> Spelling:
    return replace(name, family=katakana(name.family), given=katakana(name.given))


def _doubt(name: Spelling) -> str:
    if all(_is_usual(name.script, char) for char in {*name.family, *name.given, *name.patronymic}):
        return ""
    return "odd_letters" if odd_parts([(name.script, name.family, name.given, name.patronymic)]) else ""


@lru_cache(maxsize=32_768)
def _is_usual(script: str, char: str) -> bool:
    """Whether nobody doubts the sign, wherever it stands in a name of the script."""
    return doubtful(script, f"ア{char}" if script == KANA else char) is None
