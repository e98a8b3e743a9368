"""Who has a job done, stops it and takes it up again: whom its kind names, else the office and whoever started it."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import Job, JobPart
from kanazawa_exchange.accounts.queries.jobs import job_page
from kanazawa_exchange.accounts.services import jobs, rebuilding
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib import jobs as lib_jobs
from kanazawa_exchange.lib.jobs import Part
from tests.markup import compact

from . import kinds

pytestmark = pytest.mark.django_db
ACTS = {"cancel": jobs.cancel, "resume": jobs.resume}
BUTTONS = {"cancel": "Stop the job", "resume": "Go on with the job"}


@pytest.fixture(autouse=True)
def known_kinds():
    kinds.known()


def words_job(by, act):
    """A job of the search words that may be stopped, or one whose part failed."""
    job = jobs.start(rebuilding.KIND, {}, [Part("1-2", {"first": 1, "last": 2})], by=by, now=clock.now())
    if act == "resume":
        JobPart.objects.filter(job=job).update(state="failed", ended_at=clock.now(), reason="lost")
        Job.objects.filter(pk=job.pk).update(ended_at=clock.now(), ending="failed")
        job.refresh_from_db()
    return job


@pytest.mark.parametrize("act", ACTS)
def test_a_coordinator_does_not_steer_what_only_an_administrator_starts(sign_in, sato, admin, act):
    job = words_job(admin, act)
    with pytest.raises(PermissionDenied):
        ACTS[act](job, by=sato, now=clock.now())
    page = job_page(job, sato)
    assert (page.may_cancel, page.may_resume) == (False, False)
    client = sign_in(sato)
    assert client.post(f"/en/jobs/{job.uid}/{act}/").status_code == 403
    assert BUTTONS[act] not in compact(client.get(f"/en/jobs/{job.uid}/").content.decode())


@pytest.mark.parametrize("act", ACTS)
def test_an_administrator_does(sign_in, admin, act):
    job = words_job(None, act)
    client = sign_in(admin)
    assert BUTTONS[act] in compact(client.get(f"/en/jobs/{job.uid}/").content.decode())
    assert client.post(f"/en/jobs/{job.uid}/{act}/").status_code == 302


@pytest.mark.parametrize("act", ACTS)
def test_control_if_the_kind_named_nobody_the_coordinator_would(monkeypatch, sato, admin, act):
    job = words_job(admin, act)
    monkeypatch.setitem(lib_jobs._kinds, rebuilding.KIND.code, replace(rebuilding.KIND, may=None))
    ACTS[act](job, by=sato, now=clock.now())


def test_whoever_lost_the_right_that_a_kind_asks_for_steers_the_own_job_no_more(admin):
    job = words_job(admin, "resume")
    admin.person.grants.all().delete()
    with pytest.raises(PermissionDenied):
        jobs.resume(job, by=type(admin).objects.get(pk=admin.pk), now=clock.now())


def test_nobody_starts_a_job_whose_kind_names_others(sato, admin):
    for start in (rebuilding.start, lambda **by: jobs.start(rebuilding.KIND, {}, [], **by)):
        with pytest.raises(PermissionDenied):
            start(by=sato, now=clock.now())
    assert not Job.objects.exists()
    assert rebuilding.start(by=admin, now=clock.now()).owner == admin


def test_a_kind_decides_by_the_parameters_of_the_job(sato, admin):
    """Such as those of one programme."""
    own = replace(kinds.WHOLE, code="test_own", may=lambda user, parameters: user.pk == parameters["for"])
    lib_jobs.register(own)
    job = jobs.start(own, {"for": sato.pk}, [Part("a")], by=sato, now=clock.now())
    with pytest.raises(PermissionDenied):
        jobs.cancel(job, by=admin, now=clock.now())
    jobs.cancel(job, by=sato, now=clock.now())
    with pytest.raises(PermissionDenied):
        jobs.start(own, {"for": sato.pk}, [], by=admin, now=clock.now())


def test_a_kind_that_names_nobody_is_steered_by_the_office_and_its_owner(sato, kimura, ivan):
    job = jobs.start(kinds.WHOLE, {}, [Part("a")], by=kimura, now=clock.now())
    with pytest.raises(PermissionDenied):
        jobs.cancel(job, by=ivan, now=clock.now())
    jobs.cancel(job, by=sato, now=clock.now())
    jobs.resume(job, by=kimura, now=clock.now())


def test_a_job_of_somebody_else_is_seen_by_whoever_may_steer_it(monkeypatch, sign_in, sato, kimura):
    own = replace(kinds.WHOLE, code="test_programme", may=lambda user, parameters: user.pk in parameters["for"])
    lib_jobs.register(own)
    theirs = jobs.start(own, {"for": [kimura.pk, sato.pk]}, [Part("a")], by=sato, now=clock.now())
    other = jobs.start(own, {"for": [sato.pk]}, [Part("a")], by=sato, now=clock.now())
    client = sign_in(kimura)
    assert BUTTONS["cancel"] in compact(client.get(f"/en/jobs/{theirs.uid}/").content.decode())
    assert client.get(f"/en/jobs/{theirs.uid}/progress/").status_code == 200
    assert client.get(f"/en/jobs/{other.uid}/").status_code == 404
    monkeypatch.setattr("kanazawa_exchange.accounts.permissions.may_steer_job", lambda user, job: False)
    assert client.get(f"/en/jobs/{theirs.uid}/").status_code == 404, "control: nothing else lets one see it"
