"""Pages of long work: what runs and what has ended, and one job with its progress, to be stopped and taken up again."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.paging import place_in

from ..entrance import requires
from ..models import Job
from ..permissions import is_administrator, may_list_jobs, may_open_jobs, may_see_job
from ..queries import jobs as shown
from ..services import jobs, rebuilding
from .saving import SignedInRequest, acted


@require_safe
@requires(may_list_jobs)
def job_list(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/job_list.html", {"page": shown.page(request.user, place_in(request.GET))})


@require_safe
@requires(may_open_jobs)
def job_detail(request: SignedInRequest, uid: UUID) -> HttpResponse:
    page = shown.job_page(_job(request, uid), request.user)
    context = {"job": page, "uid": uid, "may_list": may_list_jobs(request.user)}
    return render(request, "accounts/job_detail.html", context)


@require_safe
@requires(may_open_jobs)
def job_progress(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The part of the page that moves, for the script that asks now and then: no page of its own."""
    page = shown.job_page(_job(request, uid), request.user)
    return render(
        request, "accounts/job_progress.html", {"job": page, "uid": uid}, content_type="text/plain; charset=utf-8"
    )


@require_POST
@requires(may_open_jobs)
def job_cancel(request: SignedInRequest, uid: UUID) -> HttpResponse:
    job = _job(request, uid)
    return acted(
        request,
        lambda: jobs.cancel(job, by=request.user, now=clock.now()),
        message=_("The job is asked to stop. What is under way is finished first."),
        redirect_to=_address(job),
    )


@require_POST
@requires(may_open_jobs)
def job_resume(request: SignedInRequest, uid: UUID) -> HttpResponse:
    job = _job(request, uid)
    return acted(
        request,
        lambda: jobs.resume(job, by=request.user, now=clock.now()),
        message=_("The job goes on. What is done already is not done again."),
        redirect_to=_address(job),
    )


@require_POST
@requires(is_administrator)
def rebuild_search_words(request: SignedInRequest) -> HttpResponse:
    """From the page of what runs: needed after an update that finds further spellings."""
    return acted(
        request,
        lambda: rebuilding.start(by=request.user, now=clock.now()),
        message=_("The search words of all people are being written anew."),
        redirect_to=lambda job: _address(job) if job else reverse("what_runs"),
    )


def _job(request: SignedInRequest, uid: UUID) -> Job:
    """A job of somebody else is there for whoever may steer it, such as the run of one's own programme."""
    job = get_object_or_404(Job.objects.select_related("owner"), uid=uid)
    if not may_see_job(request.user, job):
        raise Http404
    return job


def _address(job: Job) -> str:
    return reverse("accounts:job_detail", args=[job.uid])
