"""Which rows of a table of agreements may touch one another: those of one title, or of one type and one day of signature."""

from collections.abc import Iterator
from typing import Any

from kanazawa_exchange.lib.import_columns import told_in
from kanazawa_exchange.lib.imports import Line, Ties
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.search_key import search_key

from ...sheets.agreements import ANSWER, SOMETHING_NEW, TITLE


def _keys(line: Line) -> Iterator[str]:
    """The parties are not asked: one of them has many names."""
    for _column, text in told_in(TITLE, line.said).values():
        yield f"={search_key(text)}"
    signed: Any = line.said.get("signed_on") or (None, "")
    yield f"{line.said.get('type', '')} {signed[0]}"
    answer = line.said.get(ANSWER)
    if answer not in (None, SOMETHING_NEW):
        yield f"@{answer}"


TIES = Ties(frozenset({TITLE, *columns(TITLE), "type", "signed_on", ANSWER}), _keys)
