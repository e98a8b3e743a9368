"""The sizes and kinds in which a picture is shown: three sizes, each as AVIF, as WebP and as JPEG for whoever reads neither.

What it costs, measured on one core for a photo full of detail of six megapixels, all three sizes together: AVIF 1.7 s and 180 kB,
WebP 0.3 s and 263 kB, JPEG 0.03 s and 422 kB. At the likeness of WebP 76 (36.4 dB at 1600 pixels) AVIF has 98 kB at speed 6,
121 kB at speed 8 and 94 kB at speed 5, in 0.9, 0.3 and 3.3 s: a picture is made once and fetched by everybody, hence 6.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from PIL import Image

from ..content_types import AVIF, JPEG, WEBP
from . import avif, pictures

EDGES = (480, 960, 1600)
"""Pixels of the longer side."""
KINDS = (AVIF, WEBP, JPEG)
"""In the order in which a browser is asked: the first that it reads is fetched."""
ENDINGS = {AVIF: "avif", WEBP: "webp", JPEG: "jpg"}
_SAVED: dict[str, dict[str, Any]] = {
    AVIF: {"quality": 54, "speed": 6, "max_threads": 1},
    WEBP: {"quality": 76, "method": 4},
    JPEG: {"quality": 78, "progressive": True, "optimize": True},
}
_REDUCED_TO = 2.0
"""A large picture is first made smaller by whole pixels to so many times the size, which costs little, and then drawn finely."""
_NAME = re.compile(r"([1-9][0-9]{0,3})\.(avif|webp|jpg)")


@dataclass(frozen=True)
class Rendition:
    """One file that shows the picture; its name is the same whoever makes it, and when."""

    kind: str
    width: int
    height: int

    @property
    def name(self) -> str:
        """By its longer side: `960.webp`."""
        return f"{max(self.width, self.height)}.{ENDINGS[self.kind]}"


def kinds() -> tuple[str, ...]:
    """Those that this installation can write."""
    return tuple(kind for kind in KINDS if kind != AVIF or avif.IS_HERE)


def planned(width: int, height: int) -> list[Rendition]:
    """What is made of a picture of this size, the smallest first; none is larger than the picture itself."""
    longest = max(width, height)
    edges = sorted({min(longest, edge) for edge in EDGES})
    sizes = [tuple(max(1, round(side * edge / longest)) for side in (width, height)) for edge in edges]
    return [Rendition(kind, *size) for size in sizes for kind in kinds()]


def kind_of_name(name: str) -> str:
    """The content type of a file of this name; an empty text when none is called so."""
    found = _NAME.fullmatch(name)
    return next(kind for kind in KINDS if ENDINGS[kind] == found[2]) if found else ""


def size_of(stream: IO[bytes]) -> tuple[int, int]:
    """Width and height of a picture that was rebuilt here."""
    stream.seek(0)
    with Image.open(stream, formats=("JPEG", "PNG", "WEBP")) as source:
        return source.size


def made(stream: IO[bytes], asked: Sequence[Rendition]) -> Iterator[tuple[Rendition, bytes]]:
    """These renditions of a picture that was rebuilt here, one after the other, on white where it is transparent.

    One picture is in memory at a time in each process.
    """
    with pictures.one_at_a_time:
        picture = _opaque(stream, max((one.width for one in asked), default=1))
        drawn: dict[tuple[int, int], Image.Image] = {}
        for one in asked:
            size = (one.width, one.height)
            if size not in drawn:
                drawn = {size: picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=_REDUCED_TO)}
            yield one, _saved(drawn[size], one.kind)


def _opaque(stream: IO[bytes], width: int) -> Image.Image:
    """A JPEG is decoded at the smallest of its own scales that is no smaller than this."""
    stream.seek(0)
    with Image.open(stream, formats=("JPEG", "PNG", "WEBP")) as source:
        source.draft(None, (width, 1))
        source.load()
        if source.mode in {"L", "RGB"}:
            return source
        white = Image.new("RGB", source.size, "white")
        white.paste(source, mask=source.getchannel("A") if "A" in source.getbands() else None)
        return white


def _saved(picture: Image.Image, kind: str) -> bytes:
    """Of the pixels alone."""
    picture.info = {}
    file = io.BytesIO()
    picture.save(file, pictures.FORMATS[kind], **_SAVED[kind])
    return file.getvalue()
