"""A consent is withdrawn while a batch is being sent: what had left stays sent, nothing leaves afterwards.

One thread sends, one withdraws, and each waits at the place where the other one hurts most. The controls send without the gate, or
without its lock: there the same run hands data over after the withdrawal.
"""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from kanazawa_exchange.accounts.models import ConsentRecord, ConsentWithdrawal, User
from kanazawa_exchange.accounts.services import consents
from partners.models import Handover, HandoverKind, Institution
from partners.services import handovers
from partners.services.handovers import CannotHandOver, Parcel, hand_over
from tests.consents import NOW, agrees, person_of, sheet, text, withdraws

PATIENCE = 120


@pytest.fixture
def agreed(transactional_db: None, request: pytest.FixtureRequest) -> tuple[Institution, User]:
    """Aiko has agreed that Kazan gets her data."""
    world = request.getfixturevalue("world")
    aiko = world.user("aiko")
    sheet()
    agrees(aiko, world.kazan, text())
    return world.kazan, aiko


def send(to: Institution, user: User, number: int, then: Callable[[], object] = lambda: None) -> None:
    """One letter of a batch, in a transaction of its own; `then` happens after the gate and before the commit."""
    with transaction.atomic():
        hand_over([person_of(user)], to, Parcel(HandoverKind.MAIL, ["name"], f"letter-{number}"), by=None, now=NOW)
        then()


def beside(*acts: Callable[[], object]) -> list[BaseException]:
    """What the acts raise, each in a thread of its own."""
    raised: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as fault:
            raised.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return raised


def sent() -> list[str]:
    return list(Handover.objects.order_by("pk").values_list("ref", flat=True))


def withdrawn_while_the_third_is_under_way(to: Institution, user: User) -> tuple[list[BaseException], list[str]]:
    """Ten letters; the consent is withdrawn between the gate and the commit of the third one.

    Returns what was raised, and what happened in its order.
    """
    third, done, happened = threading.Event(), threading.Event(), []

    def batch() -> None:
        for number in range(1, 11):
            if number == 4:
                assert done.wait(PATIENCE)
            last = number == 3

            def under_way(last: bool = last) -> None:
                if last:
                    third.set()
                    time.sleep(0.5)
                    happened.append("third letter about to be sent")

            try:
                send(to, user, number, under_way)
            except CannotHandOver:
                happened.append(f"letter {number} stopped")

    def withdraw() -> None:
        assert third.wait(PATIENCE)
        withdraws(user, to, now=NOW + timedelta(seconds=1))
        happened.append("withdrawn")
        done.set()

    return beside(batch, withdraw), happened


def test_a_withdrawal_waits_for_the_letter_under_way_and_stops_all_later_ones(agreed: tuple[Institution, User]) -> None:
    raised, happened = withdrawn_while_the_third_is_under_way(*agreed)

    assert raised == []
    assert sent() == ["letter-1", "letter-2", "letter-3"]
    stopped = [f"letter {number} stopped" for number in range(4, 11)]
    assert happened == ["third letter about to be sent", "withdrawn", *stopped]


def test_control_without_the_gate_the_later_ones_leave(
    agreed: tuple[Institution, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handovers, "obstacles", lambda people, on: [])
    standing = ConsentRecord.objects.get()
    monkeypatch.setattr(consents, "lock_valid", lambda people, purpose, scope, now: {standing.person_id: standing})
    raised, _happened = withdrawn_while_the_third_is_under_way(*agreed)

    assert raised == []
    assert len(sent()) == 10


def withdrawn_and_not_yet_committed(to: Institution, user: User) -> list[BaseException]:
    """The withdrawal is written, and commits half a second after the sender has asked."""
    written, asked = threading.Event(), threading.Event()

    def withdraw() -> None:
        with transaction.atomic():
            withdraws(user, to, now=NOW + timedelta(seconds=1))
            written.set()
            asked.wait(PATIENCE)
            time.sleep(0.5)

    def late() -> None:
        assert written.wait(PATIENCE)
        asked.set()
        send(to, user, 1)

    return beside(withdraw, late)


def test_whoever_sends_waits_for_a_withdrawal_that_is_being_written(agreed: tuple[Institution, User]) -> None:
    [fault] = withdrawn_and_not_yet_committed(*agreed)

    assert isinstance(fault, CannotHandOver)
    assert [obstacle.code for obstacle in fault.obstacles] == ["withdrawn"]
    assert sent() == []


def test_control_without_the_lock_the_letter_leaves_beside_the_withdrawal(
    agreed: tuple[Institution, User], monkeypatch: pytest.MonkeyPatch, on_sqlite: bool
) -> None:
    if on_sqlite:
        pytest.skip("on files one transaction writes at a time, whatever it locks")

    def unlocked(people: Any, purpose: Any, scope: str, now: Any) -> Mapping[int, ConsentRecord]:
        return consents.valid_consents(people, purpose, scope, now)

    monkeypatch.setattr(consents, "lock_valid", unlocked)
    assert withdrawn_and_not_yet_committed(*agreed) == []
    assert sent() == ["letter-1"]
    assert ConsentWithdrawal.objects.count() == 1


def test_a_consent_given_twice_at_once_is_one(agreed: tuple[Institution, User]) -> None:
    to, aiko = agreed
    shown = ConsentRecord.objects.get().text
    withdraws(aiko, to)
    later = NOW + timedelta(seconds=5)
    raised = beside(*(lambda: agrees(aiko, to, shown, now=later) for _number in range(4)))
    assert raised == []
    assert ConsentRecord.objects.count() == 2
