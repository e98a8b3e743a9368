"""Workbooks (.xlsx): openpyxl says which sheets there are and which styles are dates; their rows pass by one after another."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader, apply_stylesheet

from kanazawa_exchange.lib.refusals import Refused

from . import limits
from .packages import Package, opened
from .refusals import Damaged, NoTable, TooManySheets
from .sheets import Book, rows_of
from .strings import Strings
from .survey import survey
from .values import Again, Table

# Days and times whose format depends on the language of Excel and stands in no file: 31 is yyyy"年"m"月"d"日" in Japanese.
_DAYS_WITHOUT_FORMAT = {*range(27, 37), *range(50, 59)}


def tables(file: BinaryIO, name: str) -> list[Table]:
    """The sheets, in their order, each looked through once (not read) for what would be refused. Errors: TableRefused."""
    package = opened(file)
    reader = _Reader(package)
    found = reader.sheets()
    if len(found) > limits.SHEETS:
        raise TooManySheets(limit=limits.SHEETS)
    surveys = [survey(package.open(sheet.path), sheet.name) for sheet in found]
    book = reader.book(name)
    return [
        Table(
            sheet.name,
            Again(partial(rows_of, package, sheet.path, sheet.name, book)),
            merged=merged,
            hidden=sheet.hidden,
        )
        for sheet, merged in zip(found, surveys, strict=True)
    ]


@dataclass(frozen=True)
class _Sheet:
    name: str
    path: str
    hidden: bool


class _Reader(ExcelReader):
    """What openpyxl reads of a workbook before its sheets, without the texts, which it would hold."""

    def __init__(self, package: Package) -> None:
        self.archive = package
        self.valid_files = package.namelist()
        self.read_only, self.keep_vba, self.data_only, self.keep_links, self.rich_text = (
            True,
            False,
            False,
            False,
            False,
        )
        self.shared_strings: list[str] = []  # they are kept by `Strings`

    def sheets(self) -> list[_Sheet]:
        """The sheets with cells; sheets that are a chart have none."""
        with _as_refusals():
            self.read_manifest()
            self.read_workbook()
            apply_stylesheet(self.archive, self.wb)
            found = [
                _Sheet(str(sheet.name), relation.target, sheet.state != "visible")
                for sheet, relation in self.parser.find_sheets()
                if relation.Type.endswith("/worksheet")
            ]
        if any(sheet.path not in self.valid_files for sheet in found):  # openpyxl would leave it out without a word
            raise Damaged
        return found

    def book(self, name: str) -> Book:
        part = self.package.find(SHARED_STRINGS)
        path = part.PartName.removeprefix("/") if part is not None else ""
        source = self.archive.open(path) if path in self.valid_files else None
        return Book(Strings(source, name), *_days(self.wb), self.wb.epoch)


@contextmanager
def _as_refusals() -> Iterator[None]:
    """Whatever a broken part breaks in the library is a refusal here; what the library leaves out is not read here either."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Refused:
        raise
    except OSError as fault:  # so it says that the package holds no workbook
        raise NoTable from fault
    except Exception as fault:
        raise Damaged from fault


def _days(workbook: Any) -> tuple[frozenset[int], frozenset[int]]:
    """Numbers of the styles that show a day or an hour, and of those that show a length of time."""
    unnamed = (place for place, style in enumerate(workbook._cell_styles) if style.numFmtId in _DAYS_WITHOUT_FORMAT)
    lengths = frozenset(workbook._timedelta_formats)
    return frozenset({*workbook._date_formats, *unnamed}) - lengths, lengths
