"""The name under which a file is handed out again: no path, nothing invisible, nothing that a system keeps for itself."""

import re
import unicodedata

from kanazawa_exchange.lib.search_key import is_invisible

from ..content_types import AVIF, DOCX, HEIC, JPEG, PDF, PNG, WEBP, XLSX

ENDINGS = {
    PDF: ".pdf",
    DOCX: ".docx",
    XLSX: ".xlsx",
    JPEG: ".jpg",
    PNG: ".png",
    WEBP: ".webp",
    HEIC: ".heic",
    AVIF: ".avif",
}
MOST_CHARACTERS = 200
MOST_BYTES = 240  # file systems take 255
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?![^ .])", re.I)
"""Devices of Windows, with whatever ending."""


def safe_name(typed: str, content_type: str) -> str:
    """The last part of what was typed, with the ending of the content in the place of its own endings."""
    name = unicodedata.normalize("NFC", typed).replace("\\", "/").rpartition("/")[2]
    name = "".join(char for char in name if char.isprintable() and not is_invisible(char) and char not in '<>:"|?*')
    stem = name.strip(" .")
    while match := re.fullmatch(r"(.+?)\.(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{1,5}", stem):
        stem = match[1].strip(" .")
    ending = ENDINGS[content_type]
    stem = stem[: MOST_CHARACTERS - len(ending)]
    stem = stem.encode()[: MOST_BYTES - len(ending)].decode(errors="ignore").strip(" .")
    if RESERVED.match(stem):
        stem = f"_{stem}"
    return (stem or "document") + ending
