"""Any cohort is the sum of its cells: whatever a filter lets through gives the tables that its pairs give when counted anew."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.named import named
from rubric.models import CohortCell, CohortTotal, RubricVersion, ScoreRun
from rubric.queries import cohorts
from rubric.queries.cohort_runs import answering
from rubric.queries.cohort_sums import DIGITS, summed, summed_by, unpacked
from rubric.queries.cohort_totals import totals
from rubric.queries.cohorts import CohortFilters, cells_of, cohort, forget, named_project, remembered, rows_of, scale_of
from rubric.scoring.tables import empty_table, table_of
from rubric.statistics.cohorts import cohort_figures

from .cohorts import BEGAN, ENDED, PLAIN, Counted, begun, cell, end, ended, everywhere
from .tables import LEVEL
from .versions import first

LEVELS = 4


@pytest.fixture
def version(world: Any, sato: User) -> RubricVersion:
    return first(sato)


@pytest.fixture
def run(version: RubricVersion) -> ScoreRun:
    """A run that is still counting."""
    return begun(version)


def all_of(world: Any, **values: Any) -> CohortFilters:
    return CohortFilters(project=named_project(world.project), **values)


@st.composite
def people(draw: Any) -> list[tuple[int, int, str, int | None, int | None]]:
    """Somebody's run, partner, country and both levels."""
    one = st.tuples(st.integers(0, 2), st.integers(0, 1), st.sampled_from(["JP", "RU", ""]), LEVEL, LEVEL)
    return draw(st.lists(one, max_size=25))


@given(people())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_sum_of_the_cells_of_a_filter_is_its_pairs_counted_anew(world: Any, run: ScoreRun, people: Any) -> None:
    CohortCell.objects.all().delete()
    runs, partners = [world.outbound, world.inbound, world.basic_outbound], [world.kazan, world.irkutsk]
    ability = run.rubric_version.abilities.all()[0].code
    cells: dict[Any, list[Any]] = {}
    for at, partner, home, pre, post in people:
        cells.setdefault((at, partner, home), []).append((pre, post, 1))
    for (at, partner, home), pairs in cells.items():
        table = table_of(LEVELS, pairs)
        cell(run, runs[at], partners[partner], {ability: table}, home_country=home, participants=len(pairs))
    for chosen in ({}, {"direction": "outbound"}, {"partner": 1}, {"home": "JP"}, {"program": True, "home": "RU"}):
        wanted = [
            person
            for person in people
            if ("direction" not in chosen or runs[person[0]].direction == "outbound")
            and ("partner" not in chosen or person[1] == chosen["partner"])
            and ("home" not in chosen or person[2] == chosen["home"])
            and ("program" not in chosen or runs[person[0]].program_id == world.cultural.pk)
        ]
        values = dict(chosen)
        if "partner" in values:
            values["partner"] = named([partners[1]])[0]
        if "program" in values:
            values["program"] = named([world.cultural])[0]
        found = summed(cells_of(run, all_of(world, **values)), scale_of(run).sizes)
        assert found.participants == len(wanted)
        assert found.tables[ability] == table_of(LEVELS, [(pre, post, 1) for *_rest, pre, post in wanted])


def test_programmes_and_years_add_up_to_the_whole(world: Any, run: ScoreRun) -> None:
    for of in (world.outbound, world.inbound, world.basic_outbound):
        cell(run, of, world.kazan, everywhere(run, PLAIN))
    cells, sizes = cells_of(run, all_of(world)), scale_of(run).sizes
    whole = summed(cells, sizes)
    for column in ("run__program_id", "run__fiscal_year"):
        parts = summed_by(cells, column, sizes)
        assert sum(part.participants for part in parts.values()) == whole.participants == 48
        for code, table in whole.tables.items():
            assert sum((part.tables[code] for part in parts.values()), empty_table(LEVELS)) == table


def test_the_figures_are_those_of_the_arithmetic(world: Any, version: RubricVersion) -> None:
    further = Counted(world.outbound, world.irkutsk, ((0, 2, 3), (3, 1, 1)), mapped=2)
    run = ended(version, Counted(world.outbound, world.kazan), further)
    found = cohort(run, all_of(world)).figures
    tables = {code: table_of(LEVELS, (*PLAIN, (0, 2, 3), (3, 1, 1)), 2) for code in scale_of(run).sizes}
    assert {result.ability.code: result.figures for result in found.results} == cohort_figures(tables)
    assert (found.participants, found.pairs, found.mapped) == (20, (17, 17), 2)


def test_an_ability_that_a_cell_lacks_counts_nobody(world: Any, run: ScoreRun) -> None:
    one = cell(run, world.outbound, world.kazan, everywhere(run, PLAIN))
    one.tables.pop(run.rubric_version.abilities.all()[2].code)
    one.save()
    end(run)
    found = cohort(run, all_of(world)).figures
    assert [result.figures.table.n for result in found.results] == [13, 13, 0, 13, 13]
    assert found.pairs == (0, 13)


