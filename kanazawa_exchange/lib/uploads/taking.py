"""One upload, judged and made ready to be stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from ..content_types import AVIF, DOCX, HEIC, PDF, XLSX
from . import packages, pdfs, pictures
from .policies import MEGABYTE, Policy
from .refusals import UploadRefused
from .second_kinds import refuse_second_kind
from .sniffing import HEAD, OLD_OFFICE, PACKAGE, kind_of


@dataclass(frozen=True)
class Taken:
    """What is stored: of a document its bytes, of a picture a new file with its pixels."""

    content_type: str
    stream: IO[bytes]


@contextmanager
def taken(upload: UploadedFile, policy: Policy) -> Iterator[Taken]:
    """Errors: UploadRefused."""
    stream: IO[bytes] = getattr(upload, "file", None) or upload
    kind, size = content_type_of(stream, upload.size or 0, policy), upload.size or 0
    if kind not in pictures.FORMATS:
        if policy.is_examined:
            _examine(stream, kind, size)
        yield Taken(kind, stream)
        return
    refuse_second_kind(stream)
    with pictures.rebuilt(stream, kind, policy.limit) as (file, new_kind):
        yield Taken(new_kind, file)


def content_type_of(stream: IO[bytes], size: int, policy: Policy) -> str:
    """One of the types of the policy, read from the content. Errors: UploadRefused."""
    if size > policy.limit:
        raise UploadRefused(_("The file is larger than %(limit)s MB.") % {"limit": policy.limit // MEGABYTE})
    stream.seek(0)
    head = stream.read(HEAD)
    if not head:
        raise UploadRefused(_("The file is empty."))
    kind = kind_of(head)
    if kind == PACKAGE:
        kind = packages.kind_of_package(stream)
    if kind in policy.taken_types:
        if kind == PDF:
            pdfs.refuse_cut(stream, size)
        return kind
    if kind == AVIF and kind in policy.types:
        raise UploadRefused(_("AVIF pictures cannot be read here. Send it as JPEG."))
    if kind == HEIC and kind in policy.types:
        raise UploadRefused(
            _(
                "HEIC pictures cannot be read here. Send it as JPEG; on an iPhone: Settings, Camera, Formats, Most Compatible."
            )
        )
    if kind == OLD_OFFICE and {DOCX, XLSX} & set(policy.types):
        raise UploadRefused(
            _(
                "This is a document of an old kind (.doc, .xls), or one locked with a password. Save it as .docx without one, or as PDF."
            )
        )
    raise UploadRefused(
        _("Only these kinds of files are taken here: %(kinds)s. This file is none of them.") % {"kinds": policy.kinds}
    )


def _examine(stream: IO[bytes], kind: str, size: int) -> None:
    if kind == PDF:
        refuse_second_kind(stream)
        pdfs.examine(stream)
    else:
        packages.examine(stream, size)
