"""The people behind a figure, for those who may know of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from kanazawa_exchange.accounts.queries.names import name_order, shown_names, sort_column
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.paging import BEGINNING, LONG_PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.totals import Total, counted
from kanazawa_exchange.lib.viewer import Viewer
from mobility.models import Mobility
from mobility.queries.returns import is_overdue
from programs.models import FundingProject

from ..figures import INBOUND, OUTBOUND
from .scope import Scope

BY_FIRST_DAY = Order("actual_starts_on")


def orders() -> dict[str, Order]:
    """By the words of the heads; that of names is the order of this screen."""
    return {"dates": BY_FIRST_DAY, "name": name_order()}


@dataclass(frozen=True)
class Somebody:
    """One participation: in which figure it counts, name, institutions, dates and state, and nothing else."""

    uid: UUID
    name: ShownName
    fiscal_year: int
    direction: str
    sending: Localized
    receiving: Localized
    program: Localized
    starts_on: date
    ends_on: date | None
    status: str
    has_second_stage: bool


@dataclass(frozen=True)
class People:
    """A page of the people behind a figure. `figure` is the same for everyone, `visible` depends on the reader."""

    figure: int
    visible: int
    persons: int
    page: Page[Somebody]

    @property
    def rows(self) -> tuple[Somebody, ...]:
        return self.page.rows

    @property
    def hidden(self) -> int:
        return self.figure - self.visible


def visible_behind(scope: Scope, user: Viewer) -> QuerySet[Mobility]:
    """The stays that a figure counts and this user may know of."""
    return scope.behind().visible_to(user)


def people_behind(
    scope: Scope, user: Viewer, place: Place = BEGINNING, *, order: Order = BY_FIRST_DAY, size: int = LONG_PAGE_SIZE
) -> People:
    """A page of what a figure counts and this user may know of."""
    visible = visible_behind(scope, user)
    # one person may stand in several participations: the head count is a number of its own
    number, persons = visible.count(), visible.values("person_id").distinct().count()
    found = order.page(_stays(scope, visible), place, size=size)
    return People(scope.behind().count(), number, persons, found.of(_somebodies(found.rows)))


def everybody_behind(scope: Scope, user: Viewer, *, order: Order = BY_FIRST_DAY) -> Iterator[Somebody]:
    """The whole list, some at a time."""
    for found in order.chunks(_stays(scope, visible_behind(scope, user))):
        yield from _somebodies(found)


def unconfirmed_returns(project: FundingProject, user: Viewer, today: date) -> Total:
    """The stays of a project whose return should have been confirmed; until it is they count as continuing."""
    return counted(Mobility.objects.visible_to(user).filter(is_overdue(today), run__program__project=project))


def _stays(scope: Scope, visible: QuerySet[Mobility]) -> QuerySet[Mobility]:
    return visible.select_related("sending", "receiving", "run__program").annotate(
        is_outbound=_whether(scope.sides.direction(OUTBOUND)),
        linked=_whether(Q(pk__in=scope.terms.first_stages())),
        **{sort_column(): F(f"person__{sort_column()}")},
    )


def _somebodies(stays: Sequence[Any]) -> Iterator[Somebody]:
    names = shown_names(stay.person_id for stay in stays)
    return (
        Somebody(
            uid=stay.uid,
            name=names[stay.person_id],
            fiscal_year=stay.year,
            direction=OUTBOUND if stay.is_outbound else INBOUND,
            sending=localized(stay.sending, "name"),
            receiving=localized(stay.receiving, "name"),
            program=localized(stay.run.program, "name"),
            starts_on=stay.actual_starts_on,
            ends_on=stay.actual_ends_on,
            status=stay.get_status_display(),
            has_second_stage=stay.linked,
        )
        for stay in stays
    )


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
