"""Eight devices begin, save or send one answer in the same moment: one answer, one result, and nobody sees an error.

The controls take the lock on the answer away, and the transaction with it: all eight have read before the first one writes.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from inspect import unwrap
from typing import Any

import pytest
from django.db import connection

from kanazawa_exchange.accounts.models import User
from rubric.models import Response, ResponseScore
from rubric.services import responses
from rubric.services.responses import AlreadySent, Change, Saved
from rubric.services.scoring import score_one
from tests.rubric import surveys, versions

NOW = surveys.NOW
MANY = 8


def at_once(act: Callable[[int], object]) -> list[object]:
    """What each of many threads is told."""
    gate, told = threading.Barrier(MANY), []

    def run(number: int) -> None:
        try:
            gate.wait(120)
            told.append(act(number))
        except Exception as fault:
            told.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return told


def refused(told: list[object]) -> list[object]:
    return [fault for fault in told if isinstance(fault, Exception)]


@pytest.fixture
def asked(transactional_db: None, request: pytest.FixtureRequest) -> tuple[Any, Any, User]:
    world = request.getfixturevalue("world")
    sato, aiko = world.user("sato", role="coordinator"), world.user("aiko")
    stay = world.sent(person=aiko.person)
    return surveys.wave(stay.run, surveys.questionnaire(versions.first(sato))), stay, aiko


@pytest.fixture
def begun(asked: tuple[Any, Any, User]) -> Response:
    wave, stay, aiko = asked
    return responses.begin(wave, stay, language="ja", by=aiko, now=NOW)


@pytest.fixture
def keys(asked: tuple[Any, Any, User]) -> list[str]:
    return list(surveys.levels(asked[0].instrument, 1, 1, 1, 1, 1))


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes has read the answer before anybody else writes."""
    read = threading.Barrier(MANY)

    def all_have_read(response: Response, by: object, now: object) -> Response:
        current = Response.objects.select_related("wave__instrument__rubric_version", "mobility__run").get(
            pk=response.pk
        )
        read.wait(120)
        return current

    monkeypatch.setattr(responses, "_for_writing", all_have_read)


# --- Begun -----------------------------------------------------------------------------------------------------------


def test_begun_many_times_at_once_there_is_one_answer(asked: tuple[Any, Any, User]) -> None:
    wave, stay, aiko = asked
    told = at_once(lambda _number: responses.begin(wave, stay, language="ja", by=aiko, now=NOW))
    assert told == [Response.objects.get()] * MANY


def test_control_without_the_look_at_what_is_begun_seven_are_refused(
    asked: tuple[Any, Any, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    wave, stay, aiko = asked

    def make(defaults: dict[str, Any], **values: Any) -> tuple[Response, bool]:
        return Response.objects.create(**values, **defaults), True

    monkeypatch.setattr(Response.objects, "get_or_create", make)
    told = at_once(lambda _number: responses.begin(wave, stay, language="ja", by=aiko, now=NOW))
    assert (Response.objects.count(), len(refused(told))) == (1, MANY - 1)


# --- Saved -----------------------------------------------------------------------------------------------------------


def test_items_saved_at_once_are_all_there_and_the_newest_stays(
    begun: Response, keys: list[str], asked: tuple[Any, Any, User]
) -> None:
    aiko = asked[2]
    told = at_once(
        lambda number: responses.save(begun, [Change(keys[number % 5], number % 4, number + 1)], by=aiko, now=NOW)
    )

    assert not refused(told)
    newest = {keys[number % 5]: number % 4 for number in range(MANY)}
    assert Response.objects.get().answers == newest


def test_control_without_the_lock_one_save_overwrites_the_others(
    begun: Response, keys: list[str], unlocked: None
) -> None:
    save = unwrap(responses.save)
    told = at_once(lambda number: save(begun, [Change(keys[number % 5], 1, number + 1)], by=None, now=NOW))

    assert not refused(told)
    assert len(Response.objects.get().answers) == 1


def test_one_item_answered_on_eight_devices_at_once_has_the_newest_answer(
    begun: Response, keys: list[str], asked: tuple[Any, Any, User]
) -> None:
    """Whoever was older is told what stands, or was overwritten later; nobody is refused."""
    aiko = asked[2]
    told = at_once(lambda number: responses.save(begun, [Change(keys[0], number % 4, number + 1)], by=aiko, now=NOW))

    assert not refused(told)
    assert Response.objects.get().answers == {keys[0]: (MANY - 1) % 4}
    assert Response.objects.get().stamps == {keys[0]: MANY}


# --- Sent ------------------------------------------------------------------------------------------------------------


def answered(begun: Response, keys: list[str]) -> Response:
    responses.save(begun, [Change(key, 2, 1) for key in keys], by=None, now=NOW)
    return begun


def later(number: int) -> Any:
    """Each device sends at a moment of its own."""
    return NOW + timedelta(seconds=number)


def test_sent_many_times_at_once_there_is_one_answer_with_one_score(
    begun: Response, keys: list[str], asked: tuple[Any, Any, User]
) -> None:
    answered(begun, keys)
    told = at_once(lambda number: responses.send(begun, language="ja", by=asked[2], now=later(number)))

    stands = Response.objects.get()
    assert told == [stands] * MANY
    assert {each.sent_at for each in told if isinstance(each, Response)} == {stands.sent_at}
    assert [score.levels for score in ResponseScore.objects.all()] == ["22222"]


def test_control_without_the_lock_seven_who_send_meet_an_error(
    begun: Response, keys: list[str], request: pytest.FixtureRequest
) -> None:
    """The database keeps the answer as it was sent first; that is its own guard, and no sentence for anybody."""
    answered(begun, keys)
    request.getfixturevalue("unlocked")
    send = unwrap(responses.send)
    told = at_once(lambda number: send(begun, language="ja", by=None, now=later(number)))

    assert len(refused(told)) == MANY - 1
    assert ResponseScore.objects.count() == 1


def test_saved_and_sent_at_once_the_score_is_that_of_what_was_sent(
    begun: Response, keys: list[str], asked: tuple[Any, Any, User]
) -> None:
    aiko = asked[2]
    answered(begun, keys)

    def act(number: int) -> object:
        if number % 2:
            return responses.send(begun, language="ja", by=aiko, now=NOW)
        return responses.save(begun, [Change(keys[number // 2], 3, 2)], by=aiko, now=NOW)

    told = at_once(act)

    assert {type(fault) for fault in refused(told)} <= {AlreadySent}, "a late save is told that it came too late"
    scored = ResponseScore.objects.values().get()
    score_one(Response.objects.get())
    assert ResponseScore.objects.values().get() == scored
    saved = sum(isinstance(each, Saved) for each in told)
    assert list(Response.objects.get().answers.values()).count(3) == saved
