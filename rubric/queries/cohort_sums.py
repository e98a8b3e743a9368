"""The joint tables of any cohort: sums of the cells that a scoring run counted, at a cost that people do not add to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from django.db.models import QuerySet

from ..models import CohortCell, CohortTotal
from ..scoring.tables import JointTable

Rows = QuerySet[CohortCell] | QuerySet[CohortTotal]
DIGITS = 10
"""Hexadecimal ones for each number of a total: room for a million times a million people."""


class StoredTable(TypedDict):
    """What a cell holds of an ability: the numbers of its joint table."""

    both: list[list[int]]
    pre_only: list[int]
    post_only: list[int]
    neither: int
    mapped: int


@dataclass(frozen=True)
class CohortSum:
    """The participants of some cells, None where nobody is told how many, and their table of each ability."""

    participants: int | None
    tables: Mapping[str, JointTable]


def summed(rows: Rows, levels: Mapping[str, int]) -> CohortSum:
    """All rows as one cohort, in one query; `levels` tells how many levels each ability has, in the order of the abilities."""
    found = summed_by(rows, "score_run_id", levels)
    return next(iter(found.values()), _sum([], levels))


def summed_by(rows: Rows, column: str, levels: Mapping[str, int]) -> dict[int, CohortSum]:
    """One cohort for each value of a column, in one query; `rows` are cells, or totals of them, which are added in no time."""
    if rows.model is CohortTotal:
        sums: dict[int, int] = {}
        for key, numbers in rows.order_by().values_list(column, "numbers"):
            sums[key] = sums.get(key, 0) + int(numbers, 16)
        return {key: _sum([unpacked(total, 1 + _width(levels))], levels) for key, total in sums.items()}
    found: dict[int, list[list[int]]] = {}
    for key, participants, tables in rows.order_by().values_list(column, "participants", "tables"):
        found.setdefault(key, []).append([participants, *_numbers(tables, levels)])
    return {key: _sum(lists, levels) for key, lists in found.items()}


def packed(cells: Iterable[CohortCell], levels: Mapping[str, int]) -> str:
    """The sum of cells as one hexadecimal number, each of theirs in so many digits: two such texts are added as two numbers."""
    lists = [[cell.participants, *_numbers(cell.tables, levels)] for cell in cells]
    return "".join([f"{sum(column):0{DIGITS}x}" for column in zip(*lists, strict=True)])


def unpacked(total: int, length: int) -> list[int]:
    """The numbers of which texts that were `packed` are the sum."""
    text = f"{total:0{length * DIGITS}x}"
    return [int(text[at : at + DIGITS], 16) for at in range(0, len(text), DIGITS)]


def stored_table(tables: Mapping[str, StoredTable], ability: str, levels: int) -> JointTable:
    """The table of one ability of a cell; an ability that it lacks counts nobody."""
    return _table(_numbers(tables, {ability: levels}), levels)


def _numbers(tables: Mapping[str, StoredTable], levels: Mapping[str, int]) -> list[int]:
    """The numbers of a cell in one row, so that rows are added column by column; an ability that it lacks counts nobody."""
    numbers: list[int] = []
    for ability, count in levels.items():
        table = tables.get(ability)
        if table is None:
            numbers += (0,) * (count * count + 2 * count + 2)
            continue
        for row in table["both"]:
            numbers += row
        numbers += table["pre_only"]
        numbers += table["post_only"]
        numbers += (table["neither"], table["mapped"])
    return numbers


def _sum(rows: list[list[int]], levels: Mapping[str, int]) -> CohortSum:
    totals = list(map(sum, zip(*rows, strict=True))) if rows else [0] * (1 + _width(levels))
    tables, place = {}, 1
    for ability, count in levels.items():
        size = count * count + 2 * count + 2
        tables[ability] = _table(totals[place : place + size], count)
        place += size
    return CohortSum(totals[0], tables)


def _width(levels: Mapping[str, int]) -> int:
    return sum(count * count + 2 * count + 2 for count in levels.values())


def _table(numbers: list[int], levels: int) -> JointTable:
    """The table of one ability from its numbers, row by row."""
    *whole, neither, mapped = numbers
    rows = [tuple(whole[at : at + levels]) for at in range(0, len(whole), levels)]
    return JointTable(tuple(rows[:levels]), rows[levels], rows[levels + 1], neither, mapped)
