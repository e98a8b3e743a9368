"""The package that a workbook is: what lies in it is asked of its list of files, and watched again while it is unpacked."""

import io
import zipfile
from typing import IO, BinaryIO, Literal

from . import limits
from .refusals import (
    Damaged,
    DeclaresEntities,
    HasMacros,
    LinkedElsewhere,
    Locked,
    NoTable,
    OtherWorkbook,
    UnpacksTooLarge,
)

_DIRECTORY_SIZE = 5  # where the library keeps it
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_LONGEST_DECLARATION = max(map(len, _DECLARATIONS))
_METHODS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # others unpack all they are given at once, however much it becomes
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")  # UTF-16, in which these words would not be found


def opened(file: BinaryIO) -> "Package":
    """The package, of which nothing was unpacked yet. Errors: TableRefused."""
    if _directory_size(file) > limits.DIRECTORY:
        raise UnpacksTooLarge
    try:
        package = Package(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as fault:
        raise Damaged from fault
    _check(package)
    return package


def _directory_size(file: BinaryIO) -> int:
    """Asked by the function by which the library itself finds the list, so that the two cannot find different ones."""
    try:
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    except (OSError, ValueError) as fault:
        raise Damaged from fault
    if not end:
        raise Damaged
    return int(end[_DIRECTORY_SIZE])


def _check(package: "Package") -> None:
    parts = package.infolist()
    names = {part.filename.lower() for part in parts}
    if len(parts) > limits.PARTS or sum(part.file_size for part in parts) > limits.UNPACKED:
        raise UnpacksTooLarge
    if any(part.compress_type not in _METHODS for part in parts):
        raise Damaged
    if len(names) < len(parts):  # two parts of one name: which one is read depends on the program
        raise Damaged
    if any(part.flag_bits & 0x1 for part in parts):
        raise Locked
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise HasMacros
    if any(name.startswith("xl/externallinks/") or name == "xl/connections.xml" for name in names):
        raise LinkedElsewhere
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise OtherWorkbook
    if all(part.filename != "[Content_Types].xml" for part in parts):
        raise NoTable
    if b"macroenabled" in package.read("[Content_Types].xml").lower():
        raise HasMacros


class Package(zipfile.ZipFile):
    """A package whose parts are watched while they are unpacked. `read` takes small parts alone, `open` unpacks in pieces."""

    def open(  # type: ignore[override]
        self,
        name: str | zipfile.ZipInfo,
        mode: Literal["r"] = "r",
        pwd: bytes | None = None,
        *,
        force_zip64: bool = False,
    ) -> "Part":
        try:
            return Part(super().open(name, mode, pwd))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as fault:
            raise Damaged from fault

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        part = self.getinfo(name) if isinstance(name, str) else name
        if part.file_size > limits.PART:
            raise UnpacksTooLarge
        with self.open(part) as source:
            data = source.read(limits.PART)
        if data.count(b"<") > limits.TAGS:
            raise UnpacksTooLarge
        return data


class Part(io.RawIOBase):
    """A part being unpacked. Errors while reading: UnpacksTooLarge, DeclaresEntities, Damaged."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._size = self._straight = 0
        self._tail = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._source.read(size if size and size > 0 else limits.PART)
        except Exception as fault:  # zlib, bz2 and lzma have an error of their own each
            raise Damaged from fault
        self._watch(data)
        return data

    def close(self) -> None:
        self._source.close()
        super().close()

    def _watch(self, data: bytes) -> None:
        if not self._size and data.startswith(_WIDE):
            raise Damaged
        self._size += len(data)
        tag = data.rfind(b"<")
        self._straight = self._straight + len(data) if tag < 0 else len(data) - tag
        if self._size > limits.UNPACKED or self._straight > limits.STRAIGHT:
            raise UnpacksTooLarge
        seen = self._tail + data
        if any(word in seen for word in _DECLARATIONS):
            raise DeclaresEntities
        self._tail = data[-_LONGEST_DECLARATION:] if len(data) >= _LONGEST_DECLARATION else seen[-_LONGEST_DECLARATION:]
