"""Writes of funded projects, their home institutions and their committees."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import Values, create, edit, lock_for_edit, save_edit
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.refusals import Guards, Refused
from partners.models import Institution
from partners.services.directions import keeping_directions

from ..models import Committee, FundingProject, ProgramRun, ProjectHome
from ..permissions import may_edit_programs

CODE_TAKEN = gettext_lazy("This code is already in use. Choose another one.")
PROJECT_GUARDS: Guards = {
    "programs_fundingproject.code": ("code", CODE_TAKEN),
    "funding_project_one_default": ("is_default", gettext_lazy("Another project is already the main one.")),
}
HOME_GUARDS: Guards = {
    "project_home_term": ("ends_on", gettext_lazy("The last day cannot be before the first.")),
}
COMMITTEE_GUARDS: Guards = {"programs_committee.slug": ("slug", CODE_TAKEN)}


@retried
@transaction.atomic
def create_project(values: Values, *, by: User | None) -> FundingProject:
    """A new project. Errors: PermissionDenied, Refused."""
    refuse_unless(may_edit_programs, by)
    project = FundingProject()
    _unmark_other_default(project, values, by=by)
    return create(project, values, by=by, guards=PROJECT_GUARDS)


@retried
@transaction.atomic
def edit_project(project: FundingProject, values: Values, *, by: User | None, version: int | None) -> FundingProject:
    """Other values stay; so do the years in which runs or plans lie. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_programs, by)
    current = lock_for_edit(FundingProject.objects.all(), project.pk, version)
    years = (values.get(name, getattr(current, name)) for name in ("first_fiscal_year", "last_fiscal_year"))
    _refuse_years_in_use(current, *years)
    _unmark_other_default(current, values, by=by)
    return edit(current, values, by=by, version=None, guards=PROJECT_GUARDS)


def lock_project(pk: int) -> FundingProject:
    """Who looks at what lies in a project before writing into it locks its row first: two at one moment see each other."""
    return FundingProject.objects.select_for_update(of=("self",)).get(pk=pk)


def _unmark_other_default(project: FundingProject, values: Values, *, by: User | None) -> None:
    """A project that becomes the main one takes that mark from the one that had it."""
    if values.get("is_default"):
        for other in FundingProject.objects.select_for_update().filter(is_default=True).exclude(pk=project.pk):
            other.is_default = False
            save_edit(other, by=by)


def _refuse_years_in_use(project: FundingProject, first: int, last: int) -> None:
    years = set(ProgramRun.objects.filter(program__project=project).values_list("fiscal_year", flat=True))
    for plan_first, plan_last in project.plans.values_list("first_fiscal_year", "last_fiscal_year"):
        years.update(range(plan_first, plan_last + 1))
    outside = sorted(year for year in years if not first <= year <= last)
    if outside:
        raise Refused(
            _("Programme runs or plans already exist in %(years)s.")
            % {"years": formats.listed(map(fiscal_year_label, outside))},
            field="first_fiscal_year" if outside[0] < first else "last_fiscal_year",
        )


# --- Home institutions ---------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def add_home(
    project: FundingProject, institution: Institution, *, starts_on: date, ends_on: date | None = None, by: User | None
) -> ProjectHome:
    """From that day on the institution is one of ours in this project; no registered stay may be turned by it.

    Errors: PermissionDenied, Refused.
    """
    refuse_unless(may_edit_programs, by)
    lock_project(project.pk)
    home = ProjectHome(project=project, institution=institution)
    _refuse_overlap(home, starts_on, ends_on)
    with keeping_directions([institution.pk], field="starts_on"):
        return create(home, {"starts_on": starts_on, "ends_on": ends_on}, by=by, guards=HOME_GUARDS)


@retried
@transaction.atomic
def edit_home(
    home: ProjectHome, *, starts_on: date, ends_on: date | None, by: User | None, version: int | None
) -> ProjectHome:
    """Change the term of a home institution; no registered stay may be turned by it.

    Errors: PermissionDenied, StaleEdit, Refused.
    """
    refuse_unless(may_edit_programs, by)
    lock_project(home.project_id)
    current = lock_for_edit(ProjectHome.objects.all(), home.pk, version)
    _refuse_overlap(current, starts_on, ends_on)
    field = "starts_on" if starts_on != current.starts_on else "ends_on"
    with keeping_directions([current.institution_id], field=field):
        return edit(current, {"starts_on": starts_on, "ends_on": ends_on}, by=by, version=None, guards=HOME_GUARDS)


def _refuse_overlap(home: ProjectHome, starts_on: date, ends_on: date | None) -> None:
    others = ProjectHome.objects.filter(project_id=home.project_id, institution_id=home.institution_id)
    if others.exclude(pk=home.pk).overlapping(starts_on, ends_on).exists():
        raise Refused(
            _("This institution is already a home institution of the project in that time."), field="starts_on"
        )


# --- Committees ------------------------------------------------------------------------------------------------------


def create_committee(project: FundingProject, values: Values, *, by: User | None) -> Committee:
    """A new committee of a project. Errors: PermissionDenied, Refused."""
    refuse_unless(may_edit_programs, by)
    return create(Committee(project=project), values, by=by, guards=COMMITTEE_GUARDS)


@retried
@transaction.atomic
def edit_committee(committee: Committee, values: Values, *, by: User | None, version: int | None) -> Committee:
    """Other values stay. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_programs, by)
    return edit(committee, values, by=by, version=version, guards=COMMITTEE_GUARDS)
