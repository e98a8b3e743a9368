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
def asked(fuzzer):
    """A fresh report for each test; prints how much was asked."""
    fuzzer.report = Report()
    began = time.monotonic()
    yield fuzzer
    print(f"{fuzzer.report.asked} requests in {time.monotonic() - began:.0f} s")


def told(report: Report) -> str:
    return "\n".join(f"{where}\n    {what}" for where, what in report.faults.items())


def test_every_method_of_every_address(asked):
    asked.every_method()
    assert not asked.report.faults, told(asked.report)


def test_awkward_texts_in_addresses(asked):
    asked.every_address(each=20)
    assert not asked.report.faults, told(asked.report)


def test_awkward_texts_in_questions(asked):
    asked.every_question(each=12)
    assert not asked.report.faults, told(asked.report)


def test_awkward_texts_in_every_form(asked):
    asked.every_form(together=15, alone=25)
    assert not asked.report.faults, told(asked.report)


def test_control_a_view_that_breaks_is_seen(asked, monkeypatch):
    from kanazawa_exchange import health

    monkeypatch.setattr(health, "last_heartbeat", lambda: int("1_0_"))
    asked.ask(asked.nobody, "get", "/healthz", "nothing")
    assert len(asked.report.faults) == 1
