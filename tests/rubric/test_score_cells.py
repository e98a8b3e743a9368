"""Cells of cohorts: counted from strung levels as from people one by one, over versions, raters, items, and turned around."""

import random
from collections import Counter
from fractions import Fraction
from math import lcm
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.accounts.models import User
from rubric.models import CohortCell, Response, RubricVersion, ScoreRun, SurveyWave
from rubric.queries.cell_counts import Compared, tables
from rubric.queries.cell_readings import Column, Reading
from rubric.queries.item_sums import Points, read_sums, summed
from rubric.scoring.tables import JointTable, empty_table, table_of
from rubric.services import texts
from rubric.statistics.reliability import item_sums
from tests.rubric import scoring_worlds as worlds
from tests.rubric import surveys, versions

PRE, POST = ("pre", "self"), ("post", "self")
LEVELS = st.text("-0123", min_size=4, max_size=4)


def read_table(stored: dict[str, Any]) -> JointTable:
    both = tuple(map(tuple, stored["both"]))
    one_sided = (tuple(stored["pre_only"]), tuple(stored["post_only"]))
    return JointTable(both, *one_sided, stored["neither"], stored["mapped"])


def joined(run: ScoreRun, code: str) -> JointTable:
    """The cells of a run as one table."""
    return sum((read_table(cell.tables[code]) for cell in run.cells.all()), empty_table(worlds.LEVELS))


@pytest.fixture
def first(sato: User) -> RubricVersion:
    return versions.first(sato)


def following(first: RubricVersion, by: User) -> RubricVersion:
    """A version whose second ability reads one level lower, and whose last one is new; the others go on as they were."""
    draft = versions.versions.new_version(first.rubric, by=by)
    _same, lower, *_others, new = draft.abilities.all()
    texts.carry(lower, lower.before, {1: 0, 2: 1, 3: 2}, by=by)
    texts.carry(new, None, {}, by=by)
    return versions.adopted(draft, by, versions.LATER)


# --- Counting ---------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(LEVELS, LEVELS)))
def test_strung_levels_count_as_people_do(people: list[tuple[str, str]]) -> None:
    """One reading as it is, one whose last ability is missing, whose first two change places and lose level 3."""
    keep = {ord(digit): digit for digit in "0123"}
    own = Reading(4, tuple(Column(place, keep) for place in range(4)), is_mapped=False)
    lose = {**keep, ord("3"): "-"}
    old = Reading(4, (Column(1, lose), Column(0, lose), Column(2, keep), None), is_mapped=True)
    strung = Compared(len(people), "".join(one + other for one, other in people))

    found = tables(strung, old, own, 4)

    for place, table in enumerate(found):
        cells = []
        for one, other in people:
            before = {0: one[1].replace("3", "-"), 1: one[0].replace("3", "-"), 2: one[2], 3: "-"}[place]
            cells.append((*(None if level == "-" else int(level) for level in (before, other[place])), 1))
        both = sum(one is not None and other is not None for one, other, _count in cells)
        assert table == table_of(4, cells, both)  # type: ignore[arg-type]


@given(st.lists(st.tuples(LEVELS, LEVELS)))
def test_turned_around_every_table_is_mirrored(people: list[tuple[str, str]]) -> None:
    keep = {ord(digit): digit for digit in "0123"}
    own = Reading(4, tuple(Column(place, keep) for place in range(4)), is_mapped=False)
    there = Compared(len(people), "".join(one + other for one, other in people))
    back = Compared(len(people), "".join(other + one for one, other in reversed(people)))

    assert [table.swapped for table in tables(there, own, own, 4)] == list(tables(back, own, own, 4))


@given(st.lists(st.lists(st.none() | st.fractions(0, 3, max_denominator=60), min_size=3, max_size=3)))
def test_sums_of_items_are_those_of_the_statistics(responses: list[list[Fraction | None]]) -> None:
    parts = lcm(*range(1, 61))
    counts: Counter[Points] = Counter()
    for response in responses:
        counts[tuple(None if value is None else int(value * parts) for value in response)] += 1

    assert summed(3, counts, parts) == item_sums(3, responses)


# --- In the database --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_waves_turned_around_mirror_every_cell(first: RubricVersion) -> None:
    instrument = surveys.questionnaire(first)
    run, stays = worlds.cohort(people=12)
    worlds.asked(run, stays, instrument, instrument)
    back, twins = worlds.cohort(people=12)
    turned = {moment: surveys.wave(back, instrument, moment) for moment in ("pre", "post")}
    for stay, twin in zip(stays, twins, strict=True):
        for response in Response.objects.filter(mobility=stay).select_related("wave"):
            moment = "post" if response.wave.moment == "pre" else "pre"
            surveys.answered(turned[moment], twin, response.answers)
    own, mirrored = (worlds.scored(first, program=each.program) for each in (run, back))

    for code in first.abilities.values_list("code", flat=True):
        assert joined(own, code).swapped == joined(mirrored, code)


