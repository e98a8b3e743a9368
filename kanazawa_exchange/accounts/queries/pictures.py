"""Which pictures anybody may see now, and what a page needs to show one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet
from django.urls import reverse

from kanazawa_exchange.lib.content_types import JPEG
from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.uploads import renditions
from kanazawa_exchange.lib.uploads.renditions import Rendition

from ..models import Picture, StoredFile

Showing = Callable[[QuerySet[StoredFile], datetime], bool]
_showings: list[Showing] = []
DIGEST = 16
"""Letters of the checksum that stand in an address: with other bytes it is another one."""


def show_by(showing: Showing) -> None:
    """An app says whether something that everybody may read shows one of these files at that moment (once, when the apps are ready).

    Nothing is public of which no app says so.
    """
    if showing not in _showings:
        _showings.append(showing)


def public_picture(digest: str, key: str, now: datetime) -> Picture | None:
    """The picture at a public address, when something public shows it now."""
    picture: Picture | None = Picture.objects.filter(key=key, sha256__startswith=digest).first()
    if picture is None or len(digest) != DIGEST:
        return None
    files = StoredFile.objects.served().filter(picture=picture)
    return picture if any(showing(files, now) for showing in _showings) else None


# --- On a page -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """The files of one kind: their type, and each with its address and its width in pixels."""

    kind: str
    files: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Shown:
    """A picture as a page shows it; width and height are those of its largest file. No sources: a worker is still making them.

    `alt`: what it shows, in words. Errors: ValueError without any, as somebody would then see nothing.
    """

    alt: Localized
    width: int
    height: int
    sources: tuple[Source, ...]

    def __post_init__(self) -> None:
        if not self.alt.text.strip():
            raise ValueError("a picture without words for it")

    @property
    def preview(self) -> tuple[str, int, int] | None:
        """Address, width and height of its widest JPEG, for those who take no other kind."""
        files = [file for source in self.sources if source.kind == JPEG for file in source.files]
        if not files:
            return None
        address, width = max(files, key=lambda file: file[1])
        return address, width, round(self.height * width / self.width)


def shown(picture: Picture, alt: Localized, *, base: str = "") -> Shown:
    """`base`: where its files are found, with a slash behind; empty is the public address. Errors: ValueError without words."""
    plan = [one for one in renditions.planned(picture.width, picture.height) if one.name in picture.renditions]
    base = base or _public_base(picture)
    kinds = sorted(plan, key=lambda one: (renditions.KINDS.index(one.kind), one.width))
    sources = tuple(_source(kind, base, list(found)) for kind, found in groupby(kinds, key=lambda one: one.kind))
    largest = max(plan, key=lambda one: one.width, default=Rendition("", picture.width, picture.height))
    return Shown(alt, largest.width, largest.height, sources)


def _source(kind: str, base: str, found: Sequence[Rendition]) -> Source:
    return Source(kind, tuple((base + one.name, one.width) for one in found))


def _public_base(picture: Picture) -> str:
    return reverse("picture", args=[picture.sha256[:DIGEST], picture.key, "x"])[:-1]
