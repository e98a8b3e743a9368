"""What an AVIF will make its decoder do, read from the file by hand: the box of sizes may say less than the coded pictures do.

The boxes are those of ISO/IEC 14496-12, the coded pictures those of AV1. Whatever is built in another way than encoders of
still pictures build it raises ValueError or LookupError: it counts as damaged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

MOST_BOXES = 512
"""Of one level; each costs memory, and eight bytes of a file make one."""
MOST_ITEMS = 64
MOST_UNITS = 64
"""Of one item: its coded picture is two or three."""
_SEQUENCE, _FRAMES = 1, {3, 6}
_HEADS = {"meta": 4, "iinf": 6}
"""What stands before the boxes inside; the count of `iinf` is not asked."""


@dataclass(frozen=True)
class Coded:
    """`most_bytes`: of all planes that are decoded, at most. `moves`: there is more than one frame."""

    most_bytes: int
    moves: bool


def coded(stream: IO[bytes]) -> Coded:
    """Errors: ValueError, LookupError."""
    stream.seek(0)
    content = stream.read()
    boxes = list(_boxes(content))
    kinds = [kind for kind, _inner in boxes]
    if "moov" in kinds or b"avis" in boxes[0][1]:
        return Coded(0, True)
    if kinds[0] != "ftyp" or kinds.count("meta") != 1:
        raise ValueError("not one table of items")
    parts = dict(_boxes(dict(boxes)["meta"][_HEADS["meta"] :]))
    found = [_picture(item) for item in _items(content, parts)]
    return Coded(sum(picture.most_bytes for picture in found), any(picture.moves for picture in found))


# --- Boxes -----------------------------------------------------------------------------------------------------------


def _boxes(content: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    for _box in range(MOST_BOXES):
        if at >= len(content):
            return
        size, kind, head = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        size = size or len(content) - at
        if size < head or at + size > len(content):
            raise ValueError("a box is longer than what is there")
        yield kind.decode("latin-1"), content[at + head : at + size]
        at += size
    raise ValueError("too many boxes")


class _Numbers:
    """Big-endian numbers, one after the other."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def take(self, size: int) -> int:
        if self.at + size > len(self.content):
            raise ValueError("a table ends too early")
        self.at += size
        return int.from_bytes(self.content[self.at - size : self.at], "big")


def _items(content: bytes, parts: dict[str, bytes]) -> list[bytes]:
    """The bytes of each item that is a coded picture: the picture itself, its tiles, its transparency."""
    if parts["iinf"][0]:
        raise ValueError("a table of another make")
    entries = [entry for kind, entry in _boxes(parts["iinf"][_HEADS["iinf"] :]) if kind == "infe"]
    pictures = {int.from_bytes(entry[4:6], "big") for entry in entries if _is_av1(entry)}
    places = dict(_places(parts["iloc"]))
    if not 0 < len(pictures) <= MOST_ITEMS:
        raise ValueError("no coded pictures, or too many")
    bodies = (content, parts.get("idat", b""))
    return [_cut(bodies, places[item]) for item in pictures]


def _is_av1(entry: bytes) -> bool:
    """Errors: ValueError for a table of another make."""
    if entry[0] != 2:
        raise ValueError("an item of another make")
    return entry[8:12] == b"av01"


def _places(table: bytes) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Item → (0 for the file, 1 for the table's own data; from; how much, 0 for all)."""
    numbers = _Numbers(table)
    version, sizes = numbers.take(4) >> 24, numbers.take(2)
    if version > 1:
        raise ValueError("a table of another make")
    for_place, for_length, for_base, for_index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    for _item in range(numbers.take(2)):
        item = numbers.take(2)
        body = numbers.take(2) & 15 if version else 0
        if body > 1 or numbers.take(2):
            raise ValueError("an item that lies elsewhere")
        base = numbers.take(for_base)
        if numbers.take(2) != 1:
            raise ValueError("an item in pieces")
        numbers.take(for_index if version else 0)
        yield item, (body, base + numbers.take(for_place), numbers.take(for_length))


def _cut(bodies: tuple[bytes, bytes], place: tuple[int, int, int]) -> bytes:
    body, start, length = place
    return bodies[body][start : start + length] if length else bodies[body][start:]


# --- Coded pictures --------------------------------------------------------------------------------------------------


def _picture(item: bytes) -> Coded:
    units = list(_units(item))
    heads = [content for kind, content in units if kind == _SEQUENCE]
    frames = sum(kind in _FRAMES for kind, _content in units)
    if not heads or not frames:
        raise ValueError("no picture in it")
    return Coded(max(map(_most_bytes, heads)), frames > 1)


def _units(item: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each unit (OBU) of the stream."""
    at = 0
    for _unit in range(MOST_UNITS):
        if at >= len(item):
            return
        head = item[at]
        at += 2 if head & 0x04 else 1
        size = len(item) - at
        if head & 0x02:
            size, at = _leb128(item, at)
        if at + size > len(item):
            raise ValueError("a unit is longer than what is there")
        yield head >> 3 & 15, item[at : at + size]
        at += size
    raise ValueError("too many units")


def _leb128(item: bytes, at: int) -> tuple[int, int]:
    """The number, and where the next thing stands."""
    number = 0
    for step, byte in enumerate(item[at : at + 8]):
        number |= (byte & 0x7F) << 7 * step
        if byte < 0x80:
            return number, at + step + 1
    raise ValueError("a number without an end")


def _most_bytes(head: bytes) -> int:
    """Of the planes of a picture with this sequence header: two bytes a value, colours halved both ways in profile 0 alone."""
    bits = _Bits(head)
    profile, _is_still, is_reduced = bits.take(3), bits.take(1), bits.take(1)
    if is_reduced:
        bits.take(5)
    else:
        _pass_operating_points(bits)
    across, down = bits.take(4) + 1, bits.take(4) + 1
    width, height = bits.take(across) + 1, bits.take(down) + 1
    if not is_reduced:  # a frame may say its own size, in as many bits
        width, height = 1 << across, 1 << down
    return width * height * (6 if profile else 3)


def _pass_operating_points(bits: "_Bits") -> None:
    if bits.take(1):
        raise ValueError("a still picture with times")
    has_delay = bits.take(1)
    for _point in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if has_delay and bits.take(1):
            bits.take(4)


class _Bits:
    """The bits of a header, from the highest on."""

    def __init__(self, content: bytes) -> None:
        self.number, self.left = int.from_bytes(content[:256], "big"), 8 * len(content[:256])

    def take(self, count: int) -> int:
        self.left -= count
        if self.left < 0:
            raise ValueError("a header ends too early")
        return self.number >> self.left & ((1 << count) - 1)
