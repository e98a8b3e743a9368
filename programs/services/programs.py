"""How a programme and its yearly runs come into the portal and change."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import lock_for_edit, save_edit, write
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.search_key import search_key
from partners.models import Institution

from ..models import FundingProject, Program, ProgramPartner, ProgramRun
from .refusals import Refused, refusing


class CodeTaken(Refused):
    """Another programme has this code or this address."""


class RunExists(Refused):
    """The programme already has this run."""


class YearOutside(Refused):
    """The fiscal year is not one of the project's."""


def program_key(program: Program) -> str:
    """The key under which a programme is found: its names in three languages and its other names."""
    names = [getattr(program, column) or "" for column in columns("name")]
    return search_key(" | ".join(text for text in (*names, *program.aliases.splitlines()) if text))


def _unique_program() -> dict[str, Refused]:
    taken = CodeTaken(_("This code is already in use. Choose another one."), field="code")
    address = CodeTaken(_("This address part is already in use. Choose another one."), field="slug")
    return {
        "program_code_once": taken,
        "programs_program.code": taken,
        "programs_program.slug": address,
        "programs_program_slug": address,
    }


@transaction.atomic
def create_program(
    project: FundingProject, fields: Mapping[str, Any], *, partners: Iterable[Institution] = (), by: User | None
) -> Program:
    """A new programme of a project. Errors: CodeTaken."""
    program = Program(project=project, **fields)
    program.search_key = program_key(program)
    with refusing(_unique_program()):
        write(program, by=by)
    _set_partners(program, partners, by=by)
    return program


@transaction.atomic
def edit_program(
    program: Program, fields: Mapping[str, Any], *, partners: Iterable[Institution], by: User, version: int
) -> Program:
    """Errors: StaleEdit, CodeTaken."""
    current = lock_for_edit(Program.objects.all(), program.pk, version)
    for name, value in fields.items():
        setattr(current, name, value)
    current.search_key = program_key(current)
    with refusing(_unique_program()):
        save_edit(current, by=by)
    _set_partners(current, partners, by=by)
    return current


def _set_partners(program: Program, partners: Iterable[Institution], *, by: User | None) -> None:
    wanted = {institution.pk for institution in partners}
    for partnership in program.partnerships.all():
        if partnership.institution_id in wanted:
            wanted.discard(partnership.institution_id)
        else:
            partnership._history_user = by  # type: ignore[attr-defined]
            partnership.delete()
    for institution_id in sorted(wanted):
        write(ProgramPartner(program=program, institution_id=institution_id), by=by)


# --- Runs -----------------------------------------------------------------------------------------------------------


def run_exists() -> RunExists:
    return RunExists(
        _("The programme already has a run with this fiscal year, direction, term and theme."), field="fiscal_year"
    )


@transaction.atomic
def create_run(
    program: Program, fields: Mapping[str, Any], *, by: User | None, copied_from: ProgramRun | None = None
) -> ProgramRun:
    """A programme in one fiscal year and direction. Errors: RunExists, YearOutside."""
    run = ProgramRun(program=program, copied_from=copied_from, **fields)
    refuse_year_outside(run.fiscal_year, program.project)
    with refusing({"program_run_once": run_exists(), "copied_from": run_exists()}):
        write(run, by=by)
    return run


@transaction.atomic
def edit_run(run: ProgramRun, fields: Mapping[str, Any], *, by: User, version: int) -> ProgramRun:
    """Errors: StaleEdit, RunExists, YearOutside."""
    current = lock_for_edit(ProgramRun.objects.all(), run.pk, version)
    for name, value in fields.items():
        setattr(current, name, value)
    refuse_year_outside(current.fiscal_year, current.program.project)
    with refusing({"program_run_once": run_exists()}):
        save_edit(current, by=by)
    return current


def refuse_year_outside(fiscal_year: int, project: FundingProject) -> None:
    """Errors: YearOutside."""
    if fiscal_year not in project.fiscal_years:
        raise YearOutside(
            _("The project covers the fiscal years %(first)d to %(last)d.")
            % {"first": project.first_fiscal_year, "last": project.last_fiscal_year},
            field="fiscal_year",
        )
