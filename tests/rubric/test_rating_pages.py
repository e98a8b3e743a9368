"""Whoever rates a participant is told on every page whom the questions mean."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from kanazawa_exchange.accounts.models import User
from mobility.models import Mobility
from rubric.models import Response, SurveyWave
from tests.factories import World
from tests.rubric.waves import JULY, going, in_use, opened

NOTE = {"ja": "評価の対象は", "en": "and not yourself", "ru": "Вы оцениваете не себя"}
CANNOT = {"ja": "判断できない", "en": "I cannot judge this", "ru": "Не могу оценить"}


@pytest.fixture(autouse=True)
def in_july() -> Iterator[None]:
    with time_machine.travel(JULY, tick=True):
        yield


@pytest.fixture
def wave(world: World, sato: User) -> SurveyWave:
    return opened(world.outbound, in_use(sato), asks_staff=True)


@pytest.fixture
def stay(world: World) -> Mobility:
    return going(world, "Traveller")


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", NOTE)
def test_a_rating_says_whom_it_is_about(
    wave: SurveyWave, stay: Mobility, sato: User, sign_in: Any, language: str
) -> None:
    browser = sign_in(sato)
    start = f"/{language}/survey/{wave.uid}/{stay.uid}/rating/"
    assert NOTE[language] in read(browser, start)
    browser.post(start)
    screen = read(browser, f"/{language}/survey/answers/{Response.objects.get().uid}/1/")
    assert NOTE[language] in screen
    assert CANNOT[language] in screen


def test_a_participant_is_asked_in_the_own_words(wave: SurveyWave, stay: Mobility, sign_in: Any) -> None:
    browser = sign_in(stay.person.user)
    start = f"/en/survey/{wave.uid}/{stay.uid}/"
    browser.post(start)
    for address in (start, f"/en/survey/answers/{Response.objects.get().uid}/1/"):
        text = read(browser, address)
        assert NOTE["en"] not in text
        assert CANNOT["en"] not in text
    assert "I do not want to answer" in text
