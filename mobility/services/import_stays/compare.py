"""Known stays, cell by cell: what the row would change, what somebody changed by hand since the last import, what never changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from kanazawa_exchange.lib import imports
from kanazawa_exchange.lib.imports import Act, Change, Finding

from ...facts import COLUMNS as FACT_COLUMNS
from ...facts import Facts, funding_values, leg_values
from ...models import Funding, Leg, Mobility
from ...sheets import CONFIRMED, FACTS, PLANNED
from .. import mobilities
from .drafts import END, START, Draft, day_named
from .telling import DAYS, tell

FIXED = ("sending", "receiving")
"""What a record never changes."""
BY_MOVE = {"status": "status.by_move", "actual_starts_on": "days.by_move", "actual_ends_on": "days.by_move"}
"""What a record changes by its moves: the code of the sentence that says so."""


def compare(drafts: Sequence[Draft], act: Act) -> None:
    """Cell by cell: what the row would change, what somebody changed by hand since the last import, what never changes."""
    known = [draft.stay for draft in drafts if draft.stay is not None]
    earlier = act.earlier({stay.pk for stay in known}) if known else {}
    for draft in drafts:
        if draft.stay is not None:
            _compare_one(draft, draft.stay, earlier.get(draft.stay.pk, {}))
    changed = [draft for draft in drafts if draft.finding.act and draft.stay is not None]
    edits = _edits(changed)
    for draft, look in zip(changed, mobilities.look_over_edits(edits, by=act.by) if edits else [], strict=True):
        tell(draft, look)


def _compare_one(draft: Draft, stay: Mobility, earlier: Mapping[str, object]) -> None:
    finding = draft.finding
    finding.record, finding.version = stay.pk, stay.version
    if draft.is_called_off:
        return
    for side in FIXED:
        named = getattr(draft.places, side, None)
        if named is not None and side in draft.said and named.pk != getattr(stay, f"{side}_id"):
            draft.fault(side, "place.fixed")
    partner = draft.places and "partner" in draft.said
    if (
        partner
        and draft.places
        and (draft.places.sending.pk, draft.places.receiving.pk) != (stay.sending_id, stay.receiving_id)
    ):
        draft.fault("partner", "place.fixed")
    values: dict[str, Any] = {}
    for column, name, new in _told(draft, stay):
        old = getattr(stay, name)
        if old == new:
            continue
        was = earlier.get(column)
        if was is not None and was == imports.stored(new):
            draft.note(column, "kept")
        elif was is not None and was != imports.stored(old):
            draft.fault(column, "edited_since", old=_in_words(old))
        elif name in BY_MOVE:
            draft.fault(column, BY_MOVE[name], old=_in_words(old))
        elif name in values:
            if values[name] != new:
                draft.fault(column, "days.differ")
        else:
            values[name] = new
            finding.changes.append(Change(column, imports.stored(old), imports.stored(new)))
    finding.act = (stay, values) if values else None


def _told(draft: Draft, stay: Mobility) -> list[tuple[str, str, Any]]:
    """Column, fact and value, of what the row itself says of a known stay."""
    told = [(name, name, draft.said[name]) for name in (*FACTS, "status", *DAYS) if name in draft.said]
    for name in (START, END):
        if name in draft.said:
            told.append((name, day_named(name, _kind_of(draft, stay, name)), draft.said[name]))
    return told


def _kind_of(draft: Draft, stay: Mobility, name: str) -> str:
    """Whether a day is planned or confirmed: as the row says, else as it is in the record."""
    said = draft.said.get("dates_are")
    return said or (CONFIRMED if getattr(stay, f"actual_{name}") is not None else PLANNED)


def _in_words(value: object) -> str:
    return "—" if value in (None, "") else str(value)


def _edits(drafts: Sequence[Draft]) -> list[tuple[Mobility, Facts]]:
    """The known stays with the facts that they would have; two queries for their parts."""
    stays = {draft.stay.pk for draft in drafts if draft.stay is not None}
    legs: dict[int, list[Leg]] = {pk: [] for pk in stays}
    fundings: dict[int, list[Funding]] = {pk: [] for pk in stays}
    if stays:
        for leg in Leg.objects.filter(mobility_id__in=stays).select_related("host").order_by("starts_on"):
            legs[leg.mobility_id].append(leg)
        for money in Funding.objects.filter(mobility_id__in=stays).order_by("pk"):
            fundings[money.mobility_id].append(money)
    edits = []
    for draft in drafts:
        stay, values = known(draft.finding)
        columns = {name: getattr(stay, name) for name in FACT_COLUMNS} | dict(values)
        parts: dict[str, Any] = {"legs": leg_values(legs[stay.pk]), "fundings": funding_values(fundings[stay.pk])}
        edits.append((stay, Facts(**columns, **parts)))
    return edits


def known(finding: Finding) -> tuple[Mobility, Mapping[str, Any]]:
    """The record and the values of a row that changes one."""
    act = finding.act
    assert isinstance(act, tuple)  # noqa: S101 asked of such rows only
    return act
