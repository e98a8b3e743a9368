"""Every file of an office is read to exactly the rows that stand in it, and what else stands in it is told as what it is."""

import io

import pytest

from kanazawa_exchange.lib.cells.headers import mapping, recognised
from kanazawa_exchange.lib.imports import known_heads
from kanazawa_exchange.lib.tables import tables
from kanazawa_exchange.lib.tables.bodies import Kind, lines
from kanazawa_exchange.lib.tables.heads import find
from mobility.sheets import COLUMNS as STAYS
from mobility.sheets import of_title

from .office import COLUMNS, known
from .workbooks import OFFICES


@pytest.mark.parametrize("name", OFFICES)
def test_every_row_is_where_it_stands_and_says_what_it_is(name: str):
    office = OFFICES[name]()
    table = tables(io.BytesIO(office.data), office.file)[office.table]
    layout = find(table, known)
    found = list(lines(table, layout, known, lambda text: bool(of_title(text))))
    assert (layout.names, layout.titles) == (office.names, office.titles)
    assert {line.row.number: line.row.cells for line in found if line.kind is Kind.ROW} == office.rows
    assert {line.row.number: str(line.kind) for line in found if line.kind is not Kind.ROW} == office.others
    if office.sections:
        assert {line.row.number: line.section for line in found if line.kind is Kind.ROW} == office.sections


@pytest.mark.parametrize("name", OFFICES)
def test_every_heading_names_a_column_and_no_column_is_named_twice(name: str):
    office = OFFICES[name]()
    found = mapping([str(heading) for heading in office.names], COLUMNS)
    of_stays = known_heads(STAYS)
    unknown = [found.heads[place] for place in found.unknown]
    assert [heading for heading in unknown if not recognised(heading, of_stays)[0]] == []
    assert found.doubled == {}
    assert len(found.positions) + len(unknown) == len([heading for heading in office.names if heading])


def test_there_are_at_least_thirty_of_them():
    assert len(OFFICES) >= 30
