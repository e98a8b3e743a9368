"""Pages of plans: the versions of a project, one version, what changed between two, and every act on a draft."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.services.editing import StaleEdit

from ..forms.targets import CellsForm, NewPlanForm, PlanForm, RevisionForm
from ..models import FundingProject, PlanStatus, TargetCell, TargetPlan, TargetRevision
from ..permissions import may_edit_plans, may_see_plans
from ..queries import plan_project_ids
from ..queries.plans import changes, grid, plans_by_project, programs_of
from ..queries.targets import missing_cells, plan_of
from ..services import adoptions, targets
from ..services.adoptions import cell_words
from ..services.refusals import Refused
from .saving import OfficeRequest, bound, saved, version_of


def _plan(request: OfficeRequest, uid: UUID) -> TargetPlan:
    return get_object_or_404(TargetPlan.objects.visible_to(request.user).select_related("project"), uid=uid)


def to_plan(plan: TargetPlan) -> str:
    return reverse("programs:plan_detail", kwargs={"uid": plan.uid})


def _looks_at_settled(request: OfficeRequest, plan: TargetPlan) -> bool:
    """A form for a settled plan is not shown; one that was sent keeps its words and hears the refusal."""
    return request.method != "POST" and plan.status != PlanStatus.DRAFT


# --- Reading ---------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_see_plans)
def plan_list(request: OfficeRequest) -> HttpResponse:
    projects = FundingProject.objects.order_by("-is_default", "first_fiscal_year", "pk")
    if not may_edit_plans(request.user):
        projects = projects.filter(pk__in=plan_project_ids(request.user))
    plans = TargetPlan.objects.visible_to(request.user).order_by("-number")
    context = {"projects": plans_by_project(plans, projects), "may_edit": may_edit_plans(request.user)}
    return render(request, "programs/plan_list.html", context)


@require_safe
@requires(may_see_plans)
def plan_detail(request: OfficeRequest, uid: UUID) -> HttpResponse:
    plan = _plan(request, uid)
    numbers, programs = plan_of(plan), programs_of(plan)
    may_edit = may_edit_plans(request.user)
    is_draft = plan.status == PlanStatus.DRAFT
    missing = missing_cells(plan) if is_draft else []
    others = TargetPlan.objects.visible_to(request.user).filter(project=plan.project).exclude(pk=plan.pk)
    context = {
        "plan": plan,
        "numbers": numbers,
        "grid": grid(numbers, programs, plan.project.fiscal_years),
        "program_names": {program.pk: program for program in programs},
        "missing": cell_words(plan, missing) if missing else "",
        "others": list(others.order_by("-number")),
        "may_edit": may_edit,
        "is_draft": is_draft,
        "may_follow": may_edit and plan.status == PlanStatus.ADOPTED,
    }
    return render(request, "programs/plan_detail.html", context)


@require_safe
@requires(may_see_plans)
def plan_compare(request: OfficeRequest, uid: UUID, other: UUID) -> HttpResponse:
    """What changed and why, from the lower version to the higher one, whichever was asked first."""
    one, two = sorted((_plan(request, uid), _plan(request, other)), key=lambda plan: plan.number)
    if one.project_id != two.project_id:
        return redirect(to_plan(one))
    programs = list(two.project.programs.order_by("order", "pk")) if one.by_program or two.by_program else []
    context = {"before": one, "after": two, "changes": changes(plan_of(one), plan_of(two), programs)}
    return render(request, "programs/plan_compare.html", context)


@require_safe
@requires(may_edit_plans)
def plan_history(request: OfficeRequest, uid: UUID) -> HttpResponse:
    plan = _plan(request, uid)
    entries = history.timeline(plan, parts=[(TargetCell, "plan"), (TargetRevision, "plan")])
    return render(request, "programs/plan_history.html", {"plan": plan, "entries": entries})


# --- The draft -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
def plan_create(request: OfficeRequest) -> HttpResponse:
    form = bound(NewPlanForm, request, initial={"project": request.GET.get("project", "")})

    def act() -> TargetPlan:
        values = form.values()
        return targets.create_plan(values.pop("project"), values, by=request.user)

    return saved(
        request,
        form,
        act,
        done=_("The draft is there. Fill in its numbers."),
        to=lambda plan: reverse("programs:plan_cells", kwargs={"uid": plan.uid}),
        template="programs/plan_edit.html",
        context={},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
def plan_edit(request: OfficeRequest, uid: UUID) -> HttpResponse:
    plan = _plan(request, uid)
    if _looks_at_settled(request, plan):
        return redirect(to_plan(plan))
    form = bound(PlanForm, request, plan)
    return saved(
        request,
        form,
        lambda: targets.edit_plan(plan, form.values(), by=request.user, version=version_of(form)),
        done=_("The plan is saved."),
        to=to_plan(plan),
        template="programs/plan_edit.html",
        context={"plan": plan},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
def plan_cells(request: OfficeRequest, uid: UUID) -> HttpResponse:
    plan = _plan(request, uid)
    if _looks_at_settled(request, plan):
        return redirect(to_plan(plan))
    numbers, programs = plan_of(plan), programs_of(plan)
    form = bound(CellsForm, request, initial={"version": plan.version}, plan=numbers, programs=programs)
    form.initial.update(CellsForm.initial_of(numbers, form.keys))
    return saved(
        request,
        form,
        lambda: targets.set_cells(plan, form.numbers(), by=request.user, version=version_of(form)),
        done=_("The numbers are saved."),
        to=to_plan(plan),
        template="programs/plan_cells.html",
        context={"plan": plan, "grid": grid(numbers, programs, numbers.fiscal_years)},
        current=lambda now: CellsForm.initial_of(plan_of(now), form.keys),
    )


@require_POST
@requires(may_edit_plans)
def plan_discard(request: OfficeRequest, uid: UUID) -> HttpResponse:
    plan = _plan(request, uid)
    try:
        targets.discard(plan, by=request.user, version=_sent_version(request))
    except (Refused, StaleEdit) as refusal:
        messages.error(request, str(refusal))
        return redirect(to_plan(plan))
    messages.success(request, _("The draft is discarded; its history stays."))
    return redirect("programs:plan_list")


@require_POST
@requires(may_edit_plans)
def plan_new_version(request: OfficeRequest, uid: UUID) -> HttpResponse:
    plan = _plan(request, uid)
    try:
        draft = adoptions.new_version(plan.project, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(to_plan(plan))
    messages.success(request, _("The new version is a draft. It begins as a copy of the plan in force."))
    return redirect(to_plan(draft))


# --- Revisions -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
def revision_create(request: OfficeRequest, uid: UUID) -> HttpResponse:
    plan = _plan(request, uid)
    if _looks_at_settled(request, plan):
        return redirect(to_plan(plan))
    form = bound(RevisionForm, request, plan=plan, initial={"version": plan.version})  # a form sent twice counts once
    return saved(
        request,
        form,
        lambda: targets.add_revision(plan, form.values(), by=request.user, version=form.cleaned_data["version"]),
        done=_("The revision is registered."),
        to=to_plan(plan),
        template="programs/revision_edit.html",
        context={"plan": plan},
        current=lambda _plan: {},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
def revision_edit(request: OfficeRequest, uid: UUID) -> HttpResponse:
    revision = _revision(request, uid)
    if _looks_at_settled(request, revision.plan):
        return redirect(to_plan(revision.plan))
    form = bound(RevisionForm, request, revision, plan=revision.plan)
    return saved(
        request,
        form,
        lambda: targets.edit_revision(revision, form.values(), by=request.user, version=version_of(form)),
        done=_("The revision is saved."),
        to=to_plan(revision.plan),
        template="programs/revision_edit.html",
        context={"plan": revision.plan, "revision": revision},
    )


@require_POST
@requires(may_edit_plans)
def revision_remove(request: OfficeRequest, uid: UUID) -> HttpResponse:
    revision = _revision(request, uid)
    try:
        targets.remove_revision(revision, by=request.user, version=_sent_version(request))
    except (Refused, StaleEdit) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The revision is removed; the history keeps it."))
    return redirect(to_plan(revision.plan))


def _revision(request: OfficeRequest, uid: UUID) -> TargetRevision:
    plans: Any = TargetPlan.objects.visible_to(request.user)
    found = TargetRevision.objects.filter(plan__in=plans).select_related("plan__project")
    return get_object_or_404(found, uid=uid)


def _sent_version(request: OfficeRequest) -> int:
    """The version a button was printed with; anything unreadable counts as stale."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
