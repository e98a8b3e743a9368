"""The rows of an import as a table to type in: its columns with what they take, the text of each cell, what is wrong there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.text import capfirst

from kanazawa_exchange.lib import import_words
from kanazawa_exchange.lib.imports import Kind, Problem
from kanazawa_exchange.lib.viewer import Viewer

from ..models import ImportBatch, ImportRow, Verdict
from .import_cells import LOOKS
from .import_texts import text_in
from .import_values import Values

MOST_BOXES = 1500
"""Boxes on one page; a form may send no more than 2,000 fields."""
MOST_ROWS = 100
BLANK = "__n__"
SPARE = 5
FARTHEST = 1_000
"""So many rows below the last one are shown at most; none further down can be typed."""
"""Empty rows below the last one."""


@dataclass(frozen=True)
class GridColumn:
    """`offered`: words that its cells take, where they can be listed."""

    key: str
    label: str
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class GridCell:
    """`is_short`: whether its box is one line, which offers what the column takes; `stored`: what
    is kept, where the box holds a text that is not; `is_elsewhere`: whether somebody else has typed it."""

    row: str
    column: GridColumn
    text: str = ""
    faults: tuple[str, ...] = ()
    stored: str = ""
    is_elsewhere: bool = False

    @property
    def name(self) -> str:
        return f"c-{self.row}-{self.column.key}"

    @property
    def is_short(self) -> bool:
        return bool(self.column.offered) and "\n" not in self.text


@dataclass(frozen=True)
class GridRow:
    """`id`: its number, or what stands for one in the row that scripts copy."""

    id: str
    cells: tuple[GridCell, ...]
    verdict: str = ""
    look: str = ""
    words: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """One page of the table. `further`: columns that can be added; `given`: what holds for all rows, label and words."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    further: tuple[GridColumn, ...]
    number: int
    pages: int
    counts: tuple[tuple[str, int], ...]
    given: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> str:
        """JSON: name of a box → what is stored there, by which it is seen what was typed."""
        return json.dumps(
            {cell.name: cell.stored for row in self.rows for cell in row.cells if cell.stored}, ensure_ascii=False
        )

    @property
    def blank(self) -> GridRow:
        """The row that scripts copy when the table grows."""
        return GridRow(BLANK, tuple(GridCell(BLANK, column) for column in self.columns))

    @property
    def is_last(self) -> bool:
        return self.number == self.pages

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)


@dataclass(frozen=True)
class TypedTexts:
    """What was sent and is shown instead of what is stored, and what somebody else has typed there."""

    texts: Mapping[tuple[int, str], str]
    elsewhere: Mapping[tuple[int, str], str]


NOTHING_TYPED = TypedTexts({}, {})


