"""A list that is taken out as a file can be brought in again, in every language and format, and nothing changes."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from kanazawa_exchange.lib import imports as kinds
from kanazawa_exchange.lib.tables import Row
from mobility import sheets
from mobility.services import imports
from mobility.services.import_stays import STAYS
from tests.mobility.tables import problems

from .round_trip import LISTS, checked, table_of

LANGUAGES = ("ja", "en", "ru")
FILES = ("xlsx", "csv")


def test_every_kind_has_a_list(world: Any, sato: Any) -> None:
    assert {kind.code for kind in kinds.kinds_for(sato)} == set(LISTS)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", LISTS)
def test_a_list_that_comes_back_changes_nothing(
    world: Any, sato: Any, sign_in: Any, code: str, language: str, file: str
) -> None:
    count = LISTS[code].fill(world, Random(f"{code} {language} {file}"))
    table = table_of(sign_in(sato), f"/{language}/{LISTS[code].address()}/{file}/", file)
    batch = checked(kinds.kind_of(code), table, sato)
    assert problems(batch) == {}
    assert batch.counts == {"same": count}


@pytest.mark.parametrize("file", FILES)
def test_control_a_cell_that_was_changed_is_seen(world: Any, sato: Any, sign_in: Any, file: str) -> None:
    world.sent(note="=1+1")
    world.sent(note="as it is")
    table = table_of(sign_in(sato), f"/en/mobility-records/{file}/", file)
    rows = [Row(row.number, tuple("new" if cell == "=1+1" else cell for cell in row.cells)) for row in table.rows]
    batch = checked(STAYS, replace(table, rows=rows), sato)
    assert batch.counts == {"same": 1, "changed": 1}
    assert [row.changes for row in batch.rows.filter(verdict="changed")] == [
        [{"column": "note", "old": "=1+1", "new": "new"}]
    ]


def test_every_column_of_the_import_stands_in_the_file(world: Any, sato: Any, sign_in: Any) -> None:
    world.sent()
    table = table_of(sign_in(sato), "/ru/mobility-records/csv/", "csv")
    heads = imports.tables.sheet_of(table, STAYS, "list").heads
    found = kinds.mapped(STAYS.columns, heads)
    parts = {column for columns in sheets.PARTS.values() for column in columns}
    told_otherwise = {"name", *parts, "partner", "nationality", "period", "monthly_yen"}
    """A spelling stands in one cell, the partner is one of two sides, a period its two days, an amount stands behind its source, and
    the nationality stands in the list of people."""
    assert set(found.columns.keys) - set(found.positions) == told_otherwise
    assert found.doubled == {}


@pytest.mark.usefixtures("kazan_may_read")
def test_what_somebody_may_not_import_is_told_and_never_new(world: Any, kimura: Any, sign_in: Any) -> None:
    """Who keeps one programme and speaks for a partner reads the records of others, and cannot bring them in."""
    world.speaks_for(kimura, world.kazan)
    world.sent(note="kept")
    world.sent(run=world.basic_outbound)
    batch = checked(STAYS, table_of(sign_in(kimura), "/en/mobility-records/csv/", "csv"), kimura)
    assert sorted(row.verdict for row in batch.rows.all()) == ["same", "wrong"]
    assert {code for told in problems(batch).values() for _column, code in told} >= {"program.not_yours"}


def test_the_file_of_a_filtered_list_comes_back_as_well(world: Any, sato: Any, sign_in: Any) -> None:
    world.sent()
    world.received()
    table = table_of(sign_in(sato), "/ja/mobility-records/xlsx/?direction=inbound&status=returned", "xlsx")
    assert checked(STAYS, table, sato).counts == {"same": 1}
