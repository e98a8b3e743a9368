"""What reading one cell gives: a value with the names of all that was done to it, or why it cannot be read."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from kanazawa_exchange.lib.dashes import HYPHENS
from kanazawa_exchange.lib.tables.values import Formula, Value

T = TypeVar("T", covariant=True)


@dataclass(frozen=True)
class Said(Generic[T]):
    """What a cell says. `note`: the names of what was done to read it, joined by +, and nothing where it was taken as it stood."""

    value: T
    note: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(filter(None, self.note.split("+")))


@dataclass(frozen=True)
class Unread:
    """Why a cell cannot be read. `nearest`: texts that the same cell would take, the likeliest first; `words`: what the
    sentence of `sentences.reason` speaks of."""

    code: str
    nearest: tuple[str, ...] = ()
    words: tuple[tuple[str, str | int], ...] = ()

    def stored(self) -> dict[str, object]:
        """The same as plain JSON."""
        return {"code": self.code, "nearest": list(self.nearest), "words": dict(self.words)}

    @classmethod
    def restored(cls, stored: Mapping[str, object]) -> "Unread":
        nearest, words = stored.get("nearest"), stored.get("words")
        return cls(
            str(stored["code"]),
            tuple(map(str, nearest)) if isinstance(nearest, list) else (),
            tuple((str(name), word) for name, word in words.items()) if isinstance(words, dict) else (),
        )


def noted(*notes: str) -> str:
    """The names of what was done, each once."""
    return "+".join(dict.fromkeys(filter(None, notes))) if any(notes) else ""


ERROR_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_SHOWN = 40
_TOO_NARROW = re.compile(r"#{3,}")
_NOTHING = frozenset(
    [
        "-",
        "--",
        "---",
        "ー",
        "/",
        "なし",
        "ナシ",
        "無し",
        "該当なし",
        "未定",
        "不明",
        "n/a",
        "none",
        "tbd",
        "tba",
        "нет",
        "н/д",
        "б/н",
    ],
)

_LONGEST = 8  # of these words with a space or two around them


def spoilt(value: Value) -> Unread | None:
    """A cell with a formula, which is never worked out, or one in which the spreadsheet itself says that it has nothing to show."""
    if isinstance(value, Formula):
        return Unread("cell.formula", (value.shown,) if value.shown else (), (("text", value.text[:_SHOWN]),))
    if not isinstance(value, str) or not value.startswith("#"):
        return None
    if value in ERROR_VALUES:
        return Unread("cell.error", words=(("text", value),))
    return Unread("cell.too_narrow", words=(("text", value[:_SHOWN]),)) if _TOO_NARROW.fullmatch(value) else None


def empty(value: Value) -> Said[None] | None:
    """An empty cell, or one that holds a sign or a word for nothing: －, なし, 未定, n/a, нет."""
    if value is None or value == "":
        return Said(None)
    if not isinstance(value, str):
        return None
    if len(value) > _LONGEST:
        return Said(None) if value.isspace() else None
    return _empty(value)


@lru_cache(maxsize=8192)
def _empty(value: str) -> Said[None] | None:
    plain = unicodedata.normalize("NFKC", value).translate(HYPHENS).strip().casefold()
    if not plain:
        return Said(None)
    return Said(None, "nothing") if plain in _NOTHING else None


def unfilled(value: Value) -> Said[None] | Unread | None:
    """What is said of a cell that holds nothing to read; None where there is something."""
    return spoilt(value) or empty(value)


def width(text: str) -> str:
    """The note on letters and digits that were written in another width."""
    return "" if text.isascii() or unicodedata.normalize("NFKC", text) == text else "width"
