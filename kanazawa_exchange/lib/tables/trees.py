"""Elements of large XML, one after another: each is forgotten when the next one comes, whatever the document holds."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, iterparse

from . import limits
from .packages import Part
from .refusals import Damaged, UnpacksTooLarge


def elements(source: Part, tag: str, within: str = "") -> Iterator[Element]:
    """Every element `tag`, complete; reading ends with the element `within`. Errors: Damaged, UnpacksTooLarge.

    The compiled reader of the standard library: the one of defusedxml is written in Python and takes eight times as long.
    What it would refuse cannot come here, as `Part` finds every declaration in the bytes.
    """
    holder: Element | None = None
    depth = home = count = 0
    try:
        for event, element in iterparse(source, ("start", "end")):  # noqa: S314
            if event == "start":
                depth, count = depth + 1, count + 1
                if holder is None or element.tag == within:
                    holder, home = element, depth
                if count > limits.WITHIN_ROW:
                    raise UnpacksTooLarge
                continue
            depth -= 1
            if element.tag == tag and holder is not None:
                if depth != home:
                    raise Damaged
                yield element
                count = 0
                holder.clear()
            elif element.tag == within:
                return
    except ParseError as fault:
        raise Damaged from fault
