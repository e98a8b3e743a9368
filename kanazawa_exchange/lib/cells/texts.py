"""Texts in a cell: kept as they are, as a form keeps them. What cannot be stored is never dropped silently, only proposed."""

import datetime
import re
import unicodedata

from kanazawa_exchange.lib.search_key import SHAPELESS, katakana

from .boxes import Limits, NotTaken, take, unread
from .said import Said, Unread, Value, noted, spoilt, width

TextSaid = Said[str] | Unread
_UNSEEN = re.compile("[" + re.escape("".join(sorted(SHAPELESS))) + "\ufffd]")
_BREAKS = re.compile(r"[ \t\r\n\x0b\x0c\x85\u2028\u2029]+")
_ADDRESS = re.compile(r"[^\s<>()（）,;、:：]+[@＠][^\s<>()（）,;、]+")
_KEPT = frozenset({"line", "text", "person"})
_PLAIN_KINDS = frozenset({"code", "email", "phone"})


def line(value: Value, *, max_length: int = 200) -> TextSaid:
    """A name or a title on one line."""
    return _read("line", value, (("max_length", max_length),))


def text(value: Value, *, max_length: int = 4000) -> TextSaid:
    """A free text; line breaks inside the cell stay."""
    return _read("text", value, (("max_length", max_length),))


def code(value: Value, *, max_length: int = 50) -> TextSaid:
    """A short code in Latin letters and digits."""
    return _read("code", value, (("max_length", max_length),))


def email(value: Value) -> TextSaid:
    return _read("email", value, ())


def phone(value: Value, *, max_length: int = 40) -> TextSaid:
    """One or several telephone numbers. A number that the spreadsheet took for one has lost its first zero: it is not read."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Unread("phone.number", (), (("text", f"{value:.15g}"),))
    return _read("phone", value, (("max_length", max_length),))


def url(value: Value) -> TextSaid:
    return _read("url", value, ())


def name_part(value: Value, *, kana: bool = False, max_length: int = 200) -> TextSaid:
    """A part of a person's name; kana of either kind and width become full-width katakana where the column is of kana."""
    limits: Limits = (("max_length", max_length), *((("kana", 1),) if kana else ()))
    return _read("person", value, limits)


def written(value: Value) -> tuple[str, str]:
    """What the cell shows, and the note on a value that is no text."""
    if isinstance(value, str):
        return value, ""
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return str(value).upper(), "of_choice"
    if isinstance(value, int | float):
        return f"{value:.15g}" if abs(value) < 10**15 else str(value), "of_number"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d %H:%M}", "of_date"
    return (value.isoformat(), "of_date") if isinstance(value, datetime.date | datetime.time) else (str(value), "")


def _read(kind: str, value: Value, limits: Limits) -> TextSaid:
    if (wrong := spoilt(value)) is not None:
        return wrong
    typed, note = written(value)
    if kind in _KEPT and _is_plain(typed, limits) and (kind != "person" or _holds_letter(typed)):
        stripped = typed.strip()  # the box would find nothing to say, and takes ten times as long to say so
        kept = katakana(stripped) if len(limits) > 1 else stripped
        done = ("spaces" if stripped and stripped != typed else "", "kana" if kept != stripped else "")
        return Said(kept, noted(note, *done))
    try:
        taken = str(take(kind, typed, limits) or "")
    except NotTaken as refused:
        return unread(kind, typed, limits, refused.code, *_nearest(kind, typed))
    return Said(taken, noted(note, *_done(kind, typed, taken)))


def _is_plain(typed: str, limits: Limits) -> bool:
    return typed.isprintable() and len(typed) <= limits[0][1] and not _UNSEEN.search(typed)


def _holds_letter(typed: str) -> bool:
    return not typed or any(map(str.isalpha, typed))


def _done(kind: str, typed: str, taken: str) -> list[str]:
    """The names of what the box did."""
    stripped = typed.strip()
    found = ["spaces"] if stripped != typed and taken else []
    if stripped.replace("\r\n", "\n").replace("\r", "\n") == taken:
        return found if "\r" not in stripped else [*found, "breaks"]
    if not taken:
        return ["unseen"] if stripped else []
    if kind == "person":
        return [*found, "kana" if katakana(stripped) == taken else ""]
    return [*found, (width(stripped) or "plain") if kind in _PLAIN_KINDS else "plain"]


def _nearest(kind: str, typed: str) -> list[str]:
    """The text without the characters that no box takes; an address or a code out of what stands around it."""
    kept = "".join(char for char in _BREAKS.sub(" ", typed) if not _is_refused(char)).strip()
    found = [kept]
    if kind == "email":
        found += _ADDRESS.findall(kept)
    if kind == "code":
        found += [re.sub(r"[^A-Za-z0-9._-]+", "-", unicodedata.normalize("NFKC", kept)).strip("-._")]
    if kind == "url" and "." in kept:
        found += [f"https://{kept.split()[0].removeprefix('http//').lstrip('/')}"]
    return found


def _is_refused(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"} or char in SHAPELESS or char == "\ufffd"
