"""What a table says of the state, the term and the kind of days of a stay: compared, refused or noted, never written past the moves."""

from datetime import date

import pytest

from mobility.models import Mobility
from tests.factories import RunFactory

from .paths import in_state, make
from .tables import HANA, HEADS, applied, checked, problems, rows_of, verdicts, with_cell

WITH_STATUS = (*HEADS, "状態")


@pytest.mark.parametrize("word", ["帰国", "Returned", "帰国済み", "Вернулся"])
def test_a_new_stay_has_the_state_that_follows_from_its_days(world, sato, word):
    batch = applied(sato, (*HANA, word), heads=WITH_STATUS)
    assert rows_of(batch)[0].notes["status"].split("+")[-1] == "status_of_days"
    assert Mobility.objects.get().status == "returned"


@pytest.mark.parametrize("word", ["中止", "辞退", "登録取消", "Cancelled", "Отменена"])
def test_a_stay_that_was_called_off_is_not_registered(world, sato, word):
    batch = checked(sato, (*HANA, word), heads=WITH_STATUS)
    assert problems(batch) == {2: [("status", "status.called_off")]}


def test_a_table_does_not_call_off_a_stay(world, sato):
    applied(sato, HANA)
    batch = checked(sato, (*HANA, "中止"), heads=WITH_STATUS)
    assert problems(batch) == {2: [("status", "status.called_off")]}


def test_another_state_of_a_known_stay_is_refused(world, sato):
    applied(sato, HANA)
    batch = checked(sato, (*HANA, "修了"), heads=WITH_STATUS)
    assert problems(batch) == {2: [("status", "status.by_move")]}


def test_a_state_that_moved_on_since_the_import_is_kept(world, sato):
    applied(sato, (*HANA, "帰国"), heads=WITH_STATUS)
    make(Mobility.objects.get(), "complete", sato)
    batch = checked(sato, (*HANA, "帰国"), heads=WITH_STATUS)
    assert verdicts(batch) == ["same"]
    assert "kept" in rows_of(batch)[0].notes["status"]


@pytest.mark.parametrize("state", ["cancelled", "voided"])
def test_a_stay_that_was_called_off_is_known_again(world, sato, state):
    stay = in_state(world, sato, state)
    first = stay.actual_starts_on or stay.planned_starts_on
    name = stay.person.names.get(script="latin")
    row = (stay.person.student_number, f"{name.family}, {name.given}", "2018", *HANA[3:6], f"{first}", "", "")
    batch = checked(sato, (*row, state), heads=WITH_STATUS)
    assert problems(batch) == {}
    assert verdicts(batch) == ["same"]


def test_a_term_tells_which_of_several_runs_is_meant(world, sato):
    spring = RunFactory(program=world.cultural, term="spring")
    assert problems(checked(sato, HANA)) == {2: [("program", "run.ambiguous")]}
    applied(sato, (*HANA, "前期"), heads=(*HEADS, "学期"))
    assert Mobility.objects.get().run == spring
    assert verdicts(checked(sato, HANA)) == ["same"]  # the record tells the run


def test_a_confirmed_first_day_and_a_planned_last_one(world, sato):
    row = (*with_cell(with_cell(HANA, "出発", "2026-11-01"), "帰国", "2027-02-01"), "開始日のみ確定")
    row = with_cell(row, "年度", "2026")
    RunFactory(program=world.cultural, fiscal_year=2026)
    applied(sato, row, heads=(*HEADS, "日程の状態"))
    stay = Mobility.objects.get()
    assert (stay.status, stay.actual_starts_on, stay.actual_ends_on) == ("on_site", date(2026, 11, 1), None)
    assert (stay.planned_starts_on, stay.planned_ends_on) == (date(2026, 11, 1), date(2027, 2, 1))


def test_two_columns_of_one_day_that_differ(world, sato):
    row = with_cell(with_cell(HANA, "出発", "2027/4/1"), "帰国", "2027/4/9")
    row = with_cell(row, "年度", "2027")
    RunFactory(program=world.cultural, fiscal_year=2027)
    heads = (*HEADS, "帰国予定日")
    applied(sato, (*row, "2027/4/9"), heads=heads)
    assert verdicts(checked(sato, (*row, "2027/4/10"), heads=heads)) == ["changed"]
    changed = with_cell(row, "帰国", "2027/4/11")
    assert verdicts(checked(sato, (*changed, "2027/4/11"), heads=heads)) == ["changed"]
    assert problems(checked(sato, (*changed, "2027/4/10"), heads=heads)) == {2: [("ends_on", "days.differ")]}
