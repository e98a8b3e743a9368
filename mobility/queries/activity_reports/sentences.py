"""The sentences of a text, so that whoever returns it can say which one is meant."""

import re

from kanazawa_exchange.lib import rich_text

_ENDS = re.compile(r"(?<=[。！？])(?![」』）])|(?<=[.!?…])\s+(?=\S)|\n+")
MOST = 400
"""A text of more sentences than anybody remarks upon is shown up to here."""


def sentences(source: str) -> tuple[str, ...]:
    """What a reader takes for one sentence each, without marks, in their order; a heading or an item of a list is one too."""
    found = (part.strip() for part in _ENDS.split(rich_text.plain(source)))
    return tuple(dict.fromkeys(part for part in found if part))[:MOST]
