"""Fifty applicants send at the same moment, each twice: fifty applications and fifty letters, on either database.

The control does it as one would without thinking: it looks whether the application was sent, and then writes.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection

from kanazawa_exchange.accounts.models import Letter, Transition, User
from kanazawa_exchange.accounts.services import outbox
from mobility.mail_kinds import APPLICATION_RECEIVED
from mobility.models import Application, Choice
from mobility.queries.applications.letters import told_of
from mobility.services.applications import drafts, submitting
from programs.models import Call
from tests.factories import UserFactory

from .paths import NOW, begun, call_of

APPLICANTS = 50

Act = Callable[[Application, User], object]


@pytest.fixture
def applicants(transactional_db: None, request: pytest.FixtureRequest) -> tuple[Call, list[User]]:
    world = request.getfixturevalue("world")
    return call_of(world), [UserFactory() for _ in range(APPLICANTS)]


@pytest.fixture
def sending(applicants: tuple[Call, list[User]], request: pytest.FixtureRequest) -> list[tuple[Application, User]]:
    world, (call, users) = request.getfixturevalue("world"), applicants
    place, made = call.destinations.first(), []
    for user in users:
        application = begun(world, user, call=call)
        Choice.objects.create(application=application, place=place, order=1)
        made.append((application, user))
    return made


def at_once(jobs: list[Callable[[], Any]]) -> list[BaseException]:
    """Two by two, in threads that begin together; what they raise."""
    raised: list[BaseException] = []
    meet = threading.Barrier(2, timeout=60)

    def run(job: Callable[[], Any]) -> None:
        try:
            meet.wait()
            job()
        except Exception as fault:
            raised.append(fault)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, jobs))
    return raised


def twice(act: Act, sending: list[tuple[Application, User]]) -> list[BaseException]:
    jobs = [lambda one=one, user=user: act(one, user) for one, user in sending for _turn in range(2)]
    return at_once(jobs)


def submit(application: Application, user: User) -> object:
    return submitting.submit(application, language="ja", by=user, now=NOW)


def naively(application: Application, user: User) -> None:
    """Looks, and then writes: between the two there is room for another one."""
    current = Application.objects.select_related("call").get(pk=application.pk)
    if current.status != "draft":
        return
    time.sleep(0.02)
    current.status, current.submitted_at = "submitted", NOW
    told = told_of(current)
    values = {name: value for name, value in told.items() if name in APPLICATION_RECEIVED.names}
    ref = f"{current.uid} {threading.get_ident()} {time.monotonic_ns()}"
    for _turn in range(20):
        try:
            outbox.write(APPLICATION_RECEIVED, to=user, ref=ref, values=values, by=user, now=NOW)
            current.save()
            return
        except OperationalError:  # SQLite lets one write at a time
            time.sleep(0.01)


def test_fifty_applicants_who_send_twice_are_fifty_applications_with_fifty_letters(sending):
    assert twice(submit, sending) == []
    assert Application.objects.filter(status="submitted").count() == APPLICANTS
    assert Letter.objects.filter(kind="application_received").count() == APPLICANTS
    assert Transition.objects.filter(record_type="application", move="submit").count() == APPLICANTS


def test_the_control_writes_letters_twice(sending):
    twice(naively, sending)
    assert Letter.objects.filter(kind="application_received").count() > APPLICANTS


def test_whoever_begins_twice_at_once_has_one_application(applicants):
    call, users = applicants
    jobs = [
        lambda user=user: drafts.start(call, language="ja", by=user, now=NOW) for user in users for _turn in range(2)
    ]
    assert at_once(jobs) == []
    assert Application.objects.count() == APPLICANTS
