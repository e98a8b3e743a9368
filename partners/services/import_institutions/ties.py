"""Which rows of a table of institutions may touch one another: those that share a name of any kind, or an address part."""

from collections.abc import Iterator

from kanazawa_exchange.lib.import_columns import told_in
from kanazawa_exchange.lib.imports import Line, Ties
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.search_key import loose_key, search_key

from ...sheets.institutions import ANSWER, NAMED, SHORT, SOMETHING_NEW
from .drafts import address_of


def _words(line: Line) -> Iterator[str]:
    """All by which an institution is known once it is written, and by which one that is known is found."""
    for key in (NAMED, SHORT):
        for name, (_column, text) in told_in(key, line.said).items():
            yield text
            if name == "name_en":
                yield address_of(text)
    yield from str(line.said.get("aliases", "")).splitlines()
    yield from (str(line.said[key]) for key in ("slug", ANSWER) if line.said.get(key) not in (None, SOMETHING_NEW))


def _keys(line: Line) -> Iterator[str]:
    for word in _words(line):
        yield f"={search_key(word)}"
        yield f"~{loose_key(word)}"


TIES = Ties(frozenset({NAMED, SHORT, *columns(NAMED, SHORT), "aliases", "slug", ANSWER}), _keys)
