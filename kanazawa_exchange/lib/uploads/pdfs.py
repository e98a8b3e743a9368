"""Whether a PDF is whole, open, and without what acts by itself when somebody opens it.

What is looked for: the names of scripts, of actions that start programs or load files, of files inside, and of encryption, in
all of the file and in its object streams. What is not looked for: faults of a reader that a picture or a font makes use of.
"""

import re
import zlib
from typing import IO

from django.utils.translation import gettext as _

from .refusals import UploadRefused

UNPACKED_LIMIT = 32 * 1024 * 1024
_STREAM = re.compile(rb"(?<!end)stream[\x00\t\f ]*(?:\r\n|\n|\r)")
_OBJECTS = re.compile(rb"\s*\d+\s+\d+\s")
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF[\x00\s\x1a]*\Z")
_TABLE_OR_OBJECT = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")


def _names(*names: str) -> re.Pattern[bytes]:
    """These names, each letter of which may be written as #4A."""
    letters = ["".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in name) for name in names]
    return re.compile(rf"/(?:{'|'.join(letters)})(?=[\x00\s/<>\[\](){{}}%]|\Z)".encode())


_ENCRYPTED = _names("Encrypt")
_ACTING = _names("JavaScript", "Rendition", "Launch", "RichMedia", "ImportData", "SubmitForm", "GoToE", "GoToR", "XFA")
_FILES_INSIDE = _names("EmbeddedFile", "EmbeddedFiles")
_OBJECT_STREAM = _names("ObjStm")


def refuse_cut(stream: IO[bytes], size: int) -> None:
    """The end is there. Errors: UploadRefused."""
    stream.seek(max(0, size - 2048))
    if b"%%EOF" not in stream.read():
        raise _cut()


def examine(stream: IO[bytes]) -> None:
    """Errors: UploadRefused."""
    stream.seek(0)
    content = stream.read()
    _refuse_broken(content)
    _refuse_names(content)
    found = _object_streams(content)
    if found < len(_OBJECT_STREAM.findall(content)):
        raise UploadRefused(_("Parts of the PDF cannot be looked into. Print it to a new PDF, and send the new one."))


def _refuse_broken(content: bytes) -> None:
    """Nothing stands behind the end, and the end leads to a table of the file's parts."""
    start = _START.search(content, max(0, len(content) - 2048))
    if start is None or not _TABLE_OR_OBJECT.match(content, int(start[1])):
        raise _cut()


def _refuse_names(text: bytes) -> None:
    if _ENCRYPTED.search(text):
        raise UploadRefused(_("The PDF is locked or restricted with a password. Save it without one."))
    if _ACTING.search(text):
        raise UploadRefused(
            _("The PDF holds scripts or actions that start by themselves. Print it to a new PDF, and send the new one.")
        )
    if _FILES_INSIDE.search(text):
        raise UploadRefused(_("The PDF holds other files inside. Print it to a new PDF, and send the new one."))


def _object_streams(content: bytes) -> int:
    """How many streams of objects could be read; each is searched too."""
    view, room, count = memoryview(content), UNPACKED_LIMIT, 0
    for found in _STREAM.finditer(content):
        unpacking = zlib.decompressobj()
        try:
            text = unpacking.decompress(view[found.end() : found.end() + 4096], 256)
            if not _OBJECTS.match(text):
                continue
            unpacking = zlib.decompressobj()
            text = unpacking.decompress(view[found.end() :], room)
        except zlib.error:
            continue
        read = len(content) - found.end() - len(unpacking.unused_data) - len(unpacking.unconsumed_tail)
        room -= max(len(text), read // 4)  # streams that lie over one another are paid for as often as they are read
        if room <= 0:
            raise UploadRefused(_("The document unpacks to more than the portal takes."))
        _refuse_names(text)
        count += 1
    return count


def _cut() -> UploadRefused:
    return UploadRefused(_("The PDF is cut off: its end is missing. Save it again and try once more."))