def grid(
    batch: ImportBatch,
    kind: Kind,
    user: Viewer,
    *,
    page: int = 1,
    added: Sequence[str] = (),
    spare: int = SPARE,
    typed: TypedTexts = NOTHING_TYPED,
) -> Grid:
    """A page of the table, in as many queries for many rows as for one."""
    rows = list(batch.rows.order_by("number"))
    columns = _columns(batch, kind, user, rows, added)
    size = max(1, min(MOST_ROWS, MOST_BOXES // len(columns)))
    pages = max(1, -(-len(rows) // size))
    number = min(max(1, page), pages)
    here = rows[(number - 1) * size : number * size]
    faults = faults_of(kind, here, user)
    told = [_row(batch, row, columns, typed, faults[row.number]) for row in here]
    if number == pages:
        told += _spare(rows[-1].number if rows else 0, spare, columns, typed)
    return Grid(columns, tuple(told), _further(kind, columns), number, pages, counts(batch), _given(batch, kind, user))


def _spare(last: int, spare: int, columns: Sequence[GridColumn], typed: TypedTexts) -> list[GridRow]:
    """Empty rows below the last one, as far down as somebody has typed."""
    further = min(FARTHEST, max([spare, *(number - last for number, _column in typed.texts)]))
    return [_empty(number, columns, typed) for number in range(last + 1, last + 1 + further)]


def _further(kind: Kind, columns: Sequence[GridColumn]) -> tuple[GridColumn, ...]:
    shown = {column.key for column in columns}
    rest = [column for column in kind.columns if column.key not in shown and not column.is_answer]
    return tuple(GridColumn(column.key, capfirst(str(column.label))) for column in rest)


def _given(batch: ImportBatch, kind: Kind, user: Viewer) -> tuple[tuple[str, str], ...]:
    """What holds for every row that says nothing else."""
    values = Values.of(kind, set(batch.given.items()), user)
    said = [(column, batch.given[column.key]) for column in kind.columns if batch.given.get(column.key)]
    return tuple((capfirst(str(column.label)), values.named(column.key, text)) for column, text in said)


def counts(batch: ImportBatch) -> tuple[tuple[str, int], ...]:
    """How many rows have each verdict, in words."""
    return tuple((str(verdict.label), batch.counts[verdict]) for verdict in Verdict if batch.counts.get(verdict))


def rows_told(batch: ImportBatch, kind: Kind, user: Viewer) -> dict[int, dict[str, object]]:
    """What a page that saves by itself is told of all rows."""
    rows = list(batch.rows.order_by("number"))
    faults = faults_of(kind, rows, user)
    return {row.number: _told(row, faults[row.number]) for row in rows}


def _told(row: ImportRow, faults: Mapping[str, Sequence[str]]) -> dict[str, object]:
    cells = {column: list(sentences) for column, sentences in faults.items() if column}
    return {"look": _look(row), "words": _words(row), "faults": list(faults.get("", ())), "cells": cells}


def _columns(
    batch: ImportBatch, kind: Kind, user: Viewer, rows: Sequence[ImportRow], added: Sequence[str]
) -> tuple[GridColumn, ...]:
    """Those of the table in its order, then those that some row needs or that somebody has added."""
    known = {column.key for column in kind.columns if not column.is_answer}
    inside = sorted(batch.mapping, key=lambda key: batch.mapping[key])
    needed = {key for row in rows for key in row.fixes} | {str(one["column"]) for row in rows for one in row.problems}
    further = [column.key for column in kind.columns if column.key in needed or column.key in added]
    keys = [key for key in dict.fromkeys([*inside, *further]) if key in known] or [kind.columns[0].key]
    words = {key: [str(label) for _code, label in among()] for key, among in kind.screen.choices.items()}
    offered = {**kind.screen.offered(user), **words}
    return tuple(GridColumn(key, capfirst(str(kind.column(key).label)), tuple(offered.get(key, ()))) for key in keys)


def _row(
    batch: ImportBatch,
    row: ImportRow,
    columns: Sequence[GridColumn],
    typed: TypedTexts,
    faults: Mapping[str, Sequence[str]],
) -> GridRow:
    cells = []
    for column in columns:
        place = row.number, column.key
        stored = text_in(row, batch.mapping, column.key)
        text, wrong = typed.texts.get(place, stored), tuple(faults.get(column.key, ()))
        cells.append(GridCell(str(row.number), column, text, wrong, stored, place in typed.elsewhere))
    shown = {column.key for column in columns}
    rest = tuple(sentence for key, sentences in faults.items() if key not in shown for sentence in sentences)
    return GridRow(str(row.number), tuple(cells), row.verdict, _look(row), _words(row), rest)


def _empty(number: int, columns: Sequence[GridColumn], typed: TypedTexts) -> GridRow:
    cells = (GridCell(str(number), column, typed.texts.get((number, column.key), "")) for column in columns)
    return GridRow(str(number), tuple(cells))


def faults_of(kind: Kind, rows: Sequence[ImportRow], user: Viewer) -> dict[int, dict[str, list[str]]]:
    """Number of the row → column → what is wrong there; what is near is called as the reader knows it."""
    problems = {row.number: [_without_answers(kind, Problem.restored(one)) for one in row.problems] for row in rows}
    codes = {(one.column, near) for found in problems.values() for one in found for near in one.why.nearest}
    values = Values.of(kind, codes, user)
    told: dict[int, dict[str, list[str]]] = {}
    for number, found in problems.items():
        told[number] = {}
        for one in found:
            called = {near: values.named(one.column, near) for near in one.why.nearest}
            told[number].setdefault(one.column, []).append(import_words.reason(kind, one.why, called))
    return told


def _without_answers(kind: Kind, problem: Problem) -> Problem:
    """Who somebody is, is answered in the preview: the codes of the answers say nothing here."""
    is_answer = problem.column and kind.column(problem.column).is_answer
    return Problem(problem.column, replace(problem.why, nearest=())) if is_answer else problem


def _look(row: ImportRow) -> str:
    return LOOKS.get(Verdict(row.verdict), "todo") if row.verdict else ""


def _words(row: ImportRow) -> str:
    return str(row.get_verdict_display()) if row.verdict else ""
