"""No address, method, query or form breaks on any awkward text: nobody ever sees an error page of the server.

FUZZ_SEED chooses other texts than those of every run.
"""

import os
import time

import pytest
from django.db import transaction

from tests.permissions.table import build_world

from .fuzzer import Fuzzer, Report

pytestmark = [pytest.mark.faults, pytest.mark.django_db]


@pytest.fixture(scope="module")
def fuzzer(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Fuzzer(build_world(), seed=int(os.environ.get("FUZZ_SEED", "2017")))
        transaction.set_rollback(True)


@pytest.fixture
def questioner(fuzzer):
    """A fresh report for each test; prints how much was asked."""
    fuzzer.report = Report()
    began = time.monotonic()
    yield fuzzer
    print(f"{fuzzer.report.requests} requests in {time.monotonic() - began:.0f} s")


def faults_of(report: Report) -> str:
    return "\n".join(f"{where}\n    {what}" for where, what in report.faults.items())


def test_every_method_of_every_address(questioner):
    questioner.every_method()
    assert not questioner.report.faults, faults_of(questioner.report)


def test_awkward_texts_in_addresses(questioner):
    questioner.every_address(each=10)
    assert not questioner.report.faults, faults_of(questioner.report)


def test_awkward_texts_in_questions(questioner):
    questioner.every_question(each=6)
    assert not questioner.report.faults, faults_of(questioner.report)


def test_awkward_texts_in_every_form(questioner):
    questioner.every_form(together=6, alone=1)
    assert not questioner.report.faults, faults_of(questioner.report)


def test_control_a_view_that_breaks_is_seen(questioner, monkeypatch):
    from kanazawa_exchange import health

    monkeypatch.setattr(health, "last_heartbeat", lambda: int("1_0_"))
    questioner.ask(questioner.nobody, "get", "/healthz", "nothing")
    assert len(questioner.report.faults) == 1
