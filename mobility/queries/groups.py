"""Who waits for the arrival or the return of a group to be confirmed: those who are due, as on the first page, or everybody."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from kanazawa_exchange.accounts.queries.names import shown_names, sort_column
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import ProgramRun
from programs.queries.labels import run_label

from ..models import Mobility
from ..moves import MOVES
from .due import arrival_is_due
from .returns import is_overdue

DUE: dict[str, Callable[[date], Q]] = {"arrive": arrival_is_due, "return": is_overdue}
"""Move → whom it is due for on a day: the same people as in the list behind the number of the first page."""

NAMED = 5
"""So many people are named after they were confirmed; the others are counted."""


@dataclass(frozen=True)
class Member:
    """Somebody of the group who is offered: the record, the name and the days as planned, in words.

    `is_early`: another move is made before this one; `state` and `kind` are the words and the glyph of the present state.
    """

    stay: Mobility
    name: str
    planned: str
    is_early: bool
    state: str
    kind: str

    @property
    def uid(self) -> UUID:
        return self.stay.uid


def waiting(user: Viewer, move: str, today: date, *, everybody: bool = False) -> QuerySet[Mobility]:
    """The stays of this user that wait for the move; with `everybody` also those that are not due yet."""
    stays = Mobility.objects.visible_to(user).filter(status__in=MOVES.starts(move))
    return stays if everybody else stays.filter(DUE[move](today))


def members(stays: QuerySet[Mobility], move: str) -> list[Member]:
    """Those who are offered, by name; two queries."""
    rows = list(stays.order_by(f"person__{sort_column()}", "pk"))
    names = shown_names(stay.person_id for stay in rows)
    return [
        Member(
            stay,
            names[stay.person_id].text,
            formats.period(stay.planned_starts_on, stay.planned_ends_on),
            bool(MOVES.way(stay.status, move)),
            MOVES.office_label(stay.status),
            MOVES.kind(stay.status),
        )
        for stay in rows
    ]


@dataclass(frozen=True)
class Confirmed:
    """What was confirmed of a group, for the message: the run, the first and the last of the days, the people."""

    run: str
    days: str
    names: Sequence[str]
    others: int


def confirmed(run: ProgramRun, days: Iterable[date], people: Sequence[int]) -> Confirmed:
    """`people` are the ids of the persons, in the order in which they are named."""
    first, last = min(days := list(days)), max(days)
    names = shown_names(people[:NAMED], reading=False)
    told = [names[pk].text for pk in people[:NAMED]]
    words = formats.table_date(first) if first == last else formats.period(first, last)
    return Confirmed(run_label(run), words, told, len(people) - len(told))
