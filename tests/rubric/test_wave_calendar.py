"""The calendar opens and closes waves at their time, asks people once and reminds them before their time ends."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter, User
from kanazawa_exchange.lib.refusals import Refused
from rubric.models import Ask, Instrument, SurveyWave
from rubric.queries.participation import participations
from rubric.services import asking, wave_calendar, waves
from rubric.services.wave_calendar import Round
from rubric.tasks import apply_calendar
from tests.factories import UserFactory, World
from tests.rubric import surveys
from tests.rubric.waves import JULY, by_clock, going, in_use, opened, planned


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return in_use(sato)


def at(text: str) -> Round:
    """A round of the calendar at that moment in Japan."""
    return wave_calendar.apply(now=datetime.fromisoformat(f"{text}+09:00"))


def status_of(wave: SurveyWave) -> str:
    wave.refresh_from_db()
    return wave.status


# --- Opened and closed -----------------------------------------------------------------------------------------------


def test_by_the_clock_a_wave_opens_and_closes_at_midnight_in_japan(world: World, instrument: Instrument) -> None:
    times = by_clock("pre", instrument, "2018-07-01T00:00:00+09:00", "2018-07-08T00:00:00+09:00")
    wave = waves.plan(world.outbound, times, by=None)
    assert at("2018-06-30T23:59:59") == Round()
    assert at("2018-07-01T00:00:00") == Round(opened=1)
    assert at("2018-07-07T23:59:59") == Round()
    assert at("2018-07-08T00:00:00") == Round(closed=1)
    assert status_of(wave) == "closed"


def test_by_the_stay_it_opens_with_the_first_window(world: World, instrument: Instrument) -> None:
    wave = planned(world.outbound, instrument)
    going(world)
    going(world, planned_starts_on=date(2018, 7, 20))
    assert at("2018-06-19T23:59:59") == Round()
    assert at("2018-06-20T00:00:00") == Round(opened=1)
    assert status_of(wave) == "open"


def test_by_the_stay_it_closes_once_nobody_can_come_any_more(world: World, instrument: Instrument) -> None:
    wave = opened(world.outbound, instrument)
    going(world)
    assert at("2018-08-02T00:00:00") == Round()  # others may be registered until the year is over
    assert at("2019-03-31T23:59:59") == Round()
    assert at("2019-04-01T00:00:00") == Round(closed=1)
    assert status_of(wave) == "closed"


def test_of_a_run_that_takes_nobody_any_more_it_closes_with_the_last_window(
    world: World, instrument: Instrument
) -> None:
    world.outbound.is_closed = True
    world.outbound.save()
    opened(world.outbound, instrument)
    going(world)
    assert at("2018-08-01T23:59:59") == Round()
    assert at("2018-08-02T00:00:00") == Round(closed=1)


def test_an_end_that_nobody_knows_keeps_it_open_until_a_year_after_the_start(
    world: World, instrument: Instrument
) -> None:
    opened(world.outbound, instrument, "post", opens=0, closes=30)
    going(world, status="on_site", actual_starts_on=date(2018, 8, 1), planned_ends_on=None)
    assert at("2019-08-31T23:59:59") == Round()
    assert at("2019-09-01T00:00:00") == Round(closed=1)


@pytest.mark.parametrize(("ends_on", "last"), [(None, date(2019, 9, 30)), (date(2020, 3, 1), date(2020, 3, 31))])
def test_and_until_its_run_or_the_year_has_ended(
    world: World, instrument: Instrument, ends_on: date | None, last: date
) -> None:
    world.outbound.ends_on = ends_on
    world.outbound.starts_on = ends_on and date(2018, 8, 1)
    world.outbound.save()
    opened(world.outbound, instrument, "post", opens=0, closes=30)
    going(world, status="on_site", actual_starts_on=date(2018, 8, 31), planned_ends_on=None)
    assert at(f"{last}T23:59:59") == Round()
    assert at(f"{last + timedelta(days=1)}T00:00:00") == Round(closed=1)


def test_a_wave_by_the_stay_may_be_open_for_one_day(world: World, instrument: Instrument) -> None:
    wave = planned(world.outbound, instrument, "pre", opens=0, closes=0)
    going(world, "Aiko")
    assert at("2018-07-31T23:59:59") == Round()
    assert at("2018-08-01T00:00:00") == Round(opened=1, asked=1)
    world.outbound.is_closed = True
    world.outbound.save()
    assert at("2018-08-02T00:00:00") == Round(closed=1)
    with override("en"), pytest.raises(Refused, match="before it opens"):
        planned(world.inbound, wave.instrument, "pre", opens=1, closes=0)


def test_a_draft_of_a_questionnaire_opens_nothing(world: World, sato: User, instrument: Instrument) -> None:
    going(world)
    planned(world.outbound, surveys.draft(instrument.rubric_version, "draft"))
    assert at("2018-07-15T00:00:00") == Round()


def test_the_task_looks_at_the_clock(world: World, instrument: Instrument) -> None:
    wave = planned(world.outbound, instrument)
    going(world, "Aiko")
    with time_machine.travel(datetime.fromisoformat("2018-07-01T23:59:59+09:00"), tick=False) as clock:
        apply_calendar()
        assert status_of(wave) == "planned"
        clock.shift(1)
        apply_calendar()
    assert status_of(wave) == "open"
    assert Ask.objects.count() == 1


# --- Asked and reminded ----------------------------------------------------------------------------------------------


def test_each_is_asked_once_when_the_time_has_come(world: World, instrument: Instrument) -> None:
    opened(world.outbound, instrument)
    going(world, "Aiko")
    going(world, "Ken", planned_starts_on=date(2018, 8, 13))
    assert at("2018-07-13T23:00:00") == Round(asked=1)
    assert at("2018-07-13T23:05:00") == Round()
    assert at("2018-07-14T00:00:00") == Round(asked=1)
    assert sorted(Letter.objects.values_list("kind", "address")) == [
        ("survey_invitation", "aiko@example.org"),
        ("survey_invitation", "ken@example.org"),
    ]


def test_who_has_not_answered_is_reminded_seven_and_two_days_before(world: World, instrument: Instrument) -> None:
    wave = opened(world.outbound, instrument)
    going(world, "Aiko")
    ken = going(world, "Ken")
    at("2018-07-10T09:00:00")
    assert at("2018-07-25T23:59:59") == Round()
    assert at("2018-07-26T00:00:00") == Round(reminded=2)
    assert at("2018-07-26T00:05:00") == Round()
    surveys.answered(wave, ken, {})
    assert at("2018-07-31T00:00:00") == Round(reminded=1)
    assert at("2018-08-01T23:59:59") == Round()
    assert Ask.objects.get(mobility__person__user__email="aiko@example.org").reminders == 2
    assert Letter.objects.filter(kind="survey_reminder", address="aiko@example.org").count() == 2


def test_who_was_asked_late_is_not_reminded_at_once(world: World, instrument: Instrument) -> None:
    opened(world.outbound, instrument)
    going(world, "Aiko")
    assert at("2018-07-30T23:00:00") == Round(asked=1)
    assert at("2018-07-31T01:00:00") == Round()
    assert at("2018-07-31T23:00:00") == Round(reminded=1)


def test_a_reminder_by_hand_stands_for_the_next_one(world: World, sato: User, instrument: Instrument) -> None:
    wave = opened(world.outbound, instrument)
    going(world, "Aiko")
    at("2018-07-10T09:00:00")
    asking.remind(wave, 1, by=sato, now=datetime.fromisoformat("2018-07-26T08:00:00+09:00"))
    assert at("2018-07-26T09:00:00") == Round()
    assert at("2018-07-31T00:00:00") == Round(reminded=1)


def test_without_an_account_nobody_is_asked_until_there_is_one(world: World, instrument: Instrument) -> None:
    opened(world.outbound, instrument)
    stay = going(world)
    assert at("2018-07-15T00:00:00") == Round()
    UserFactory(person=stay.person, email="late@example.org")
    assert at("2018-07-15T01:00:00") == Round(asked=1)


def test_an_account_that_was_closed_after_the_invitation_stops_nobody_else(
    world: World, sato: User, instrument: Instrument
) -> None:
    wave = opened(world.outbound, instrument)
    opened(world.inbound, instrument)
    stay = going(world, "Aiko")
    going(world, "Ken", run=world.inbound)
    surveys.answered(wave, going(world, "Begun"), {}, sent_at=None)
    assert at("2018-07-10T09:00:00") == Round(asked=3)
    User.objects.filter(email__in=["aiko@example.org", "begun@example.org"]).update(is_active=False)
    assert [row.standing for row in participations([wave], JULY)[wave.pk]] == ["no_account", "no_account"]
    assert at("2018-07-26T00:00:00") == Round(reminded=1)
    with pytest.raises(Refused):
        asking.remind(wave, 1, by=sato, now=JULY)
    User.objects.filter(person=stay.person).update(is_active=True)
    assert at("2018-07-26T00:05:00") == Round(reminded=1)


def test_whose_account_goes_at_the_very_moment_gets_no_letter(world: World, instrument: Instrument) -> None:
    wave = opened(world.outbound, instrument)
    going(world, "Aiko")
    going(world, "Ken")
    rows = participations([wave], JULY)[wave.pk]
    User.objects.filter(email="aiko@example.org").update(is_active=False)
    asking._tell(wave, rows, by=None, now=JULY)
    assert [letter.address for letter in Letter.objects.all()] == ["ken@example.org"]


@pytest.mark.parametrize(
    ("place", "name", "left"), [(asking, "tell_due", Round(asked=1)), (wave_calendar, "_follow", Round(opened=1))]
)
def test_a_wave_that_fails_is_logged_and_the_others_have_their_turn(
    world: World, instrument: Instrument, place: Any, name: str, left: Round, caplog: Any, monkeypatch: Any
) -> None:
    build = opened if place is asking else planned
    broken = build(world.outbound, instrument)
    build(world.inbound, instrument)
    going(world, "Aiko")
    stay = going(world, "Ken", run=world.inbound)
    if place is wave_calendar:
        User.objects.filter(person=stay.person).update(is_active=False)
    act = getattr(place, name)

    def failing(wave: SurveyWave, **moment: Any) -> Any:
        if wave.pk == broken.pk:
            raise KeyError(wave.pk)
        return act(wave, **moment)

    monkeypatch.setattr(place, name, failing)
    assert at("2018-07-15T00:00:00") == left
    assert [record.args for record in caplog.records if record.levelname == "ERROR"] == [(broken.uid,)]


@pytest.mark.parametrize("number", [1, 3])
def test_a_quiet_round_costs_the_same_queries_whatever_runs(
    world: World, instrument: Instrument, number: int, django_assert_num_queries: Any
) -> None:
    for run in (world.outbound, world.inbound, world.basic_outbound)[:number]:
        opened(run, instrument)
        going(world, f"P{run.pk}", run=run)
    at("2018-07-15T00:00:00")
    with django_assert_num_queries(7):
        assert at("2018-07-15T00:05:00") == Round()


# --- Once ------------------------------------------------------------------------------------------------------------


def test_control_what_was_read_before_the_other_one_had_asked_cannot_be_stored_twice(
    world: World, instrument: Instrument
) -> None:
    wave = opened(world.outbound, instrument)
    going(world, "Aiko")
    before = participations([wave], JULY)[wave.pk]
    asking._tell(wave, before, by=None, now=JULY)
    with pytest.raises(IntegrityError), transaction.atomic():
        asking._tell(wave, before, by=None, now=JULY)
    assert asking.tell_due(wave, now=JULY) == asking.Told()
    assert Letter.objects.count() == 1
