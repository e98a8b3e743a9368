"""The tables of a file that somebody sent: what the file is, is read from its content; its name only names the table."""

from collections.abc import Iterator
from typing import BinaryIO

from . import limits, separated, workbooks
from .refusals import EmptyFile, Locked, NoTable, OldWorkbook, TooLarge
from .values import Table

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of the old formats, and of every encrypted workbook
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_TABLES = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
_PIECE = 256 * 1024


def tables(file: BinaryIO, name: str, *, encoding: str = "") -> list[Table]:
    """The sheets of a workbook, or the one table of a CSV file. `file` can seek, and stays open while rows are read.

    `encoding` (one of `encodings.CHOICES`) says how a CSV file is read; without it the encoding is recognised, and told by
    the table. Errors: TableRefused, before the first row.
    """
    size = file.seek(0, 2)
    if size > limits.FILE:
        raise TooLarge(limit=limits.FILE // (1024 * 1024))
    file.seek(0)
    head = file.read(8)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe"):
        raise EmptyFile
    if head.startswith(b"PK"):
        return workbooks.tables(file, name)
    if head.startswith(_OLE):
        raise Locked if any(_ENCRYPTED in piece for piece in _pieces(file)) else OldWorkbook
    if head.startswith(_NO_TABLES):
        raise NoTable
    return [separated.table(file, name, encoding=encoding)]


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """The file in pieces that overlap, so that no word is cut."""
    file.seek(0)
    tail = b""
    while data := file.read(_PIECE):
        yield tail + data
        tail = data[-len(_ENCRYPTED) :]
