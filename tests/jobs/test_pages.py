"""Pages of jobs: the list at one number of queries, how far one has come, and its buttons."""

import pytest
from django.urls import reverse

from kanazawa_exchange.accounts.models import Job, JobEnding, JobPart, PersonWord
from kanazawa_exchange.accounts.services import jobs, labour
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import Part
from tests.markup import compact

from . import kinds

pytestmark = pytest.mark.django_db
QUERIES = 6


@pytest.fixture(autouse=True)
def known_kinds():
    kinds.known()


def text_of(answer):
    return compact(answer.content.decode())


def started(by, *parts):
    return jobs.start(kinds.WHOLE, {}, parts or (Part("a"), Part("b")), by=by, now=clock.now())


def worked(job):
    labour.work(job.pk, holder="one", call_help=lambda holders: None, seconds=60)
    job.refresh_from_db()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(sign_in, sato, django_assert_num_queries, number):
    for _n in range(number):
        started(sato)
    client = sign_in(sato)
    client.get(reverse("accounts:job_list"))
    with django_assert_num_queries(QUERIES):
        page = client.get(reverse("accounts:job_list"))
    assert text_of(page).count("Whole parts") == number


def test_the_page_tells_how_far_a_job_is_and_stops_it_and_goes_on(sign_in, sato):
    job, client = started(sato), sign_in(sato)
    labour.do(labour.claim(job.pk, holder="one", now=clock.now()))
    page = client.get(f"/en/jobs/{job.uid}/")
    assert "1 of 2 steps done" in text_of(page)
    assert "50" in text_of(page)
    assert "Go on with the job" not in text_of(page)
    stopped = client.post(f"/en/jobs/{job.uid}/cancel/", follow=True)
    assert "asked to stop" in text_of(stopped)
    worked(job)
    assert job.ending == JobEnding.CANCELLED
    assert "Stop the job" not in text_of(client.get(f"/en/jobs/{job.uid}/"))
    client.post(f"/en/jobs/{job.uid}/resume/")
    worked(job)
    assert "2 of 2 steps done" in text_of(client.get(f"/en/jobs/{job.uid}/progress/"))


def test_a_job_that_ended_before_it_could_be_stopped_says_so(sign_in, sato):
    job, client = started(sato, Part("a")), sign_in(sato)
    held = labour.claim(job.pk, holder="one", now=clock.now())
    client.post(f"/en/jobs/{job.uid}/cancel/")
    labour.do(held)
    worked(job)
    assert job.ending == JobEnding.DONE
    assert "before it could be stopped" in text_of(client.get(f"/en/jobs/{job.uid}/"))


def test_a_job_of_somebody_else_is_not_there_for_who_is_not_the_office(sign_in, sato, kimura):
    own, other = started(kimura), started(sato)
    client = sign_in(kimura)
    assert text_of(client.get("/en/jobs/")).count("Whole parts") == 1
    assert client.get(f"/en/jobs/{own.uid}/").status_code == 200
    assert client.post(f"/en/jobs/{other.uid}/cancel/").status_code == 404


def test_a_kind_that_is_not_known_any_more_is_shown_by_its_code(sign_in, sato):
    job = started(sato)
    Job.objects.update(kind="long_gone")
    page = sign_in(sato).get(f"/en/jobs/{job.uid}/")
    assert "long_gone" in text_of(page)


def test_an_administrator_has_the_search_words_written_anew(sign_in, admin, aiko):
    PersonWord.objects.all().delete()
    client = sign_in(admin)
    page = client.post("/en/jobs/search-words/", follow=True)
    assert "Search words of people" in text_of(page)
    job = Job.objects.get()
    worked(job)
    assert job.ending == JobEnding.DONE
    assert PersonWord.objects.filter(person=aiko.person).exists()
    assert reverse("mobility:person_list") in client.get(f"/en/jobs/{job.uid}/").content.decode()
    assert set(JobPart.objects.values_list("state", flat=True)) == {"done"}
