"""One page of the list of records: first its ids from an index, then what is printed beside them."""

from django.db.models import Q, QuerySet

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.paging import BEGINNING, PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.viewer import Viewer
from partners.permissions import represented_institution_ids

from ..models import Mobility
from .filters import Filters, matching
from .rows import ListRow, rows_of
from .runs import Runs

NEWEST_FIRST = Order("starts_on", descending=True)


def in_scope(mobilities: QuerySet[Mobility], user: Viewer, runs: Runs) -> QuerySet[Mobility]:
    """The records of a user's work: `Mobility.objects.visible_to` without one's own stays, without any join."""
    if is_office(user):
        return mobilities
    of_runs, mine = runs.condition(runs.of(user)), represented_institution_ids(user)
    if of_runs and mine:
        return mobilities.filter(of_runs | Q(sending_id__in=mine) | Q(receiving_id__in=mine))
    return mobilities.filter(of_runs)


def page(
    user: Viewer, filters: Filters, runs: Runs, place: Place = BEGINNING, *, size: int = PAGE_SIZE
) -> Page[ListRow]:
    """One page of the list, newest first."""
    mobilities = matching(in_scope(Mobility.objects.all(), user, runs), filters, runs)
    found = NEWEST_FIRST.page(mobilities.only("starts_on"), place, size=size)
    return found.of(rows_of([row.pk for row in found.rows], runs))
