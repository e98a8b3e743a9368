"""What a row of a table of stays says of run, places, days and facts; asks no database beyond the atlas that was read for all rows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.lib.imports import Line

from ...facts import FundingValues
from ...queries.atlas import Atlas
from ...sheets import ARRIVED, CONFIRMED, FACTS, FUNDING, MONTHLY_YEN, PERIOD, PLANNED
from .drafts import END, START, Draft, days_unread
from .run_and_places import enter
from .spellings import spellings


def drafted(line: Line, atlas: Atlas, today: date) -> Draft:
    """The row as far as it can be understood; what cannot is among its problems."""
    draft = Draft(line)
    draft.facts = {name: line.said[name] for name in FACTS if name in line.said}
    _fund(draft)
    enter(draft, atlas)
    _date(draft, today)
    draft.newcomer = _newcomer(draft)
    return draft


def _fund(draft: Draft) -> None:
    """The sources of money; the amount may stand in a column of its own where there is but one."""
    money, amount = money_of(draft.said), draft.said.get(MONTHLY_YEN)
    if amount is not None and FUNDING not in draft.line.unread:
        if not money:
            draft.fault(FUNDING, "funding.missing")
        elif len(money) > 1 or money[0][1] != amount:
            draft.fault(MONTHLY_YEN, "funding.amounts")
    if money:
        draft.facts["fundings"] = tuple(FundingValues(*one) for one in money)


def money_of(said: Mapping[str, Any]) -> tuple[tuple[str, int | None], ...]:
    """Each source with its amount, of the two columns together."""
    money: Any = said.get(FUNDING, ())
    amount: Any = said.get(MONTHLY_YEN)
    if len(money) == 1 and money[0][1] is None:
        return ((money[0][0], amount),)
    return tuple((source, yen) for source, yen in money)


def _date(draft: Draft, today: date) -> None:
    said = draft.said
    for name in ("planned_starts_on", "planned_ends_on", "actual_starts_on", "actual_ends_on"):
        if name in said:
            draft.days[name] = said[name]
    first, last = draft.day(START), draft.day(END)
    if any(
        day not in (None, said.get(name, day)) for name, day in zip((START, END), said.get(PERIOD, ()), strict=False)
    ):
        draft.fault(PERIOD, "days.differ")
    if first is None and last is None and not draft.days and len(draft.runs) == 1 and not days_unread(draft):
        first, last = draft.runs[0].starts_on, draft.runs[0].ends_on
        if first is not None:
            draft.note(START, "of_run", first)
        if last is not None:
            draft.note(END, "of_run", last)
    if first is None and last is None:
        return
    draft.kind_said = "dates_are" in said
    is_over = (last or first or today) < today
    kind = said.get("dates_are") or (CONFIRMED if is_over else PLANNED)
    if not draft.kind_said:
        draft.note(draft.column_of(START), "days_over" if is_over else "days_ahead")
    for name, day in ((START, first), (END, last)):
        if day is not None:
            draft.days.setdefault(day_named(name, kind), day)
    if kind == ARRIVED and first is not None and last is not None:
        draft.days.setdefault("planned_starts_on", first)  # a planned last day needs a first one


def day_named(name: str, kind: str) -> str:
    """The fact that the first or the last day is, planned or confirmed."""
    is_confirmed = kind == CONFIRMED or (kind == ARRIVED and name == START)
    return f"{'actual' if is_confirmed else PLANNED}_{name}"


def _newcomer(draft: Draft) -> Newcomer | None:
    """Who stands in the row, if a name or a number does."""
    said, found = draft.said, spellings(draft.said, draft.unread)
    number = said.get("student_number", "")
    if not found and not number:
        return None
    university = draft.places.sending.pk if draft.places else None
    return Newcomer(found, said.get("birth_date"), number, said.get("nationality", ""), university)
