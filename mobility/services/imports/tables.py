"""From the table that somebody sent to the rows of an import: where its header stands, and what its titles say. Asks no database."""

from collections.abc import Iterator

from kanazawa_exchange.lib import imports
from kanazawa_exchange.lib.cells.headers import recognised
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.tables import Table, bodies, heads

from .taking import Sheet, SheetRow


def sheet_of(table: Table, kind: Kind, source: str) -> Sheet:
    """The rows of the table with their heads. What a label above some rows says of them stands in columns of their own behind
    the others, where the table has none for it.

    The rows are read while somebody goes through them. Errors then: TableRefused.
    """
    known = imports.known_heads(kind.columns)

    def is_head(text: str) -> bool:
        return bool(recognised(text, known)[0])

    layout = heads.find(table, is_head)
    given: dict[str, str] = {}
    for title in layout.titles:
        for key, text in kind.of_title(title).items():
            given[key] = "" if given.get(key, text) != text else text  # two titles that differ say nothing
    columns = imports.mapped(kind.columns, layout.names).positions
    labelled = [column.key for column in kind.columns if column.key in _of_labels(kind) and column.key not in columns]

    def rows() -> Iterator[SheetRow]:
        width = len(layout.names)
        for line in bodies.lines(table, layout, is_head):
            if line.kind != bodies.Kind.ROW:
                continue
            said = kind.of_title(line.section)
            cells = line.row.cells[:width]
            further = [said.get(key, "") for key in labelled]
            yield SheetRow(line.row.number, (*cells, *[None] * (width - len(cells)), *further))

    return Sheet(source, (*layout.names, *labelled), rows(), {key: text for key, text in given.items() if text})


def _of_labels(kind: Kind) -> frozenset[str]:
    """The columns of which a label above some rows may speak."""
    return frozenset({"direction", "fiscal_year"} & {column.key for column in kind.columns})
