"""Registers stays, one or many at once, and edits their facts; moves are in `moves`, links in `stages`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.services.editing import Values, lock_for_edit, save_edit, write_many
from kanazawa_exchange.accounts.services.ledger import Line, log_moves, log_overruled
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.fresh import fresh
from kanazawa_exchange.lib.languages import in_every_language
from kanazawa_exchange.lib.refusals import Doubt, ask, explained
from kanazawa_exchange.lib.states import NEW

from .. import permissions
from ..facts import NAMES, Confirmed, Facts, NewStay, Places, apply, facts_of
from ..models import Mobility, Status
from ..moves import MOVES
from ..queries.plausibility import doubts_of
from ..states import READ_ONLY
from .checks import date_faults, early_end_faults, faults
from .kept_runs import run_faults
from .known import Known, known_about, known_about_all, known_for
from .parts import insert_parts, remove_other_legs, write_fundings, write_legs
from .refusals import CannotEdit, CannotRegister, guards_for
from .stages import follow_days, stage_faults, write_links

READ = ("run__program", "sending__city", "receiving__city")


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
            [line for pair in zip(records, stays, strict=True) for line in _beginning(*pair, now)],
            by=by,
            now=now,
        )
        if overruled is not None:
            log_overruled(zip(records, doubts, strict=True))
    return records


@dataclass(frozen=True)
class Look:
    """What would be refused of a stay, by field, and what would be asked about."""

    faults: Mapping[str, str]
    doubts: tuple[Doubt, ...]


def look_over(
    places: Places | None, facts: Facts, confirmed: Confirmed, person: Person, *, by: User, now: datetime
) -> Look:
    """What `register` would say of a stay, with nothing written; the person may be new, and places unknown as yet.

    For a page on which something else is wrong, so that all of it is said at once. Errors: PermissionDenied.
    """
    refuse_unless(permissions.may_register_in, by, facts.run.program_id)
    if places is None:
        record = _with_days(Mobility(person=person), facts, confirmed)
        return Look(early_end_faults(confirmed) | date_faults(record, today=clock.tokyo_date(now)), ())
    new = NewStay(person, places, facts, confirmed)
    with transaction.atomic():
        known = known_for([new], by=by)
    record = _in_memory(new, known)
    today, is_stage = clock.tokyo_date(now), confirmed.is_stage
    found = faults(record, facts, known, today=today, enters_run=True, is_stage=is_stage)
    return Look(early_end_faults(confirmed) | found, doubts_of(record))


@dataclass(frozen=True)
class LookInWords:
    """The same in each language: field → language → sentence; code of a doubt → language → sentence."""

    faults: Mapping[str, Mapping[str, str]]
    doubts: Mapping[str, Mapping[str, str]]


def look_over_all(stays: Sequence[NewStay], *, by: User, now: datetime) -> list[LookInWords]:
    """What `register_all` would say of each, with nothing written; people who are new have keys below zero.

    As many queries for 300 as for 3. Errors: PermissionDenied.
    """
    for program in {stay.facts.run.program_id for stay in stays}:
        refuse_unless(permissions.may_register_in, by, program)
    known = known_for(stays, by=by, locks=False)
    today = clock.tokyo_date(now)

    def looked() -> tuple[list[Mobility], dict[int, Mapping[str, str]]]:
        beside = {person: list(others) for person, others in known.neighbours.items()}
        return _looked_at(stays, replace(known, neighbours=beside), by=by, today=today)

    records, wrong = looked()
    told = in_every_language(lambda: looked()[1]) if wrong else {}
    return [
        LookInWords(_by_key({code: said.get(number, {}) for code, said in told.items()}), _doubts_in_words(record))
        for number, record in enumerate(records)
    ]


def _doubts_in_words(record: Mobility, but: Collection[Doubt] = ()) -> dict[str, dict[str, str]]:
    if not doubts_of(record):
        return {}
    told = in_every_language(lambda: {doubt.code: doubt.text for doubt in doubts_of(record)})
    old = {doubt.code for doubt in but}
    return {code: words for code, words in _by_key(told).items() if code not in old}


def _by_key(told: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Language → key → sentence, turned around."""
    keys = dict.fromkeys(key for said in told.values() for key in said)
    return {key: {code: said[key] for code, said in told.items() if key in said} for key in keys}


def _checked(stays: Sequence[NewStay], known: Known, *, by: User | None, today: date) -> list[Mobility]:
    """The records in memory. Errors: CannotRegister."""
    records, wrong = _looked_at(stays, known, by=by, today=today)
    if wrong:
        raise CannotRegister(next(iter(wrong.values())), rows=wrong)
    return records


def _looked_at(
    stays: Sequence[NewStay], known: Known, *, by: User | None, today: date
) -> tuple[list[Mobility], dict[int, Mapping[str, str]]]:
    """The records in memory, which are known from then on, and what is wrong with those of these numbers."""
    records: list[Mobility] = []
    wrong: dict[int, Mapping[str, str]] = {}
    for number, new in enumerate(stays):
        record = _in_memory(new, known)
        is_stage = new.confirmed.is_stage
        wrong[number] = early_end_faults(new.confirmed) | faults(
            record, new.facts, known, today=today, enters_run=new.enters_run, is_stage=is_stage
        )
        records.append(record)
        known.neighbours.setdefault(record.person_id, []).append(record)
    for number, record in enumerate(records):  # the next stage may stand further below
        if stays[number].confirmed.is_stage and not wrong[number]:
            wrong[number] = stage_faults(record, known, by=by)
    return records, {number: errors for number, errors in wrong.items() if errors}


