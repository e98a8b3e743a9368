"""Word and Excel documents: archives of parts, judged by the list of their parts and, when examined, by what the parts refer to."""

import re
import struct
import zipfile
import zlib
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from ..content_types import DOCX, XLSX
from .refusals import UploadRefused

UNPACKED_LIMIT = 200 * 1024 * 1024
XML_LIMIT = 20 * 1024 * 1024
"""Of all parts that are read, as they are when unpacked."""
PARTS_LIMIT = 5000
ELEMENTS_LIMIT = 1_200_000
"""Of all parts: each costs some microseconds to look at, and a million empty ones pack to some kilobytes."""
DAMAGED = (
    *(zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, UnicodeDecodeError, struct.error),
    *(zlib.error, RuntimeError, KeyError),
)
_ALLOWED_LINK = re.compile(r"(?:https?://|mailto:|tel:|#)", re.I)
_LOADED_FIELD = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK)\b", re.I)
_EMBEDDED = re.compile(
    r"word/(?:embeddings/(?!.*\.xlsx$)|activex/|oleobject)|.*\.(?:bin|exe|dll|js|vbs|html?|mht)$", re.I
)


def kind_of_package(stream: IO[bytes]) -> str:
    """The content type of a document, or an empty text for another archive. Errors: UploadRefused."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as package:
            parts = package.infolist()
    except DAMAGED:
        return ""
    names = {part.filename for part in parts}
    if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise _too_much()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _with_macros()
    if any(part.flag_bits & 0x1 for part in parts):
        raise UploadRefused(_("The document is locked with a password. Save it without one."))
    for main, kind in (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX)):
        if "[Content_Types].xml" in names and main in names:
            return kind
    return ""


def examine(stream: IO[bytes], size: int) -> None:
    """Of a Word document: no macros, nothing that is loaded from elsewhere, no objects inside. Errors: UploadRefused."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as package:
            _refuse_disguised(package, size)
            _refuse_parts(package)
    except (*DAMAGED, ParseError, DefusedXmlException) as error:
        raise UploadRefused(_("The document is damaged. Open it, save it again and try once more.")) from error


def _refuse_disguised(package: zipfile.ZipFile, size: int) -> None:
    """Nothing stands before the first part, behind the last one, or twice under one name."""
    names = [part.filename.lower() for part in package.infolist()]
    starts = min(part.header_offset for part in package.infolist())
    stream = package.fp
    assert stream is not None  # noqa: S101 it was opened just now
    stream.seek(max(0, size - 22))
    ends = stream.read(4) == b"PK\x05\x06" and not package.comment
    if starts != 0 or not ends or len(set(names)) != len(names):
        raise UploadRefused(_("The document is damaged. Open it, save it again and try once more."))


def _refuse_parts(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    read = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    if sum(part.file_size for part in read) > XML_LIMIT:
        raise _too_much()
    if any(_EMBEDDED.match(part.filename) for part in parts):
        raise _loading()
    elements = 0
    for part in read:
        with package.open(part) as content:
            elements = _refuse_content(content, elements)


def _refuse_content(content: IO[bytes], elements: int) -> int:
    """How many elements there were up to the end of this part. Errors: UploadRefused."""
    found = _Findings(elements)
    parser = DefusedXMLParser(target=found, forbid_dtd=True)
    while piece := content.read(64 * 1024):
        parser.feed(piece)
    parser.close()
    if found.has_macros:
        raise _with_macros()
    if found.is_loading or _LOADED_FIELD.search("".join(found.fields)):
        raise _loading()
    return found.elements


class _Findings:
    """Told of each element while a part is read, so that no tree of it is made: empty elements are cheap to pack by the million."""

    def __init__(self, elements: int) -> None:
        self.elements = elements
        self.has_macros = self.is_loading = self._is_field = False
        self.fields: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > ELEMENTS_LIMIT:
            raise _too_much()
        kind = _local(tag)
        if kind in {"Default", "Override"}:
            self.has_macros |= "macroenabled" in attributes.get("ContentType", "").lower()
        elif kind == "Relationship":
            self.is_loading |= _loads(attributes)
        elif kind == "fldSimple":
            self.fields += [" ", *attributes.values(), " "]
        elif kind == "instrText":
            self._is_field = True

    def data(self, text: str) -> None:
        if self._is_field:
            self.fields.append(text)

    def end(self, tag: str) -> None:
        self._is_field = False

    def close(self) -> None:
        """Nothing is handed over."""


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def _loads(relationship: dict[str, str]) -> bool:
    """Whether a relationship brings something in that is not in the archive; a link that a reader may click does not."""
    kind = relationship.get("Type", "").rpartition("/")[2].lower()
    if kind in {"afchunk", "vbaproject", "oleobject", "control", "attachedtoolbars"}:
        return True
    if relationship.get("TargetMode", "").lower() != "external":
        return False
    return kind != "hyperlink" or not _ALLOWED_LINK.match(relationship.get("Target", "").strip())


def _too_much() -> UploadRefused:
    return UploadRefused(_("The document unpacks to more than the portal takes."))


def _with_macros() -> UploadRefused:
    return UploadRefused(_("Documents with macros are not taken. Save it without macros, or as PDF."))


def _loading() -> UploadRefused:
    return UploadRefused(
        _("The document loads something from elsewhere, or holds another file inside. Save it as PDF, and send that.")
    )
