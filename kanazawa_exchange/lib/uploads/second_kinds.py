"""Whether a file is two kinds of files in one (a polyglot): what it says it is, and something that a browser or server would run."""

import re
from typing import IO

from django.utils.translation import gettext as _

from .refusals import UploadRefused
from .sniffing import is_package_too

_MARKUP = re.compile(rb"<(?:\?php\s|script[\s>/]|html[\s>]|!doctype\s+html|svg\s+[a-z]|iframe\s+[a-z])", re.I)
"""Long enough that no picture and no packed text holds one by chance."""
_CHUNK = 1024 * 1024
_OVERLAP = 64


def refuse_second_kind(stream: IO[bytes]) -> None:
    """A zip archive at the end, or HTML, SVG or PHP anywhere. Errors: UploadRefused."""
    if is_package_too(stream) or _holds_markup(stream):
        raise UploadRefused(
            _(
                "The file is two kinds of files in one. Save it again with the programme it was made with, and send the new one."
            )
        )


def _holds_markup(stream: IO[bytes]) -> bool:
    stream.seek(0)
    tail = b""
    while chunk := stream.read(_CHUNK):
        if _MARKUP.search(tail + chunk):
            return True
        tail = chunk[-_OVERLAP:]
    return False
