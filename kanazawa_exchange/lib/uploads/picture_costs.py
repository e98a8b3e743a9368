"""What decoding a picture costs, reckoned from its header: pixels of all frames, and bytes while the decoder works."""

from dataclasses import dataclass
from typing import IO

from PIL import Image, JpegImagePlugin

from ..content_types import AVIF, HEIC, JPEG, WEBP

MOST_PIXELS = 50_000_000
MOST_DECODING = 86_000_000
"""Bytes that a decoder may hold, its result included."""
MOST_DECODED = 52_000_000
"""Bytes of the result, beside which the picture that is kept is laid."""
SCALES = (1, 2, 4, 8)
_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2}
_OF_WEBP = 17
"""Bytes of a pixel while it is decoded: two canvases of the decoder, what it hands over, and the result."""
_OF_AVIF = {"RGB": 13, "RGBA": 17}
"""The same: planes of up to two bytes a value, colours laid out from them, what is handed over, and the result."""
_MOST_PIXELS_OF_HEIC = 13_000_000
"""Its decoder cannot be held to so little memory: telephones take pictures of twelve megapixels."""


@dataclass(frozen=True)
class Size:
    """As the header has it."""

    width: int
    height: int
    frames: int = 1

    @property
    def pixels(self) -> int:
        return self.width * self.height * self.frames

    @property
    def megapixels(self) -> int:
        """Rounded up, so that what is too much is told as more than the limit."""
        return -(-self.pixels // 1_000_000)


def size_of_webp(stream: IO[bytes]) -> Size | None:
    """Read by hand, as Pillow takes the memory of two canvases when it opens one. Two frames stand for however many."""
    stream.seek(12)
    head = stream.read(18)
    kind, content = head[:4], head[8:]
    if kind == b"VP8X":
        width, height = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (4, 7))
        return Size(width, height, 2 if content[0] & 0x02 else 1)
    if kind == b"VP8L" and content[:1] == b"\x2f":
        bits = int.from_bytes(content[1:5], "little")
        return Size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 " and content[3:6] == b"\x9d\x01\x2a":
        width, height = (int.from_bytes(content[at : at + 2], "little") & 0x3FFF for at in (6, 8))
        return Size(width, height)
    return None


def scale_within(image: Image.Image, kind: str) -> int:
    """The part of its size at which the picture can be decoded: 1, for a JPEG also 2, 4 or 8; 0 when it would take too much."""
    pixels = image.width * image.height
    if kind == HEIC:
        return int(pixels <= _MOST_PIXELS_OF_HEIC)
    if kind == WEBP:
        return int(pixels * _OF_WEBP <= MOST_DECODING)
    if kind == AVIF:
        return int(pixels * _OF_AVIF.get(image.mode, 17) <= MOST_DECODING)
    held = _held_by_jpeg(image) if kind == JPEG else 0
    for scale in SCALES if kind == JPEG else SCALES[:1]:
        decoded = pixels * _BYTES.get(image.mode, 4) // scale**2
        if decoded <= MOST_DECODED and held + decoded <= MOST_DECODING:
            return scale
    return 0


def _held_by_jpeg(image: Image.Image) -> int:
    """A progressive JPEG is held whole, two bytes for each value, before its first row comes out."""
    if not isinstance(image, JpegImagePlugin.JpegImageFile) or not image.info.get("progressive"):
        return 0
    across, down = (max(layer[at] for layer in image.layer) for at in (1, 2))
    values = sum(layer[1] * layer[2] for layer in image.layer) / (across * down)
    return int(2 * values * image.width * image.height)
