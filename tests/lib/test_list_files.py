"""Files of lists: as long as they need to be, and never in memory; columns that an import reads again are called as it calls them."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from kanazawa_exchange.lib.list_files import FileColumn, ListFile, read_again
from mobility.sheets import COLUMNS

ROW = tuple[int, str]


def file(rows: int) -> ListFile[ROW]:
    columns = [FileColumn[ROW](f"column {place}", lambda row: f"{row[1]} {row[0]}") for place in range(8)]
    return ListFile("list", "List", columns, ((number, "a text of its own") for number in range(rows)))


def drained(of: ListFile[ROW]) -> int:
    return sum(map(len, of.csv()))


def saved(of: ListFile[ROW]) -> int:
    with of.xlsx() as out:
        return out.seek(0, 2)


@pytest.mark.parametrize("make", [drained, saved])
def test_a_file_four_times_as_long_takes_no_more_memory(make: Callable[[ListFile[ROW]], int]) -> None:
    sizes, peaks = [make(file(10))], []
    for rows in (1_000, 4_000):
        tracemalloc.start()
        sizes.append(make(file(rows)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 500_000
    assert sizes[2] > 3 * sizes[1]  # control: all rows are in it


@pytest.mark.parametrize(
    ("language", "head"), [("ja", "学籍番号"), ("en", "Student number"), ("ru", "Номер студенческого билета")]
)
def test_a_column_that_is_read_again_has_the_name_by_which_it_is_known(language: str, head: str) -> None:
    column: FileColumn[Any] = read_again(COLUMNS, "student_number", str)
    with translation.override(language):
        assert column.heading == head
    assert column.key == "student_number"


def test_the_name_of_a_fact_begins_a_column_with_a_capital() -> None:
    column: FileColumn[Any] = read_again(COLUMNS, "credits_expected", str)
    with translation.override("en"):
        assert column.heading == "Credits expected"


def test_a_column_that_the_import_does_not_know_cannot_be_promised() -> None:
    with pytest.raises(KeyError):
        read_again(COLUMNS, "moon", str)
