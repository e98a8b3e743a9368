"""A table that is typed cell by cell: begun from nothing, saved as it is typed, and nobody writes over somebody else's cells."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from mobility.services import imports
from mobility.services.import_stays import STAYS
from mobility.services.imports import CannotApply, CannotCheck, CannotTake, Cell

from .tables import HANA, HEADS, TARO, checked, problems, rows_of, verdicts, with_cell

KEYS = (
    "student_number",
    "name_latin",
    "fiscal_year",
    "program",
    "direction",
    "partner",
    "starts_on",
    "ends_on",
    "note",
)


def opened(by, columns=KEYS, given=None):
    return imports.open_empty(STAYS, columns, given or {}, source="Typed", by=by, now=clock.now())


def typed(batch, by, *cells):
    told = [Cell(number, column, shown, text) for number, column, shown, text in cells]
    return imports.type_in(batch, told, by=by, now=clock.now())


def row(number, cells):
    return [(number, key, "", str(text)) for key, text in zip(KEYS, cells, strict=True)]


def test_a_table_is_typed_from_nothing_and_registered(world, sato):
    batch = opened(sato)
    assert (batch.heads[0], batch.rows.count()) == ("学籍番号", 0)
    typed(batch, sato, *row(1, HANA), *row(4, TARO))
    assert [(one.number, one.verdict) for one in rows_of(batch)] == [(1, "new"), (4, "new")]
    imports.apply(batch, by=sato, now=clock.now())
    assert Mobility.objects.count() == 2


def test_a_table_without_columns_or_rows_becomes_nothing(world, sato):
    with pytest.raises(CannotTake):
        opened(sato, columns=("person",))
    batch = typed(opened(sato), sato).batch
    assert batch.counts == {}
    with pytest.raises(CannotApply):
        imports.apply(batch, by=sato, now=clock.now())


def test_what_is_wrong_is_told_with_the_cell_that_was_saved(world, sato):
    batch = opened(sato)
    typed(batch, sato, *row(1, with_cell(HANA, "出発", "8/32")))
    assert problems(batch) == {1: [("starts_on", "date.impossible")]}
    typed(batch, sato, (1, "starts_on", "8/32", "8/20"))
    assert verdicts(batch) == ["new"]


def test_a_row_that_holds_nothing_any_more_goes(world, sato):
    batch = checked(sato, HANA, TARO)
    shown = [(2, key, str(text), "") for key, text in zip(KEYS, HANA, strict=True)]
    typed(batch, sato, *shown)
    assert [one.number for one in rows_of(batch)] == [3]
    typed(batch, sato, (2, "note", "", "Again"))
    assert [one.number for one in rows_of(batch)] == [2, 3]


def test_what_was_sent_and_is_typed_again_is_no_correction(world, sato):
    batch = checked(sato, HANA)
    typed(batch, sato, (2, "note", "", "One\r\nTwo"))
    assert rows_of(batch)[0].fixes == {"note": "One\nTwo"}
    typed(batch, sato, (2, "note", "One\nTwo", ""))
    assert rows_of(batch)[0].fixes == {}


def test_of_two_who_type_into_one_cell_the_second_is_told(world, sato, admin):
    batch = checked(sato, HANA)
    typed(batch, sato, (2, "note", "", "First"))
    saved = typed(batch, admin, (2, "note", "", "Second"), (2, "student_number", "1712", "1799"))
    assert saved.elsewhere == {(2, "note"): "First"}
    assert rows_of(batch)[0].fixes == {"note": "First", "student_number": "1799"}
    assert typed(batch, admin, (2, "note", "First", "Second")).elsewhere == {}
    assert typed(batch, admin, (2, "note", "", "Second")).elsewhere == {}
    assert rows_of(batch)[0].fixes["note"] == "Second"


@pytest.mark.parametrize(
    "cell",
    [
        (1, "moon", "", "full"),
        (0, "note", "", "x"),
        (10**9, "note", "", "x"),
        (1, "note", "", "x" * 40_000),
        (1, "note", "", "\0"),
    ],
)
def test_what_no_table_holds_is_refused(world, sato, cell):
    with pytest.raises(CannotCheck):
        typed(opened(sato), sato, cell)


def test_a_typed_table_has_a_thousand_rows_at_most(world, sato, monkeypatch):
    monkeypatch.setattr("mobility.services.imports.cells.MOST_TYPED", 2)
    batch = opened(sato)
    typed(batch, sato, (1, "note", "", "x"), (2, "note", "", "x"))
    with pytest.raises(CannotCheck):
        typed(batch, sato, (3, "note", "", "x"))
    assert batch.rows.count() == 2


def test_strangers_type_into_no_table(world, sato, kimura, aiko):
    batch = opened(sato)
    for user in (kimura, aiko):
        with pytest.raises(PermissionDenied):
            typed(batch, user, (1, "note", "", "x"))
    with pytest.raises(PermissionDenied):
        opened(aiko)


def test_one_cell_and_thirty_cost_the_same_queries(world, sato):
    batch = opened(sato)
    typed(batch, sato, *(cell for number in range(1, 31) for cell in row(number, HANA)))
    counts = []
    for numbers in (range(1, 2), range(1, 31)):
        with CaptureQueriesContext(connection) as queries:
            typed(batch, sato, *((number, "note", "", f"{len(counts)}") for number in numbers))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_heads_of_the_tests_are_those_of_the_columns():
    assert len(KEYS) == len(HEADS)
