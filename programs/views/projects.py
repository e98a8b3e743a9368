"""The office's pages of projects, home institutions and committees."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries import history

from ..forms.projects import CommitteeForm, HomeForm, HomeTermForm, ProjectForm
from ..models import Committee, FundingProject, ProjectHome
from ..permissions import may_edit_programs
from ..queries.catalogue import office_projects
from ..services import projects
from .saving import OfficeRequest, bound, saved, version_of


@require_safe
@requires(may_edit_programs)
def office(request: OfficeRequest) -> HttpResponse:
    return render(request, "programs/program_office.html", {"projects": office_projects()})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def project_create(request: OfficeRequest) -> HttpResponse:
    form = bound(ProjectForm, request)
    return saved(
        request,
        form,
        lambda: projects.create_project(form.values(), by=request.user),
        done=_("The project is registered."),
        to=reverse("programs:office"),
        template="programs/project_edit.html",
        context={},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def project_edit(request: OfficeRequest, uid: UUID) -> HttpResponse:
    project = get_object_or_404(FundingProject.objects.visible_to(request.user), uid=uid)
    form = bound(ProjectForm, request, project)
    return saved(
        request,
        form,
        lambda: projects.edit_project(project, form.values(), by=request.user, version=version_of(form)),
        done=_("The project is saved."),
        to=reverse("programs:office"),
        template="programs/project_edit.html",
        context={"project": project},
    )


@require_safe
@requires(may_edit_programs)
def project_history(request: OfficeRequest, uid: UUID) -> HttpResponse:
    project = get_object_or_404(FundingProject.objects.visible_to(request.user), uid=uid)
    entries = history.timeline(project, parts=[(ProjectHome, "project")])
    return render(request, "programs/record_history.html", {"record": project, "entries": entries})


# --- Home institutions ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def home_create(request: OfficeRequest, uid: UUID) -> HttpResponse:
    project = get_object_or_404(FundingProject.objects.visible_to(request.user), uid=uid)
    form = bound(HomeForm, request)
    return saved(
        request,
        form,
        lambda: projects.add_home(project, by=request.user, **form.values()),
        done=_("The home institution is registered."),
        to=reverse("programs:office"),
        template="programs/home_edit.html",
        context={"project": project},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def home_edit(request: OfficeRequest, uid: UUID) -> HttpResponse:
    home = get_object_or_404(ProjectHome.objects.select_related("project", "institution"), uid=uid)
    form = bound(HomeTermForm, request, home)
    return saved(
        request,
        form,
        lambda: projects.edit_home(home, by=request.user, version=version_of(form), **form.values()),
        done=_("The term is saved."),
        to=reverse("programs:office"),
        template="programs/home_edit.html",
        context={"project": home.project, "home": home},
    )


# --- Committees ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def committee_create(request: OfficeRequest, uid: UUID) -> HttpResponse:
    project = get_object_or_404(FundingProject.objects.visible_to(request.user), uid=uid)
    form = bound(CommitteeForm, request)
    return saved(
        request,
        form,
        lambda: projects.create_committee(project, form.values(), by=request.user),
        done=_("The committee is registered."),
        to=reverse("programs:office"),
        template="programs/committee_edit.html",
        context={"project": project},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def committee_edit(request: OfficeRequest, uid: UUID) -> HttpResponse:
    committee = get_object_or_404(Committee.objects.visible_to(request.user).select_related("project"), uid=uid)
    form = bound(CommitteeForm, request, committee)
    return saved(
        request,
        form,
        lambda: projects.edit_committee(committee, form.values(), by=request.user, version=version_of(form)),
        done=_("The committee is saved."),
        to=reverse("programs:office"),
        template="programs/committee_edit.html",
        context={"project": committee.project, "committee": committee},
    )


@require_safe
@requires(may_edit_programs)
def committee_history(request: OfficeRequest, uid: UUID) -> HttpResponse:
    committee = get_object_or_404(Committee.objects.visible_to(request.user), uid=uid)
    return render(
        request, "programs/record_history.html", {"record": committee, "entries": history.timeline(committee)}
    )
