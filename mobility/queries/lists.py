"""The list of records: first the ids of a page from an index, then what is printed beside them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models import F, Q, QuerySet

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.queries.names import name_order, sort_column
from kanazawa_exchange.accounts.queries.search import NEAR_AT_MOST
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.grouped_paging import Group, InGroups
from kanazawa_exchange.lib.paging import BEGINNING, PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.totals import BOUND, Total, counted
from kanazawa_exchange.lib.viewer import Viewer
from partners.permissions import is_representative
from partners.queries.gates import incoming
from programs.models import Direction

from .. import permissions
from ..models import Mobility, Status
from . import searches
from .filters import Filters, matching
from .rows import ListRow, rows_of
from .runs import RunRow, Runs

NEWEST_FIRST = Order("starts_on", descending=True)


def orders(runs: Runs) -> dict[str, Order]:
    """By the words of the heads; each is read from an index. That of names is the order of this screen.

    The usual one begins with what is planned, which is what an office prepares; `from_today` leads to what is now. The others
    stand in groups, each with the newest stay first: as the work goes, and as the programmes stand.
    """
    return {
        "dates": NEWEST_FIRST,
        "name": name_order(),
        "status": _grouped(Group(status.value, Q(status=status)) for status in Status),
        "direction": _grouped(_of_runs(runs, direction, lambda run: run.direction) for direction in Direction.values),
        "program": _grouped(_of_runs(runs, program, lambda run: run.program_id) for program in runs.programs),
        "year": _grouped((_of_runs(runs, year, lambda run: run.fiscal_year) for year in runs.years), falling=True),
    }


def _grouped(groups: Iterable[Group], *, falling: bool = False) -> Order:
    return InGroups(NEWEST_FIRST.column, NEWEST_FIRST.descending, tuple(groups), falling_groups=falling)


def _of_runs(runs: Runs, value: object, value_of: Callable[[RunRow], object]) -> Group:
    return Group(str(value), runs.condition(run for run in runs.rows if value_of(run) == value))


def from_today() -> str:
    """The place in the usual order behind which the stays that have begun stand."""
    return NEWEST_FIRST.sealed_at((clock.today() + timedelta(days=1), 0))


def in_scope(mobilities: QuerySet[Mobility], user: Viewer, runs: Runs) -> QuerySet[Mobility]:
    """The records of a user's work: `Mobility.objects.visible_to` without one's own stays, without any join."""
    if is_office(user):
        return mobilities
    of_runs = runs.condition(runs.of(user))
    if not is_representative(user):
        return mobilities.filter(of_runs)
    kept = runs.condition(runs.coordinated_by(user))
    if not kept:  # every run is
        return mobilities
    seated = of_runs & permissions.past_the_gate(user, incoming)
    return mobilities.filter(kept | seated | permissions.partner_scope(user, incoming))


def asked_for(user: Viewer, filters: Filters, runs: Runs) -> QuerySet[Mobility]:
    """What a filter lets through of the records of a user's work."""
    return _narrowed(user, filters, runs).filter(searches.found(user, filters.q, runs))


def _narrowed(user: Viewer, filters: Filters, runs: Runs) -> QuerySet[Mobility]:
    """What all filters but the search let through."""
    return matching(in_scope(Mobility.objects.all(), user, runs), filters, runs)


def count(user: Viewer, filters: Filters, runs: Runs, *, bound: int = BOUND) -> Total:
    """How many records the list has, as far as the bound."""
    return counted(asked_for(user, filters, runs), bound)


def page(
    user: Viewer,
    filters: Filters,
    runs: Runs,
    place: Place = BEGINNING,
    *,
    order: Order = NEWEST_FIRST,
    size: int = PAGE_SIZE,
) -> Page[ListRow]:
    """One page of the list."""
    found = order.page(_keyed(asked_for(user, filters, runs), order), place, size=size)
    return found.of(_told(user, filters, runs, found.rows))


def near(user: Viewer, filters: Filters, runs: Runs) -> tuple[ListRow, ...]:
    """The newest records of people whose names are similar to those that are searched."""
    if not filters.q:
        return ()
    found = _narrowed(user, filters, runs).filter(searches.nearly_found(user, filters.q, runs))
    return _told(user, filters, runs, NEWEST_FIRST.page(_keyed(found, NEWEST_FIRST), size=NEAR_AT_MOST).rows)


def _told(user: Viewer, filters: Filters, runs: Runs, stays: Sequence[Mobility]) -> tuple[ListRow, ...]:
    """These records as lines, each with why it is found."""
    rows = {stay.pk: row for stay, row in zip(stays, rows_of([stay.pk for stay in stays], runs), strict=True)}
    told = searches.told(user, filters.q, runs, {pk: row.name.text for pk, row in rows.items()})
    return tuple(replace(row, found_by=told.get(pk, ())) for pk, row in rows.items())


def every_key(user: Viewer, filters: Filters, runs: Runs, *, order: Order = NEWEST_FIRST) -> Iterator[list[int]]:
    """The keys of the whole list, some at a time."""
    for found in order.chunks(_keyed(asked_for(user, filters, runs), order)):
        yield [row.pk for row in found]


def _keyed(mobilities: QuerySet[Mobility], order: Order) -> QuerySet[Mobility]:
    """The keys that the order needs and nothing more: the table of people is joined for their names alone."""
    if order.column == sort_column():
        return mobilities.only("pk").annotate(**{order.column: F(f"person__{order.column}")})
    return mobilities.only(order.column)
