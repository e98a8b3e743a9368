"""What would be said of a stay that is registered or edited, with nothing written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.services.editing import Values
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import in_every_language
from kanazawa_exchange.lib.refusals import Doubt

from .. import permissions
from ..facts import Confirmed, Facts, NewStay, Places, apply, facts_of
from ..models import Mobility
from ..queries.plausibility import doubts_of
from ..states import READ_ONLY
from .checks import date_faults, early_end_faults, faults
from .kept_runs import run_faults
from .known import READ, Known, known_about, known_about_all, known_for
from .new_stays import in_memory, looked_at, with_days
from .refusals import closed_to_changes


@dataclass(frozen=True)
class Look:
    """What would be refused of a stay, by field, and what would be asked about."""

    faults: Mapping[str, str]
    doubts: tuple[Doubt, ...]


def look_over(
    places: Places | None, facts: Facts, confirmed: Confirmed, person: Person, *, by: User, now: datetime
) -> Look:
    """What `mobilities.register` would say of a stay, with nothing written; the person may be new, and places unknown as yet.

    For a page on which something else is wrong, so that all of it is said at once. Errors: PermissionDenied.
    """
    refuse_unless(permissions.may_register_in, by, facts.run.program_id)
    if places is None:
        record = with_days(Mobility(person=person), facts, confirmed)
        return Look(early_end_faults(confirmed) | date_faults(record, today=clock.tokyo_date(now)), ())
    new = NewStay(person, places, facts, confirmed)
    with transaction.atomic():
        known = known_for([new], by=by)
    record = in_memory(new, known)
    today, is_stage = clock.tokyo_date(now), confirmed.is_stage
    found = faults(record, facts, known, today=today, enters_run=True, is_stage=is_stage)
    return Look(early_end_faults(confirmed) | found, doubts_of(record))


@dataclass(frozen=True)
class LookInWords:
    """The same in each language: field → language → sentence; code of a doubt → language → sentence."""

    faults: Mapping[str, Mapping[str, str]]
    doubts: Mapping[str, Mapping[str, str]]


def look_over_all(stays: Sequence[NewStay], *, by: User, now: datetime) -> list[LookInWords]:
    """What `mobilities.register_all` would say of each, with nothing written; people who are new have keys below zero.

    As many queries for 300 as for 3. Errors: PermissionDenied.
    """
    for program in {stay.facts.run.program_id for stay in stays}:
        refuse_unless(permissions.may_register_in, by, program)
    known = known_for(stays, by=by, locks=False)
    today = clock.tokyo_date(now)

    def looked() -> tuple[list[Mobility], dict[int, Mapping[str, str]]]:
        beside = {person: list(others) for person, others in known.neighbours.items()}
        return looked_at(stays, replace(known, neighbours=beside), by=by, today=today)

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


def look_over_edit(mobility: Mobility, values: Values, *, by: User) -> Mapping[str, str]:
    """What `mobilities.edit` would refuse of these values, by field, with nothing written. Errors: PermissionDenied."""
    stay = Mobility.objects.select_related(*READ, "agreement").get(pk=mobility.pk)
    refuse_unless(permissions.may_edit, by, stay)
    facts, old_run = replace(facts_of(stay), **values), stay.run_id
    apply(facts, stay)
    with transaction.atomic():
        known = known_about(stay, enters_run=stay.run_id != old_run, by=by)
        kept = run_faults(stay) if stay.run_id != old_run else {}
    return kept | faults(stay, facts, known, today=None, enters_run=stay.run_id != old_run)


def look_over_edits(edits: Sequence[tuple[Mobility, Facts]], *, by: User) -> list[LookInWords]:
    """What `mobilities.edit` would say of each of these records with these facts, none of which is another run, with nothing written.

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
            return {"": closed_to_changes(stay)}
        return faults(stay, facts, known, today=None, enters_run=False)

    told = in_every_language(wrong) if wrong() else {}
    return LookInWords(_by_key(told), _doubts_in_words(stay, old_doubts))
