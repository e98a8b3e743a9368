"""Jobs of imports that are stopped and taken up again: whose they are, and what they may still touch."""

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.permissions import may_see_job
from kanazawa_exchange.accounts.services import jobs, labour
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from mobility.services import imports, mobilities
from mobility.services.imports import long

from .tables import many
from .test_imports_long import ROWS, begun, taken, worked


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch):
    monkeypatch.setattr(long, "AT_ONCE", 3)


def test_a_job_that_is_taken_up_again_touches_no_import_that_went_on_without_it(world, sato):
    batch = begun(taken(sato, *many(ROWS)), "check", sato)
    first = batch.job
    jobs.cancel(first, by=sato, now=clock.now())
    worked(batch)
    batch = begun(batch, "check", sato)
    worked(batch)
    batch = begun(batch, "apply", sato)
    worked(batch)
    stay = Mobility.objects.get(pk=batch.rows.get(number=2).record_id)
    mobilities.edit(stay, {"note": "by hand"}, by=sato, version=stay.version, overruled=None)
    before = list(batch.rows.order_by("number").values("number", "verdict", "record_version", "is_written"))
    jobs.resume(first, by=sato, now=clock.now())
    labour.work(first.pk, holder="one", call_help=lambda holders: None, seconds=60)
    assert list(batch.rows.order_by("number").values("number", "verdict", "record_version", "is_written")) == before
    done = imports.undo(batch, by=sato, now=clock.now())
    assert set(done.left) == {2}


def test_nobody_steers_the_jobs_of_an_import_that_is_not_the_own_one(world, sato, kimura):
    batch = begun(taken(sato, *many(ROWS)), "check", sato)
    assert not may_see_job(kimura, batch.job)
    with pytest.raises(PermissionDenied):
        jobs.cancel(batch.job, by=kimura, now=clock.now())
    own = begun(taken(kimura, *many(ROWS)), "check", kimura)
    jobs.cancel(own.job, by=kimura, now=clock.now())
    jobs.cancel(batch.job, by=sato, now=clock.now())
