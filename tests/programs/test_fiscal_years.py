"""Opening a fiscal year carries last year's runs over, each once, and shows beforehand what it would do."""

from datetime import date
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.refusals import Refused
from programs.models import ProgramRun
from programs.services import fiscal_years, programs
from tests import factories


@pytest.fixture
def dated(world: factories.World) -> ProgramRun:
    return factories.RunFactory(
        program=world.cultural,
        starts_on=date(2019, 2, 20),
        ends_on=date(2020, 2, 29),
        places=34,
        theme_ja="",
        theme_en="A leap",
        theme_ru="",
    )


def test_the_preview_writes_nothing(world: Any, dated: ProgramRun) -> None:
    before = list(ProgramRun.objects.order_by("pk").values())
    opening = fiscal_years.preview(world.project, 2019)
    assert len(opening.runs) == 4
    assert list(ProgramRun.objects.order_by("pk").values()) == before
    assert ProgramRun.history.count() == len(before)


def test_dates_move_by_a_year_and_places_and_themes_stay(world: Any, dated: ProgramRun, sato: User) -> None:
    opened = fiscal_years.open_year(world.project, 2019, runs=[dated.uid], by=sato)

    (run,) = opened.created
    assert (run.fiscal_year, run.starts_on, run.ends_on) == (2019, date(2020, 2, 20), date(2021, 2, 28))
    assert (run.places, run.theme_en, run.direction, run.copied_from) == (34, "A leap", "outbound", dated)


def test_opening_twice_changes_nothing(world: Any, sato: User) -> None:
    runs = list(ProgramRun.objects.values_list("uid", flat=True))
    first = fiscal_years.open_year(world.project, 2019, runs=runs, by=sato)
    second = fiscal_years.open_year(world.project, 2019, runs=runs, by=sato)
    assert (len(first.created), len(second.created)) == (3, 0)
    assert all(carried.exists for carried in second.runs)


def test_a_carried_run_that_was_renamed_is_not_carried_over_again(world: Any, sato: User) -> None:
    runs = [world.outbound.uid]
    (copy,) = fiscal_years.open_year(world.project, 2019, runs=runs, by=sato).created
    programs.edit_run(copy, {"theme_ja": "新しいテーマ"}, by=sato, version=copy.version)
    assert fiscal_years.open_year(world.project, 2019, runs=runs, by=sato).created == ()


def test_only_the_chosen_runs_are_carried_over(world: Any, sato: User) -> None:
    fiscal_years.open_year(world.project, 2019, runs=[world.inbound.uid], by=sato)
    assert [run.direction for run in ProgramRun.objects.filter(fiscal_year=2019)] == ["inbound"]


def test_runs_of_another_project_and_no_runs_at_all_are_refused(world: Any, sato: User) -> None:
    foreign = factories.RunFactory()
    for chosen in ([], [foreign.uid]):
        with pytest.raises(Refused) as refusal:
            fiscal_years.open_year(world.project, 2019, runs=chosen, by=sato)
        assert list(refusal.value.errors) == ["runs"]
    assert not ProgramRun.objects.filter(fiscal_year=2019).exists()


def test_a_year_outside_the_project_is_refused(world: Any) -> None:
    with pytest.raises(Refused) as refusal:
        fiscal_years.preview(world.project, 2022)
    assert list(refusal.value.errors) == ["fiscal_year"]


@pytest.mark.parametrize("more", [0, 2])
def test_the_preview_costs_two_queries(world: Any, django_assert_num_queries: Any, more: int) -> None:
    for _ in range(more):
        factories.RunFactory(program=world.basic)
    with django_assert_num_queries(2):
        opening = fiscal_years.preview(world.project, 2019)
        assert [str(carried.source.city) for carried in opening.runs]
