"""Who was asked, has begun, has sent, is missing and why; and the rates of cohorts."""

from datetime import date
from typing import Any

import pytest
from django.db.models import Q

from kanazawa_exchange.accounts.models import User
from rubric.models import Ask, SurveyWave
from rubric.queries import waves
from rubric.queries.participation import Standing, Tally, participations, tally
from rubric.queries.rates import flat, rates
from tests.factories import UserFactory, World
from tests.rubric import surveys
from tests.rubric.waves import JULY, going, in_use, opened


@pytest.fixture
def wave(world: World, sato: User) -> SurveyWave:
    """Six people before their stay, each further than the one before; the last one goes in autumn."""
    wave = opened(world.outbound, in_use(sato))
    going(world)
    going(world, "Unasked")
    asked, begun, sent = going(world, "Asked"), going(world, "Begun"), going(world, "Sent")
    for stay in (asked, begun):
        Ask.objects.create(wave=wave, mobility=stay, asked_at=JULY)
    surveys.answered(wave, begun, {}, sent_at=None)
    surveys.answered(wave, sent, {}, begun_at=JULY, saved_at=JULY, sent_at=JULY)
    surveys.answered(wave, sent, {}, **surveys.staff(sato))
    going(world, "Autumn", planned_starts_on=date(2018, 10, 1), planned_ends_on=date(2018, 12, 1))
    return wave


def test_everybody_stands_somewhere(wave: SurveyWave) -> None:
    rows = participations([wave], JULY)[wave.pk]
    assert [row.standing for row in rows] == [
        Standing.NO_ACCOUNT,
        Standing.UNASKED,
        Standing.ASKED,
        Standing.BEGUN,
        Standing.SENT,
        Standing.NOT_YET,
    ]
    assert [row.may_be_told(JULY) for row in rows] == [False, True, True, True, False, False]


def test_the_rate_is_the_share_of_those_whose_time_has_come(wave: SurveyWave) -> None:
    numbers = tally(participations([wave], JULY)[wave.pk])
    assert (numbers.expected, numbers.asked, numbers.begun, numbers.sent) == (5, 2, 1, 1)
    assert (numbers.missing, numbers.no_account, numbers.not_yet, numbers.rated) == (4, 1, 1, 1)
    assert numbers.rate == 0.2


def test_where_nobody_is_expected_there_is_no_rate() -> None:
    assert (Tally({}).rate, Tally({Standing.NOT_YET: 3}).percent) == (None, None)


def test_a_stay_that_was_cancelled_is_nobodys(world: World, wave: SurveyWave) -> None:
    before = tally(participations([wave], JULY)[wave.pk]).expected
    stay = going(world, "Cancelled", status="cancelled")
    surveys.answered(wave, stay, {})
    assert tally(participations([wave], JULY)[wave.pk]).expected == before


def test_after_the_stay_only_those_who_have_begun_are_asked(world: World, wave: SurveyWave) -> None:
    after = opened(world.outbound, wave.instrument, "post", opens=0, closes=30)
    going(world, "Back", status="returned", actual_starts_on=date(2018, 6, 1), actual_ends_on=date(2018, 7, 1))
    [row] = participations([after], JULY)[after.pk]
    assert row.standing == Standing.UNASKED


# --- Lists -----------------------------------------------------------------------------------------------------------


def test_the_office_keeps_all_waves_a_coordinator_the_own(
    world: World, wave: SurveyWave, sato: User, kimura: User, aiko: User
) -> None:
    other = opened(world.basic_outbound, wave.instrument)
    world.sent(person=aiko.person)
    assert set(waves.kept_waves(sato)) == {wave, other}
    assert set(waves.kept_waves(kimura)) == {wave}
    assert set(waves.kept_waves(aiko)) == set()


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_of_waves_costs_four_queries(
    world: World, wave: SurveyWave, sato: User, number: int, django_assert_num_queries: Any
) -> None:
    for run in (world.inbound, world.basic_outbound)[: number - 1]:
        opened(run, wave.instrument)
        going(world, f"P{run.pk}", run=run)
    found = waves.kept_waves(sato)  # roles are read before
    with django_assert_num_queries(4):
        lines = waves.lines_of(found, JULY)
    assert len(lines) == number


# --- Rates -----------------------------------------------------------------------------------------------------------


def test_rates_by_cohort_add_up(world: World, wave: SurveyWave, sato: User) -> None:
    inbound = opened(world.inbound, wave.instrument)
    stay = going(world, "Ivan", run=world.inbound, sending=world.irkutsk, receiving=world.kanazawa)
    surveys.answered(inbound, stay, {})
    tables = {table.key: table for table in rates(sato, JULY, Q())}
    for table in tables.values():
        assert sum(row.tallies[0].expected for row in table.rows) == 6
        assert sum(row.tallies[0].sent for row in table.rows) == 2
    by_direction = {str(row.query): row.tallies[0] for row in tables["direction"].rows}
    assert by_direction["?direction=inbound"].rate == 1
    assert len(tables["partner"].rows) == 2
    assert {row.moment for row in flat(list(tables.values()))} == {"事前"}


@pytest.mark.parametrize("number", [1, 3])
def test_rates_cost_five_queries(
    world: World, wave: SurveyWave, sato: User, number: int, django_assert_num_queries: Any
) -> None:
    for run in (world.inbound, world.basic_outbound)[: number - 1]:
        opened(run, wave.instrument)
        going(world, f"P{run.pk}", run=run, receiving=world.irkutsk)
    waves.kept_waves(sato)  # roles are read once
    with django_assert_num_queries(5):
        rates(sato, JULY, Q())


def test_an_account_that_was_closed_counts_as_none(world: World, wave: SurveyWave) -> None:
    stay = going(world)
    UserFactory(person=stay.person, is_active=False)
    assert tally(participations([wave], JULY)[wave.pk]).no_account == 2
