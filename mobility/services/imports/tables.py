"""From the table that somebody sent to the rows of an import: where its header stands, and what its titles say. Asks no database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache, partial
from itertools import islice

from kanazawa_exchange.lib import imports
from kanazawa_exchange.lib.cells import headers
from kanazawa_exchange.lib.cells.headers import Columns, recognised
from kanazawa_exchange.lib.cells.heading_words import HEADINGS
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.tables import Table, bodies, heads
from kanazawa_exchange.lib.tables.measures import Room, measured
from kanazawa_exchange.lib.tables.values import Again

from .taking import Sheet, SheetRow

LONGEST_HEAD = 200  # characters of a heading or a title
LOOKED_AT = 200  # rows by whose cells the columns of a list without heads are told


def sheet_of(
    table: Table, kind: Kind, source: str, given: Mapping[str, str] | None = None, room: Room | None = None
) -> Sheet:
    """The rows of the table with their heads. What a label above some rows says of them stands in columns of their own behind
    the others, where the table has none for it. `given`: what somebody else says of all rows; it is stronger than a title.
    A table without heads is every row of it. `room`: what is left for it, of several sheets of one workbook.

    The rows are read while somebody goes through them. Errors then: TableRefused.
    """
    table = replace(table, rows=Again(partial(measured, table.rows, table.name, per_cell=0)))  # also what no row keeps
    known = imports.known_heads(kind.columns)

    def is_head(text: str) -> bool:
        return len(text) <= LONGEST_HEAD and bool(recognised(text, known)[0])

    def is_any_head(text: str) -> bool:
        return is_head(text) or (len(text) <= LONGEST_HEAD and bool(recognised(text, _every_head())[0]))

    @lru_cache(maxsize=100)
    def of_title(text: str) -> Mapping[str, str]:
        return kind.of_title(text[:LONGEST_HEAD])

    layout = heads.find(table, is_any_head)
    if not layout.header:
        return _bare(table, kind, source, given or {}, room)
    titles = layout.titles[:-1] if bodies.is_of_section(layout.section) else layout.titles
    told = _agreed(map(of_title, (*titles, table.name)))
    columns = imports.mapped(kind.columns, layout.names).positions
    labelled = [column.key for column in kind.columns if column.key in _of_labels(kind) and column.key not in columns]
    left_out: list[int] = []

    def rows() -> Iterator[SheetRow]:
        width = len(layout.names)
        for line in bodies.lines(table, layout, is_head, lambda text: bool(of_title(text))):
            cells = line.row.cells[:width]
            if line.kind != bodies.Kind.ROW or not heads.any_cell(cells):
                left_out.append(line.row.number)
                continue
            said = of_title(line.section)
            further = [said.get(key, "") for key in labelled]
            yield SheetRow(line.row.number, (*cells, *[None] * (width - len(cells)), *further))

    of_all = {key: text for key, text in (told | dict(given or {})).items() if text}
    return Sheet(source, (*layout.names, *labelled), measured(rows(), table.name, room), of_all, left_out=left_out)


def _agreed(titles: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """What titles say; where two of them differ they say nothing."""
    told: dict[str, str] = {}
    for said in titles:
        for key, text in said.items():
            told[key] = "" if told.get(key, text) != text else text
    return told


def _bare(table: Table, kind: Kind, source: str, given: Mapping[str, str], room: Room | None) -> Sheet:
    """A list without heads: which column is which is seen from the cells of its first rows."""
    rows = [heads.cut(row) for row in islice(table.rows, LOOKED_AT) if heads.any_cell(row.cells)]
    width = max((len(row.cells) for row in rows), default=0)
    kept = (SheetRow(row.number, row.cells) for row in table.rows)
    return Sheet(
        source,
        ("",) * width,
        measured(kept, table.name, room),
        given,
        kind.of_cells([row.cells for row in rows], given),
    )


@cache
def _every_head() -> Columns:
    """The headings that any table of an office has: also by those that nobody asks for here its header is found."""
    return headers.columns((key, key) for key in HEADINGS)


def _of_labels(kind: Kind) -> frozenset[str]:
    """The columns of which a label above some rows may speak."""
    return frozenset({"direction", "fiscal_year", "moment"} & {column.key for column in kind.columns})
