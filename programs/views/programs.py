"""The office's pages of programmes, their runs, and the opening of a fiscal year."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, saved, version_of
from kanazawa_exchange.lib.trilingual import initial_from

from ..forms.programs import OpeningForm, OpeningYearForm, ProgramForm, RunForm
from ..models import FundingProject, Program, ProgramPartner, ProgramRun
from ..permissions import may_edit_programs
from ..queries.catalogue import runs_of
from ..services import fiscal_years, programs


def _project(request: SignedInRequest, uid: UUID) -> FundingProject:
    return get_object_or_404(FundingProject.objects.visible_to(request.user), uid=uid)


def _program(request: SignedInRequest, uid: UUID) -> Program:
    return get_object_or_404(Program.objects.visible_to(request.user).select_related("project"), uid=uid)


def _run(request: SignedInRequest, uid: UUID) -> ProgramRun:
    return get_object_or_404(ProgramRun.objects.visible_to(request.user).select_related("program__project"), uid=uid)


def _values_now(program: Program) -> dict[str, Any]:
    return {**initial_from(program, ProgramForm), "partners": list(program.partners.order_by("slug"))}


def _saved_program(
    request: SignedInRequest, form: ProgramForm, act: Callable[[], Program], message: str, **context: object
) -> HttpResponse:
    return saved(
        request,
        form,
        act,
        message=message,
        redirect_to=reverse("programs:office"),
        template="programs/program_edit.html",
        context=context,
        current=_values_now,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def program_create(request: SignedInRequest, uid: UUID) -> HttpResponse:
    project = _project(request, uid)
    form = bound(ProgramForm, request)
    return _saved_program(
        request,
        form,
        lambda: programs.create_program(
            project, form.values(), partners=form.cleaned_data["partners"], by=request.user
        ),
        _("The programme is registered."),
        project=project,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def program_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    program = _program(request, uid)
    form = bound(ProgramForm, request, initial=_values_now(program))
    return _saved_program(
        request,
        form,
        lambda: programs.edit_program(
            program, form.values(), partners=form.cleaned_data["partners"], by=request.user, version=version_of(form)
        ),
        _("The programme is saved."),
        project=program.project,
        program=program,
    )


@require_safe
@requires(may_edit_programs)
def program_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    program = _program(request, uid)
    entries = history.timeline(program, parts=[(ProgramPartner, "program")])
    return render(request, "programs/record_history.html", {"record": program, "entries": entries})


# --- Runs ------------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_edit_programs)
def run_list(request: SignedInRequest, uid: UUID) -> HttpResponse:
    program = _program(request, uid)
    return render(request, "programs/run_list.html", {"program": program, "runs": runs_of(program)})


def _saved_run(
    request: SignedInRequest, form: RunForm, act: Callable[[], ProgramRun], message: str, **context: object
) -> HttpResponse:
    return saved(
        request,
        form,
        act,
        message=message,
        redirect_to=lambda run: reverse("programs:run_list", kwargs={"uid": run.program.uid}),
        template="programs/run_edit.html",
        context=context,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def run_create(request: SignedInRequest, uid: UUID) -> HttpResponse:
    program = _program(request, uid)
    form = bound(RunForm, request)
    return _saved_run(
        request,
        form,
        lambda: programs.create_run(program, form.values(), by=request.user),
        _("The run is registered."),
        program=program,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def run_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    run = _run(request, uid)
    form = bound(RunForm, request, run)
    return _saved_run(
        request,
        form,
        lambda: programs.edit_run(run, form.values(), by=request.user, version=version_of(form)),
        _("The run is saved."),
        program=run.program,
        run=run,
    )


@require_safe
@requires(may_edit_programs)
def run_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    run = _run(request, uid)
    context = {"record": run.program, "run": run, "entries": history.timeline(run)}
    return render(request, "programs/record_history.html", context)


# --- The opening of a fiscal year ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def fiscal_year_open(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """GET shows what would happen and writes nothing; POST carries the chosen runs over."""
    project = _project(request, uid)
    year_form = OpeningYearForm(request.GET or None, project=project)
    year = year_form.cleaned_data["fiscal_year"] if year_form.is_valid() else fiscal_years.next_year(project)
    context: dict[str, Any] = {"project": project, "year_form": year_form, "fiscal_year": year}
    if year is None:
        return render(request, "programs/fiscal_year_open.html", context)
    preview = fiscal_years.preview(project, year)
    form = OpeningForm(request.POST or None, uids=[str(carried.source.uid) for carried in preview.runs])
    chosen = set(request.POST.getlist("runs")) if request.method == "POST" else None
    return saved(
        request,
        form,
        lambda: fiscal_years.open_year(project, year, runs=form.uids(), by=request.user),
        message=lambda opening: _opened(len(opening.created)),
        redirect_to=reverse("programs:office"),
        template="programs/fiscal_year_open.html",
        context={**context, "opening": preview, "chosen": chosen},
    )


def _opened(number: int) -> str:
    if not number:
        return _("Nothing was left to carry over: the chosen runs are there already.")
    return ngettext("%(number)d run was carried over.", "%(number)d runs were carried over.", number) % {
        "number": number
    }
