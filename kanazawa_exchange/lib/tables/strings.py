"""The texts of a workbook, which its cells name by number: a few in memory, the others in a file that ends with them."""

import os
import re
import tempfile
import weakref
from array import array
from typing import IO
from xml.etree.ElementTree import Element

from openpyxl.xml.constants import SHEET_MAIN_NS

from . import limits
from .packages import Part
from .refusals import NoText, TooLongCell, UnpacksTooLarge
from .trees import elements

HELD = 2_000_000  # characters that are kept in memory
_PIECE = 1024 * 1024
_SI, _T, _R = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "t", "r"))
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_HALVES = re.compile("[\ud800-\udfff]")


class Strings:
    """The texts by number. Errors: TableRefused while they are read, IndexError for a number without a text."""

    def __init__(self, source: Part | None, name: str) -> None:
        self._held: list[str] = []
        self._ends = array("Q", [0])
        self._file: IO[bytes] | None = None
        if source is not None:
            with source:
                self._keep_all(source, name)

    def __len__(self) -> int:
        return len(self._held) + len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        if number < 0:
            raise IndexError(number)
        if number < len(self._held):
            return self._held[number]
        place = number - len(self._held)
        begin, end = self._ends[place], self._ends[place + 1]
        return os.pread(self._file.fileno(), end - begin, begin).decode() if self._file else ""

    def _keep_all(self, source: Part, name: str) -> None:
        room = HELD
        waiting = bytearray()
        for item in elements(source, "si"):
            if item.tag != _SI:
                continue
            if len(self) >= limits.STRINGS:
                raise UnpacksTooLarge
            text = text_of(item, name)
            room -= len(text) + 20
            if room > 0:
                self._held.append(text)
                continue
            data = text.encode()
            waiting += data
            self._ends.append(self._ends[-1] + len(data))
            if len(waiting) > _PIECE:
                self._spill(waiting)
        self._spill(waiting)

    def _spill(self, waiting: bytearray) -> None:
        if self._file is None and waiting:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  closed when the texts are forgotten
            weakref.finalize(self, self._file.close)
        if self._file is not None:
            self._file.write(waiting)
            waiting.clear()


def text_of(item: Element, name: str) -> str:
    """The text of an item or of a cell, put together from its differently written parts, without the readings over its kanji."""
    parts = [item.findtext(_T, "")] if item.find(_R) is None else [run.findtext(_T, "") for run in item.findall(_R)]
    return plain("".join(parts), name)


def plain(text: str, name: str) -> str:
    """The text without the format's way of writing controls (`_x000D_`). Errors: TooLongCell, NoText."""
    if len(text) > 7 * limits.CELL:
        raise TooLongCell(table=name, limit=limits.CELL)
    if "_x" in text:
        text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
        if _HALVES.search(text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            if "\ufffd" in text:
                raise NoText(table=name)
    if "\0" in text:
        raise NoText(table=name)
    if len(text) > limits.CELL:
        raise TooLongCell(table=name, limit=limits.CELL)
    return text
