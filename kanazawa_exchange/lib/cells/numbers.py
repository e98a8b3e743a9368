"""Numbers in a cell: whole ones, decimals, yen, fiscal years, as people write them; never guessed."""

import datetime
import math
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .boxes import Limits, NotTaken, take, unread
from .said import Said, Unread, Value, noted, unfilled, width

_ALONE = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_ONE = re.compile(r"-?[0-9]+(?:[.,' ][0-9]+)*")
_GROUPS = re.compile(r"[0-9][,' 、’][0-9]{3}(?![0-9])")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_MONEY = re.compile(r"[¥\\円万]|JPY|YEN|иен|йен", re.IGNORECASE)


def whole(
    value: Value, *, minimum: int = 0, maximum: int = 1_000_000, units: tuple[str, ...] = ()
) -> Said[int | None] | Unread:
    """A whole number; 12 with the unit 名 is read from 12名."""
    return _read("number", value, (("min_value", minimum), ("max_value", maximum)), units)


def yen(value: Value, *, maximum: int = 1_000_000_000) -> Said[int | None] | Unread:
    """An amount of yen: 80000, ¥80,000, 8万5,000円."""
    return _read("yen", value, (("min_value", 0), ("max_value", maximum)), ())


def decimal(
    value: Value, *, decimals: int = 1, minimum: int = 0, maximum: int = 9999, units: tuple[str, ...] = ()
) -> Said[Decimal | None] | Unread:
    """A number with so many decimals at most; a comma is read as a point where it has one reading."""
    limits = (("decimals", decimals), ("min_value", minimum), ("max_value", maximum))
    return _read("decimal", value, limits, units)


def fiscal_year(value: Value) -> Said[int | None] | Unread:
    """2019, 2019年度, FY2019, 平成31年度, 令和元年度."""
    read: Said[int | None] | Unread = _read("fiscal_year", value, (), ())
    is_plain = isinstance(value, int | float) or (isinstance(value, str) and value.strip().isdecimal())
    if isinstance(read, Unread) or read.value is None or is_plain:
        return read
    return Said(read.value, noted(read.note, "fiscal_year_words"))


def _read(kind: str, value: Value, limits: Limits, units: tuple[str, ...]) -> Said[Any] | Unread:
    if (nothing := unfilled(value)) is not None:
        return nothing
    if type(value) is int and kind in ("number", "yen") and limits[0][1] <= value <= limits[1][1]:
        return Said(value)
    text = _text(value)
    typed, unit = _without_unit(text, units)
    try:
        number = take(kind, typed, limits)
    except NotTaken as refused:
        return unread(kind, text, limits, refused.code, *_nearest(typed, dict(limits)))
    if not isinstance(value, str):
        return Said(number)
    return Said(number, noted(width(text), unit, *_done(kind, typed)))


def _text(value: Value) -> str:
    """The number of a cell in digits; spreadsheets keep fifteen of them."""
    if isinstance(value, float) and not isinstance(value, bool) and math.isfinite(value):
        return f"{value:.0f}" if value == int(value) else f"{Decimal(f'{value:.15g}'):f}"
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def _without_unit(text: str, units: tuple[str, ...]) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKC", text).strip()
    for unit in units:
        if plain.casefold().endswith(unit.casefold()):
            return plain[: -len(unit)].rstrip(), "unit"
    return text, ""


def _done(kind: str, typed: str) -> list[str]:
    """What was done to the signs between and around the digits."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    if _ALONE.fullmatch(plain) or kind == "fiscal_year":
        return []
    money = "money" if kind == "yen" and _MONEY.search(plain) else ""
    return [money, "groups" if _GROUPS.search(plain) else "comma" if "," in plain else ""]


def _nearest(typed: str, limits: dict[str, int]) -> list[str]:
    """The one number in the text: its two readings, rounded, or the bound that it passes."""
    found = _ONE.findall(unicodedata.normalize("NFKC", typed[:60]))
    if len(found) != 1:
        return []
    grouped, pointed = re.sub("[,' ]", "", found[0]), re.sub("[' ]", "", found[0]).replace(",", ".")
    candidates = [grouped, pointed]
    if _THOUSANDS.fullmatch(pointed):
        candidates.append(pointed.replace(".", ""))
    try:
        number = Decimal(pointed)
    except ArithmeticError:
        return candidates
    step = Decimal(1).scaleb(-limits.get("decimals", 0))
    if abs(number) < 10**15:
        candidates.append(f"{number.quantize(step, ROUND_HALF_UP):f}")
    bounds = [limits[name] for name in ("min_value", "max_value") if name in limits]
    if bounds and not bounds[0] <= number <= bounds[-1]:
        candidates.append(str(bounds[0] if number < bounds[0] else bounds[-1]))
    return candidates
