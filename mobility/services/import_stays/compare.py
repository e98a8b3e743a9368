"""Known stays, cell by cell: what the row would change, what somebody changed by hand since the last import, what never changes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kanazawa_exchange.lib import formats, import_values
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Act, Change, Finding, Plain
from kanazawa_exchange.lib.localized import localized
from partners.models import Agreement

from ...facts import COLUMNS as FACT_COLUMNS
from ...facts import Facts, FundingValues, funding_values, leg_values
from ...models import Funding, Leg, Mobility
from ...money_cells import in_words
from ...sheets import CONFIRMED, FACTS, FUNDING, MONTHLY_YEN, PERIOD, PLANNED
from .. import looks
from .agreements import is_called, treaties
from .drafting import day_named, money_of
from .drafts import END, START, Draft
from .telling import DAYS, tell

FIXED = ("sending", "receiving")
"""What a record never changes."""
BY_MOVE = {"status": "status.by_move", "actual_starts_on": "days.by_move", "actual_ends_on": "days.by_move"}
"""What a record changes by its moves: the code of the sentence that says so."""


def compare(drafts: Sequence[Draft], act: Act) -> None:
    """Cell by cell: what the row would change, what somebody changed by hand since the last import, what never changes."""
    known = [draft.stay for draft in drafts if draft.stay is not None]
    earlier = act.earlier({stay.pk for stay in known}) if known else {}
    money = _money({draft.stay.pk for draft in drafts if draft.stay is not None and "fundings" in draft.facts})
    for draft in drafts:
        if draft.stay is not None:
            old = Old(draft.stay, money.get(draft.stay.pk, ()), earlier.get(draft.stay.pk, {}), act)
            _compare_one(draft, draft.stay, old)
    changed = [draft for draft in drafts if draft.finding.act and draft.stay is not None]
    edits = _edits(changed)
    for draft, look in zip(changed, looks.look_over_edits(edits, by=act.by) if edits else [], strict=True):
        tell(draft, look)


def _money(stays: Collection[int]) -> Mapping[int, tuple[FundingValues, ...]]:
    """The money of these stays; asks nothing where no row tells any."""
    found: dict[int, list[Funding]] = {pk: [] for pk in stays}
    for money in Funding.objects.filter(mobility_id__in=stays).order_by("pk") if stays else ():
        found[money.mobility_id].append(money)
    return {pk: funding_values(rows) for pk, rows in found.items()}


@dataclass(frozen=True)
class Old:
    """What a record says, and what the last import said of it."""

    stay: Mobility
    money: tuple[FundingValues, ...]
    earlier: Mapping[str, Any]
    act: Act

    def value(self, name: str) -> Any:
        return self.money if name == "fundings" else getattr(self.stay, name)

    def was(self, column: str, name: str, draft: Draft) -> Plain:
        """What the last import said of this fact, as `plain` has it; None where it said nothing."""
        if name == "fundings":
            return plain(name, money_of(_restored(self.earlier))) if FUNDING in self.earlier else None
        if name == "agreement":
            return self._agreement_was(draft)
        if column not in (PERIOD, START, END):
            return self.earlier.get(column)
        place = 0 if name.endswith(START) else 1
        both: Any = self.earlier.get(PERIOD) or (None, None)
        return self.earlier.get((START, END)[place], both[place])

    def _agreement_was(self, draft: Draft) -> Plain:
        text = self.earlier.get("agreement")
        if text is None:
            return None
        if self.stay.agreement is not None and is_called(self.stay.agreement, str(text)):
            return plain("agreement", self.stay.agreement)
        found = treaties(self.act).find(str(text), draft)
        return str(text) if isinstance(found, Unread) else plain("agreement", found.value)


def _restored(said: Mapping[str, Plain]) -> dict[str, Any]:
    return {key: import_values.restored(said[key]) for key in (FUNDING, MONTHLY_YEN) if key in said}


def plain(name: str, value: Any) -> Plain:
    """A fact as JSON keeps it."""
    if name == "agreement":
        return "" if value is None else str(value.uid)
    return import_values.stored(value)


def restored(name: str, value: Plain) -> Any:
    """The same back. Errors: Agreement.DoesNotExist."""
    if name == "agreement":
        return Agreement.objects.get(uid=str(value)) if value else None
    read = import_values.restored(value)
    return tuple(FundingValues(*one) for one in read) if name == "fundings" else read


def _compare_one(draft: Draft, stay: Mobility, before: Old) -> None:
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
        old = before.value(name)
        if old == new or (name == "fundings" and set(old) == set(new)):
            continue
        was = before.was(column, name, draft)
        if was is not None and was == plain(name, new):
            draft.note(column, "kept")
        elif was is not None and was != plain(name, old):
            draft.fault(column, "edited_since", old=_in_words(name, old))
        elif name in BY_MOVE:
            draft.fault(column, BY_MOVE[name], old=_in_words(name, old))
        elif name in values:
            if values[name] != new:
                draft.fault(column, "days.differ")
        else:
            values[name] = new
            finding.changes.append(Change(column, plain(name, old), plain(name, new)))
    finding.act = (stay, values) if values else None


def _told(draft: Draft, stay: Mobility) -> list[tuple[str, str, Any]]:
    """Column, fact and value, of what the row itself says of a known stay."""
    told = [(name, name, draft.said[name]) for name in (*FACTS, "status", *DAYS) if name in draft.said]
    for name in (START, END):
        if (day := draft.day(name)) is not None:
            told.append((draft.column_of(name), day_named(name, _kind_of(draft, stay, name)), day))
    told += [
        (column, name, draft.facts[name])
        for column, name in (("agreement", "agreement"), (FUNDING, "fundings"))
        if name in draft.facts
    ]
    return told


def _kind_of(draft: Draft, stay: Mobility, name: str) -> str:
    """Whether a day is planned or confirmed: as the row says, else as it is in the record."""
    said = draft.said.get("dates_are")
    return said or (CONFIRMED if getattr(stay, f"actual_{name}") is not None else PLANNED)


def _in_words(name: str, value: Any) -> str:
    if name == "fundings":
        return in_words(value) or "—"
    if isinstance(value, date):
        return formats.table_date(value)
    return "—" if value in (None, "") else str(localized(value, "title") if name == "agreement" else value)


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
        columns: dict[str, Any] = {name: getattr(stay, name) for name in FACT_COLUMNS}
        parts: dict[str, Any] = {"legs": leg_values(legs[stay.pk]), "fundings": funding_values(fundings[stay.pk])}
        edits.append((stay, Facts(**{**columns, **parts, **values})))
    return edits


def known(finding: Finding) -> tuple[Mobility, Mapping[str, Any]]:
    """The record and the values of a row that changes one."""
    act = finding.act
    assert isinstance(act, tuple)  # noqa: S101 asked of such rows only
    return act
