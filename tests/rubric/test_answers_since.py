"""Answers that came since a run are those of its question: the same filter, and questionnaires that the run reads."""

from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.named import Named, named
from rubric.models import ScoreRun
from rubric.queries.cohorts import CohortFilters, came_since, named_project
from tests.factories import World

from .cohorts import BEGAN, Counted, ended
from .surveys import answered, levels, questionnaire, wave
from .versions import first

SINCE = BEGAN.replace(hour=5)


@pytest.fixture
def ran(world: World, sato: User) -> ScoreRun:
    return ended(first(sato), Counted(world.outbound, world.kazan))


def of(world: World, **wanted: Any) -> CohortFilters:
    return CohortFilters(named_project(world.project), **wanted)


def at(institution: Any) -> Named:
    return named([institution])[0]


def test_the_filter_of_the_page_holds_for_them_too(world: World, ran: ScoreRun) -> None:
    asked = questionnaire(ran.rubric_version)
    levels_given = levels(asked, 1, 1, 1, 1, 1)
    answered(wave(world.outbound, asked), world.sent(level="bachelor"), levels_given, sent_at=SINCE)
    coming = world.sent(run=world.inbound, sending=world.irkutsk, receiving=world.kanazawa, level="master")
    answered(wave(world.inbound, asked), coming, levels_given, sent_at=SINCE)
    for wanted, number in (
        ({}, 2),
        ({"partner": at(world.kazan)}, 1),
        ({"partner": at(world.irkutsk)}, 1),
        ({"partner": at(world.irkutsk), "direction": "outbound"}, 0),
        ({"partner": at(world.kanazawa)}, 0),
        ({"home": "JP"}, 1),
        ({"home": "KZ"}, 0),
        ({"level": "bachelor"}, 1),
        ({"level": "doctoral"}, 0),
    ):
        assert came_since(ran, of(world, **wanted)).number == number, wanted


def test_what_the_run_does_not_read_has_not_come_since(world: World, ran: ScoreRun) -> None:
    asked = questionnaire(ran.rubric_version)
    other = questionnaire(ran.rubric_version, "other")
    answered(wave(world.outbound, asked), world.sent(), levels(asked, 1, 1, 1, 1, 1), sent_at=SINCE)
    for instrument, number in ((None, 1), (asked, 1), (other, 0)):
        ran.instrument = instrument
        assert came_since(ran, of(world)).number == number


@pytest.mark.parametrize(("sent_at", "number"), [(BEGAN, 0), (SINCE, 1)])
def test_what_was_sent_before_the_run_began_is_in_it(world: World, ran: ScoreRun, sent_at: Any, number: int) -> None:
    asked = questionnaire(ran.rubric_version)
    answered(wave(world.outbound, asked), world.sent(), levels(asked, 1, 1, 1, 1, 1), sent_at=sent_at)
    assert came_since(ran, of(world)).number == number
