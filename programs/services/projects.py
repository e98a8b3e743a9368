"""How a funded project, its home institutions and its committees come into the portal and change."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import lock_for_edit, save_edit, write
from partners.models import Institution

from ..models import Committee, FundingProject, ProgramRun, ProjectHome
from .refusals import Refused, refusing


class CodeTaken(Refused):
    """Another record has this code."""


class YearsInUse(Refused):
    """Runs or plans lie in years that the project would no longer have."""


class HomeOverlaps(Refused):
    """The institution is already at home in this project in that time."""


def _code_taken(field: str = "code") -> CodeTaken:
    return CodeTaken(_("This code is already in use. Choose another one."), field=field)


def _unique_project() -> dict[str, Refused]:
    return {
        "programs_fundingproject.code": _code_taken(),
        "programs_fundingproject_code": _code_taken(),
        "funding_project_one_default": Refused(_("Another project is already the main one."), field="is_default"),
        "programs_fundingproject.is_default": Refused(
            _("Another project is already the main one."), field="is_default"
        ),
    }


@transaction.atomic
def create_project(fields: Mapping[str, Any], *, by: User | None) -> FundingProject:
    """A new project. Errors: CodeTaken."""
    project = FundingProject(**fields)
    _give_way(project, by=by)
    with refusing(_unique_project()):
        write(project, by=by)
    return project


@transaction.atomic
def edit_project(project: FundingProject, fields: Mapping[str, Any], *, by: User, version: int) -> FundingProject:
    """Errors: StaleEdit, CodeTaken, YearsInUse."""
    current = lock_for_edit(FundingProject.objects.all(), project.pk, version)
    for name, value in fields.items():
        setattr(current, name, value)
    _refuse_years_in_use(current)
    _give_way(current, by=by)
    with refusing(_unique_project()):
        save_edit(current, by=by)
    return current


def _give_way(project: FundingProject, *, by: User | None) -> None:
    """A project that becomes the main one takes that mark from the one that had it."""
    if project.is_default:
        for other in FundingProject.objects.select_for_update().filter(is_default=True).exclude(pk=project.pk):
            other.is_default = False
            save_edit(other, by=by)


def _refuse_years_in_use(project: FundingProject) -> None:
    years = set(ProgramRun.objects.filter(program__project=project).values_list("fiscal_year", flat=True))
    for first, last in project.plans.values_list("first_fiscal_year", "last_fiscal_year"):
        years |= set(range(first, last + 1))
    outside = sorted(year for year in years if year not in project.fiscal_years)
    if outside:
        raise YearsInUse(
            _("Programme runs or plans already exist in %(years)s.") % {"years": ", ".join(map(str, outside))},
            field="first_fiscal_year" if outside[0] < project.first_fiscal_year else "last_fiscal_year",
        )


# --- Home institutions ---------------------------------------------------------------------------------------------


@transaction.atomic
def add_home(
    project: FundingProject, institution: Institution, *, starts_on: date, ends_on: date | None = None, by: User | None
) -> ProjectHome:
    """From that day on the institution is one of ours in this project. Errors: HomeOverlaps."""
    FundingProject.objects.select_for_update().get(pk=project.pk)
    home = ProjectHome(project=project, institution=institution, starts_on=starts_on, ends_on=ends_on)
    _refuse_overlap(home)
    write(home, by=by)
    return home


@transaction.atomic
def edit_home(home: ProjectHome, *, starts_on: date, ends_on: date | None, by: User, version: int) -> ProjectHome:
    """Change the term of a home institution. Errors: StaleEdit, HomeOverlaps."""
    FundingProject.objects.select_for_update().get(pk=home.project_id)
    current = lock_for_edit(ProjectHome.objects.all(), home.pk, version)
    current.starts_on, current.ends_on = starts_on, ends_on
    _refuse_overlap(current)
    save_edit(current, by=by)
    return current


def _refuse_overlap(home: ProjectHome) -> None:
    others = ProjectHome.objects.filter(project_id=home.project_id, institution_id=home.institution_id)
    for other in others.exclude(pk=home.pk):
        begins_before_end = home.ends_on is None or other.starts_on <= home.ends_on
        ends_after_start = other.ends_on is None or other.ends_on >= home.starts_on
        if begins_before_end and ends_after_start:
            raise HomeOverlaps(
                _("This institution is already a home institution of the project in that time."), field="starts_on"
            )


# --- Committees ------------------------------------------------------------------------------------------------------


def _unique_committee() -> dict[str, Refused]:
    return {"programs_committee.slug": _code_taken("slug"), "programs_committee_slug": _code_taken("slug")}


@transaction.atomic
def create_committee(project: FundingProject, fields: Mapping[str, Any], *, by: User | None) -> Committee:
    """A new committee of a project. Errors: CodeTaken."""
    committee = Committee(project=project, **fields)
    with refusing(_unique_committee()):
        write(committee, by=by)
    return committee


@transaction.atomic
def edit_committee(committee: Committee, fields: Mapping[str, Any], *, by: User, version: int) -> Committee:
    """Errors: StaleEdit, CodeTaken."""
    current = lock_for_edit(Committee.objects.all(), committee.pk, version)
    for name, value in fields.items():
        setattr(current, name, value)
    with refusing(_unique_committee()):
        save_edit(current, by=by)
    return current
