"""The sentences of a text, so that whoever returns it can say which one is meant."""

import re
from html import unescape

from kanazawa_exchange.lib import rich_text

_ENDS = re.compile(r"(?<=[。！？])(?![」』）])|(?<=[.!?…])\s+(?=\S)|\n+")
_LINKED = re.compile(r'<a [^>]*?href="([^"]*)"')
MOST = 400
"""A text of more sentences than anybody remarks upon is shown up to here."""


def sentences(source: str) -> tuple[str, ...]:
    """What a reader takes for one sentence each, without marks, in their order; a heading or an item of a list is one too."""
    return _every_sentence(source)[:MOST]


def _every_sentence(source: str) -> tuple[str, ...]:
    found = (part.strip() for part in _ENDS.split(rich_text.plain(source)))
    return tuple(dict.fromkeys(part for part in found if part))


def said(source: str) -> frozenset[str]:
    """All that a text says, however long it is: its sentences, and where its links lead."""
    return frozenset((*_every_sentence(source), *map(unescape, _LINKED.findall(rich_text.html(source)))))
