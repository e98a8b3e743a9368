"""How a mobility gets into the portal and how it is changed; its moves are in `moves`, its stages in `stages`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.services.editing import lock_for_edit, save_edit, write
from kanazawa_exchange.accounts.services.ledger import log_move
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.states import NEW
from partners.models import Agreement, AgreementParty, Institution
from programs.models import Direction, ProgramRun

from .. import permissions
from ..models import Activity, Category, Mobility, Mode, Status
from ..moves import MOVES, READ_ONLY
from ..queries.days import bounds
from ..queries.directions import derive, home_sides
from .parts import FundingValues, LegValues, funding_fault, leg_fault, remove_other_legs, write_fundings, write_legs
from .refusals import CannotEdit, CannotRegister, clash_sentence, clashing_stay, explained, same_plan

__all__ = [
    "EDITABLE",
    "CannotEdit",
    "CannotRegister",
    "FundingValues",
    "LegValues",
    "edit",
    "register",
]

EDITABLE = (
    "run",
    "agreement",
    "activity",
    "mode",
    "category",
    "level",
    "planned_starts_on",
    "planned_ends_on",
    "enrolled_on",
    "credits_expected",
    "credits_recognised",
    "leads_to_degree",
    "residence_status",
    "note",
)
"""What an edit may change. Person and institutions never change; actual dates change by moves and corrections."""


@retried
def register(
    person: Person,
    *,
    sending: Institution,
    receiving: Institution,
    run: ProgramRun,
    by: User,
    now: datetime,
    planned_starts_on: date | None = None,
    planned_ends_on: date | None = None,
    actual_starts_on: date | None = None,
    actual_ends_on: date | None = None,
    agreement: Agreement | None = None,
    activity: str = Activity.STUDIES,
    mode: str = Mode.IN_PERSON,
    category: str = Category.STUDENT,
    level: str = "",
    enrolled_on: date | None = None,
    credits_expected: Decimal | None = None,
    credits_recognised: Decimal | None = None,
    leads_to_degree: bool = False,
    residence_status: str = "",
    note: str = "",
    legs: Sequence[LegValues] = (),
    fundings: Sequence[FundingValues] = (),
) -> Mobility:
    """A new record: planned without actual dates, on site with an actual start, returned with an actual end as well.

    Actual dates mean that the host has confirmed them. Errors: CannotRegister (by field), PermissionDenied.
    """
    stay = Mobility(
        person=person,
        sending=sending,
        receiving=receiving,
        run=run,
        agreement=agreement,
        status=Status.RETURNED if actual_ends_on else Status.ON_SITE if actual_starts_on else Status.PLANNED,
        activity=activity,
        mode=mode,
        category=category,
        level=level,
        # somebody who is already there has a planned end, and began as it was planned
        planned_starts_on=planned_starts_on or (actual_starts_on if planned_ends_on else None),
        planned_ends_on=planned_ends_on,
        actual_starts_on=actual_starts_on,
        actual_ends_on=actual_ends_on,
        enrolled_on=enrolled_on,
        credits_expected=credits_expected,
        credits_recognised=credits_recognised,
        leads_to_degree=leads_to_degree,
        residence_status=residence_status,
        note=note,
    )
    if not permissions.may_register_in(by, run.program_id):
        raise PermissionDenied
    with explained(CannotRegister, stay), transaction.atomic():
        # the run's row serialises closing a run with registering in it
        current = ProgramRun.objects.select_for_update(of=("self",)).select_related("program").get(pk=run.pk)
        errors = date_faults(stay, today=clock.tokyo_date(now)) or place_faults(stay, current)
        if current.is_closed:
            errors.setdefault("run", _("This run is closed for new records."))
        errors |= part_faults(stay, legs, fundings)
        if not errors and (other := clashing_stay(stay)):
            errors["actual_starts_on"] = clash_sentence(other)
        if not errors and (twin := same_plan(stay)):
            errors["planned_starts_on"] = clash_sentence(twin)
        if errors:
            raise CannotRegister(errors)
        write(stay, by=by)
        write_legs(stay, legs, by=by)
        write_fundings(stay, fundings, by=by)
        _log_beginning(stay, by=by, now=now)
    stay.refresh_from_db()
    return stay


def _log_beginning(stay: Mobility, *, by: User, now: datetime) -> None:
    """A planned record begins on the day it is entered, a past stay on its first day."""

    def log(name: str, source: str, day: date) -> None:
        move = MOVES.check(source, name)
        log_move(stay, move=name, source=source, target=move.target, effective_on=day, by=by, now=now)

    if stay.actual_starts_on is None:
        log("register", NEW, clock.tokyo_date(now))
        return
    log("register_arrived", NEW, stay.actual_starts_on)
    if stay.actual_ends_on is not None:
        log("return", Status.ON_SITE, stay.actual_ends_on)


@retried
def edit(
    mobility: Mobility,
    *,
    values: Mapping[str, Any],
    by: User,
    version: int,
    legs: Sequence[LegValues] | None = None,
    fundings: Sequence[FundingValues] | None = None,
) -> Mobility:
    """Change facts of a record; `values` holds some of EDITABLE, legs and fundings stay as they are when None.

    Errors: StaleEdit, CannotEdit (by field), PermissionDenied.
    """
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise ValueError(f"an edit cannot change {sorted(unknown)}")
    stay = mobility
    with explained(CannotEdit, mobility), transaction.atomic():
        stay = lock_for_edit(
            Mobility.objects.select_related("run", "sending__city", "receiving__city"), mobility.pk, version
        )
        if not permissions.may_edit(by, stay):
            raise PermissionDenied
        if stay.status in READ_ONLY:
            raise CannotEdit(
                {"": _("This record is closed to changes: %(state)s.") % {"state": MOVES.office_label(stay.status)}}
            )
        old_run = stay.run_id
        for name, value in values.items():
            setattr(stay, name, value)
        if stay.run_id != old_run and not permissions.may_register_in(by, stay.run.program_id):
            raise PermissionDenied
        kept = [
            LegValues(leg.host, leg.starts_on, leg.ends_on, leg.is_main) for leg in stay.legs.select_related("host")
        ]
        wanted = kept if legs is None else list(legs)
        errors = date_faults(stay, today=None) or place_faults(stay, stay.run)
        if stay.run_id != old_run and stay.run.is_closed:
            errors.setdefault("run", _("This run is closed for new records."))
        errors |= part_faults(stay, wanted, fundings or ())
        if not errors and (other := clashing_stay(stay)):
            errors["mode"] = clash_sentence(other)
        if errors:
            raise CannotEdit(errors)
        missing = remove_other_legs(stay, wanted, by=by)
        save_edit(stay, by=by)
        write_legs(stay, missing, by=by)
        if fundings is not None:
            write_fundings(stay, fundings, by=by)
    stay.refresh_from_db()
    return stay


# --- The rules ---------------------------------------------------------------------------------------------------------
def date_faults(stay: Mobility, *, today: date | None) -> dict[str, str]:
    """Dates that contradict each other; with `today`, actual dates that have not come yet as well."""
    errors = {}
    if stay.planned_starts_on is None and stay.actual_starts_on is None:
        errors["planned_starts_on"] = _("Enter the planned or the actual start.")
    for kind in ("planned", "actual"):
        start, end = getattr(stay, f"{kind}_starts_on"), getattr(stay, f"{kind}_ends_on")
        if end is not None and start is None:
            errors[f"{kind}_starts_on"] = _("Enter the start as well.")
        elif end is not None and end < start:
            errors[f"{kind}_ends_on"] = _("The end lies before the start.")
    if today is not None:
        for name in ("actual_starts_on", "actual_ends_on"):
            day = getattr(stay, name)
            if day is not None and day > today:
                errors.setdefault(name, _("This day has not come yet. Enter a day up to today, or a planned date."))
    return errors


def place_faults(stay: Mobility, run: ProgramRun) -> dict[str, str]:
    """Institutions, run and agreement that do not belong together on the first day of the stay."""
    if stay.sending_id == stay.receiving_id:
        return {"receiving": _("Sending and receiving institution are the same.")}
    day, _last = bounds(stay)
    assert day is not None  # noqa: S101 date_faults has made sure
    ours = home_sides(run.program.project_id).on(run.program.project_id, day)
    direction = derive(stay.sending, stay.receiving, ours)
    if direction is None:
        return {"receiving": _no_direction(stay, ours)}
    errors = {}
    if direction != run.direction:
        errors["run"] = _("From %(sending)s to %(receiving)s is %(direction)s, but this run is %(other)s.") % {
            "sending": localized(stay.sending, "name"),
            "receiving": localized(stay.receiving, "name"),
            "direction": _in_sentence(direction),
            "other": _in_sentence(run.direction),
        }
    if stay.agreement_id is not None:
        partner = stay.receiving_id if direction == Direction.OUTBOUND else stay.sending_id
        if not AgreementParty.objects.filter(agreement_id=stay.agreement_id, institution_id=partner).exists():
            errors["agreement"] = _("The partner institution is no party to this agreement.")
    return errors


def _no_direction(stay: Mobility, ours: frozenset[int]) -> str:
    if {stay.sending_id, stay.receiving_id} <= ours:
        return _("Both institutions are on our side then. One of them must be a partner abroad.")
    if not {stay.sending_id, stay.receiving_id} & ours:
        return _("Neither institution is on our side then. One of them must be ours.")
    return _("Both institutions are in the same country: such a stay is neither outbound nor inbound.")


def _in_sentence(direction: str) -> str:
    return _("outbound (dispatch)") if direction == Direction.OUTBOUND else _("inbound (hosting)")


def part_faults(stay: Mobility, legs: Sequence[LegValues], fundings: Sequence[FundingValues]) -> dict[str, str]:
    found = {"legs": leg_fault(stay, legs), "fundings": funding_fault(fundings)}
    return {name: text for name, text in found.items() if text}