def test_a_cohort_costs_the_same_queries_whoever_is_in_it(world: Any, version: RubricVersion) -> None:
    costs = []
    for number in (1, 2, 3):
        runs = (world.outbound, world.inbound, world.basic_outbound)[:number]
        run = ended(version, *(Counted(of, world.kazan) for of in runs))
        run = answering(all_of(world)).get(pk=run.pk)
        with CaptureQueriesContext(connection) as seen:
            cohort(run, all_of(world))
        costs.append(len(seen))
    assert costs == [6, 6, 6]


def test_the_newest_run_that_counted_everybody_answers(world: Any, version: RubricVersion) -> None:
    def newest(**values: Any) -> ScoreRun | None:
        return answering(all_of(world, **values)).first()

    assert newest() is None
    whole = ended(version)
    later = ENDED.replace(hour=6)
    of_2018 = ended(version, fiscal_year=2018, ended_at=later)
    of_one = ended(version, program=world.cultural, direction="outbound", ended_at=later.replace(hour=7))
    begun(version, started_at=BEGAN.replace(hour=9))
    ended(version, rater="staff", ended_at=later.replace(hour=9))
    ended(version, before="pre", after="later", ended_at=later.replace(hour=9))
    cultural = named([world.cultural])[0]
    assert newest() == newest(program=cultural) == newest(direction="outbound") == whole
    assert newest(fiscal_year=2018) == newest(fiscal_year=2018, program=cultural) == of_2018
    assert newest(program=cultural, direction="outbound") == of_one


def test_an_ended_run_is_added_up_once(world: Any, version: RubricVersion) -> None:
    run = ended(version, Counted(world.outbound, world.kazan), Counted(world.basic_outbound, world.kazan))
    whole, one = all_of(world), all_of(world, program=named([world.cultural])[0])
    first_time = [cohort(run, filters).figures for filters in (whole, one)]
    with CaptureQueriesContext(connection) as seen:
        assert [cohort(run, filters).figures for filters in (whole, one)] == first_time
    assert len([query for query in seen if "rubric_cohort" in query["sql"]]) == 0
    assert [figures.participants for figures in first_time] == [32, 16]


def test_a_run_that_counts_is_added_up_each_time(world: Any, run: ScoreRun) -> None:
    def participants() -> int:
        return remembered(run, all_of(world), "test", lambda cells: summed(cells, scale_of(run).sizes)).participants

    cell(run, world.outbound, world.kazan, everywhere(run, PLAIN))
    assert participants() == 16
    cell(run, world.inbound, world.kazan, everywhere(run, PLAIN))
    assert participants() == 32


def test_no_more_is_remembered_than_there_is_room_for(
    world: Any, version: RubricVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget()
    monkeypatch.setattr(cohorts, "REMEMBERED", 2)
    run = ended(version, Counted(world.outbound, world.kazan))
    for direction in ("", "outbound", "inbound"):
        cohort(run, all_of(world, direction=direction))
    assert [filters.direction for _run, _ended, filters, _name in cohorts._memory] == ["outbound", "inbound"]


NUMBERS = st.lists(st.lists(st.integers(0, 10**6), min_size=5, max_size=5), min_size=1, max_size=50)


@given(NUMBERS)
def test_packed_numbers_are_added_place_by_place(rows: list[list[int]]) -> None:
    total = sum(int("".join(f"{number:0{DIGITS}x}" for number in row), 16) for row in rows)
    assert unpacked(total, 5) == [sum(column) for column in zip(*rows, strict=True)]


@given(people())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_totals_answer_as_their_cells_do(world: Any, run: ScoreRun, people: Any) -> None:
    CohortCell.objects.all().delete()
    CohortTotal.objects.all().delete()
    runs, partners = [world.outbound, world.inbound, world.basic_outbound], [world.kazan, world.irkutsk]
    for (at, partner, home), (pre, post) in {tuple(one[:3]): one[3:] for one in people}.items():
        tables = everywhere(run, ((pre, post, 1),), mapped=int(pre is not None and post is not None))
        cell(run, runs[at], partners[partner], tables, home_country=home)
    CohortTotal.objects.bulk_create(totals(run.cells.all(), run.rubric_version))
    run.ended_at = ENDED  # not stored: a run that has ended takes no further cells
    sizes = scale_of(run).sizes
    for values in ({}, {"direction": "outbound"}, {"program": named([world.cultural])[0]}, {"home": "JP"}):
        filters = all_of(world, **values)
        rows, cells = rows_of(run, filters), cells_of(run, filters)
        assert rows.model is (CohortCell if "home" in values else CohortTotal)
        for column in ("score_run_id", "run__program_id", "run__fiscal_year"):
            assert summed_by(rows, column, sizes) == summed_by(cells, column, sizes)
