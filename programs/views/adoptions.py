"""The page on which the office records that the steering committee adopted a plan, and the document behind it."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.documents import document
from kanazawa_exchange.accounts.views.pages import FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, version_of
from kanazawa_exchange.lib import clock

from ..forms.targets import AdoptionForm
from ..models import Committee, TargetPlan
from ..moves import PLAN_MOVES
from ..permissions import may_edit_plans, may_see_plans
from ..queries.plan_changes import changes
from ..queries.plans import addition_words, footnotes, grid, programs_of
from ..queries.targets import missing_cells, plan_before, plan_of
from ..services import adoptions
from ..services.adoptions import cell_words
from .pages import plan_trail, plan_words
from .targets import of_a_draft


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
@of_a_draft
def plan_adopt(request: SignedInRequest, plan: TargetPlan) -> HttpResponse:
    committees = Committee.objects.filter(project=plan.project, kind=Committee.Kind.STEERING).order_by("pk")
    initial = {"version": plan.version, "committee": committees.first()}
    form = bound(AdoptionForm, request, initial=initial, committees=committees)
    missing, numbers, programs = missing_cells(plan), plan_of(plan), programs_of(plan)
    before = plan_before(plan)
    row = PLAN_MOVES.moves["adopt"]
    page = FormPage(
        str(row.label),
        plan_trail(plan),
        plan_words(plan),
        lead=row.notice,
        submit=row.label,
        template="programs/plan_adopt.html",
    )
    return filled(
        request,
        page,
        form,
        lambda: _adopt(request, plan, form),
        message=_("The plan is adopted. It is the plan in force from the day of adoption."),
        plan=plan,
        missing=cell_words(plan, missing) if missing else "",
        numbers=numbers,
        addition=addition_words(numbers) if numbers.prints_addition_note else "",
        grid=grid(numbers, programs, numbers.fiscal_years),
        footnotes=footnotes(numbers, programs),
        before=before,
        changes=changes(before, numbers, plan.project.programs.all()) if before else (),
    )


def _adopt(request: SignedInRequest, plan: TargetPlan, form: AdoptionForm) -> TargetPlan:
    return adoptions.adopt(
        plan,
        committee=form.cleaned_data["committee"],
        adopted_on=form.cleaned_data["adopted_on"],
        basis=form.basis(),
        upload=form.cleaned_data["basis_file"],
        by=request.user,
        now=clock.now(),
        version=version_of(form),
    )


@require_safe
@requires(may_see_plans)
def plan_basis(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """The document of the decision, as it was stored."""
    plan = get_object_or_404(TargetPlan.objects.visible_to(request.user).select_related("basis_file"), uid=uid)
    return document(request, plan.basis_file, record=plan, event="plan_basis_read")
