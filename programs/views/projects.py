"""The office's pages of projects, home institutions and committees."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.views.pages import FormPage, edited, filled, registered
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, version_of

from ..forms.projects import CommitteeForm, HomeForm, HomeTermForm, ProjectForm
from ..models import Committee, FundingProject, ProjectHome
from ..permissions import may_edit_programs
from ..queries.office import office_projects
from ..services import projects
from .pages import history_page, link, names, office_trail


def project_or_404(request: SignedInRequest, uid: UUID) -> FundingProject:
    return get_object_or_404(FundingProject.objects.visible_to(request.user), uid=uid)


def _committee(request: SignedInRequest, uid: UUID) -> Committee:
    return get_object_or_404(Committee.objects.visible_to(request.user).select_related("project"), uid=uid)


@require_safe
@requires(may_edit_programs)
def office(request: SignedInRequest) -> HttpResponse:
    return render(request, "programs/program_office.html", {"projects": office_projects()})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def project_create(request: SignedInRequest) -> HttpResponse:
    page = FormPage(_("Register a project"), office_trail())
    return registered(request, page, ProjectForm, projects.create_project, message=_("The project is registered."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def project_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    project = project_or_404(request, uid)
    page = FormPage(
        _("Edit the project"), office_trail(), names(project), [link(_("History"), "project_history", project)]
    )
    return edited(request, page, ProjectForm, projects.edit_project, project)


@require_safe
@requires(may_edit_programs)
def project_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    project = project_or_404(request, uid)
    entries = history.timeline(project, parts=[(ProjectHome, "project")])
    return history_page(request, entries, trail=office_trail(), subtitle=names(project))


# --- Home institutions ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def home_create(request: SignedInRequest, uid: UUID) -> HttpResponse:
    project = project_or_404(request, uid)
    form = bound(HomeForm, request)
    page = FormPage(_("Add a home institution"), office_trail(), names(project), submit=_("Register"))
    return filled(
        request,
        page,
        form,
        lambda: projects.add_home(project, by=request.user, **form.values()),
        message=_("The home institution is registered."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def home_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    home = get_object_or_404(ProjectHome.objects.select_related("project", "institution"), uid=uid)
    form = bound(HomeTermForm, request, home)
    page = FormPage(_("Term of a home institution"), office_trail(), names(home.institution, home.project))
    return filled(
        request,
        page,
        form,
        lambda: projects.edit_home(home, by=request.user, version=version_of(form), **form.values()),
    )


# --- Committees ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def committee_create(request: SignedInRequest, uid: UUID) -> HttpResponse:
    project = project_or_404(request, uid)
    page = FormPage(_("Register a committee"), office_trail(), names(project))
    return registered(
        request, page, CommitteeForm, projects.create_committee, project, message=_("The committee is registered.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def committee_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    committee = _committee(request, uid)
    page = FormPage(
        _("Edit the committee"),
        office_trail(),
        names(committee, committee.project),
        [link(_("History"), "committee_history", committee)],
    )
    return edited(request, page, CommitteeForm, projects.edit_committee, committee)


@require_safe
@requires(may_edit_programs)
def committee_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    committee = _committee(request, uid)
    return history_page(request, history.timeline(committee), trail=office_trail(), subtitle=names(committee))
