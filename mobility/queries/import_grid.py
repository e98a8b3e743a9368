"""The rows of an import as a table to type in: its columns with what they take, the text of each cell, what is wrong there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.text import capfirst

from kanazawa_exchange.lib import imports
from kanazawa_exchange.lib.imports import Kind, Problem

from ..models import ImportBatch, ImportRow, Verdict
from ..sheets import CHOICES
from .import_texts import text_in

LOOKS = {Verdict.NEW: "now", Verdict.CHANGED: "wait", Verdict.SAME: "todo", Verdict.WRONG: "bad"}
MOST_BOXES = 1500
"""Boxes on one page; a form may send no more than 2,000 fields."""
MOST_ROWS = 100
BLANK = "__n__"
SPARE = 5
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
    *,
    page: int = 1,
    added: Sequence[str] = (),
    spare: int = SPARE,
    typed: TypedTexts = NOTHING_TYPED,
) -> Grid:
    """A page of the table, in two queries for any number of rows."""
    rows = list(batch.rows.order_by("number"))
    columns = _columns(batch, kind, rows, added)
    size = max(1, min(MOST_ROWS, MOST_BOXES // len(columns)))
    pages = max(1, -(-len(rows) // size))
    number = min(max(1, page), pages)
    told = [_row(batch, kind, row, columns, typed) for row in rows[(number - 1) * size : number * size]]
    if number == pages:
        last = rows[-1].number if rows else 0
        further = max([0, *(number - last for number, _column in typed.texts)])
        told += [_empty(number, columns, typed) for number in range(last + 1, last + 1 + max(spare, further))]
    shown = {column.key for column in columns}
    rest = tuple(
        _column(kind, column.key) for column in kind.columns if column.key not in shown and not column.is_answer
    )
    return Grid(columns, tuple(told), rest, number, pages, counts(batch), _given(batch, kind))


def _given(batch: ImportBatch, kind: Kind) -> tuple[tuple[str, str], ...]:
    """What holds for every row that says nothing else."""
    told = []
    for column in kind.columns:
        if (text := batch.given.get(column.key)) and not column.is_answer:
            choices = {str(code): str(label) for code, label in CHOICES[column.key]()} if column.key in CHOICES else {}
            told.append((capfirst(str(column.label)), choices.get(text, text)))
    return tuple(told)


def counts(batch: ImportBatch) -> tuple[tuple[str, int], ...]:
    """How many rows have each verdict, in words."""
    return tuple((str(verdict.label), batch.counts[verdict]) for verdict in Verdict if batch.counts.get(verdict))


def row_told(kind: Kind, row: ImportRow) -> dict[str, object]:
    """What a page that saves by itself is told of a row."""
    faults = _faults(kind, row)
    cells = {column: list(sentences) for column, sentences in faults.items() if column}
    return {"look": _look(row), "words": _words(row), "faults": list(faults.get("", ())), "cells": cells}


def _columns(batch: ImportBatch, kind: Kind, rows: Sequence[ImportRow], added: Sequence[str]) -> tuple[GridColumn, ...]:
    """Those of the table in its order, then those that some row needs or that somebody has added."""
    known = {column.key for column in kind.columns if not column.is_answer}
    inside = sorted(batch.mapping, key=lambda key: batch.mapping[key])
    needed = {key for row in rows for key in row.fixes} | {str(one["column"]) for row in rows for one in row.problems}
    further = [column.key for column in kind.columns if column.key in needed or column.key in added]
    keys = [key for key in dict.fromkeys([*inside, *further]) if key in known] or [kind.columns[0].key]
    return tuple(_column(kind, key) for key in keys)


def _column(kind: Kind, key: str) -> GridColumn:
    choices = CHOICES.get(key)
    return GridColumn(
        key, capfirst(str(kind.column(key).label)), tuple(str(label) for _code, label in choices()) if choices else ()
    )


def _row(batch: ImportBatch, kind: Kind, row: ImportRow, columns: Sequence[GridColumn], typed: TypedTexts) -> GridRow:
    faults = _faults(kind, row)
    cells = []
    for column in columns:
        place = row.number, column.key
        stored = text_in(row, batch.mapping, column.key)
        text = typed.texts.get(place, stored)
        cells.append(
            GridCell(str(row.number), column, text, faults.pop(column.key, ()), stored, place in typed.elsewhere)
        )
    rest = tuple(sentence for sentences in faults.values() for sentence in sentences)
    return GridRow(str(row.number), tuple(cells), row.verdict, _look(row), _words(row), rest)


def _empty(number: int, columns: Sequence[GridColumn], typed: TypedTexts) -> GridRow:
    cells = (GridCell(str(number), column, typed.texts.get((number, column.key), "")) for column in columns)
    return GridRow(str(number), tuple(cells))


def _faults(kind: Kind, row: ImportRow) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for stored in row.problems:
        problem = _without_answers(kind, Problem.restored(stored))
        found[problem.column] = (*found.get(problem.column, ()), imports.reason(kind, problem.why))
    return found


def _without_answers(kind: Kind, problem: Problem) -> Problem:
    """Who somebody is, is answered in the preview: the codes of the answers say nothing here."""
    is_answer = problem.column and kind.column(problem.column).is_answer
    return Problem(problem.column, replace(problem.why, nearest=())) if is_answer else problem


def _look(row: ImportRow) -> str:
    return LOOKS.get(Verdict(row.verdict), "todo") if row.verdict else ""


def _words(row: ImportRow) -> str:
    return str(row.get_verdict_display()) if row.verdict else ""
