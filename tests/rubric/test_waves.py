"""Waves are planned for one run or a year, edited while planned, extended, opened, closed and locked for good."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Transition, User
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import MoveRefused, Step
from rubric.models import Instrument, Response, SurveyWave
from rubric.services import waves
from tests import factories
from tests.factories import World
from tests.rubric import surveys
from tests.rubric.versions import first
from tests.rubric.waves import JULY, by_clock, by_stay, going, in_use, planned

DAY = "2018-07-01T00:00:00+09:00"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return in_use(sato)


@pytest.fixture
def wave(world: World, instrument: Instrument) -> SurveyWave:
    return planned(world.outbound, instrument)


def moved(wave: SurveyWave, name: str, by: User | None, now: datetime = JULY) -> SurveyWave:
    return waves.move(wave, name, Step(), by=by, now=now)


# --- Planned ---------------------------------------------------------------------------------------------------------


def test_the_coordinator_of_the_programme_plans_a_wave(world: World, kimura: User, instrument: Instrument) -> None:
    wave = waves.plan(world.outbound, by_stay("pre", instrument), by=kimura)
    assert (wave.status, wave.moment, wave.opens_after, wave.history.get().history_user) == (
        "planned",
        "pre",
        -30,
        kimura,
    )


def test_another_programme_is_not_the_coordinators(world: World, kimura: User, instrument: Instrument) -> None:
    with pytest.raises(PermissionDenied):
        waves.plan(world.basic_outbound, by_stay("pre", instrument), by=kimura)
    with pytest.raises(PermissionDenied):
        waves.plan_many([world.outbound, world.basic_outbound], {"pre": by_stay("pre", instrument)}, by=kimura)
    assert not SurveyWave.objects.exists()


def test_a_run_has_one_wave_for_a_moment(world: World, wave: SurveyWave, instrument: Instrument) -> None:
    with pytest.raises(Refused) as refused:
        waves.plan(world.outbound, by_stay("pre", instrument), by=None)
    assert list(refused.value.errors) == ["moment"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"opens_after": None}, "opens_after"),
        ({"opens_after": 5, "closes_after": 4}, "closes_after"),
        ({"timing": "clock"}, "opens_at"),
    ],
)
def test_times_that_cannot_be_are_refused_at_their_box(
    world: World, instrument: Instrument, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        waves.plan(world.outbound, by_stay("pre", instrument) | values, by=None)
    assert field in refused.value.errors


def test_the_waves_of_a_year_are_planned_in_one_act_and_what_is_there_stays(
    world: World, wave: SurveyWave, sato: User, instrument: Instrument
) -> None:
    both = {"pre": by_stay("pre", instrument, -7), "post": by_stay("post", instrument, 0, 30)}
    done = waves.plan_many([world.outbound, world.inbound], both, by=sato)
    assert (len(done.waves), done.there) == (3, 1)
    wave.refresh_from_db()
    assert wave.opens_after == -30
    again = waves.plan_many([world.outbound, world.inbound], both, by=sato)
    assert (len(again.waves), again.there) == (0, 4)


def test_without_a_run_or_a_moment_nothing_is_planned(world: World, sato: User, instrument: Instrument) -> None:
    with pytest.raises(Refused, match="at least one run"):
        waves.plan_many([], {"pre": by_stay("pre", instrument)}, by=sato)
    with pytest.raises(Refused, match="at least one moment"):
        waves.plan_many([world.outbound], {}, by=sato)


def test_a_planned_wave_is_edited_and_an_open_one_is_not(wave: SurveyWave, sato: User) -> None:
    values = {"timing": "stay", "opens_after": -14, "closes_after": 0}
    edited = waves.edit(wave, values, by=sato, version=1)
    assert edited.opens_after == -14
    with pytest.raises(StaleEdit):
        waves.edit(wave, values, by=sato, version=1)
    moved(wave, "open", sato)
    with pytest.raises(Refused, match="closing day"):
        waves.edit(wave, values, by=sato, version=None)


def test_a_planned_wave_is_discarded_and_an_opened_one_is_kept(wave: SurveyWave, sato: User) -> None:
    waves.discard(planned(wave.run, wave.instrument, "post", opens=0, closes=30), by=sato, version=1)
    moved(wave, "open", sato)
    with pytest.raises(Refused, match="kept"):
        waves.discard(wave, by=sato, version=None)
    assert list(SurveyWave.objects.all()) == [wave]


# --- Moved -----------------------------------------------------------------------------------------------------------


def test_a_wave_is_opened_closed_scored_and_locked(wave: SurveyWave, kimura: User, sato: User) -> None:
    assert moved(wave, "open", kimura).status == "open"
    assert moved(wave, "close", kimura).status == "closed"
    assert waves.mark_scored([wave], now=JULY) == 1
    assert moved(wave, "lock", sato).status == "locked"


def test_only_the_office_locks_and_only_the_portal_says_that_answers_are_scored(
    wave: SurveyWave, kimura: User, sato: User
) -> None:
    for name, status in (("score", "closed"), ("lock", "scored")):
        wave.status = status
        wave.save()
        with pytest.raises(PermissionDenied):
            moved(wave, name, kimura)
    wave.status = "closed"
    wave.save()
    with pytest.raises(PermissionDenied):
        moved(wave, "score", sato)


def test_what_is_locked_never_changes_and_open_waves_are_not_marked_as_scored(wave: SurveyWave, sato: User) -> None:
    moved(wave, "open", sato)
    assert waves.mark_scored([wave], now=JULY) == 0
    wave.refresh_from_db()
    wave.status = "locked"
    wave.save()
    for name in ("open", "close", "reopen", "lock"):
        with pytest.raises(MoveRefused):
            moved(wave, name, sato)
    with pytest.raises(MoveRefused):
        waves.extend(wave, {"closes_after": 90}, by=sato, now=JULY, version=None)


def test_a_wave_with_a_draft_of_a_questionnaire_does_not_open(world: World, sato: User) -> None:
    wave = planned(world.outbound, surveys.draft(first(sato)))
    with pytest.raises(MoveRefused, match="not in use"):
        moved(wave, "open", sato)
    surveys.used(wave.instrument)
    assert moved(wave, "open", sato).status == "open"


def test_opened_or_closed_early_the_clock_says_so(world: World, sato: User, instrument: Instrument) -> None:
    wave = waves.plan(
        world.outbound, by_clock("pre", instrument, "2018-08-01T00:00:00+09:00", "2018-08-08T00:00:00+09:00"), by=sato
    )
    wave = moved(wave, "open", sato)
    assert wave.opens_at == JULY
    later = datetime.fromisoformat("2018-07-16T12:00:00+09:00")
    assert moved(wave, "close", sato, later).closes_at == later


def test_a_wave_whose_closing_day_is_over_does_not_open(world: World, sato: User, instrument: Instrument) -> None:
    wave = waves.plan(world.outbound, by_clock("pre", instrument, DAY, "2018-07-08T00:00:00+09:00"), by=sato)
    with pytest.raises(MoveRefused, match="closing day"):
        moved(wave, "open", sato)


def test_the_closing_day_is_extended_and_a_closed_wave_opens_again(wave: SurveyWave, kimura: User) -> None:
    wave = moved(wave, "open", kimura)
    wave = waves.extend(wave, {"closes_after": 10}, by=kimura, now=JULY, version=wave.version)
    assert (wave.status, wave.closes_after) == ("open", 10)
    wave = moved(wave, "close", kimura)
    wave = waves.extend(wave, {"closes_after": 20}, by=kimura, now=JULY, version=wave.version)
    assert (wave.status, wave.closes_after) == ("open", 20)


def test_it_is_not_extended_into_the_past(world: World, sato: User, instrument: Instrument) -> None:
    wave = waves.plan(world.outbound, by_clock("pre", instrument, DAY, "2018-07-20T00:00:00+09:00"), by=sato)
    wave = moved(wave, "open", sato)
    with pytest.raises(Refused, match="over"):
        waves.extend(wave, {"closes_at": JULY}, by=sato, now=JULY, version=None)
    other = planned(world.inbound, instrument)
    with pytest.raises(MoveRefused):
        waves.extend(other, {"closes_after": 90}, by=sato, now=JULY, version=None)


@pytest.mark.parametrize("status", ["open", "closed"])
def test_by_the_stay_it_is_not_extended_to_a_day_that_is_over_for_all(
    world: World, wave: SurveyWave, sato: User, status: str
) -> None:
    wave.status = status
    wave.save()
    going(world, planned_starts_on=date(2018, 7, 1))
    for language, words in (("en", "is over already"), ("ja", "すでに終わって"), ("ru", "уже истёк")):
        with override(language), pytest.raises(Refused, match=words) as refused:
            waves.extend(wave, {"closes_after": 13}, by=sato, now=JULY, version=None)
        assert list(refused.value.errors) == ["closes_after"]
    wave.refresh_from_db()
    assert (wave.status, wave.closes_after) == (status, 0)
    assert waves.extend(wave, {"closes_after": 14}, by=sato, now=JULY, version=None).status == "open"


def test_opening_is_undone_within_seconds(wave: SurveyWave, sato: User) -> None:
    now = datetime.now(UTC)
    wave = moved(wave, "open", sato, now)
    assert waves.undo(wave, by=sato, now=now, version=wave.version).status == "planned"


def test_what_was_answered_keeps_its_questionnaire(world: World, wave: SurveyWave, sato: User) -> None:
    stay = going(world, "Aiko")
    surveys.answered(wave, stay, {})
    with pytest.raises(Refused, match="kept"):
        waves.discard(wave, by=sato, version=None)
    assert Response.objects.count() == 1


def test_many_waves_are_marked_at_the_cost_of_one_each_with_its_line_of_history(wave: SurveyWave) -> None:
    instrument = wave.instrument
    runs = [factories.RunFactory(fiscal_year=2010 + number) for number in range(3)]
    closed = [surveys.wave(run, instrument, moment, status="closed") for run in runs for moment in ("pre", "post")]
    counts = []
    for some in (closed[:1], closed[1:]):
        with CaptureQueriesContext(connection) as seen:
            assert waves.mark_scored([*some, wave], now=JULY) == len(some)
        counts.append(len(seen))

    assert len(set(counts)) == 1
    for each in closed:
        each.refresh_from_db()
        latest = each.history.latest()
        assert (each.status, each.version, latest.status, latest.version) == ("scored", 2, "scored", 2)
        assert (latest.history_change_reason, latest.history_user, latest.updated_at) == (
            "score",
            None,
            each.updated_at,
        )
        [logged] = Transition.objects.filter(record_type="surveywave", record_id=each.pk)
        assert (logged.move, logged.source, logged.target, logged.sequence) == ("score", "closed", "scored", 1)
