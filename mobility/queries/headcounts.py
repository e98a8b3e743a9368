"""How many stays are registered in each programme run."""

from collections.abc import Collection, Mapping

from django.db.models import Count, Q

from programs.queries.headcounts import Headcount

from ..models import Mobility
from ..states import AWAITED, LIVE


def of_runs(runs: Collection[int]) -> Mapping[int, Headcount]:
    """Run → its headcount, by one query."""
    stays = Mobility.objects.filter(run_id__in=runs, status__in=LIVE).order_by()
    rows = stays.values_list("run_id").annotate(all=Count("pk"), awaited=Count("pk", filter=Q(status__in=AWAITED)))
    return {run: Headcount(registered, awaited) for run, registered, awaited in rows}
