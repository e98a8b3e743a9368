"""What kind of file the first bytes are; neither the name nor what the browser says is asked."""

import struct
import zipfile
from typing import IO

from ..content_types import AVIF, DOCX, HEIC, JPEG, PDF, PNG, WEBP

HEAD = 64
PACKAGE = DOCX  # one kind of package or another: what it is, its parts tell
OLD_OFFICE = "application/x-ole-storage"
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif"}


def kind_of(head: bytes) -> str:
    """A content type, or an empty text for what nobody takes."""
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return PACKAGE
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return _kind_of_family(head)
    return OLD_OFFICE if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") else ""


def _kind_of_family(head: bytes) -> str:
    """Of the files that begin with a list of brands: the first one is how it was made, the others are what may read it."""
    end = min(int.from_bytes(head[:4], "big"), len(head) // 4 * 4)
    brands = {head[at : at + 4] for at in (8, *range(16, end, 4))}
    if brands & _AVIF_BRANDS and head[8:12] not in _HEIC_BRANDS - {b"mif1", b"msf1"}:
        return AVIF
    return HEIC if head[8:12] in _HEIC_BRANDS else ""


def is_package_too(stream: IO[bytes]) -> bool:
    """Whether a file that is something else can be opened as a zip archive as well."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream):
            return True
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, UnicodeDecodeError, struct.error):
        stream.seek(0)
        return zipfile.is_zipfile(stream)
