"""A list as a file: the columns of its page as a workbook or as CSV, made of rows that are never all in memory.

CSV is sent while it is read. A workbook is an archive, whose table of contents comes last: it is written into a temporary file.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Generic, TypeVar

from . import content_types
from .imports import Column
from .words import Words
from .workbook import Cell, Sheet, csv_bytes, save_xlsx
from .workbook import Column as SheetColumn

XLSX, CSV = "xlsx", "csv"
MOST_ROWS = {XLSX: 20_000, CSV: 100_000}
"""Rows that a file may hold: a workbook of more takes longer than a page may."""

CONTENT_TYPES = {XLSX: content_types.XLSX, CSV: content_types.CSV}
LINES = 1_000

Row = TypeVar("Row")


@dataclass(frozen=True)
class FileColumn(Generic[Row]):
    """A column of a file: its head, what stands in it of a row, and its width in characters.

    `key`: the column by which an import reads it again; without one it is for people alone.
    """

    head: Words
    value: Callable[[Row], Cell]
    width: int = 14
    key: str = ""

    @property
    def heading(self) -> str:
        """The head in the language of the screen; the names of facts, by which an import knows them, begin with a small letter."""
        head = str(self.head)
        return head[:1].upper() + head[1:] if self.key else head


def read_again(columns: Iterable[Column], key: str, value: Callable[[Row], Cell], width: int = 14) -> FileColumn[Row]:
    """The column of a file that the import reads as this one of its columns. Its head is what the import calls it.

    `value` must give what the column's reader takes for the value of the record: the label of a choice, a day as a day, a
    student number as a text, a name as `cells.names.in_one_cell` writes it. Errors: KeyError.
    """
    column = {each.key: each for each in columns}[key]
    return FileColumn(column.label, value, width, key)


@dataclass(frozen=True)
class ListFile(Generic[Row]):
    """`name` begins the name of the file, `title` and `notes` stand above and below the rows of the workbook.

    `ruled`: the places, from 0, of the rows above which the workbook draws a line.
    """

    name: str
    title: str
    columns: Sequence[FileColumn[Row]]
    rows: Iterable[Row]
    notes: Sequence[str] = ()
    ruled: Collection[int] = ()

    def cells(self) -> Iterator[list[Cell]]:
        for row in self.rows:
            yield [column.value(row) for column in self.columns]

    def csv(self) -> Iterator[bytes]:
        """The head and the rows, some at a time; a byte order mark begins them, as spreadsheet programs expect."""
        yield csv_bytes([[column.heading for column in self.columns]], bom=True)
        cells = self.cells()
        while lines := list(islice(cells, LINES)):
            yield csv_bytes(lines, bom=False)

    def xlsx(self) -> IO[bytes]:
        """The workbook as a temporary file, which is gone once it is closed."""
        columns = [SheetColumn(column.heading, column.width) for column in self.columns]
        out = TemporaryFile()  # noqa: SIM115  whoever sends it closes it
        save_xlsx([Sheet(self.title, columns, self.cells(), title=self.title, notes=self.notes, ruled=self.ruled)], out)
        out.seek(0)
        return out
