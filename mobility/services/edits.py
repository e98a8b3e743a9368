"""Facts of many records edited at once, each as `mobilities.edit` does it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import Gone, StaleEdit, Values, save_edits
from kanazawa_exchange.accounts.services.ledger import log_overruled
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import bulk
from kanazawa_exchange.lib.refusals import Doubt, ask, explained

from .. import permissions
from ..facts import COLUMNS, PARTS, Facts, apply, funding_values, leg_values
from ..models import Funding, Leg, Mobility, StageLink
from ..queries.plausibility import doubts_of
from ..states import READ_ONLY
from . import mobilities
from .checks import faults
from .known import READ, known_about_all, lock_people
from .refusals import CannotEdit, guards_for

Edits = Sequence[tuple[Mobility, Values]]
"""Records as they were read, and what shall stand in them."""
Overruled = Mapping[int, Collection[str]]
"""Record → the codes of the doubts about it that are meant so."""
ALONE = frozenset({"run", *PARTS})
"""Facts that are edited record by record: a run that is entered is locked, and parts are rows of their own."""


@retried
def edit_all(edits: Edits, *, by: User, overruled: Overruled | None = None) -> Mapping[int, int]:
    """Change facts of all of these records or of none; 300 cost as many queries as 3, but for those that change their run or their
    parts, are stages of a stay, or are several of one person. Returns the version of each.

    `overruled`: as in `mobilities.edit`, of each record; None asks nothing. Errors: as there.
    """
    with transaction.atomic():
        alike = _alike(edits)
        _edit_alike([(stay, values) for stay, values in edits if stay.pk in alike], by, overruled)
        for stay, values in edits:
            if stay.pk not in alike:
                meant_so = None if overruled is None else overruled.get(stay.pk, ())
                mobilities.edit(stay, values, by=by, version=stay.version, overruled=meant_so)
        rows = Mobility.objects.filter(pk__in=[stay.pk for stay, _values in edits])
        return dict(rows.values_list("pk", "version"))


def _alike(edits: Edits) -> set[int]:
    """Those of which none touches another, and nothing but their columns changes."""
    people = Counter(stay.person_id for stay, _values in edits)
    links = StageLink.objects.filter(first__person_id__in=people)
    in_stages = set(links.values_list("first__person_id", flat=True))
    return {
        stay.pk
        for stay, values in edits
        if people[stay.person_id] == 1
        and stay.person_id not in in_stages
        and stay.status not in READ_ONLY
        and ALONE.isdisjoint(values)
    }


def _edit_alike(edits: Edits, by: User, overruled: Overruled | None) -> None:
    records: list[Mobility] = []
    old_doubts: list[tuple[Doubt, ...]] = []
    with explained(guards_for(records), CannotEdit), transaction.atomic():
        locked = Mobility.objects.select_related(*READ, "agreement").select_for_update(of=("self",))
        stays = {stay.pk: stay for stay in locked.filter(pk__in=[stay.pk for stay, _values in edits]).order_by("pk")}
        facts = _facts_of(stays)
        for read, values in edits:
            stay = _as_read(read, stays)
            refuse_unless(permissions.may_edit, by, stay)
            facts[stay.pk] = replace(facts[stay.pk], **values)
            old_doubts.append(doubts_of(stay))
            apply(facts[stay.pk], stay)
            records.append(stay)
        lock_people(stay.person_id for stay in records)
        under = {stay.agreement_id for stay in records if stay.agreement_id}
        known = known_about_all(records, agreements=under, by=by)
        for stay in records:
            if errors := faults(stay, facts[stay.pk], known, today=None, enters_run=False):
                raise CannotEdit(errors)
        doubts = [_new_doubts(stay, old, overruled) for stay, old in zip(records, old_doubts, strict=True)]
        _save(records, {name for _stay, values in edits for name in values}, by)
        if overruled is not None:
            log_overruled(zip(records, doubts, strict=True))


def _new_doubts(stay: Mobility, old: Collection[Doubt], overruled: Overruled | None) -> list[Doubt]:
    """What this record did not raise before. Errors: Doubted."""
    found = [doubt for doubt in doubts_of(stay) if doubt not in old]
    ask(found, None if overruled is None else overruled.get(stay.pk, ()))
    return found


def _as_read(read: Mobility, stays: Mapping[int, Mobility]) -> Mobility:
    """The same record under lock. Errors: Gone, StaleEdit."""
    stay = stays.get(read.pk)
    if stay is None:
        raise Gone
    if stay.version != read.version:
        raise StaleEdit(stay)
    return stay


def _facts_of(stays: Mapping[int, Mobility]) -> dict[int, Facts]:
    """The facts of records as they are stored; two queries for their parts."""
    legs: dict[int, list[Leg]] = defaultdict(list)
    for leg in Leg.objects.filter(mobility_id__in=stays).select_related("host").order_by("starts_on"):
        legs[leg.mobility_id].append(leg)
    fundings: dict[int, list[Funding]] = defaultdict(list)
    for funding in Funding.objects.filter(mobility_id__in=stays).order_by("pk"):
        fundings[funding.mobility_id].append(funding)
    return {
        pk: Facts(
            **{name: getattr(stay, name) for name in COLUMNS},
            legs=leg_values(legs[pk]),
            fundings=funding_values(fundings[pk]),
        )
        for pk, stay in stays.items()
    }


def _save(records: Sequence[Mobility], names: Collection[str], by: User) -> None:
    """With their values cleaned, as one record alone is saved."""
    if records:
        others = [
            field.name for field in Mobility._meta.concrete_fields if field.is_relation or field.name not in names
        ]
        bulk.clean(records, others)
        save_edits(records, sorted(names), by=by)
