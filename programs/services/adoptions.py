"""How a draft plan is adopted and how its next version begins. What was adopted never changes."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.models import StoredFile, User
from kanazawa_exchange.accounts.services.editing import save_edit, write
from kanazawa_exchange.accounts.services.ledger import log_move
from kanazawa_exchange.lib.clock import tokyo_date
from kanazawa_exchange.lib.formats import table_date
from kanazawa_exchange.lib.languages import LANGUAGES, active_language, columns
from kanazawa_exchange.lib.period import fiscal_year_label

from ..models import Committee, Direction, FundingProject, PlanStatus, TargetCell, TargetPlan, TargetRevision
from ..queries.targets import Key, missing_cells, plan_of
from .refusals import Refused
from .targets import lock_draft, next_number, refuse_second_draft

COPIED = (
    "first_fiscal_year",
    "last_fiscal_year",
    "by_program",
    "split_unknown",
    "note_policy",
    *columns("title"),
)
REVISION_COPIED = (
    "fiscal_year",
    "direction",
    "program_id",
    "delta",
    "reason",
    "institution_id",
    "decided_on",
    *columns("note"),
)


class CannotAdopt(Refused):
    """Something that adoption needs is missing; the message names it."""


class NothingToFollow(Refused):
    """No plan is in force that a new version could follow."""


@transaction.atomic
def adopt(
    plan: TargetPlan,
    *,
    committee: Committee,
    adopted_on: date,
    basis: Mapping[str, str],
    basis_file: StoredFile | None = None,
    by: User | None,
    now: datetime,
    version: int | None = None,
) -> TargetPlan:
    """Record that the steering committee adopted the draft; the plan in force until then becomes an earlier one.

    `basis` holds texts by language. Errors: StaleEdit, PlanIsSettled, CannotAdopt.
    """
    FundingProject.objects.select_for_update().get(pk=plan.project_id)
    current = lock_draft(plan, version)
    previous = (
        TargetPlan.objects.select_for_update().filter(project_id=plan.project_id, status=PlanStatus.ADOPTED).first()
    )
    _refuse_words(current, previous, committee, adopted_on, today=tokyo_date(now))
    if not any(text.strip() for text in basis.values()) and basis_file is None:
        raise CannotAdopt(
            _("State the basis of the decision, or attach the document."), field=f"basis_{active_language()}"
        )
    _refuse_numbers(current)
    if previous is not None:
        previous.status, previous.superseded_on = PlanStatus.SUPERSEDED, adopted_on
        save_edit(previous, by=by)
        _log(previous, "supersede", PlanStatus.ADOPTED, adopted_on, by=by, now=now)
    for language in LANGUAGES:
        setattr(current, f"adopted_by_{language}", getattr(committee, f"name_{language}") or "")
        setattr(current, f"basis_{language}", basis.get(language, ""))
    current.status, current.adopted_on, current.basis_file = PlanStatus.ADOPTED, adopted_on, basis_file
    save_edit(current, by=by)
    _log(current, "adopt", PlanStatus.DRAFT, adopted_on, by=by, now=now)
    return current


def _log(plan: TargetPlan, move: str, source: str, on: date, *, by: User | None, now: datetime) -> None:
    log_move(plan, move=move, source=source, target=plan.status, effective_on=on, by=by, now=now)


def _refuse_words(
    plan: TargetPlan, previous: TargetPlan | None, committee: Committee, adopted_on: date, *, today: date
) -> None:
    if committee.kind != Committee.Kind.STEERING or committee.project_id != plan.project_id:
        raise CannotAdopt(_("Only the project's steering committee adopts a plan."), field="committee")
    if adopted_on > today:
        raise CannotAdopt(_("The day of adoption cannot be in the future."), field="adopted_on")
    if previous is not None and previous.adopted_on and adopted_on < previous.adopted_on:
        raise CannotAdopt(
            _("The plan in force was adopted on %(date)s; the new one cannot be older.")
            % {"date": table_date(previous.adopted_on)},
            field="adopted_on",
        )


def _refuse_numbers(plan: TargetPlan) -> None:
    if missing := missing_cells(plan):
        raise CannotAdopt(_("Numbers are missing: %(cells)s.") % {"cells": cell_words(plan, missing)})
    below = [(cell.fiscal_year, cell.direction, cell.program_id) for cell in plan_of(plan).cells if cell.total < 0]
    if below:
        raise CannotAdopt(
            _("With its revisions a number falls below zero: %(cells)s.") % {"cells": cell_words(plan, below)}
        )


def cell_words(plan: TargetPlan, keys: list[Key]) -> str:
    """Which cells, in words: FY2018 outbound; FY2018 inbound (Basic Science Program)."""
    programs = {program.pk: program.name for program in plan.project.programs.all()} if plan.by_program else {}
    words = []
    for year, direction, program_id in keys:
        text = pgettext("plan cell", "%(year)s %(direction)s") % {
            "year": fiscal_year_label(year),
            "direction": Direction(direction).label,
        }
        words.append(f"{text} ({programs[program_id]})" if program_id in programs else text)
    return pgettext("list", "; ").join(words)


@transaction.atomic
def new_version(project: FundingProject, *, by: User | None) -> TargetPlan:
    """Copy the plan in force, with its revisions, as a new draft. Errors: NothingToFollow, DraftExists."""
    project = FundingProject.objects.select_for_update().get(pk=project.pk)
    refuse_second_draft(project)
    source = project.plans.filter(status=PlanStatus.ADOPTED).first()
    if source is None:
        raise NothingToFollow(_("No plan is in force yet. Start with an empty draft."))
    copied = {name: getattr(source, name) for name in COPIED}
    plan = TargetPlan(project=project, number=next_number(project), **copied)
    write(plan, by=by)
    for cell in source.cells.all():
        key = {"fiscal_year": cell.fiscal_year, "direction": cell.direction, "program_id": cell.program_id}
        write(TargetCell(plan=plan, value=cell.value, **key), by=by)
    for revision in source.revisions.order_by("decided_on", "pk"):
        write(TargetRevision(plan=plan, **{name: getattr(revision, name) for name in REVISION_COPIED}), by=by)
    return plan
