"""The office's pages of projects, home institutions and committees."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, saved, version_of

from ..forms.projects import CommitteeForm, HomeForm, HomeTermForm, ProjectForm
from ..models import Committee, FundingProject, ProjectHome
from ..permissions import may_edit_programs
from ..queries.catalogue import office_projects
from ..services import projects


def _project(request: SignedInRequest, uid: UUID) -> FundingProject:
    return get_object_or_404(FundingProject.objects.visible_to(request.user), uid=uid)


def _committee(request: SignedInRequest, uid: UUID) -> Committee:
    return get_object_or_404(Committee.objects.visible_to(request.user).select_related("project"), uid=uid)


def _saved(
    request: SignedInRequest, form: Any, act: Callable[[], object], message: str, template: str, **context: object
) -> HttpResponse:
    return saved(
        request,
        form,
        act,
        message=message,
        redirect_to=reverse("programs:office"),
        template=f"programs/{template}.html",
        context=context,
    )


@require_safe
@requires(may_edit_programs)
def office(request: SignedInRequest) -> HttpResponse:
    return render(request, "programs/program_office.html", {"projects": office_projects()})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def project_create(request: SignedInRequest) -> HttpResponse:
    form = bound(ProjectForm, request)
    return _saved(
        request,
        form,
        lambda: projects.create_project(form.values(), by=request.user),
        _("The project is registered."),
        "project_edit",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def project_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    project = _project(request, uid)
    form = bound(ProjectForm, request, project)
    return _saved(
        request,
        form,
        lambda: projects.edit_project(project, form.values(), by=request.user, version=version_of(form)),
        _("The project is saved."),
        "project_edit",
        project=project,
    )


@require_safe
@requires(may_edit_programs)
def project_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    project = _project(request, uid)
    entries = history.timeline(project, parts=[(ProjectHome, "project")])
    return render(request, "programs/record_history.html", {"record": project, "entries": entries})


# --- Home institutions ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def home_create(request: SignedInRequest, uid: UUID) -> HttpResponse:
    project = _project(request, uid)
    form = bound(HomeForm, request)
    return _saved(
        request,
        form,
        lambda: projects.add_home(project, by=request.user, **form.values()),
        _("The home institution is registered."),
        "home_edit",
        project=project,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def home_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    home = get_object_or_404(ProjectHome.objects.select_related("project", "institution"), uid=uid)
    form = bound(HomeTermForm, request, home)
    return _saved(
        request,
        form,
        lambda: projects.edit_home(home, by=request.user, version=version_of(form), **form.values()),
        _("The term is saved."),
        "home_edit",
        project=home.project,
        home=home,
    )


# --- Committees ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def committee_create(request: SignedInRequest, uid: UUID) -> HttpResponse:
    project = _project(request, uid)
    form = bound(CommitteeForm, request)
    return _saved(
        request,
        form,
        lambda: projects.create_committee(project, form.values(), by=request.user),
        _("The committee is registered."),
        "committee_edit",
        project=project,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_programs)
def committee_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    committee = _committee(request, uid)
    form = bound(CommitteeForm, request, committee)
    context = {"project": committee.project, "committee": committee}
    return _saved(
        request,
        form,
        lambda: projects.edit_committee(committee, form.values(), by=request.user, version=version_of(form)),
        _("The committee is saved."),
        "committee_edit",
        **context,
    )


@require_safe
@requires(may_edit_programs)
def committee_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    committee = _committee(request, uid)
    context = {"record": committee, "entries": history.timeline(committee)}
    return render(request, "programs/record_history.html", context)
