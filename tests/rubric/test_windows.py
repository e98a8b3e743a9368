"""A wave is open for a stay when the clock, or the days of that stay, say so; in Japan's days."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from mobility.models import Mobility
from programs.models import ProgramRun
from rubric.models import Response, SurveyWave
from rubric.queries import windows
from rubric.queries.wave_words import run_words
from tests.factories import MobilityFactory, World
from tests.rubric import surveys
from tests.rubric.versions import first

BY_STAY: dict[str, Any] = {"timing": "stay", "opens_at": None, "closes_at": None}


def by_stay(moment: str, opens: int, closes: int, **values: Any) -> SurveyWave:
    values = {"run": ProgramRun(pk=1), "status": "open", "opens_after": opens, "closes_after": closes, **values}
    return SurveyWave(moment=moment, timing="stay", **values)


def stay(**values: Any) -> Mobility:
    return Mobility(run_id=1, **{"status": "planned", "planned_starts_on": date(2018, 8, 1), **values})


def days(wave: SurveyWave, mobility: Mobility) -> tuple[str, str] | None:
    window = windows.window_of(wave, mobility)
    return window and (window.opens_at.isoformat(), window.closes_at.isoformat())


# --- The window ------------------------------------------------------------------------------------------------------


def test_before_a_stay_days_count_from_its_start_and_both_ends_belong_to_it() -> None:
    assert days(by_stay("pre", -30, 0), stay()) == ("2018-07-02T00:00:00+09:00", "2018-08-02T00:00:00+09:00")


def test_a_confirmed_day_goes_before_a_planned_one() -> None:
    arrived = stay(status="on_site", actual_starts_on=date(2018, 8, 3))
    assert days(by_stay("pre", 0, 1), arrived) == ("2018-08-03T00:00:00+09:00", "2018-08-05T00:00:00+09:00")


@pytest.mark.parametrize("moment", ["post", "later"])
def test_after_a_stay_days_count_from_its_end(moment: str) -> None:
    over = stay(
        status="returned",
        planned_ends_on=date(2018, 8, 20),
        actual_starts_on=date(2018, 8, 1),
        actual_ends_on=date(2018, 8, 14),
    )
    assert days(by_stay(moment, 1, 30), over) == ("2018-08-15T00:00:00+09:00", "2018-09-14T00:00:00+09:00")


def test_a_stay_whose_end_nobody_knows_has_no_window_after_it_yet() -> None:
    assert days(by_stay("post", 1, 30), stay(status="on_site", actual_starts_on=date(2018, 8, 1))) is None


def test_by_the_clock_the_window_is_the_same_for_all() -> None:
    opens, closes = datetime(2018, 7, 1, 3, tzinfo=UTC), datetime(2018, 7, 15, 15, tzinfo=UTC)
    wave = by_stay("post", 0, 0, opens_after=None, closes_after=None, opens_at=opens, closes_at=closes)
    wave.timing = "clock"
    assert windows.window_of(wave, stay()) == windows.Window(opens, closes)


def test_the_last_day_is_that_of_japan() -> None:
    window = windows.window_of(by_stay("pre", -30, 0), stay())
    assert window is not None
    assert window.last_day == date(2018, 8, 1)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2018-07-01T23:59:59+09:00", False),
        ("2018-07-02T00:00:00+09:00", True),
        ("2018-08-01T23:59:59.999999+09:00", True),
        ("2018-08-02T00:00:00+09:00", False),
        ("2018-08-01T15:00:00+00:00", False),  # midnight in Japan
        ("2018-08-01T14:59:59+00:00", True),
    ],
)
def test_it_opens_and_closes_at_midnight_in_japan(moment: str, is_open: bool) -> None:
    assert windows.is_open_for(by_stay("pre", -30, 0), stay(), datetime.fromisoformat(moment)) is is_open


@pytest.mark.parametrize("status", ["planned", "closed", "scored", "locked"])
def test_a_wave_that_is_not_open_takes_no_answer(status: str) -> None:
    now = datetime(2018, 7, 15, tzinfo=UTC)
    assert windows.is_open_for(by_stay("pre", -30, 0), stay(), now)
    assert not windows.is_open_for(by_stay("pre", -30, 0, status=status), stay(), now)


def test_a_wave_asks_about_the_stays_of_its_own_run() -> None:
    assert not windows.asks(by_stay("pre", -30, 0, run=ProgramRun(pk=2)), stay())


@pytest.mark.parametrize(
    ("status", "moments"),
    [
        ("planned", ["pre"]),
        ("ready", ["pre"]),
        ("on_site", ["pre", "post"]),
        ("returned", ["pre", "post", "later"]),
        ("completed", ["pre", "post", "later"]),
        ("closed", ["pre", "post", "later"]),
        ("interrupted", ["pre", "post", "later"]),
        ("cancelled", []),
        ("voided", []),
    ],
)
def test_who_is_asked_follows_from_the_state_of_the_stay(status: str, moments: list[str]) -> None:
    asked = [moment for moment in ("pre", "post", "later") if windows.asks(by_stay(moment, 0, 9), stay(status=status))]
    assert asked == moments


@pytest.mark.parametrize("category", ["student", "trainee", "physician", "citizen"])
def test_whoever_takes_part_is_asked(category: str) -> None:
    assert windows.asks(by_stay("pre", 0, 9), stay(category=category))


# --- What one person may answer now ----------------------------------------------------------------------------------

NOW = datetime(2018, 8, 20, tzinfo=UTC)


@pytest.fixture
def returned(world: World, aiko: User, sato: User) -> Mobility:
    """Aiko is back, and asked before (closed), after (open) and later (not yet)."""
    mobility = world.sent(person=aiko.person)
    instrument = surveys.questionnaire(first(sato))
    for moment, status, opens in (("pre", "closed", -9), ("post", "open", 1), ("later", "open", 90)):
        values = {**BY_STAY, "status": status, "opens_after": opens, "closes_after": opens + 30}
        surveys.wave(world.outbound, instrument, moment, **values)
    return mobility


def test_what_a_person_may_answer_says_about_which_stay_and_until_when(returned: Mobility) -> None:
    [row] = windows.open_waves_of(returned.person, NOW)
    assert (row.wave.moment, row.mobility, row.is_begun) == ("post", returned, False)
    assert row.window.last_day == date(2018, 9, 14)


def test_what_is_begun_says_so_and_what_is_sent_is_asked_no_more(returned: Mobility) -> None:
    wave = SurveyWave.objects.get(moment="post")
    response = surveys.answered(wave, returned, {}, sent_at=None)
    [row] = windows.open_waves_of(returned.person, NOW)
    assert (row.is_begun, row.response) == (True, response)
    Response.objects.filter(pk=response.pk).update(sent_at=NOW)
    assert windows.open_waves_of(returned.person, NOW) == ()


def test_what_staff_say_is_no_answer_of_the_person(returned: Mobility, sato: User) -> None:
    surveys.answered(SurveyWave.objects.get(moment="post"), returned, {}, **surveys.staff(sato))
    [row] = windows.open_waves_of(returned.person, NOW)
    assert not row.is_begun


def test_what_closes_first_stands_first(returned: Mobility) -> None:
    wave = SurveyWave.objects.get(moment="later")
    wave.opens_after, wave.closes_after = 1, 10
    wave.save()
    assert [row.wave.moment for row in windows.open_waves_of(returned.person, NOW)] == ["later", "post"]


def test_others_are_asked_for_themselves(returned: Mobility, ivan: User) -> None:
    assert windows.open_waves_of(ivan.person, NOW) == ()


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_three_queries_whatever_there_is(
    returned: Mobility, world: World, number: int, django_assert_num_queries: Any
) -> None:
    instrument = SurveyWave.objects.get(moment="post").instrument
    for run in (world.inbound, world.basic_outbound)[: number - 1]:
        MobilityFactory(
            person=returned.person,
            run=run,
            sending=world.kanazawa,
            receiving=world.irkutsk,
            actual_starts_on=date(2018, 6, 1 if run == world.inbound else 20),
            actual_ends_on=date(2018, 6, 10 if run == world.inbound else 29),
        )
        surveys.wave(run, instrument, "post")
    with django_assert_num_queries(3):
        found = windows.open_waves_of(returned.person, NOW)
        assert [str(row.wave.run.program.name) and str(row.mobility.receiving.name) for row in found]
    assert len(found) == number


def test_a_run_without_a_theme_is_called_by_what_it_has(world: World) -> None:
    world.outbound.theme_ja = world.outbound.theme_en = world.outbound.theme_ru = ""
    assert run_words(world.outbound) == "文化交流プログラム、派遣"
