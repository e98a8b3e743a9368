"""The page on which the office records that the steering committee adopted a plan, and the document behind it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.services import files
from kanazawa_exchange.lib import clock

from ..forms.targets import AdoptionForm
from ..models import Committee, PlanStatus, TargetPlan
from ..permissions import may_edit_plans, may_see_plans
from ..queries.targets import missing_cells
from ..services import adoptions
from ..services.adoptions import cell_words
from ..services.refusals import Refused
from .saving import OfficeRequest, bound, saved, version_of
from .targets import to_plan


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_plans)
def plan_adopt(request: OfficeRequest, uid: UUID) -> HttpResponse:
    plan = get_object_or_404(TargetPlan.objects.visible_to(request.user).select_related("project"), uid=uid)
    if request.method != "POST" and plan.status != PlanStatus.DRAFT:
        return redirect(to_plan(plan))
    committees = Committee.objects.filter(project=plan.project, kind=Committee.Kind.STEERING).order_by("pk")
    form = bound(
        AdoptionForm, request, initial={"version": plan.version, "committee": committees.first()}, committees=committees
    )
    missing = missing_cells(plan)
    return saved(
        request,
        form,
        lambda: _adopt(plan, form, request),
        done=_("The plan is adopted. It is the plan in force from the day of adoption."),
        to=to_plan(plan),
        template="programs/plan_adopt.html",
        context={"plan": plan, "missing": cell_words(plan, missing) if missing else ""},
    )


def _adopt(plan: TargetPlan, form: AdoptionForm, request: OfficeRequest) -> TargetPlan:
    values = form.cleaned_data
    now = clock.now()

    def act(document: object = None) -> TargetPlan:
        return adoptions.adopt(
            plan,
            committee=values["committee"],
            adopted_on=values["adopted_on"],
            basis=form.basis(),
            basis_file=document,  # type: ignore[arg-type]
            by=request.user,
            now=now,
            version=version_of(form),
        )

    if not values["basis_file"]:
        return act()
    try:
        return files.keep(values["basis_file"], by=request.user, now=now, then=act)
    except files.UploadRefused as refusal:
        raise Refused(str(refusal), field="basis_file") from refusal


@require_safe
@requires(may_see_plans)
def plan_basis(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """The document of the decision, as it was stored."""
    plan = get_object_or_404(TargetPlan.objects.visible_to(request.user).select_related("basis_file"), uid=uid)
    if plan.basis_file is None:
        raise Http404
    document = plan.basis_file
    answer = HttpResponse(files.path_of(document.file.name).read_bytes(), content_type=document.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, document.original_name) or "attachment"
    return answer
