"""Every workbook of an office gives exactly the records that it tells of, and exactly the cells that are wrong in it."""

import pytest

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.import_words import reason
from kanazawa_exchange.lib.languages import LANGUAGES, in_every_language
from mobility.models import Mobility, Verdict
from mobility.queries.integrity import findings
from mobility.services import imports
from mobility.services.import_stays import STAYS

from .corruptions import WAYS, person
from .importing import as_csv, as_paste, checked, expected, furnish, imported, registered, table_of, told, wrong
from .workbooks import OFFICES

ONLY_IN_A_WORKBOOK = {
    "a_sheet_per_direction_the_outbound_one",
    "a_sheet_per_direction_the_inbound_one",
    "institutions_merged_over_their_students",
    "formulas_among_the_cells",
    "day_numbers_without_a_look_from_1904",
}
"""Names of sheets, merged cells, formulas and the day from which days are counted are no part of a text."""


def two_rows():
    """Two people with nothing wrong."""
    said = {column: ways[0] for column, ways in WAYS.items()}
    return [{**said, **dict(zip(("student_number", "name_latin"), person(number), strict=True))} for number in (1, 2)]


@pytest.fixture
def places(world):
    furnish(world)
    return world


def applied(batch, by):
    """The right rows are registered, if there are any."""
    if batch.rows.filter(verdict=Verdict.NEW).exists():
        imports.apply(batch, by=by, now=clock.now())


@pytest.mark.parametrize("name", OFFICES)
def test_a_workbook_becomes_exactly_its_records(name, places, sato):
    office = OFFICES[name]()
    batch = checked(office, table_of(office), sato)
    assert wrong(batch) == office.wrong
    applied(batch, sato)
    assert registered() == expected(office)
    assert Mobility.objects.count() == len(office.people)
    assert findings() == ()


@pytest.mark.parametrize("way", [as_csv, as_paste])
@pytest.mark.parametrize("name", [name for name in OFFICES if name not in ONLY_IN_A_WORKBOOK])
def test_the_same_table_as_text_becomes_the_same_records(name, way, places, sato):
    office = OFFICES[name]()
    batch = checked(office, way(table_of(office)), sato)
    assert wrong(batch) == office.wrong
    applied(batch, sato)
    assert registered() == expected(office)


@pytest.mark.parametrize("name", [name for name in OFFICES if OFFICES[name]().wrong])
def test_what_is_wrong_is_said_in_three_languages(name, places, sato):
    office = OFFICES[name]()
    batch = checked(office, table_of(office), sato)
    for row in batch.rows.all():
        for problem in row.problems:
            said = in_every_language(lambda problem=problem: reason(STAYS, Unread.restored(problem)))
            assert len({said[language] for language in LANGUAGES}) == 3, said


@pytest.mark.parametrize("name", OFFICES)
def test_the_same_workbook_once_more_changes_nothing(name, places, sato):
    office = OFFICES[name]()
    applied(checked(office, table_of(office), sato), sato)
    again = checked(office, table_of(office), sato)
    assert {row.verdict for row in again.rows.all()} <= {"same", "wrong"}
    assert wrong(again).keys() >= {place for place in office.wrong if place[1]}


def test_days_with_dots_say_nothing_of_those_with_slashes(places, sato):
    """20.08.2018 is Russian; who wrote 03/04/2018 in the same column is not known."""
    rows = [{**row, "starts_on": day} for row, day in zip(two_rows(), ("20.08.2018", "03/04/2018"), strict=True)]
    assert told(imported(rows, sato)) == {(3, "starts_on", "date.ambiguous")}
    rows[0]["starts_on"] = "20/08/2018"
    assert told(imported(rows, sato)) == set()
