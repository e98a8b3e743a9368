"""The pages of scoring runs: the list, one run, and the form that starts another; how far it is tells the page of its job."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.views.lists import listed
from kanazawa_exchange.accounts.views.pages import Crumb, FormPage
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, saved
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.paging import place_in
from programs.queries import coordinated_program_ids

from ..forms.score_runs import ScoreRunForm
from ..models import ScoreRun
from ..permissions import may_edit_rubric, may_list_score_runs
from ..queries import score_runs as shown
from ..queries.versions import in_use
from ..services import publications, score_runs
from ..wording.publication import publication


@require_safe
@requires(may_list_score_runs)
@listed
def score_run_list(request: SignedInRequest) -> HttpResponse:
    return render(request, "rubric/score_run_list.html", {"page": shown.page(request.user, place_in(request.GET))})


@require_safe
@requires(may_list_score_runs)
def score_run_detail(request: SignedInRequest, uid: UUID) -> HttpResponse:
    runs = ScoreRun.objects.visible_to(request.user).select_related(*shown.JOINED)
    run = get_object_or_404(runs, uid=uid)
    context = {"run": shown.run_page(run, request.user), "publication": publication(run, now=clock.now())}
    context["may_publish"] = run.ended_at is not None and may_edit_rubric(request.user)
    return render(request, "rubric/score_run_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def score_run_publish(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The question whether years are published without the answers that were lost, then the act."""
    run = get_object_or_404(ScoreRun.objects.visible_to(request.user).select_related(*shown.JOINED), uid=uid)
    back = reverse("rubric:score_run_detail", args=[run.uid])
    if request.method == "POST":
        return acted(
            request,
            lambda: publications.publish_without_lost(run, by=request.user, now=clock.now()),
            message=_("Published without the lost answers."),
            redirect_to=back,
        )
    waiting = publication(run, now=clock.now())
    if not waiting.lost or run.ended_at is None:
        return redirect(back)
    trail = [*_trail(), (formats.date_and_time(run.started_at), back)]
    context = {"waiting": waiting, "heading": _("Publish without the lost answers"), "trail": trail, "back": back}
    return render(request, "rubric/score_run_publish.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_list_score_runs)
def score_run_start(request: SignedInRequest) -> HttpResponse:
    """Says what there is to score; once started, it leads to the job."""
    programs = None if is_office(request.user) else coordinated_program_ids(request.user)
    form = bound(ScoreRunForm, request, programs=programs)
    page = FormPage(
        _("Start a scoring run"),
        _trail(),
        submit=pgettext("scoring run", "Start"),
        template="rubric/score_run_start.html",
    )
    versions = [shown.waiting(version, request.user, programs) for version in in_use()]
    return saved(
        request,
        form,
        lambda: score_runs.start(form.values(), by=request.user, now=clock.now()),
        message=_("The scoring run is started. You may leave this page; the run goes on."),
        redirect_to=_to_job,
        template=page.template,
        context={**vars(page), "back": page.trail[-1][1], "versions": versions},
    )


def _to_job(run: ScoreRun) -> str:
    return reverse("accounts:job_detail", args=[run.job.uid]) if run.job else reverse("rubric:score_run_list")


def _trail() -> list[Crumb]:
    return [
        (_("Home"), reverse("home")),
        (_("Surveys"), reverse("rubric:wave_list")),
        (_("Scoring runs"), reverse("rubric:score_run_list")),
    ]
