"""One row of a table of stays on its way from its cells to a record."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.lib import import_rows
from programs.models import ProgramRun

from ...facts import Confirmed, Facts, Places
from ...models import Mobility
from ...sheets import PERIOD, PLANNED
from ...states import NOT_LIVE

START, END = "starts_on", "ends_on"
AGREEMENT = "agreement"


@dataclass
class Draft(import_rows.Draft):
    """One row on its way: what it says as the services take it, who it is, and the record that it is about if there is one.

    `runs`: those that the row may mean, of one programme, year and direction; `run` is the first until a record tells which.
    `days`: the first and the last day by kind, planned and confirmed; `kind_said`: whether the row tells of which kind
    `starts_on` and `ends_on` are.
    """

    run: ProgramRun | None = None
    runs: tuple[ProgramRun, ...] = ()
    places: Places | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    kind_said: bool = True
    newcomer: Newcomer | None = None
    person: Person | None = None
    stay: Mobility | None = None

    def day(self, name: str) -> date | None:
        """The first or the last day that the row says, in a cell of its own or with the other one."""
        both = self.said.get(PERIOD) or (None, None)
        return self.said.get(name) or both[(START, END).index(name)]

    def column_of(self, name: str) -> str:
        """The column that tells the first or the last day."""
        is_alone = name in self.said or name in self.line.unread
        return PERIOD if not is_alone and (PERIOD in self.said or PERIOD in self.line.unread) else name

    @property
    def first_day(self) -> date | None:
        return self.days.get("actual_starts_on") or self.days.get("planned_starts_on")

    @property
    def is_called_off(self) -> bool:
        """Whether the row tells a stay that does not live."""
        return self.said.get("status") in NOT_LIVE

    def new_facts(self) -> Facts:
        """Errors: AssertionError without a run."""
        assert self.run is not None  # noqa: S101 asked of drafts that have one
        planned: dict[str, Any] = {name: day for name, day in self.days.items() if name.startswith(PLANNED)}
        return Facts(run=self.run, **planned, **self.facts)

    def confirmed(self) -> Confirmed:
        return Confirmed(self.days.get("actual_starts_on"), self.days.get("actual_ends_on"))


def days_unread(draft: Draft) -> bool:
    return any(name.endswith(("starts_on", "ends_on", PERIOD)) for name in draft.line.unread)
