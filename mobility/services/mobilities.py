"""Registers stays, one or many at once, and edits their facts; looks at them are in `looks`, moves in `moves`, links in `stages`."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.services.editing import Values, lock_for_edit, save_edit, write_many
from kanazawa_exchange.accounts.services.ledger import log_moves, log_overruled
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import ask, explained

from .. import permissions
from ..facts import NAMES, Confirmed, Facts, NewStay, Places, apply, facts_of
from ..models import Mobility
from ..queries.plausibility import doubts_of
from ..states import READ_ONLY
from .checks import faults
from .kept_runs import run_faults
from .known import READ, Known, known_about, known_for
from .new_stays import beginning, looked_at
from .parts import insert_parts, remove_other_legs, write_fundings, write_legs
from .refusals import CannotEdit, CannotRegister, closed_to_changes, guards_for
from .stages import follow_days, write_links

# --- New stays -------------------------------------------------------------------------------------------------------


def register(
    person: Person,
    places: Places,
    facts: Facts,
    confirmed: Confirmed = Confirmed(),
    *,
    by: User,
    now: datetime,
    overruled: Collection[str] | None = None,
) -> Mobility:
    """A new record: planned, or with what the host has confirmed on site, returned or ended early.

    What is doubtful is asked about unless its code is `overruled`; the history then tells that it was meant so. None asks nothing.
    Errors: CannotRegister (by field), Doubted, PermissionDenied.
    """
    return register_all([NewStay(person, places, facts, confirmed)], by=by, now=now, overruled=overruled)[0]


def register_all(
    stays: Sequence[NewStay], *, by: User, now: datetime, overruled: Collection[str] | None = None
) -> list[Mobility]:
    """Register all of these stays or none, in the order given; 300 cost as many queries as 3.

    Each gets the same log and the same history as if it were registered alone, and is checked against those before it.
    Errors: CannotRegister with the faults of the first wrong one, and of each in `rows`; Doubted as in `register`;
    PermissionDenied.
    """
    return _as_stored(write_all(stays, by=by, now=now, overruled=overruled))


@retried
def write_all(
    stays: Sequence[NewStay], *, by: User, now: datetime, overruled: Collection[str] | None = None
) -> list[Mobility]:
    """The same for whoever needs no more of the records than their keys and versions: what the database computes is not read."""
    for program in {stay.facts.run.program_id for stay in stays}:
        refuse_unless(permissions.may_register_in, by, program)
    return _write(stays, by, now, overruled)


@retried
def register_agreed(stay: NewStay, *, now: datetime) -> Mobility:
    """A planned stay that both institutions have agreed on: the portal registers it itself, in nobody's name.

    The nomination of which it comes tells who agreed and when. Errors: CannotRegister (by field).
    """
    return _as_stored(_write([stay], None, now, None))[0]


def _write(
    stays: Sequence[NewStay], by: User | None, now: datetime, overruled: Collection[str] | None
) -> list[Mobility]:
    records: list[Mobility] = []
    with explained(guards_for(records), CannotRegister), transaction.atomic():
        known = known_for(stays, by=by)
        records += _checked(stays, known, by=by, today=clock.tokyo_date(now))
        doubts = [doubts_of(record) for record in records]
        ask([doubt for found in doubts for doubt in found], overruled)
        write_many(records, by=by, is_clean=True)  # the rules have asked each field
        insert_parts(list(zip(records, (stay.facts for stay in stays), strict=True)), by=by)
        write_links(records, stays, known, by=by)
        log_moves(
            [line for pair in zip(records, stays, strict=True) for line in beginning(*pair, now)],
            by=by,
            now=now,
        )
        if overruled is not None:
            log_overruled(zip(records, doubts, strict=True))
    return records


def _checked(stays: Sequence[NewStay], known: Known, *, by: User | None, today: date) -> list[Mobility]:
    """The records in memory. Errors: CannotRegister."""
    records, wrong = looked_at(stays, known, by=by, today=today)
    if wrong:
        raise CannotRegister(next(iter(wrong.values())), rows=wrong)
    return records


def _as_stored(records: Sequence[Mobility]) -> list[Mobility]:
    """The records with what the database has computed, in one query."""
    stored = Mobility.objects.select_related(*READ).in_bulk([record.pk for record in records])
    return [stored[record.pk] for record in records]


# --- Known stays -----------------------------------------------------------------------------------------------------


@retried
def edit(
    mobility: Mobility, values: Values, *, by: User, version: int, overruled: Collection[str] | None = None
) -> Mobility:
    """Change facts of a record; `values` holds some of them by name, all others stay. Person and institutions never
    change, confirmed dates change by moves and corrections.

    New doubts are asked about as in `register`; those that the record raised before are not.
    Errors: StaleEdit, CannotEdit (by field), Doubted, PermissionDenied, ValueError for what is no fact.
    """
    if unknown := set(values) - set(NAMES):
        raise ValueError(f"an edit cannot change {sorted(unknown)}")
    written: list[Mobility] = []
    with explained(guards_for(written), CannotEdit), transaction.atomic():
        stay = lock_for_edit(Mobility.objects.select_related(*READ, "agreement"), mobility.pk, version)
        written.append(stay)
        refuse_unless(permissions.may_edit, by, stay)
        if stay.status in READ_ONLY:
            raise CannotEdit(closed_to_changes(stay))
        facts, old_run = replace(facts_of(stay), **values), stay.run_id
        old_doubts = doubts_of(stay)
        apply(facts, stay)
        if enters_run := stay.run_id != old_run:
            refuse_unless(permissions.may_register_in, by, facts.run.program_id)
        known = known_about(stay, enters_run=enters_run, by=by)
        kept = run_faults(stay) if enters_run else {}
        if errors := kept | faults(stay, facts, known, today=None, enters_run=enters_run):
            raise CannotEdit(errors)
        doubts = [doubt for doubt in doubts_of(stay) if doubt not in old_doubts]
        ask(doubts, overruled)
        missing = remove_other_legs(stay, facts.legs, by=by)
        save_edit(stay, by=by)
        if overruled is not None:
            log_overruled([(stay, doubts)])
        write_legs(stay, missing, by=by)
        write_fundings(stay, facts.fundings, by=by)
        follow_days(stay, by=by)
    stay.refresh_from_db()
    return stay
