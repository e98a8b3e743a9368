"""What a workbook of an office is for the tests: its bytes, what stands where in it, and what an import must make of it."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kanazawa_exchange.lib.cells.headers import columns, is_heading
from kanazawa_exchange.lib.cells.heading_words import HEADINGS

Cell = str | int | float | bool | date | datetime | time | None
Cells = tuple[object, ...]


@dataclass(frozen=True)
class Person:
    """Who travels in all these files, so that one list of records is expected of nearly all of them. Invented people."""

    number: str
    kanji: str
    kana: str
    latin: str
    cyrillic: str
    direction: str
    institution: str
    starts_on: date
    ends_on: date


HANAKO = Person(
    "0171234501",
    "山田 花子",
    "ヤマダ ハナコ",
    "YAMADA Hanako",
    "",
    "outbound",
    "KFU",
    date(2018, 8, 20),
    date(2018, 9, 3),
)
KEN = Person(
    "0171234502", "髙橋 健", "タカハシ ケン", "TAKAHASHI Ken", "", "outbound", "ISU", date(2018, 8, 5), date(2018, 9, 2)
)
ANNA = Person(
    "K2018-07", "", "", "IVANOVA Anna", "Иванова Анна", "inbound", "KFU", date(2018, 10, 1), date(2019, 3, 20)
)
PEOPLE = (HANAKO, KEN, ANNA)

HEAD: Cells = ("学籍番号", "氏名", "派遣・受入", "機関", "出発日", "帰国日")
WORDS = {"outbound": "派遣", "inbound": "受入"}


def row(person: Person) -> Cells:
    """A person under HEAD, as a careful office writes it."""
    name = person.kanji or person.latin
    return (person.number, name, WORDS[person.direction], person.institution, person.starts_on, person.ends_on)


ROWS = tuple(map(row, PEOPLE))


@dataclass(frozen=True)
class Office:
    """One file. `table`: which of its tables is meant. `rows`: number of a row → its cells; `sections`: number → label above it;
    `others`: number → what another row is (`bodies.Kind`). `people`: whom an import registers, by names in these `scripts`, or in
    Latin letters; `given`, `by_hand`: what whoever imports says of all rows, and of a heading that names no column.
    `wrong`: (number of a row, heading, nothing for the row itself) → the code of what is the matter with the cell."""

    data: bytes
    rows: Mapping[int, Cells]
    names: Cells = HEAD
    file: str = "records.xlsx"
    table: int = 0
    titles: Cells = ()
    sections: Mapping[int, str] = field(default_factory=dict)
    others: Mapping[int, str] = field(default_factory=dict)
    people: tuple[Person, ...] = PEOPLE
    scripts: tuple[str, ...] = ("kanji",)
    given: Mapping[str, str] = field(default_factory=dict)
    by_hand: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[tuple[int, str], str] = field(default_factory=dict)


OFFICES: dict[str, Callable[[], Office]] = {}


def office(make: Callable[[], Office]) -> Callable[[], Office]:
    """Register a builder under its name."""
    OFFICES[make.__name__] = make
    return make


def xlsx(rows: Iterable[Sequence[object]], *merged: str, dress: Callable[[Worksheet], object] | None = None) -> bytes:
    """A workbook of one sheet."""
    return sheets({"Sheet1": rows}, *merged, dress=dress)


def sheets(
    pages: Mapping[str, Iterable[Sequence[object]]], *merged: str, dress: Callable[[Worksheet], object] | None = None
) -> bytes:
    """A workbook of these sheets; what is merged and how it is dressed is said of the last one."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in pages.items():
        page = book.create_sheet(name)
        for cells in rows:
            page.append(list(cells))
    for reference in merged:
        page.merge_cells(reference)
    if dress:
        dress(page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def numbered(rows: Iterable[Cells], first: int = 2) -> dict[int, Cells]:
    """Rows that follow one another."""
    return dict(enumerate(rows, start=first))


def with_column(heading: str, values: Sequence[object], place: int) -> tuple[Cells, tuple[Cells, ...]]:
    """HEAD and ROWS with another column at this place instead of the one that stands there."""
    head = (*HEAD[:place], heading, *HEAD[place + 1 :])
    return head, tuple((*cells[:place], value, *cells[place + 1 :]) for cells, value in zip(ROWS, values, strict=True))


COLUMNS = columns([(key, key) for key in HEADINGS])


def known(text: str) -> bool:
    """Whether a text is a heading of a column that any import asks for."""
    return is_heading(text, COLUMNS)
