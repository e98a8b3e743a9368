"""Pictures made anew from their pixels: upright, and without a word about who took them where and with what.

Nothing is decoded before its size is known to be small enough. One picture is decoded at a time in each process.
"""

import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, PngImagePlugin

from ..content_types import AVIF, HEIC, JPEG, PNG, WEBP
from . import avif_heads, heif
from .picture_costs import MOST_DECODING, MOST_PIXELS, Size, scale_within, size_of_webp
from .refusals import UploadRefused

MOST_KEPT = 8_800_000
"""Pixels that are kept, and the longer side of them: an A4 sheet at 300 dots per inch."""
LONGEST_EDGE = 4096
FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", AVIF: "AVIF", HEIC: "HEIF"}
BECOME_JPEG = frozenset({AVIF, HEIC})
_ALWAYS_STILL = frozenset({JPEG, HEIC})
"""What follows their first picture is left behind."""
_OPTIONS = {"JPEG": {"quality": 88}, "PNG": {}, "WEBP": {"quality": 88}}
_STRIP = 256
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
one_at_a_time = threading.Lock()

warnings.filterwarnings(
    "error", module=r"PIL\."
)  # what Pillow only warns of (a bomb, a part that is cut off) is refused
warnings.filterwarnings(
    "ignore", "Corrupt EXIF data", module=r"PIL\."
)  # telephones write such notes, and none are kept
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
PngImagePlugin.MAX_TEXT_MEMORY = 4 * 1024 * 1024


@contextmanager
def rebuilt(stream: IO[bytes], kind: str, limit: int) -> Iterator[tuple[IO[bytes], str]]:
    """A file with the same picture and nothing else, and its content type.

    A HEIC, an AVIF, and a PNG of more than `limit` bytes become a JPEG.

    Errors: UploadRefused.
    """
    with tempfile.TemporaryFile() as file:
        with one_at_a_time:
            kind = _rebuild(stream, kind, file, limit)
        yield file, kind


def _rebuild(stream: IO[bytes], kind: str, file: IO[bytes], limit: int) -> str:
    picture = _read(stream, kind)
    kind = JPEG if kind in BECOME_JPEG else kind
    _write(picture, file, kind)
    if kind == PNG and file.tell() > limit:
        file.truncate(0)
        kind = JPEG
        _write(picture, file, kind)
    return kind


def _read(stream: IO[bytes], kind: str) -> Image.Image:
    """The upright pixels on an image of their own."""
    try:
        _refuse_flood((size_of_webp(stream) if kind == WEBP else None) or Size(1, 1))
        if kind == HEIC:
            heif.register()
        if kind == AVIF:
            _refuse_coded(avif_heads.coded(stream))
        stream.seek(0)
        picture, turn = _opened(stream, kind)
        return picture if turn is None else picture.transpose(turn)
    except (UploadRefused, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _flood() from error
    except Exception as error:  # a decoder that is fed nonsense may raise anything
        raise UploadRefused(
            _("The picture is damaged or cut off. Open it, save it again and try once more.")
        ) from error


def _opened(stream: IO[bytes], kind: str) -> tuple[Image.Image, Image.Transpose | None]:
    """The pixels as they lie, and how they are to be turned; the memory of the decoded upload is free again by then."""
    with Image.open(stream, formats=[FORMATS[kind]]) as source:
        frames = 1 if kind in _ALWAYS_STILL else getattr(source, "n_frames", 1)
        _refuse_flood(Size(source.width, source.height, frames))
        scale = scale_within(source, kind)
        if not scale:
            raise _too_costly(Size(source.width, source.height))
        turn = _TURNS.get(_orientation(source))
        if kind == JPEG:
            source.draft(None, (source.width // scale, source.height // scale))
        source.load()
        return _on_a_new_image(source), turn


def _refuse_flood(size: Size) -> None:
    if size.pixels > MOST_PIXELS:
        raise _flood()
    if size.frames > 1:
        raise _moving()


def _refuse_coded(found: avif_heads.Coded) -> None:
    """Before the decoder of an AVIF has it, which believes the coded pictures and not the sizes beside them."""
    if found.moves:
        raise _moving()
    if found.most_bytes > MOST_DECODING:
        raise _too_costly(Size(found.most_bytes // 3, 1))


def _moving() -> UploadRefused:
    return UploadRefused(_("The picture moves. Send a still one."))


def _flood() -> UploadRefused:
    sentence = _("The picture has more than %(limit)s megapixels. Make it smaller.")
    return UploadRefused(sentence % {"limit": MOST_PIXELS // 1_000_000})


def _too_costly(size: Size) -> UploadRefused:
    sentence = _("%(count)s megapixels are too many for a picture of this kind. Send it as JPEG, or make it smaller.")
    return UploadRefused(sentence % {"count": size.megapixels})


def _orientation(source: Image.Image) -> int:
    """How the camera was held; a picture whose notes are damaged is taken as it is."""
    try:
        return int(source.getexif().get(_ORIENTATION, 1))
    except Exception:  # notes that are nonsense may raise anything
        return 1


def _on_a_new_image(source: Image.Image) -> Image.Image:
    """Strip by strip, so that no second picture of the full size is in memory."""
    mode, (width, height) = _mode(source), _kept_size(*source.size)
    picture = Image.new(mode, (width, height))
    step = source.height / height
    for top in range(0, height, _STRIP):
        bottom = min(top + _STRIP, height)
        first, last = int(top * step), min(source.height, -int(-bottom * step // 1))
        strip = _in_mode(source.crop((0, first, source.width, last)), mode)
        if (width, height) != source.size:
            box = (0, top * step - first, source.width, min(bottom * step, source.height) - first)
            strip = strip.resize((width, bottom - top), Image.Resampling.BILINEAR, box)
        picture.paste(strip, (0, top))
    return picture


def _kept_size(width: int, height: int) -> tuple[int, int]:
    part = min(1.0, LONGEST_EDGE / max(width, height), (MOST_KEPT / (width * height)) ** 0.5)
    return max(1, int(width * part)), max(1, int(height * part))


def _mode(source: Image.Image) -> str:
    if source.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in source.info:
        return "RGBA"
    return "L" if source.mode in {"1", "L", "I", "F"} or source.mode.startswith("I;16") else "RGB"


def _in_mode(strip: Image.Image, mode: str) -> Image.Image:
    if strip.mode.startswith("I"):  # sixteen bits of grey
        return strip.convert("I").point(lambda value: value * (1 / 256)).convert(mode)
    return strip if strip.mode == mode else strip.convert(mode)


def _write(picture: Image.Image, file: IO[bytes], kind: str) -> None:
    file.seek(0)
    if kind == JPEG and picture.mode == "RGBA":
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        picture = white
    picture.save(file, FORMATS[kind], **_OPTIONS[FORMATS[kind]])
