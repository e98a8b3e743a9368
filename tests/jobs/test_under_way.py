"""How far a part is that is written as a whole: seen before any of it is written, and never more than is true."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction
from django.urls import reverse
from redis.exceptions import ConnectionError as NoAnswer

from kanazawa_exchange.accounts.queries.jobs import job_page
from kanazawa_exchange.accounts.services import jobs, labour
from kanazawa_exchange.lib import clock, under_way
from kanazawa_exchange.lib.jobs import Part, register
from tests.markup import compact

from . import kinds

pytestmark = pytest.mark.django_db
LONG = replace(kinds.WHOLE, code="test-long", is_long=lambda parameters: True)


@pytest.fixture(autouse=True)
def known_kinds():
    kinds.known()
    register(LONG)


@pytest.fixture
def server(monkeypatch):
    """A cache that is no part of the database."""
    monkeypatch.setattr(under_way, "is_told", lambda: True)
    monkeypatch.setattr(under_way, "cache", LocMemCache(str(uuid4()), {}))


@pytest.fixture
def job(sato):
    return jobs.start(LONG, {}, [Part("all", size=2000)], by=sato, now=clock.now())


def taken(job):
    held = labour.claim(job.pk, holder="one", now=clock.now())
    assert held is not None
    return held


def progress(job, by):
    return job_page(job, by).line.progress


def test_rows_that_are_done_are_seen_before_they_are_written(server, job, sato, sign_in):
    held = taken(job)
    assert (progress(job, sato).percent, progress(job, sato).reached) == (0, 0)
    held.tell(300)
    held.tell(200)
    assert (progress(job, sato).percent, progress(job, sato).reached) == (25, 500)
    text = compact(sign_in(sato).get(f"/en/jobs/{job.uid}/").content.decode())
    assert "500 of 2,000 steps done" in text
    assert "All of it is stored together at the end, or nothing." in text


def test_it_is_all_only_when_it_is_written(server, job, sato):
    held = taken(job)
    held.tell(2000)
    assert progress(job, sato).percent == 99
    labour.finish(held, None, now=clock.now())
    assert (progress(job, sato).percent, progress(job, sato).reached) == (100, 2000)


def test_of_a_worker_that_was_killed_nothing_is_left(server, job, sato):
    taken(job).tell(1500)
    labour.release("one")
    assert progress(job, sato).reached == 0
    again = taken(job)
    assert progress(job, sato).reached == 0
    again.tell(40)
    assert progress(job, sato).reached == 40


def test_where_it_cannot_be_told_there_is_no_bar(job, sato, sign_in, monkeypatch):
    monkeypatch.setattr(under_way, "is_told", lambda: False)
    taken(job).tell(500)
    desk = sign_in(sato)
    text = compact(desk.get(f"/en/jobs/{job.uid}/").content.decode())
    assert "<progress" not in text
    assert "2,000 steps are done in one act" in text
    assert "0%" not in desk.get(reverse("accounts:job_list")).text


def test_nobody_waits_for_a_cache_that_does_not_answer(job, sato, monkeypatch):
    asked = []

    class Gone:
        def add(self, *words):
            asked.append(words)
            raise NoAnswer

        def get_many(self, keys):
            raise NoAnswer

    monkeypatch.setattr(under_way, "is_told", lambda: True)
    monkeypatch.setattr(under_way, "cache", Gone())
    monkeypatch.setattr(under_way, "_silent_until", 0.0)
    held = taken(job)
    for _lot in range(2):
        held.tell(500)
    assert (len(asked), progress(job, sato).reached) == (1, 0)


def test_it_is_told_past_the_transaction(job, sato):
    if not under_way.is_told():
        pytest.skip("the cache is in the database here; the parity run has a server")
    held = taken(job)
    with transaction.atomic():
        held.tell(500)
        transaction.set_rollback(True)
    assert progress(job, sato).reached == 500
