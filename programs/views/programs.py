"""The office's pages of programmes, their runs, and the opening of a fiscal year."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.views.pages import Crumb, FormPage, edited, registered
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, saved, typed

from ..forms.programs import OpeningForm, OpeningYearForm, ProgramForm, RunForm
from ..models import Program, ProgramPartner, ProgramRun
from ..permissions import may_edit_programs
from ..services import fiscal_years, programs
from .pages import history_page, link, names, office_trail, run_words
from .projects import project_or_404


def _program(request: SignedInRequest, uid: UUID) -> Program:
    return get_object_or_404(Program.objects.visible_to(request.user).select_related("project"), uid=uid)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def program_create(request: SignedInRequest, uid: UUID) -> HttpResponse:
    project = project_or_404(request, uid)
    page = FormPage(_("Register a programme"), office_trail(), names(project))
    return registered(
        request, page, ProgramForm, programs.create_program, project, message=_("The programme is registered.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def program_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    program = _program(request, uid)
    page = FormPage(_("Edit the programme"), office_trail(), names(program, program.project), _links(program))
    return edited(request, page, ProgramForm, programs.edit_program, program)


def _links(program: Program) -> list[Crumb]:
    public = reverse("programs:program_detail", kwargs={"slug": program.slug})
    return [
        link(_("Runs"), "run_list", program),
        (_("Public page"), public),
        link(_("History"), "program_history", program),
    ]


@require_safe
@requires(may_edit_programs)
def program_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    program = _program(request, uid)
    entries = history.timeline(program, parts=[(ProgramPartner, "program")])
    return history_page(request, entries, trail=office_trail(), subtitle=names(program))


# --- Runs ------------------------------------------------------------------------------------------------------------


def _run(request: SignedInRequest, uid: UUID) -> ProgramRun:
    return get_object_or_404(ProgramRun.objects.visible_to(request.user).select_related("program__project"), uid=uid)


def _run_trail(program: Program) -> list[Crumb]:
    return office_trail(link(_("Runs"), "run_list", program))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def run_create(request: SignedInRequest, uid: UUID) -> HttpResponse:
    program = _program(request, uid)
    page = FormPage(_("Register a run"), _run_trail(program), names(program))
    return registered(request, page, RunForm, programs.create_run, program, message=_("The run is registered."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def run_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    run = _run(request, uid)
    page = FormPage(
        _("Edit the run"),
        _run_trail(run.program),
        run_words(run),
        [link(_("History"), "run_history", run)],
        template="programs/run_edit.html",
    )
    return edited(request, page, RunForm, programs.edit_run, run)


@require_safe
@requires(may_edit_programs)
def run_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    run = _run(request, uid)
    return history_page(request, history.timeline(run), trail=office_trail(), subtitle=run_words(run))


# --- The opening of a fiscal year ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def fiscal_year_open(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """GET shows what would happen and writes nothing; POST carries the chosen runs over."""
    project = project_or_404(request, uid)
    year_form = OpeningYearForm(request.GET or None, project=project)
    year = year_form.cleaned_data["fiscal_year"] if year_form.is_valid() else fiscal_years.next_year(project)
    context: dict[str, object] = {"project": project, "year_form": year_form, "fiscal_year": year}
    if year is None:
        return render(request, "programs/fiscal_year_open.html", context)
    preview = fiscal_years.preview(project, year)
    form = bound(OpeningForm, request, uids=[str(carried.source.uid) for carried in preview.runs])
    sent = typed(request)
    chosen = None if sent is None else set(sent.getlist("runs"))
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
