"""Who has a job done, stops it and takes it up again: whom its kind names, else the office and whoever started it."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from kanazawa_exchange.accounts.models import Job, JobPart, User
from kanazawa_exchange.accounts.permissions import may_see_job
from kanazawa_exchange.accounts.queries.jobs import job_page
from kanazawa_exchange.accounts.services import jobs, rebuilding
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib import jobs as lib_jobs
from kanazawa_exchange.lib.jobs import Part
from programs.models import Program
from rubric.services import score_runs
from tests.markup import compact

from . import kinds

pytestmark = pytest.mark.django_db
ACTS = {"cancel": jobs.cancel, "resume": jobs.resume}
BUTTONS = {"cancel": "Stop the job", "resume": "Try the failed parts again"}


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


def of_those(user):
    return Q(parameters__for=user.pk)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_has_what_kinds_let_one_stop_at_one_cost(
    sign_in, sato, kimura, number, django_assert_num_queries, monkeypatch
):
    own = replace(kinds.WHOLE, code="test_listed", may=lambda user, about: user.pk == about["for"], steered=of_those)
    monkeypatch.setitem(lib_jobs._kinds, own.code, own)
    theirs = [jobs.start(own, {"for": kimura.pk}, [Part("a")], by=None, now=clock.now()) for _n in range(number)]
    jobs.start(own, {"for": sato.pk}, [Part("a")], by=None, now=clock.now())
    jobs.start(kinds.WHOLE, {}, [Part("a")], by=sato, now=clock.now())
    listed = set(Job.objects.visible_to(kimura))
    assert listed == set(theirs) == {job for job in Job.objects.all() if may_see_job(kimura, job)}
    client = sign_in(kimura)
    client.get("/en/jobs/")
    with django_assert_num_queries(8):
        page = client.get("/en/jobs/").content.decode()
    assert compact(page).count("Whole parts") == number


def test_control_without_the_condition_the_list_has_the_own_alone(sato, kimura, monkeypatch):
    own = replace(kinds.WHOLE, code="test_listed", may=lambda user, about: user.pk == about["for"])
    monkeypatch.setitem(lib_jobs._kinds, own.code, own)
    jobs.start(own, {"for": kimura.pk}, [Part("a")], by=None, now=clock.now())
    assert not Job.objects.visible_to(kimura).exists()


PORTAL = [code for code in lib_jobs._kinds if not code.startswith("test_")]


def listed_and_seen(code):
    """By account: the programmes of the jobs of this kind that its list has, and of those whose page it opens."""
    programmes = [None, *Program.objects.values_list("pk", flat=True)]
    stored = [Job(kind=code, parameters={"program": pk}, created_at=clock.now()) for pk in programmes]
    Job.objects.bulk_create(stored)
    everybody = list(User.objects.all())
    listed = [{job.parameters["program"] for job in Job.objects.visible_to(user)} for user in everybody]
    seen = [{job.parameters["program"] for job in stored if may_see_job(user, job)} for user in everybody]
    return listed, seen


@pytest.mark.parametrize("code", PORTAL)
def test_the_list_has_the_jobs_of_a_kind_whose_pages_open(world, sato, kimura, mori, admin, petrova, stranger, code):
    listed, seen = listed_and_seen(code)
    assert listed == seen
    assert {len(each) for each in seen} >= {0, 1 + Program.objects.count()}, "some see none, some see all"


def test_control_without_its_condition_a_coordinator_opens_pages_that_the_list_has_not(world, kimura, monkeypatch):
    code = score_runs.KIND.code
    assert code in PORTAL
    monkeypatch.setitem(lib_jobs._kinds, code, replace(score_runs.KIND, steered=None))
    listed, seen = listed_and_seen(code)
    assert listed != seen


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
