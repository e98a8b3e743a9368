"""What may be uploaded at one place of the portal."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from .. import formats
from ..content_types import AVIF, DOCX, HEIC, JPEG, PDF, PNG, WEBP, XLSX
from . import avif, heif

CALLED = {
    PDF: "PDF",
    DOCX: "Word (.docx)",
    XLSX: "Excel (.xlsx)",
    JPEG: "JPEG",
    PNG: "PNG",
    WEBP: "WebP",
    AVIF: "AVIF",
    HEIC: "HEIC",
}
ACCEPTED = {
    PDF: (".pdf", PDF),
    DOCX: (".docx", DOCX),
    XLSX: (".xlsx", XLSX),
    JPEG: (".jpg", ".jpeg", JPEG),
    PNG: (".png", PNG),
    WEBP: (".webp", WEBP),
    AVIF: (".avif", AVIF),
    HEIC: (".heic", HEIC),
}
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Policy:
    """`types`: what is taken, by content. `most_bytes`: of one file; None is the setting DOCUMENT_MAX_BYTES.

    `is_examined`: documents are looked into for what acts by itself (scripts, macros, files inside, a second kind of file).
    Pictures are made anew from their pixels under every policy.
    """

    types: tuple[str, ...]
    most_bytes: int | None = None
    is_examined: bool = True

    @property
    def limit(self) -> int:
        return settings.DOCUMENT_MAX_BYTES if self.most_bytes is None else self.most_bytes

    @property
    def taken_types(self) -> tuple[str, ...]:
        """Those that this installation can read."""
        missing = {kind for kind, is_here in ((AVIF, avif.IS_HERE), (HEIC, heif.IS_HERE)) if not is_here}
        return tuple(kind for kind in self.types if kind not in missing)

    @property
    def kinds(self) -> str:
        """PDF, Word (.docx), JPEG: the same words in every language."""
        return formats.comma().join(CALLED[kind] for kind in self.taken_types)

    @property
    def limits(self) -> str:
        """What stands under the box of a form."""
        return _("%(kinds)s; at most %(limit)s MB.") % {"kinds": self.kinds, "limit": self.limit // MEGABYTE}

    @property
    def accept(self) -> str:
        """The attribute of the box. Without HEIC in it telephones send their pictures as JPEG by themselves."""
        return ",".join(ending for kind in self.taken_types for ending in ACCEPTED[kind])


OFFICE_DOCUMENTS = Policy((PDF, DOCX, XLSX), is_examined=False)
"""What the office keeps with its own records."""

PUBLIC_DOCUMENTS = Policy((PDF, DOCX, XLSX))
"""What everybody may download: it holds nothing that acts by itself."""

ANYTHING_SENT = Policy((PDF, DOCX, JPEG, PNG, WEBP, AVIF, HEIC))
"""Papers that applicants send: as a document, or as a picture of one."""

PHOTOS = Policy((JPEG, PNG, WEBP, AVIF, HEIC), most_bytes=12 * MEGABYTE)
"""What a telephone takes."""
