"""Writes of programmes and their yearly runs."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import stale_texts
from kanazawa_exchange.accounts.services.editing import Values, create, delete, edit, lock_for_edit, write_many
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Guards, Refused
from partners.models import Institution

from ..models import FundingProject, Program, ProgramPartner, ProgramRun
from ..permissions import may_edit_programs
from .kept_years import refuse_another_year
from .projects import lock_project

RUN_EXISTS = gettext_lazy("The programme already has a run with this fiscal year, direction, term and theme.")
PROGRAM_GUARDS: Guards = {
    "program_code_once": ("code", gettext_lazy("This code is already in use. Choose another one.")),
    "programs_program.slug": ("slug", gettext_lazy("This address part is already in use. Choose another one.")),
}
RUN_GUARDS: Guards = {
    "program_run_once": ("fiscal_year", RUN_EXISTS),
    "programs_programrun.copied_from_id": ("fiscal_year", RUN_EXISTS),
}


@retried
@transaction.atomic
def create_program(project: FundingProject, values: Values, *, by: User | None) -> Program:
    """A new programme of a project; `partners` among the values are institutions. Errors: PermissionDenied, Refused."""
    refuse_unless(may_edit_programs, by)
    own, partners = _split(values)
    program = create(Program(project=project), own, by=by, guards=PROGRAM_GUARDS)
    _set_partners(program, partners, by=by)
    return program


@retried
@transaction.atomic
def edit_program(program: Program, values: Values, *, by: User | None, version: int | None) -> Program:
    """Other values stay, the partners too. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_programs, by)
    own, partners = _split(values)
    before = stale_texts.texts_of(lock_for_edit(Program.objects.all(), program.pk, version))
    current = edit(program, own, by=by, version=None, guards=PROGRAM_GUARDS)
    stale_texts.note_edit(current, before, now=current.updated_at)
    _set_partners(current, partners, by=by)
    return current


def _split(values: Values) -> tuple[Values, Iterable[Institution] | None]:
    return {name: value for name, value in values.items() if name != "partners"}, values.get("partners")


def _set_partners(program: Program, partners: Iterable[Institution] | None, *, by: User | None) -> None:
    if partners is None:
        return
    new = {institution.pk for institution in partners}
    for partnership in program.partnerships.all():
        if partnership.institution_id not in new:
            delete(partnership, by=by)
        new.discard(partnership.institution_id)
    write_many([ProgramPartner(program=program, institution_id=pk) for pk in sorted(new)], by=by)


# --- Runs -----------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def create_run(
    program: Program, values: Values, *, by: User | None, copied_from: ProgramRun | None = None
) -> ProgramRun:
    """A programme in one fiscal year and direction. Errors: PermissionDenied, Refused."""
    refuse_unless(may_edit_programs, by)
    refuse_year_outside(values["fiscal_year"], lock_project(program.project_id))
    return create(ProgramRun(program=program, copied_from=copied_from), values, by=by, guards=RUN_GUARDS)


@retried
@transaction.atomic
def edit_run(run: ProgramRun, values: Values, *, by: User | None, version: int | None) -> ProgramRun:
    """Other values stay; so does the direction once there are stays, and the year in which an app above has counted them for good.

    Errors: PermissionDenied, StaleEdit, Refused.
    """
    refuse_unless(may_edit_programs, by)
    project = lock_project(run.program.project_id)
    current = lock_for_edit(ProgramRun.objects.all(), run.pk, version)
    fiscal_year = values.get("fiscal_year", current.fiscal_year)
    refuse_year_outside(fiscal_year, project)
    refuse_another_year(current, fiscal_year)
    if values.get("direction", current.direction) != current.direction and current.mobilities.exists():
        raise Refused(
            _("Mobility records stand in this run: its direction stays. Register a run of the other direction."),
            field="direction",
        )
    return edit(current, values, by=by, version=None, guards=RUN_GUARDS)


def refuse_year_outside(fiscal_year: int, project: FundingProject, *, field: str = "fiscal_year") -> None:
    """Errors: Refused."""
    if fiscal_year not in project.fiscal_years:
        raise Refused(
            _("The project covers the fiscal years %(first)d to %(last)d.")
            % {"first": project.first_fiscal_year, "last": project.last_fiscal_year},
            field=field,
        )
