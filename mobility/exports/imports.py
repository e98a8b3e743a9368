"""The rows of an import that are to be corrected, as a file that comes in again: the columns of the table and what is wrong."""

from collections.abc import Iterator, Mapping
from datetime import time
from functools import partial

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import import_values, import_words
from kanazawa_exchange.lib.formats import colon
from kanazawa_exchange.lib.imports import Kind, Problem
from kanazawa_exchange.lib.list_files import FileColumn, ListFile
from kanazawa_exchange.lib.tables import Formula
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.words import Words
from kanazawa_exchange.lib.workbook import Cell

from ..models import ImportBatch, ImportRow, Verdict
from ..queries.import_preview import codes_of
from ..queries.import_texts import text_of
from ..queries.import_values import Values
from ..services.imports.messages import MESSAGE

NARROW, WIDE = 16, 60
CHUNK = 1_000


def wrong_rows(batch: ImportBatch, kind: Kind, user: Viewer) -> ListFile[tuple[ImportRow, str]]:
    """What holds for all rows, and what was typed where the table has no column, stands in further columns."""
    keys = {place: key for key, place in batch.mapping.items()}
    columns: list[FileColumn[tuple[ImportRow, str]]] = [
        FileColumn(
            _head(kind, head), partial(_at, key=keys.get(place, ""), place=place, called=_called(kind, head)), NARROW
        )
        for place, head in enumerate(batch.heads)
    ]
    said = {key for key, text in batch.given.items() if text} | _typed(batch)
    for column in kind.columns:
        if column.key not in batch.mapping and not column.is_answer and column.key in said:
            columns.append(FileColumn(column.label, partial(_further, key=column.key, given=batch.given), NARROW))
    columns.append(FileColumn(MESSAGE, lambda line: line[1], WIDE))
    return ListFile("rows-to-correct", _("Rows to correct"), columns, _rows(batch, kind, user))


def _head(kind: Kind, head: str) -> Words:
    """As it stood in the table; of a column that a title gave, its label."""
    return next((column.label for column in kind.columns if column.key == head), head or "—")


def _called(kind: Kind, head: str) -> Mapping[str, str]:
    """What the codes mean that stand in a column which a title gave."""
    return {str(code): str(label) for code, label in kind.screen.choices.get(head, tuple)()}


def _typed(batch: ImportBatch) -> set[str]:
    """The columns into which somebody has typed, by one query."""
    typed = batch.rows.filter(verdict=Verdict.WRONG).exclude(fixes={}).order_by()
    return {key for fixes in typed.values_list("fixes", flat=True).iterator(CHUNK) for key in fixes}


def _rows(batch: ImportBatch, kind: Kind, user: Viewer) -> Iterator[tuple[ImportRow, str]]:
    """Each row with its sentences, some at a time."""
    rows = batch.rows.filter(verdict=Verdict.WRONG).order_by("number")
    last = -1
    while found := list(rows.filter(number__gt=last)[:CHUNK]):
        values = Values.of(kind, set(codes_of(kind, found)), user)
        for row in found:
            yield row, _message(row, kind, values)
        last = found[-1].number


def _message(row: ImportRow, kind: Kind, values: Values) -> str:
    """Each sentence with the column it is about."""
    sentences = []
    for problem in map(Problem.restored, row.problems):
        called = {one: values.words(problem.column, one) or one for one in problem.why.nearest}
        words = import_words.reason(kind, problem.why, called)
        sentences.append(
            f"{capfirst(str(kind.column(problem.column).label))}{colon()}{words}" if problem.column else words
        )
    return "\n".join(sentences)


def _at(line: tuple[ImportRow, str], *, key: str, place: int, called: Mapping[str, str]) -> Cell:
    row = line[0]
    if key in row.fixes:
        return str(row.fixes[key])
    cell = _cell(import_values.restored(row.cells[place])) if place < len(row.cells) else None
    return called.get(cell, cell) if isinstance(cell, str) else cell


def _further(line: tuple[ImportRow, str], *, key: str, given: Mapping[str, str]) -> Cell:
    return str(line[0].fixes.get(key) or given.get(key, ""))


def _cell(value: object) -> Cell:
    """As it stood in the table; a formula and a time of day as text."""
    return text_of(value) if isinstance(value, Formula | time) else value  # type: ignore[return-value]  # else one of a workbook
