"""A table of stays as an office keeps it: twenty columns, two stays a person, written as a workbook row by row."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl

from mobility.sheets import COLUMNS

YEARS = range(2009, 2020)
PROGRAMS, PARTNERS = 12, 10
KEYS = (
    *("fiscal_year", "direction", "program", "student_number", "name_kanji", "name_latin", "name_cyrillic"),
    *("birth_date", "nationality", "sending", "receiving", "category", "level", "activity", "mode"),
    *("actual_starts_on", "actual_ends_on", "credits_expected", "credits_recognised", "note"),
)
HEADS = [str(next(column.label for column in COLUMNS if column.key == key)) for key in KEYS]
_FAMILY = "山川田中村木本井野原上小大高森林池石松竹藤佐伊渡辺加吉斎清水"
_GIVEN = "太郎花子美香健一真由直樹恵翔陽菜優結衣悠斗蓮葵咲希愛莉沙彩"
_LATIN = ("ka", "ki", "ta", "to", "na", "no", "ma", "mi", "ya", "yu", "ra", "ri", "sa", "so", "ha", "hi", "wa", "go")
_CYRILLIC = ("ка", "ки", "та", "то", "на", "но", "ма", "ми", "ря", "рю", "ра", "ри", "са", "со", "ва", "ви", "ла", "го")
_SYLLABLES = [three for three in product(range(len(_LATIN)), repeat=3) if len(set(three)) == 3]


def write(path: Path, rows: int) -> None:
    """A workbook with so many rows below its heads."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("渡航")
    sheet.append(HEADS)
    for row in table(rows):
        sheet.append(row)
    book.save(path)


def table(rows: int) -> Iterator[list[Any]]:
    """The rows: everybody travels, and half of them once more in a later year; nobody is on two stays at once."""
    draw = random.Random(20190331)  # the same table every time
    people = max(1, rows - rows // 2)
    for number in range(rows):
        person, turn = number % people, number // people
        yield _row(person, turn, draw)


def _row(person: int, turn: int, draw: random.Random) -> list[Any]:
    year = YEARS[person % 5 + 5 * turn]
    is_outbound = person % 5 < 3
    first = date(year, 4, 1) + timedelta(days=draw.randrange(200))
    last = first + timedelta(days=draw.choice((9, 13, 20, 30, 120)))
    partner, home = f"bench-{person % PARTNERS}", "bench-home"
    return [
        year,
        "派遣" if is_outbound else "受入",
        f"bench-{person % PROGRAMS}",
        f"{('K' if is_outbound else 'R')}{person:07d}",
        _kanji(person) if is_outbound else None,
        latin_name(person),
        None if is_outbound else _spelt(person, _CYRILLIC),
        date(1990 + person % 10, 1 + person % 12, 1 + person % 28),
        "JP" if is_outbound else "RU",
        *((home, partner) if is_outbound else (partner, home)),
        "学生",
        "修士" if person % 3 else "学士",
        "studies",
        "in_person",
        first,
        last,
        draw.choice((None, 2, 4)),
        draw.choice((None, 2, 1.5)),
        draw.choice((None, None, "奨学金 JASSO", "宿舎は大学の寮")),
    ]


def _kanji(person: int) -> str:
    return f"{_pair(person * 7 + person // len(_FAMILY), _FAMILY)} {_pair(person, _GIVEN)}"


def _pair(number: int, letters: str) -> str:
    """Two different letters of these."""
    first, second = divmod(number % (len(letters) * (len(letters) - 1)), len(letters) - 1)
    return letters[first] + (letters[:first] + letters[first + 1 :])[second]


def latin_name(person: int) -> str:
    """Hardly two people of one name."""
    return _spelt(person, _LATIN, is_upper=True)


def _spelt(person: int, syllables: tuple[str, ...], *, is_upper: bool = False) -> str:
    family = "".join(syllables[place] for place in _SYLLABLES[person % len(_SYLLABLES)])
    given = "".join(
        syllables[place] for place in _SYLLABLES[(person * 11 + person // len(_SYLLABLES)) % len(_SYLLABLES)]
    )
    return f"{family.upper() if is_upper else family.capitalize()} {given.capitalize()}"
