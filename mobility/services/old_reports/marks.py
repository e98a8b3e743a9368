"""The text of an earlier site: pictures are taken out of it, and links to other reports lead to where these are now."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.urls import reverse
from django.utils.translation import override

from mobility.old_addresses import FOLDER, path_of

_PICTURE = re.compile(
    r"!\[([^\[\]]{0,500})\]\([ ]*<?([^\s<>()]{0,2000})>?(?:[ ]+(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?[ ]*\)"
)
_HTML_PICTURE = re.compile(r"<img\b[^<>]{0,5000}>", re.I)
_EMPTY_LINK = re.compile(r"(?<!!)\[\s{0,20}\]\([^\s()]{0,2000}\)")
_LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]\\\n]|\\.){1,500})\]\([ ]*<?([^\s<>()]{1,2000})>?(?:[ ]+\"[^\"\n]{0,500}\")?[ ]*\)"
)
_ELSEWHERE = re.compile(r"/|[a-z][a-z0-9+.-]*:|$", re.I)
_TAG = re.compile(r"</?[a-z][^<>\n]{0,500}>", re.I)


@dataclass(frozen=True)
class Shown:
    """A picture in a text, on which of its lines (from 0), the words for it, and the file beside the report; no file for one that
    lies elsewhere."""

    line: int
    alt: str
    file: str


def without_pictures(text: str) -> tuple[str, list[Shown]]:
    """The text without them, and them in their order."""
    found = [
        Shown(text.count("\n", 0, match.start()), alt, file)
        for match, alt, file in sorted(_pictures(text), key=lambda one: one[0].start())
    ]
    left = _EMPTY_LINK.sub("", _HTML_PICTURE.sub("", _PICTURE.sub("", text)))
    return left, found


def _pictures(text: str) -> Iterator[tuple[re.Match[str], str, str]]:
    for match in _PICTURE.finditer(text):
        yield match, match[1].strip(), "" if _ELSEWHERE.match(match[2]) else unquote(match[2])
    for match in _HTML_PICTURE.finditer(text):
        yield match, "", ""


def first_tag(text: str) -> int | None:
    """On which line of a text, from 0, HTML begins, if any does."""
    match = _TAG.search(text)
    return text.count("\n", 0, match.start()) if match else None


def links(text: str) -> dict[str, int]:
    """Address → on which line of the text (from 0) it is linked to first."""
    found: dict[str, int] = {}
    for match in _LINK.finditer(text):
        found.setdefault(match[2], text.count("\n", 0, match.start()))
    return found


def linked(text: str, language: str, slugs: Mapping[str, str], hosts: Collection[str]) -> tuple[str, list[str]]:
    """The text with the links to reports of the earlier site as they are now, and the address of each that leads nowhere: of those
    the words alone are left. `slugs`: by the path of the earlier site; `hosts`: the names of that site."""
    lost: list[str] = []

    def new(match: re.Match[str]) -> str:
        path = _path_there(match[2], hosts)
        if not path:
            return match[0]
        if path in slugs:
            return f"[{match[1]}]({_page(slugs[path], language)})"
        lost.append(match[2])
        return match[1]

    return _LINK.sub(new, text), list(dict.fromkeys(lost))


def sites(addresses: Iterable[str]) -> list[str]:
    """The names of the machines in those addresses that have one."""
    return sorted({name for address in addresses if (name := _host(address))})


def _host(address: str) -> str:
    try:
        return urlsplit(address.strip()).hostname or ""
    except ValueError:
        return ""


def _path_there(address: str, hosts: Collection[str]) -> str:
    """The path of a report of the earlier site, if the link leads to one."""
    host = _host(address)
    if not host and not re.match(rf"/(?:[a-z]{{2}}/)?{FOLDER}/", address):
        return ""
    return path_of(address) if not host or host in hosts else ""


def _page(slug: str, language: str) -> str:
    with override(language):
        return reverse("mobility:activity_report_detail", args=[slug])
