"""The people behind a figure, for those who may know of them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import BooleanField, Case, Q, Value, When

from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.paging import BEGINNING, LONG_PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.viewer import Viewer

from ..figures import INBOUND, OUTBOUND
from .scope import Scope

BY_FIRST_DAY = Order("actual_starts_on")


@dataclass(frozen=True)
class Somebody:
    """One participation: name, institutions and dates, and nothing else."""

    uid: UUID
    name: ShownName
    direction: str
    sending: Localized
    receiving: Localized
    program: Localized
    starts_on: date
    ends_on: date | None
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


def people_behind(scope: Scope, user: Viewer, place: Place = BEGINNING, *, size: int = 0) -> People:
    """What a figure counts and this user may know of, by first day; `size` rows, as many as a page has if not given."""
    visible = scope.eligible().visible_to(user)
    # one person may stand in several participations: the head count is a number of its own
    number, persons = visible.count(), visible.values("person_id").distinct().count()
    stays = visible.select_related("sending", "receiving", "run__program").annotate(
        is_outbound=_whether(scope.sides.direction(OUTBOUND)), linked=_whether(Q(pk__in=scope.terms.first_stages()))
    )
    found = BY_FIRST_DAY.page(stays, place, size=size or LONG_PAGE_SIZE)
    names = shown_names(stay.person_id for stay in found.rows)
    rows = (
        Somebody(
            uid=stay.uid,
            name=names[stay.person_id],
            direction=OUTBOUND if stay.is_outbound else INBOUND,
            sending=localized(stay.sending, "name"),
            receiving=localized(stay.receiving, "name"),
            program=localized(stay.run.program, "name"),
            starts_on=stay.actual_starts_on,
            ends_on=stay.actual_ends_on,
            has_second_stage=stay.linked,
        )
        for stay in found.rows
    )
    return People(scope.eligible().count(), number, persons, found.of(rows))


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
