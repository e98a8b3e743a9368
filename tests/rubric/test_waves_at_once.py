"""Two workers look at the calendar at one moment, two people press one button: everybody is written to once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from kanazawa_exchange.accounts.models import Letter, Transition
from kanazawa_exchange.lib.refusals import Refused
from rubric.models import Ask
from rubric.services import asking, wave_calendar
from rubric.services.wave_calendar import Round
from tests.rubric.waves import JULY, going, in_use, opened, planned


@pytest.fixture
def office(transactional_db: None, request: pytest.FixtureRequest) -> tuple[Any, Any]:
    """The world and a coordinator, seen by every thread."""
    world = request.getfixturevalue("world")
    return world, world.user("sato", role="coordinator")


def both(act: Any) -> list[Any]:
    """What two threads get that act at one moment; a refusal is one of the answers."""
    gate = Barrier(2)

    def run(_number: int) -> Any:
        try:
            gate.wait(120)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


def test_two_rounds_at_one_moment_open_once_and_ask_once(office: tuple[Any, Any]) -> None:
    world, sato = office
    planned(world.outbound, in_use(sato))
    for name in ("Aiko", "Ken", "Mai"):
        going(world, name)

    rounds = both(lambda: wave_calendar.apply(now=JULY))

    assert sum(one.opened for one in rounds) == 1
    assert sum(one.asked for one in rounds) == Ask.objects.count() == Letter.objects.count() == 3
    assert Transition.objects.filter(record_type="surveywave").count() == 1
    assert wave_calendar.apply(now=JULY) == Round()


def test_two_reminders_at_one_moment_are_one(office: tuple[Any, Any]) -> None:
    """The one that comes second finds that the person was just reminded."""
    world, sato = office
    wave = opened(world.outbound, in_use(sato))
    going(world, "Aiko")
    asking.tell_due(wave, now=JULY)

    both(lambda: asking.remind(wave, 1, by=sato, now=JULY))

    assert Ask.objects.get().reminders == Letter.objects.filter(kind="survey_reminder").count() == 1
