"""Documents as PDF. All of Typst stays behind `render`; a fault is an error, never a silent blank."""

import json
import logging
import struct
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import budoux
import typst
from django.conf import settings

from kanazawa_exchange.lib.colours import COLOURS
from kanazawa_exchange.lib.search_key import is_invisible

logger = logging.getLogger(__name__)

FONTS = Path(__file__).parent / "fonts"
FRAMES = Path(__file__).parent / "typst"
GETA = "〓"  # the printers' mark for a character that the fonts lack
_LAYOUT = frozenset("\n\t ")


class CannotPrint(Exception):
    """The template or the data do not make a sound document; a fault of ours, not of the user."""


def render(
    template_name: str,
    data: Mapping[str, object],
    *,
    lang: str,
    title: str,
    timestamp: datetime,
    name: str = "",
) -> bytes:
    """The PDF (A4, tagged, PDF/UA-1) of a template `templates/<app>/<name>.typ`, named `<app>/<name>.typ`.

    `data` is anything JSON takes, read by the template as `data`; it is never part of the source, so markup in it is
    printed as it stands. `title` is the heading; a reader's window and a folder show `name`, where it is given. The same
    arguments give the same bytes. Raises CannotPrint on any error or warning of Typst.
    """
    lacking = _Lacking()
    words = lacking.text(title)
    phrases = _phrases(words) if lang == "ja" else []
    frame = {"lang": lang, "title": words, "name": lacking.text(name) or words, "phrases": phrases, "colours": COLOURS}
    inputs = {"data": _json(lacking.replaced(data)), "frame": _json(frame)}
    if lacking.count:
        logger.warning("%d characters outside the fonts printed as %s in %s", lacking.count, GETA, template_name)
    return _compile(template_name, inputs, timestamp)


def _compile(template_name: str, inputs: dict[str, str], timestamp: datetime) -> bytes:
    sources: Any = {path.name: path.read_bytes() for path in FRAMES.glob("*.typ")}  # its types know no dict
    sources["main.typ"] = _template(template_name).read_bytes()
    try:
        pdf, warnings = typst.compile_with_warnings(
            sources,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=inputs,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=int(timestamp.timestamp()),
        )
    except typst.TypstError as error:
        raise CannotPrint(f"{template_name}: {error.diagnostic}") from error
    if warnings:
        raise CannotPrint(f"{template_name}: {'; '.join(warning.message for warning in warnings)}")
    return pdf


def _template(name: str) -> Path:
    folders: Any = settings.TEMPLATES[0]["DIRS"]
    for folder in folders:
        root = Path(folder).resolve()
        path = (root / name).resolve()
        if path.is_relative_to(root) and path.suffix == ".typ" and path.is_file():
            return path
    raise CannotPrint(f"no template {name}")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@lru_cache(maxsize=500)
def _phrases(text: str) -> list[str]:
    return budoux.load_default_japanese_parser().parse(text)


# --- Characters that the fonts lack --------------------------------------------------------------------------------


class _Lacking:
    """Replaces, all through a JSON value, what no font can print, and counts it. Invisible characters are left out."""

    def __init__(self) -> None:
        self.count = 0

    def replaced(self, value: object) -> object:
        if isinstance(value, str):
            return self.text(str(value))
        if isinstance(value, Mapping):
            return {str(key): self.replaced(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.replaced(item) for item in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self.text(str(value))  # lazy translations, dates, decimals

    def text(self, text: str) -> str:
        if text.isascii() and text.isprintable():
            return text
        covered = covered_characters()
        kept: list[str] = []
        for char in text:
            if char in _LAYOUT or ord(char) in covered:
                kept.append(char)
            elif is_invisible(char):
                continue
            elif kept and len(whole := unicodedata.normalize("NFC", kept[-1] + char)) == 1 and ord(whole) in covered:
                kept[-1] = whole  # a mark that no font has by itself, as in й copied from a Mac
            else:
                self.count += 1
                kept.append(GETA)
        return "".join(kept)


@lru_cache(maxsize=1)
def covered_characters() -> frozenset[int]:
    """The code points that both weights of either family can print; format characters are not among them."""
    families: dict[str, list[set[int]]] = {}
    for path in sorted(FONTS.glob("*.ttf")):
        families.setdefault(path.stem.partition("-")[0], []).append(_character_map(path.read_bytes()))
    both = [set.intersection(*weights) for weights in families.values()]
    return frozenset(code for code in set().union(*both) if not is_invisible(chr(code)))


def _character_map(font: bytes) -> set[int]:
    """The code points of a TrueType font, from its cmap table of format 12 or 4 (OpenType specification, cmap)."""
    tables = {}
    for place in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * place)
        tables[tag] = offset
    start = tables[b"cmap"]
    offsets: dict[int, int] = {}
    for place in range(struct.unpack_from(">H", font, start + 2)[0]):
        offset = start + struct.unpack_from(">HHI", font, start + 4 + 8 * place)[2]
        offsets[struct.unpack_from(">H", font, offset)[0]] = offset
    if 12 in offsets:
        return _groups(font, offsets[12])
    return _segments(font, offsets[4])


def _groups(font: bytes, offset: int) -> set[int]:
    codes: set[int] = set()
    for place in range(struct.unpack_from(">I", font, offset + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", font, offset + 16 + 12 * place)
        codes.update(code for code in range(first, last + 1) if glyph + code - first)
    return codes


def _segments(font: bytes, offset: int) -> set[int]:
    count = struct.unpack_from(">H", font, offset + 6)[0] // 2
    ends, starts, deltas, ranges = (
        struct.unpack_from(f">{count}H", font, offset + 14 + 2 * count * part + (2 if part else 0)) for part in range(4)
    )
    codes: set[int] = set()
    for place in range(count):
        for code in range(starts[place], min(ends[place], 0xFFFE) + 1):
            glyph = code
            if ranges[place]:
                at = offset + 16 + 6 * count + 2 * place + ranges[place] + 2 * (code - starts[place])
                glyph = struct.unpack_from(">H", font, at)[0]
                if not glyph:
                    continue
            if (glyph + deltas[place]) & 0xFFFF:
                codes.add(code)
    return codes
