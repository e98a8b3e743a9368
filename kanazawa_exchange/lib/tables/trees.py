"""Elements of large XML, one after another: the document is cut between them, and each piece is read and forgotten."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

from . import limits
from .packages import Part
from .refusals import Damaged, UnpacksTooLarge

PIECE = 128 * 1024
# What is read is possessive (*+): no text makes it look through the same place again.
_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(<\?xml[^<>]*+>)?+\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+"
    rb"(<((?:[\w.-]++:)?+)[\w.-]++(?:\s[^<>]*+)?+>)",
    re.DOTALL,
)


def elements(source: Part, item: str, holder: str = "") -> Iterator[Element]:
    """Every element `item` of the root, or of the element `holder` in it. Errors: Damaged, UnpacksTooLarge.

    The pieces are read by the compiled reader of the standard library: the one of defusedxml is written in Python and takes
    ten times as long. What it would refuse cannot come here, as `Part` finds every declaration in the bytes.
    """
    rest = source.read(PIECE)
    root = _HEAD.match(rest)
    if root is None:
        raise Damaged
    prefix, begin = root[3], (root[1] or b"") + root[2]
    if begin.endswith(b"/>"):
        return
    end = b"</" + begin.rpartition(b"<")[2].split()[0].rstrip(b">") + b">"
    first, stop = b"<" + prefix + item.encode(), end
    rest = rest[root.end() :]
    if holder:
        rest = _behind(source, rest, b"<" + prefix + holder.encode())
        stop = b"</" + prefix + holder.encode() + b">"
    while rest:
        halt = rest.find(stop)
        cut = halt if halt >= 0 else rest.rfind(first)  # the last element may not be whole yet
        if cut > 0:
            yield from _read(begin + rest[:cut] + end)
            rest = rest[cut:]
        if halt >= 0:
            return
        if len(rest) > limits.PART:
            raise UnpacksTooLarge
        data = source.read(PIECE)
        if not data:
            raise Damaged  # it ends before its last element
        rest += data


def _behind(source: Part, rest: bytes, tag: bytes) -> bytes:
    """What follows the opening tag; nothing when the element is empty. Errors: Damaged (there is none)."""
    opening = re.compile(re.escape(tag) + rb"(?:\s[^<>]*?)?(/?)>")
    while (found := opening.search(rest)) is None:
        data = source.read(PIECE)
        if not data:
            raise Damaged
        rest = rest[-len(tag) - 1024 :] + data
    return b"" if found[1] else rest[found.end() :]


def _read(piece: bytes) -> Iterator[Element]:
    try:
        return iter(fromstring(piece))  # noqa: S314
    except (ParseError, ValueError, LookupError) as fault:  # the last two: it names an encoding that the reader has not
        raise Damaged from fault
