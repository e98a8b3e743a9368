"""What each row of a table of plan numbers would do, and what stands against it. Writes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kanazawa_exchange.lib.import_columns import told_in
from kanazawa_exchange.lib.imports import Act, Finding, Line, Plain

from ...models import FundingProject
from ...queries.targets import Key
from ...sheets import DECIDED, KIND, NOTE
from .drafts import Draft, Plans, by_project, drafts_of


class Number(NamedTuple):
    """What is written: the number of a cell, and why where one in force changes."""

    project: FundingProject
    key: Key
    number: int
    old: int | None
    note: Mapping[str, str]
    decided_on: Any
    kind: str


def check(lines: Sequence[Line], act: Act) -> list[Finding]:
    """As many queries for 300 rows of a project as for 3."""
    drafts = drafts_of(lines)
    for project, rows in by_project(drafts).items():
        plans = Plans.of(project)
        known = {plans.cells[row.key] for row in rows if row.key is not None and row.key in plans.cells}
        earlier = act.earlier(known) if known else {}
        by_program = plans.now.by_program if plans.now else any("program" in row.said for row in rows)
        for row in rows:
            if row.key is not None and _is_cell(row, row.key, plans, by_program=by_program):
                _compare(row, row.key, plans, earlier)
    return [draft.found() for draft in drafts]


def _is_cell(row: Draft, key: Key, plans: Plans, *, by_program: bool) -> bool:
    """Whether the plan has, or would have, such a cell."""
    years = plans.now.fiscal_years if plans.now else plans.project.fiscal_years
    if key[0] not in years:
        row.fault("fiscal_year", "year.outside", first=years[0], last=years[-1])
    if by_program and row.program is None and "program" not in row.said:
        row.fault("program", "program.missing")
    if not by_program and row.program is not None:
        row.fault("program", "program.together")
    return not row.finding.problems


def _compare(row: Draft, key: Key, plans: Plans, earlier: Mapping[int, Mapping[str, Plain]]) -> None:
    number: Any = row.said["number"]
    old, cell = plans.shown(key), plans.cells.get(key)
    if cell is not None:
        row.known(cell, plans.version)
        if not row.changes("number", old, number, earlier.get(cell, {}).get("number")):
            return
    told = told_in(NOTE, row.said)
    note = {name: text for name, (_column, text) in told.items()}
    promised = plans.promised(key)
    if promised is not None and number != promised:
        if not note:
            row.fault(NOTE, "note.missing", number=promised)
        elif note in plans.reasons_of(key):
            row.fault(next(iter(told.values()))[0], "note.of_before", number=promised)
        if DECIDED not in row.said:
            row.fault(DECIDED, "decided.missing")
    kind = str(row.said.get(KIND, "")) or "other"
    row.finding.act = Number(plans.project, key, number, old, note, row.said.get(DECIDED), kind)
