"""In which encoding a text file is written: told by its mark or by what it holds, never by replacing what cannot be read."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from .refusals import NoText, NotInEncoding, UnknownEncoding

CHOICES = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "cp1251")
"""What can be chosen by hand. A mark at the head of the file (BOM) belongs to no cell, whatever was chosen."""

CHUNK = 64 * 1024
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# Python decodes these bytes, which stand for no character of the code page, to controls and to a private area.
_NOT_IN_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
# Japanese in seven bits (ISO-2022-JP): every byte of it is one of ASCII, and would be read as such.
_SHIFTED = re.compile("\x1b[$(]")
_RUSSIAN = bytes([*range(0xC0, 0x100), 0xA8, 0xB8, 0xB9, 0xAB, 0xBB, 0x96, 0x97, 0xA0])
_HIGH = bytes(range(0x80, 0x100))
_SMALL_RUSSIAN = bytes(range(0xE0, 0x100))


def recognise(file: BinaryIO, name: str) -> str:
    """One of CHOICES in which every character of the file can be read. Errors: NoText, UnknownEncoding.

    Where two could be, UTF-8 goes before the others, and Russian in whole words before Japanese in single bytes.
    """
    head = _from_the_start(file).read(CHUNK)
    if marked := next((encoding for mark, encoding in _MARKS.items() if head.startswith(mark)), ""):
        return _whole(file, marked)
    if b"\0" in head:
        encoding = _utf_16(head, name)
        if _fault(file, encoding) is not None:
            raise NoText(table=name)
        return encoding
    order = ("cp1251", "cp932") if _is_russian(head) else ("cp932", "cp1251")
    for encoding in ("utf-8", *order):
        if (encoding != "cp1251" or _is_russian(head)) and _fault(file, encoding) is None:
            return encoding
    raise UnknownEncoding


def check(file: BinaryIO, encoding: str) -> str:
    """The encoding that was chosen, when the whole file can be read in it. Errors: NotInEncoding."""
    if encoding not in CHOICES:
        raise UnknownEncoding
    return _whole(file, encoding)


def mark_of(encoding: str) -> str:
    """The character at the head of a file that marks its encoding, and is none of its text."""
    return "\ufeff" if encoding.startswith("utf") else ""


def _whole(file: BinaryIO, encoding: str) -> str:
    if (line := _fault(file, encoding)) is not None:
        raise NotInEncoding(line=line, encoding=encoding.upper())
    return encoding


def _fault(file: BinaryIO, encoding: str) -> int | None:
    """The line in which the file cannot be read in this encoding, or None."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    for chunk in _chunks(file):
        try:
            text = decoder.decode(chunk, not chunk)
        except UnicodeDecodeError as fault:
            before = fault.object[: fault.start].decode(encoding, "replace")
            return line + before.count("\n")
        if odd := _SHIFTED.search(text) or (encoding == "cp932" and _NOT_IN_CP932.search(text)):
            return line + text.count("\n", 0, odd.start())
        line += text.count("\n")
    return None


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    """The file in pieces, and an empty one at its end."""
    _from_the_start(file)
    while chunk := file.read(CHUNK):
        yield chunk
    yield b""


def _from_the_start(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


def _utf_16(head: bytes, name: str) -> str:
    """Without a mark: digits, separators and ends of lines have their zero byte always on the same side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if not (even and odd) and 40 * (even + odd) > len(head):
        return "utf-16-be" if even else "utf-16-le"
    raise NoText(table=name)


def _is_russian(head: bytes) -> bool:
    """Whether nearly all bytes above ASCII are Russian letters, small ones among them, as in no Japanese text."""
    high = len(head) - len(head.translate(None, _HIGH))
    russian = len(head) - len(head.translate(None, _RUSSIAN))
    small = len(head) - len(head.translate(None, _SMALL_RUSSIAN))
    return high > 0 and russian >= 0.95 * high and small >= 0.5 * russian
