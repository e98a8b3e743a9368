"""How many of the stays of a year are further ones of the same people: five stays can be those of two."""

from collections import Counter

from django.db.models import Count

from ..models import Moment, Rater, Response
from ..suppression.publication import Cell
from .public_years import Year


def further_stays(year: Year) -> Counter[Cell]:
    """By direction and programme the stays with both answers whose person is counted by an earlier one of that year; one query."""
    project, fiscal_year = year
    stay, group = ("mobility", "mobility__person"), ("mobility__run__direction", "mobility__run__program")
    answers = Response.objects.filter(
        rater=Rater.SELF,
        sent_at__isnull=False,
        wave__moment__in=(Moment.PRE, Moment.POST),
        mobility__run__program__project=project,
        mobility__run__fiscal_year=fiscal_year,
    )
    both = answers.values(*stay, *group).annotate(moments=Count("wave__moment", distinct=True)).filter(moments=2)
    counted: set[int] = set()
    found: Counter[Cell] = Counter()
    for person, direction, program in both.order_by("mobility").values_list("mobility__person", *group):
        found[direction, str(program)] += person in counted
        counted.add(person)
    return found
