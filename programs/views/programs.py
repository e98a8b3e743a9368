"""The office's pages of programmes, their runs, and the opening of a fiscal year."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.lib.trilingual import initial_from

from ..forms.programs import OpeningForm, OpeningYearForm, ProgramForm, RunForm
from ..models import FundingProject, Program, ProgramPartner, ProgramRun
from ..permissions import may_edit_programs
from ..queries.catalogue import runs_of
from ..services import fiscal_years, programs
from ..services.refusals import Refused
from .saving import OfficeRequest, bound, refuse, saved, version_of


def _program_now(program: Any) -> dict[str, Any]:
    return {**initial_from(program, ProgramForm), "partners": list(program.partners.order_by("slug"))}


def _program_values(form: ProgramForm) -> tuple[dict[str, Any], list[Any]]:
    values = form.values()
    return values, list(values.pop("partners"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def program_create(request: OfficeRequest, uid: UUID) -> HttpResponse:
    project = get_object_or_404(FundingProject.objects.visible_to(request.user), uid=uid)
    form = bound(ProgramForm, request)

    def act() -> Program:
        values, partners = _program_values(form)
        return programs.create_program(project, values, partners=partners, by=request.user)

    return saved(
        request,
        form,
        act,
        done=_("The programme is registered."),
        to=reverse("programs:office"),
        template="programs/program_edit.html",
        context={"project": project},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def program_edit(request: OfficeRequest, uid: UUID) -> HttpResponse:
    program = get_object_or_404(Program.objects.visible_to(request.user).select_related("project"), uid=uid)
    form = bound(ProgramForm, request, initial=_program_now(program))

    def act() -> Program:
        values, partners = _program_values(form)
        return programs.edit_program(program, values, partners=partners, by=request.user, version=version_of(form))

    return saved(
        request,
        form,
        act,
        done=_("The programme is saved."),
        to=reverse("programs:office"),
        template="programs/program_edit.html",
        context={"project": program.project, "program": program},
        current=_program_now,
    )


@require_safe
@requires(may_edit_programs)
def program_history(request: OfficeRequest, uid: UUID) -> HttpResponse:
    program = get_object_or_404(Program.objects.visible_to(request.user), uid=uid)
    entries = history.timeline(program, parts=[(ProgramPartner, "program")])
    return render(request, "programs/record_history.html", {"record": program, "entries": entries})


# --- Runs ------------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_edit_programs)
def run_list(request: OfficeRequest, uid: UUID) -> HttpResponse:
    program = get_object_or_404(Program.objects.visible_to(request.user).select_related("project"), uid=uid)
    return render(request, "programs/run_list.html", {"program": program, "runs": runs_of(program)})


def _to_runs(run: ProgramRun) -> str:
    return reverse("programs:run_list", kwargs={"uid": run.program.uid})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def run_create(request: OfficeRequest, uid: UUID) -> HttpResponse:
    program = get_object_or_404(Program.objects.visible_to(request.user).select_related("project"), uid=uid)
    form = bound(RunForm, request)
    return saved(
        request,
        form,
        lambda: programs.create_run(program, form.values(), by=request.user),
        done=_("The run is registered."),
        to=_to_runs,
        template="programs/run_edit.html",
        context={"program": program},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def run_edit(request: OfficeRequest, uid: UUID) -> HttpResponse:
    run = get_object_or_404(ProgramRun.objects.visible_to(request.user).select_related("program__project"), uid=uid)
    form = bound(RunForm, request, run)
    return saved(
        request,
        form,
        lambda: programs.edit_run(run, form.values(), by=request.user, version=version_of(form)),
        done=_("The run is saved."),
        to=_to_runs,
        template="programs/run_edit.html",
        context={"program": run.program, "run": run},
    )


@require_safe
@requires(may_edit_programs)
def run_history(request: OfficeRequest, uid: UUID) -> HttpResponse:
    run = get_object_or_404(ProgramRun.objects.visible_to(request.user).select_related("program"), uid=uid)
    return render(
        request,
        "programs/record_history.html",
        {"record": run.program, "run": run, "entries": history.timeline(run)},
    )


# --- The opening of a fiscal year ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def fiscal_year_open(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """GET shows what would happen and writes nothing; POST carries the chosen runs over."""
    project = get_object_or_404(FundingProject.objects.visible_to(request.user), uid=uid)
    asked = OpeningYearForm(request.GET or None, project=project)
    year = asked.cleaned_data["fiscal_year"] if asked.is_valid() else _next_year(project)
    context: dict[str, Any] = {"project": project, "year_form": asked, "fiscal_year": year}
    if year is None:
        return render(request, "programs/fiscal_year_open.html", context)
    preview = fiscal_years.preview(project, year)
    form = OpeningForm(request.POST or None, uids=[str(carried.source.uid) for carried in preview.runs])
    if request.method == "POST" and form.is_valid():
        chosen = [UUID(text) for text in form.cleaned_data["runs"]]
        try:
            opened = fiscal_years.open_year(project, year, runs=chosen, by=request.user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _opened(len(opened.created)))
            return redirect("programs:office")
    chosen_uids = set(request.POST.getlist("runs")) if request.method == "POST" else None
    context |= {"opening": preview, "form": form, "chosen": chosen_uids}
    return render(request, "programs/fiscal_year_open.html", context)


def _next_year(project: FundingProject) -> int | None:
    """The first empty year after one with runs, else the project's last; None for projects of one year."""
    years = list(project.fiscal_years)[1:]
    if not years:
        return None
    filled = set(ProgramRun.objects.filter(program__project=project).values_list("fiscal_year", flat=True))
    return next((year for year in years if year not in filled and year - 1 in filled), years[-1])


def _opened(number: int) -> str:
    if not number:
        return _("Nothing was left to carry over: the chosen runs are there already.")
    return ngettext("%(number)d run was carried over.", "%(number)d runs were carried over.", number) % {
        "number": number
    }