def _in_memory(new: NewStay, known: Known) -> Mobility:
    """One record as it will be stored; somebody who is already there and has a planned end began as it was planned."""
    record = fresh(
        Mobility,
        person=new.person,
        sending=known.institutions[new.places.sending.pk],
        receiving=known.institutions[new.places.receiving.pk],
    )
    record.status = _first_state(new.confirmed)
    _with_days(record, new.facts, new.confirmed)
    record.run = known.runs[new.facts.run.pk]
    if new.confirmed.ended_early is not None:
        MOVES.moves["interrupt"].change(record, replace(new.confirmed.ended_early, on=new.confirmed.ends_on))
    return record


def _with_days(record: Mobility, facts: Facts, confirmed: Confirmed) -> Mobility:
    """The record with its facts and the confirmed days."""
    record.actual_starts_on, record.actual_ends_on = confirmed.starts_on, confirmed.ends_on
    apply(facts, record)
    record.planned_starts_on = record.planned_starts_on or (confirmed.starts_on if record.planned_ends_on else None)
    return record


def _first_state(confirmed: Confirmed) -> str:
    if confirmed.ended_early is not None:
        return Status.INTERRUPTED
    if confirmed.ends_on is not None:
        return Status.RETURNED
    return Status.PLANNED if confirmed.starts_on is None else Status.ON_SITE


def _beginning(record: Mobility, new: NewStay, now: datetime) -> list[Line]:
    """A planned record begins on the day it is entered, a past stay on its first day; then the moves it has made since."""
    if record.actual_starts_on is None:
        return [_line(record, "register", NEW, clock.tokyo_date(now))]
    lines = [_line(record, "register_arrived", NEW, record.actual_starts_on)]
    if (step := new.confirmed.ended_early) is not None and record.actual_ends_on is not None:
        early = _line(record, "interrupt", Status.ON_SITE, record.actual_ends_on)
        return [*lines, replace(early, reason_code=step.reason_code, reason=step.reason)]
    if record.actual_ends_on is not None:
        lines.append(_line(record, "return", Status.ON_SITE, record.actual_ends_on))
    return lines


def _line(record: Mobility, name: str, source: str, on: date) -> Line:
    return Line(record, move=name, source=source, target=MOVES.check(source, name).target, effective_on=on)


def _as_stored(records: Sequence[Mobility]) -> list[Mobility]:
    """The records with what the database has computed, in one query."""
    stored = Mobility.objects.select_related(*READ).in_bulk([record.pk for record in records])
    return [stored[record.pk] for record in records]


# --- Known stays -----------------------------------------------------------------------------------------------------


def look_over_edit(mobility: Mobility, values: Values, *, by: User) -> Mapping[str, str]:
    """What `edit` would refuse of these values, by field, with nothing written. Errors: PermissionDenied."""
    stay = Mobility.objects.select_related(*READ, "agreement").get(pk=mobility.pk)
    refuse_unless(permissions.may_edit, by, stay)
    facts, old_run = replace(facts_of(stay), **values), stay.run_id
    apply(facts, stay)
    with transaction.atomic():
        known = known_about(stay, enters_run=stay.run_id != old_run, by=by)
        kept = run_faults(stay) if stay.run_id != old_run else {}
    return kept | faults(stay, facts, known, today=None, enters_run=stay.run_id != old_run)


def look_over_edits(edits: Sequence[tuple[Mobility, Facts]], *, by: User) -> list[LookInWords]:
    """What `edit` would say of each of these records with these facts, none of which is another run, with nothing written.

    The records come with their places and run, and hold the new facts afterwards. As many queries for 300 as for 3.
    Errors: PermissionDenied.
    """
    for stay, _facts in edits:
        refuse_unless(permissions.may_edit, by, stay)
    with transaction.atomic():
        under = {facts.agreement.pk for _stay, facts in edits if facts.agreement is not None}
        known = known_about_all([stay for stay, _facts in edits], agreements=under, by=by)
    return [_looked_over(stay, facts, known) for stay, facts in edits]


def _looked_over(stay: Mobility, facts: Facts, known: Known) -> LookInWords:
    old_doubts = doubts_of(stay)
    apply(facts, stay)

    def wrong() -> Mapping[str, str]:
        if stay.status in READ_ONLY:
            return {"": _closed_to_changes(stay)}
        return faults(stay, facts, known, today=None, enters_run=False)

    told = in_every_language(wrong) if wrong() else {}
    return LookInWords(_by_key(told), _doubts_in_words(stay, old_doubts))


def _closed_to_changes(stay: Mobility) -> str:
    return _("This record is closed to changes: %(state)s.") % {"state": MOVES.office_label(stay.status)}


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
            raise CannotEdit(_closed_to_changes(stay))
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
