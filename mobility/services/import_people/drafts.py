"""What a row of a table of people says of one person. Asks no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services.people_words import NameParts
from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.imports import Line

from ...person_sheets import FORMER, UNTIL
from ...sheets import ALL_NAMES, NAMES, PARTS
from ..import_stays.spellings import put_together


@dataclass
class Draft(import_rows.Draft):
    """One row on its way. `spelt`: script → the column that tells the name in it, and its parts; `person`: who is known to be meant."""

    spelt: Mapping[str, tuple[str, NameParts]] = field(default_factory=dict)
    newcomer: Newcomer = field(default_factory=lambda: Newcomer(()))
    person: Person | None = None

    @property
    def former(self) -> tuple[NameParts, ...]:
        names: Any = self.said.get(FORMER, ())
        return tuple(names)

    @property
    def until(self) -> date | None:
        day: Any = self.said.get(UNTIL)
        return day

    @property
    def first(self) -> str:
        """The column in which the row says who it is about."""
        return next((column for column in (*ALL_NAMES, "student_number") if column in self.said), NAMES[0])


def drafted(line: Line) -> Draft:
    spelt: dict[str, tuple[str, NameParts]] = {}
    for column in NAMES:
        for parts in line.said.get(column, ()):
            spelt.setdefault(parts[0], (column, tuple(parts)))
    draft = Draft(line, spelt=spelt)
    for parts in put_together(line.said, draft.unread):
        spelt.setdefault(parts[0], (_column_of(line, parts[0]), parts))
    names = [parts for _column, parts in spelt.values()]
    facts = {name: line.said.get(name, "") for name in ("student_number", "nationality")}
    draft.newcomer = Newcomer(names, line.said.get("birth_date"), **facts)
    return draft


def _column_of(line: Line, script: str) -> str:
    """The first cell that holds a part of the name in this script."""
    return next(column for column in (*PARTS[script], *PARTS[""]) if column in line.said)