@pytest.mark.django_db
def test_cells_together_are_the_bigger_cohort(first: RubricVersion) -> None:
    """The tables of all cells add up to one table of everybody."""
    instrument = surveys.questionnaire(first)
    for seed in range(3):
        worlds.asked(*worlds.cohort(people=7), instrument, instrument, seed)
    run = worlds.scored(first)
    everybody = worlds.recounted(run, PRE, POST, whole=True)

    (expected,) = everybody.values()
    assert sum(cell.participants for cell in CohortCell.objects.all()) == expected["participants"]
    for code, table in expected["tables"].items():
        assert joined(run, code) == read_table(table)


@pytest.mark.django_db
def test_older_answers_read_in_the_version_of_the_run(first: RubricVersion, sato: User) -> None:
    """Both before, one before, none: each pair is counted in the newer version, and told as mapped."""
    old = surveys.questionnaire(first, "old")
    version = following(first, sato)
    new = surveys.questionnaire(version, "new")
    for seed, pair in enumerate(((old, old), (old, new), (new, new))):
        worlds.asked(*worlds.cohort(people=9), *pair, seed)
    run = worlds.scored(version)

    found, expected = worlds.cells(run), worlds.recounted(run, PRE, POST)
    assert {
        key: {"participants": cell["participants"], "tables": cell["tables"]} for key, cell in found.items()
    } == expected
    codes = list(version.abilities.values_list("code", flat=True))
    assert joined(run, codes[0]).mapped
    assert joined(run, codes[4]).mapped == 0  # new in this version, so nothing older reads in it
    in_the_old = worlds.scored(first)
    assert {cell.run_id for cell in CohortCell.objects.filter(score_run=in_the_old)} == {
        wave.run_id for wave in SurveyWave.objects.filter(instrument=old)
    }


@pytest.mark.django_db
def test_two_raters_of_the_same_people_stand_in_a_table_of_their_own(first: RubricVersion, sato: User) -> None:
    instrument = surveys.questionnaire(first)
    run, stays = worlds.cohort(people=9)
    draw = random.Random(5)
    for moment in ("pre", "post"):
        wave = surveys.wave(run, instrument, moment, asks_staff=moment == "post")
        worlds.answer(wave, stays, draw)
        if wave.asks_staff:
            worlds.answer(wave, stays, draw, **surveys.staff(sato))
    scored = worlds.scored(first)

    found = worlds.cells(scored)
    expected = worlds.recounted(scored, ("post", "self"), ("post", "staff"))
    assert {key: cell["agreement"] for key, cell in found.items()} == {
        key: {"post": cell["tables"]} for key, cell in expected.items()
    }
    assert scored.responses == Response.objects.count()
    of_staff = worlds.cells(worlds.scored(first, rater="staff"))
    assert {key: cell["tables"] for key, cell in of_staff.items()} == {
        key: cell["tables"] for key, cell in worlds.recounted(scored, ("pre", "staff"), ("post", "staff")).items()
    }


@pytest.mark.django_db
def test_the_items_of_an_ability_are_summed_cell_by_cell(first: RubricVersion) -> None:
    draft = surveys.draft(first, items=2)
    for item in draft.items.filter(key__endswith="-2"):
        item.kind, item.lowest, item.highest, item.is_reversed = "number", 1, 5, True
        item.save()
    instrument = surveys.used(draft)
    run, stays = worlds.cohort(people=9)
    draw = random.Random(3)
    wave = surveys.wave(run, instrument)
    given: dict[int, dict[str, Any]] = {}
    for stay in stays:
        answers: dict[str, Any] = {}
        for item in instrument.items.exclude(ability=None):
            if draw.random() < 0.9:
                answers[item.key] = draw.randrange(4) if item.kind == "level" else f"{draw.randrange(10, 51) / 10}"
        given[stay.pk] = answers
        surveys.answered(wave, stay, answers)
    scored = worlds.scored(first)

    for cell in CohortCell.objects.filter(score_run=scored):
        of_cell = [
            given[stay.pk]
            for stay in stays
            if stay.status != "cancelled" and (stay.receiving_id, stay.level) == (cell.partner_id, cell.level)
        ]
        for code in first.abilities.values_list("code", flat=True):
            points = [
                [
                    Fraction(answers[f"{code}-1"]) if f"{code}-1" in answers else None,
                    3 - (Fraction(answers[f"{code}-2"]) - 1) * 3 / 4 if f"{code}-2" in answers else None,
                ]
                for answers in of_cell
            ]
            assert read_sums(cell.item_sums["pre"][str(instrument.uid)][code]) == item_sums(2, points)


@pytest.mark.django_db
def test_a_run_that_no_wave_asks_has_no_cell(first: RubricVersion) -> None:
    instrument = surveys.questionnaire(first)
    worlds.cohort()
    run, stays = worlds.cohort()
    surveys.answered(surveys.wave(run, instrument), stays[0], {})

    assert {cell.run_id for cell in CohortCell.objects.filter(score_run=worlds.scored(first))} == {run.pk}
