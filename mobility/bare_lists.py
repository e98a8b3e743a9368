"""Which column is which in a list of people without heads, as far as its cells show it. Asks no database; what is not sure is not said."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import zip_longest

from kanazawa_exchange.lib.cells import Said, Value, dates, empty, names, numbers, student_numbers, words
from kanazawa_exchange.lib.cells.name_order import FAMILY_FIRST
from kanazawa_exchange.lib.cells.scripts import script_of
from kanazawa_exchange.lib.names import CYRILLIC, KANA, KANJI, LATIN

from .sheets import activities, categories, directions, levels, modes

MOSTLY = 0.6  # of the filled cells of a column say what it is
GROWN = 14  # years before the run in which a day is one of birth
AROUND = 2  # years about the run in which a day is one of the stay
LONGEST_NAME = 60

_INSTITUTION = re.compile(
    r"大学|学院|高専|univer|institut|academy|college|университет|институт|академия", re.IGNORECASE
)
_DIGITS = re.compile(r"[0-9]")
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{2,19}")
_CHOICES: Mapping[str, Callable[[], words.Choices]] = {
    "level": levels,
    "direction": directions,
    "category": categories,
    "activity": activities,
    "mode": modes,
    "nationality": words.countries,
}
_NAMES = {frozenset({script}): f"name_{script}" for script in (KANJI, KANA, LATIN, CYRILLIC)}


def places(rows: Sequence[Sequence[Value]], given: Mapping[str, str]) -> dict[str, int]:
    """Column → its place. Two columns that look the same are not told apart, but for the first and the last day."""
    year = numbers.fiscal_year(given.get("fiscal_year"))
    fiscal_year = year.value if isinstance(year, Said) else None
    found: dict[str, int] = {}
    days: list[tuple[int, list[date]]] = []
    for place, column in enumerate(zip_longest(*rows)):
        cells = [cell for cell in column if empty(cell) is None]
        if not cells or _are_ordinals(cells):
            continue
        if told := _days(cells, fiscal_year):
            days.append((place, told))
        elif key := _key(cells):
            found.setdefault(key, place)
    return found | _of_days(days, fiscal_year)


def _are_ordinals(cells: Sequence[Value]) -> bool:
    """1, 2, 3 …: the lines of the list."""
    return [str(cell).strip().rstrip(".") for cell in cells] == [str(number) for number in range(1, len(cells) + 1)]


def _most(cells: Sequence[Value], fits: Callable[[Value], bool]) -> bool:
    return sum(map(fits, cells)) >= MOSTLY * len(cells)


def _days(cells: Sequence[Value], year: int | None) -> list[date]:
    """The days of a column of days; digits alone are numbers."""
    told = [day for cell in cells if (day := _day(cell, year)) is not None]
    return told if len(told) >= MOSTLY * len(cells) else []


def _day(cell: Value, year: int | None) -> date | None:
    """Also of a cell that has two readings, as 9/3: somebody will choose between them."""
    if str(cell).strip().isdecimal():
        return None
    read = dates.date(cell, fiscal_year=year)
    if isinstance(read, Said):
        return read.value
    return date.fromisoformat(read.nearest[0]) if read.code == "date.ambiguous" else None


def _of_days(days: Sequence[tuple[int, list[date]]], year: int | None) -> dict[str, int]:
    """Days of birth lie long before the run; about it lie the first day and, if there is another column, the last."""
    if year is None:
        return {}
    born = [place for place, told in days if all(day.year <= year - GROWN for day in told)]
    near = [(place, told) for place, told in days if all(abs(day.year - year) <= AROUND for day in told)]
    found = {"birth_date": born[0]} if len(born) == 1 else {}
    if len(near) == 1 or (len(near) == 2 and max(near[0][1]) <= max(near[1][1]) and min(near[0][1]) < min(near[1][1])):
        found |= {key: place for key, (place, _told) in zip(("starts_on", "ends_on"), near, strict=False)}
    return found


def _key(cells: Sequence[Value]) -> str:
    """What a column of words or numbers is."""
    for key, choices in _CHOICES.items():
        among = choices()
        if _most(cells, lambda cell, among=among: _is_chosen(cell, among)):  # type: ignore[misc]
            return key
    if _most(cells, lambda cell: bool(_INSTITUTION.search(str(cell)))):
        return "partner"
    if _most(cells, _is_number):
        return "student_number"
    return _of_names(cells)


def _is_chosen(cell: Value, among: words.Choices) -> bool:
    read = words.choice(cell, among)
    return isinstance(read, Said) and bool(read.value)


def _is_number(cell: Value) -> bool:
    read = student_numbers.student_number(cell)
    if not isinstance(read, Said):
        return False
    return bool(_NUMBER.fullmatch(read.value)) and len(_DIGITS.findall(read.value)) >= 3


def _of_names(cells: Sequence[Value]) -> str:
    """The column of names in these scripts; every line is another person."""
    scripts = [found for cell in cells if (found := _scripts(cell))]
    if min(len(scripts), len({str(cell) for cell in cells})) < MOSTLY * len(cells):
        return ""
    return _NAMES.get(scripts[0], "name") if len(set(scripts)) == 1 else "name"


def _scripts(cell: Value) -> frozenset[str]:
    """The scripts of a name, also of one whose parts nobody can tell apart: 山田花子."""
    read = names.whole(cell, order=FAMILY_FIRST)
    if isinstance(read, Said):
        return frozenset(name.script for name in read.value)
    text = str(cell).strip()
    script = script_of(text) if len(text) <= LONGEST_NAME else ""
    return frozenset({script} if script else ())
