"""Pages of plans: the versions of a project, one version, what changed between two, and every act on a draft."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.pages import FormPage, edited, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, saved, sent_version, version_of

from ..forms.targets import CellsForm, NewPlanForm, PlanForm, RevisionForm
from ..models import PlanStatus, TargetPlan, TargetRevision
from ..moves import PLAN_MOVES
from ..permissions import may_edit_plans, may_see_plans
from ..queries import histories
from ..queries.plan_changes import changes, own_footnotes
from ..queries.plans import addition_words, footnotes, grid, programs_of, uncovered_words
from ..queries.targets import Plan, missing_cells, plan_before, plan_of
from ..services import adoptions, targets
from ..services.adoptions import cell_words
from ..services.successions import CellsRefused
from .pages import history_page, plan_trail, plan_words


def plan_or_404(request: SignedInRequest, uid: UUID) -> TargetPlan:
    return get_object_or_404(
        TargetPlan.objects.visible_to(request.user).select_related("project", "basis_file"), uid=uid
    )


def to_plan(plan: TargetPlan) -> str:
    return reverse("programs:plan_detail", kwargs={"uid": plan.uid})


def _looks_at_settled(request: SignedInRequest, plan: TargetPlan) -> bool:
    """A form for a settled plan is not shown; one that was sent keeps its words and hears the refusal."""
    return request.method != "POST" and plan.status != PlanStatus.DRAFT


def of_a_draft(view: Callable[[SignedInRequest, TargetPlan], HttpResponse]) -> Callable[..., HttpResponse]:
    """The view is given the plan of the address; who looks at a settled one is led to its page instead."""

    @wraps(view)
    def loaded(request: SignedInRequest, uid: UUID) -> HttpResponse:
        plan = plan_or_404(request, uid)
        return redirect(to_plan(plan)) if _looks_at_settled(request, plan) else view(request, plan)

    return loaded


# --- Reading ---------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_see_plans)
def plan_detail(request: SignedInRequest, uid: UUID) -> HttpResponse:
    plan = plan_or_404(request, uid)
    numbers, programs = plan_of(plan), programs_of(plan)
    may_edit = may_edit_plans(request.user)
    is_draft = plan.status == PlanStatus.DRAFT
    missing = missing_cells(plan) if is_draft else []
    others = TargetPlan.objects.visible_to(request.user).filter(project=plan.project).exclude(pk=plan.pk)
    context = {
        "plan": plan,
        "status_kind": PLAN_MOVES.kind(plan.status),
        "numbers": numbers,
        "addition": addition_words(numbers) if numbers.prints_addition_note else "",
        "grid": grid(numbers, programs, numbers.fiscal_years),
        "uncovered": uncovered_words(numbers, plan.project.fiscal_years),
        "footnotes": footnotes(numbers, programs),
        "in_force": {note.uid for note in numbers.footnotes} - _own_uids(plan, numbers) if is_draft else set(),
        "missing": cell_words(plan, missing) if missing else "",
        "others": list(others.order_by("-number")),
        "may_edit": may_edit,
        "is_draft": is_draft,
        "may_follow": may_edit and plan.status == PlanStatus.ADOPTED,
    }
    return render(request, "programs/plan_detail.html", context)


def _own_uids(plan: TargetPlan, numbers: Plan) -> set[UUID]:
    """The revisions of a draft that it did not take over from the plan in force."""
    before = plan_before(plan)
    return {note.uid for note in (own_footnotes(before, numbers) if before else numbers.footnotes)}


@require_safe
@requires(may_see_plans)
def plan_compare(request: SignedInRequest, uid: UUID, other: UUID) -> HttpResponse:
    """What changed and why, from the lower version to the higher one, whichever was asked first."""
    one, two = sorted((plan_or_404(request, uid), plan_or_404(request, other)), key=lambda plan: plan.number)
    if one.project_id != two.project_id:
        return redirect(to_plan(one))
    programs = list(two.project.programs.order_by("order", "pk")) if one.by_program or two.by_program else []
    context = {"before": one, "after": two, "changes": changes(plan_of(one), plan_of(two), programs)}
    return render(request, "programs/plan_compare.html", context)


@require_safe
@requires(may_edit_plans)
def plan_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    plan = plan_or_404(request, uid)
    return history_page(request, histories.plan_history(plan), trail=plan_trail(plan), subtitle=plan_words(plan))


# --- The draft -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
def plan_create(request: SignedInRequest) -> HttpResponse:
    form = bound(NewPlanForm, request, initial={"project": request.GET.get("project", "")})
    trail = plan_trail()
    return saved(
        request,
        form,
        lambda: targets.create_plan(form.cleaned_data["project"], form.values(), by=request.user),
        message=_("The draft is there. Fill in its numbers."),
        redirect_to=lambda plan: reverse("programs:plan_cells", kwargs={"uid": plan.uid}),
        template="components/form_page.html",
        context={"heading": _("Begin a draft"), "trail": trail, "back": trail[-1][1], "submit": _("Begin")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
@of_a_draft
def plan_edit(request: SignedInRequest, plan: TargetPlan) -> HttpResponse:
    page = FormPage(_("Years and notes of the plan"), plan_trail(plan), plan_words(plan))
    return edited(request, page, PlanForm, targets.edit_plan, plan)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
@of_a_draft
def plan_cells(request: SignedInRequest, plan: TargetPlan) -> HttpResponse:
    numbers, programs = plan_of(plan), programs_of(plan)
    initial = {"version": plan.version}
    form = bound(CellsForm, request, initial=initial, plan=numbers, before=plan_before(plan), programs=programs)
    page = FormPage(
        _("Enter numbers"),
        plan_trail(plan),
        plan_words(plan),
        submit=_("Save the numbers"),
        template="programs/plan_cells.html",
    )
    return filled(
        request,
        page,
        form,
        lambda: _set_cells(request, plan, form),
        message=_("The numbers are saved."),
        grid=grid(numbers, programs, numbers.fiscal_years),
    )


def _set_cells(request: SignedInRequest, plan: TargetPlan, form: CellsForm) -> TargetPlan:
    try:
        return targets.set_cells(
            plan, form.numbers(), reasons=form.reasons(), by=request.user, version=version_of(form)
        )
    except CellsRefused as refusal:
        raise form.placed(refusal) from refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
def plan_discard(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The question, with what would go; then the act."""
    plan = plan_or_404(request, uid)
    if _looks_at_settled(request, plan):
        return redirect(to_plan(plan))
    if request.method != "POST":
        context = {"plan": plan, "trail": plan_trail(plan), "back": to_plan(plan), "subtitle": plan_words(plan)}
        return render(request, "programs/plan_discard.html", {"heading": _("Discard the draft"), **context})
    return acted(
        request,
        lambda: targets.discard(plan, by=request.user, version=sent_version(request)),
        message=_("The draft is discarded."),
        redirect_to=reverse("programs:plan_list"),
        back=to_plan(plan),
    )


