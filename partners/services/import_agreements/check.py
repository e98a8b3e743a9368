"""What each row of a table of agreements would do, and what stands against it. Writes nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kanazawa_exchange.lib import clock, import_values, import_words
from kanazawa_exchange.lib.import_columns import is_written
from kanazawa_exchange.lib.imports import Act, Finding, Line, Plain
from kanazawa_exchange.lib.languages import columns, in_every_language

from ...days import as_known
from ...models import Agreement, AgreementType
from ...moves import UNSIGNED, date_faults
from ...sheets.agreements import DAYS, OPEN, PARTIES, TITLE
from .. import entries
from .drafts import Archive, Draft, drafts_of, parties_of


def check(lines: Sequence[Line], act: Act) -> list[Finding]:
    """As many queries for 300 rows as for 3."""
    archive = Archive.read()
    drafts = drafts_of(lines, archive)
    known = {draft.agreement.pk for draft in drafts if draft.agreement is not None}
    earlier = act.earlier(known) if known else {}
    for draft in drafts:
        if draft.agreement is None:
            _look_over_new(draft, clock.tokyo_date(act.now))
        else:
            _compare(draft, draft.agreement, earlier.get(draft.agreement.pk, {}))
    return [_finding(draft) for draft in drafts]


def _finding(draft: Draft) -> Finding:
    finding = draft.found()
    finding.about |= {"agreement": str(draft.agreement.uid) if draft.agreement else ""}
    if draft.agreement is not None:
        finding.about |= {name: getattr(draft.agreement, name) or "" for name in columns(TITLE)}
    return finding


# --- New -----------------------------------------------------------------------------------------------------------------


def _look_over_new(draft: Draft, today: date) -> None:
    """What the form would say of it."""
    if str(draft.said.get("type", "")).startswith(OPEN):
        draft.fault("type", "type.open", AgreementType.MEMORANDUM.value, AgreementType.EXCHANGE.value)
    for name in ("type", "scope"):
        if name not in draft.told and name not in draft.said:
            draft.fault(name, f"{name}.missing")
    values = {name: value for name, (_column, value) in draft.told.items()}
    if not any(column in draft.line.unread for column in PARTIES) and not draft.finding.problems:
        _tell(draft, lambda: entries.wrong(values, draft.parties, today, has_paper=False))
    draft.finding.act = (None, values, draft.parties)


def _tell(draft: Draft, faults: Any) -> None:
    """The refusals of the rules, each at its column."""
    told = in_every_language(faults)
    for name in next(iter(told.values())):
        column = {"source": "date_basis", "signed_precision": "signed_on"}.get(name, name.removesuffix("_unit"))
        draft.unread(column, import_words.rule({language: said[name] for language, said in told.items()}))


# --- Known ---------------------------------------------------------------------------------------------------------------


def _compare(draft: Draft, known: Agreement, earlier: Mapping[str, Plain]) -> None:
    """Cell by cell; what the row does not tell stays."""
    if draft.parties and draft.deal[0] != parties_of(known):
        draft.fault(next(column for column in PARTIES if column in draft.said), "parties.fixed")
    values: dict[str, Any] = {}
    for name, (column, value) in draft.told.items():
        if column == "signed_on":
            continue
        is_kept = column not in (name, *DAYS) and is_written(known, column, value)
        if not is_kept and draft.changes(column, getattr(known, name) or _nothing(value), value, _was(earlier, column)):
            values[name] = value
    if "signed_on" in draft.told:
        values |= _signature(draft, known, earlier)
    days = {name: values.get(name, getattr(known, name)) for name in ("signed_on", *DAYS)}
    if {*days} & {*values}:
        _tell(draft, lambda: date_faults(known.status, *days.values()))
    draft.finding.act = (known, values, ()) if values else None


def _was(earlier: Mapping[str, Plain], column: str) -> Plain:
    """What the last import said; of the type without the scope that stood in the same cell."""
    told = earlier.get(column)
    return told.partition("@")[0] if column == "type" and isinstance(told, str) else told


def _nothing(value: object) -> object:
    return {str: "", bool: False}.get(type(value))


def _signature(draft: Draft, known: Agreement, earlier: Mapping[str, Plain]) -> dict[str, Any]:
    """The day with how exactly it is known: one value, as the source has it."""
    day, precision = (draft.told[name][1] for name in ("signed_on", "signed_precision"))
    old = as_known(known.signed_on, known.signed_precision) if known.signed_on else ""
    said: Any = import_values.restored(earlier["signed_on"]) if "signed_on" in earlier else None
    if not draft.changes("signed_on", old, as_known(day, precision), as_known(*said) if said else None):
        return {}
    if known.status in UNSIGNED:
        draft.fault("signed_on", "signed.by_move")
    return {"signed_on": day, "signed_precision": precision}
