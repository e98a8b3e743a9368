"""Rows of an import that are wrong in the same way, so that one answer is enough for all of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kanazawa_exchange.lib.imports import Kind

from ..models import ImportBatch, ImportRow, Verdict
from .import_texts import text_in

LOOKED_AT = 5000
"""Rows that are looked at, from the first wrong one on."""

Fault = tuple[str, str, str]
"""Column, code and what stands in the cell; where only somebody can answer it does not matter what stands there."""


def alike(batch: ImportBatch, kind: Kind) -> Mapping[Fault, Sequence[ImportRow]]:
    """Fault → the rows that have it, by one query."""
    found: dict[Fault, list[ImportRow]] = defaultdict(list)
    for row in batch.rows.filter(verdict=Verdict.WRONG).order_by("number")[:LOOKED_AT]:
        for fault in faults_of(row, batch.mapping, kind):
            found[fault].append(row)
    return found


def faults_of(row: ImportRow, mapping: Mapping[str, int], kind: Kind) -> set[Fault]:
    """What is wrong in a row, cell by cell."""
    asked = {column.key for column in kind.columns if column.is_answer}
    return {
        (key, str(problem["code"]), "" if key in asked else text_in(row, mapping, key))
        for problem in row.problems
        if (key := str(problem["column"]))
    }