@require_POST
@requires(may_edit_plans)
def plan_new_version(request: SignedInRequest, uid: UUID) -> HttpResponse:
    plan = plan_or_404(request, uid)
    return acted(
        request,
        lambda: adoptions.new_version(plan.project, by=request.user),
        message=_("The new version is a draft. It begins as a copy of the plan in force."),
        redirect_to=to_plan,
        back=to_plan(plan),
    )


# --- Revisions -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
@of_a_draft
def revision_create(request: SignedInRequest, plan: TargetPlan) -> HttpResponse:
    form = bound(RevisionForm, request, plan=plan, initial={"version": plan.version})  # a form sent twice counts once
    page = FormPage(
        _("Add a revision"),
        plan_trail(plan),
        plan_words(plan),
        submit=_("Add the revision"),
        template="programs/revision_edit.html",
    )
    return filled(
        request,
        page,
        form,
        lambda: targets.add_revision(plan, form.values(), by=request.user, version=version_of(form)),
        message=_("The revision is registered."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
def revision_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    revision = _revision(request, uid)
    plan = revision.plan
    if _looks_at_settled(request, plan):
        return redirect(to_plan(plan))
    page = FormPage(_("Edit the revision"), plan_trail(plan), plan_words(plan), template="programs/revision_edit.html")
    return edited(request, page, RevisionForm, targets.edit_revision, revision, plan=plan)


@require_POST
@requires(may_edit_plans)
def revision_remove(request: SignedInRequest, uid: UUID) -> HttpResponse:
    revision = _revision(request, uid)
    return acted(
        request,
        lambda: targets.remove_revision(revision, by=request.user, version=sent_version(request)),
        message=_("The revision is removed; the history keeps it."),
        redirect_to=to_plan(revision.plan),
    )


def _revision(request: SignedInRequest, uid: UUID) -> TargetRevision:
    plans = TargetPlan.objects.visible_to(request.user)
    return get_object_or_404(TargetRevision.objects.filter(plan__in=plans).select_related("plan__project"), uid=uid)
