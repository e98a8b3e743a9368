"""The addresses of an earlier site, in all the ways in which one of them may be written."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from kanazawa_exchange.lib.languages import LANGUAGES

FOLDER = "report"
"""Below which all of them stood."""

_LANGUAGE = re.compile(rf"^(?:{'|'.join(LANGUAGES)})/(?={FOLDER}/)")


def path_of(address: str) -> str:
    """The one way in which an address is kept: `report/on-the-ice` of `https://…/en/report/on-the-ice/?page=1`.

    Letters may be written as percent signs, once. Empty for what is no address of a report.
    """
    try:
        path = unquote(urlsplit(address.strip()).path, errors="strict")
    except ValueError:
        return ""
    return normal(path)


def normal(path: str) -> str:
    """The same of a path whose percent signs are read already."""
    found = unicodedata.normalize("NFC", re.sub("/{2,}", "/", path)).strip("/")
    found = _LANGUAGE.sub("", found)
    return found if found.startswith(f"{FOLDER}/") and found.isprintable() else ""
