"""Rows of an import that are wrong in the same way, so that one answer is enough for all of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2s

from django.db.models import QuerySet

from kanazawa_exchange.lib.imports import Kind, Problem

from ..models import ImportBatch, ImportRow, Verdict
from .import_texts import Texts, text_in

MOST = 100
"""Faults of one row by which others are found; an index holds them."""
CHUNK = 5_000
BETWEEN = "|"

Fault = tuple[str, str, str]
"""Column, code and what stands in the cell; where only somebody can answer it does not matter what stands there."""


def faults_of(row: ImportRow, mapping: Mapping[str, int], kind: Kind) -> set[Fault]:
    """What is wrong in a row, cell by cell."""
    return _faults(map(Problem.restored, row.problems), row, mapping, kind)


def in_short(problems: Collection[Problem], row: Texts, mapping: Mapping[str, int], kind: Kind) -> str:
    """The same as it is kept beside the row, so that rows are found by it."""
    return BETWEEN.join(sorted(map(_mark, _faults(problems, row, mapping, kind)))[:MOST]) if problems else ""


def _faults(problems: Iterable[Problem], row: Texts, mapping: Mapping[str, int], kind: Kind) -> set[Fault]:
    asked = {column.key for column in kind.columns if column.is_answer}
    return {
        (one.column, one.why.code, "" if one.column in asked else text_in(row, mapping, one.column))
        for one in problems
        if one.column
    }


def numbers_of(batch: ImportBatch, faults: Collection[Fault]) -> Mapping[Fault, int]:
    """How many rows have each of these faults, by one query for any number of them, in the same memory for any number of rows."""
    if not faults:
        return {}
    marks = {_mark(fault): fault for fault in faults}
    found: Counter[str] = Counter()
    wrong = batch.rows.filter(verdict=Verdict.WRONG).order_by()
    for short in wrong.values_list("faults", flat=True).iterator(CHUNK):
        found.update(marks.keys() & short.split(BETWEEN))
    return {fault: found[mark] for mark, fault in marks.items()}


def alike(batch: ImportBatch, fault: Fault) -> QuerySet[ImportRow]:
    """The rows that have this fault."""
    return batch.rows.filter(verdict=Verdict.WRONG, faults__contains=_mark(fault)).order_by("number")


def _mark(fault: Fault) -> str:
    return blake2s("\n".join(fault).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
