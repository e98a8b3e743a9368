"""The filters of the list, one row each, and the stays they let through; the box of the same name in the form fills a row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.period import fiscal_year_bounds
from partners.models import Institution
from programs.models import Program

from ..models import Mobility
from .directions import sides_of_projects, with_homes
from .due import is_due
from .eligible import STUDENTS, exchange_terms
from .returns import is_overdue
from .runs import RunRow, Runs

Value = TypeVar("Value")
Stays = QuerySet[Mobility]
OfRun = Callable[[RunRow, Program], object]
Narrowed = Callable[[Stays, "Filters"], Stays]


def of_run(value: OfRun, default: Value) -> Value:
    """A filter that chooses programme runs: those of which this is the value that is asked for."""
    return field(default=default, metadata={"of_run": value})


def of_stay(narrowed: Narrowed, default: Value) -> Value:
    """A filter that chooses stays."""
    return field(default=default, metadata={"narrowed": narrowed})


def equal(column: str) -> Narrowed:
    return lambda stays, filters: stays.filter(**{column: getattr(filters, column)})


def beginning_in(stays: Stays, filters: "Filters") -> Stays:
    years = Q(pk__in=[])
    for year in filters.fy:
        first, last = fiscal_year_bounds(year)
        years |= Q(starts_on__gte=first, starts_on__lte=last)
    return stays.filter(years)


def with_partner(stays: Stays, filters: "Filters") -> Stays:
    known = Institution.objects.filter(Q(uid=filters.partner)).values_list("pk", flat=True).first() or 0
    return stays.filter(Q(sending_id=known) | Q(receiving_id=known))


def that_count(stays: Stays, filters: "Filters") -> Stays:
    """What a figure counts today: of students, unless another category is asked for."""
    categories = (filters.category,) if filters.category else STUDENTS
    sides = sides_of_projects(with_homes().only("pk"))
    return exchange_terms(clock.today(), sides, categories).participations(stays)


def that_are_due(stays: Stays, filters: "Filters") -> Stays:
    return stays.filter(is_due(filters.due, clock.today()))


def that_are_overdue(stays: Stays, filters: "Filters") -> Stays:
    return stays.filter(is_overdue(clock.today()))


@dataclass(frozen=True)
class Filters:
    """What the address asks for, by its own words; empty means everything."""

    direction: str = of_run(lambda run, program: run.direction, "")
    project: UUID | None = of_run(lambda run, program: program.project.uid, None)
    program: UUID | None = of_run(lambda run, program: program.uid, None)
    run: UUID | None = of_run(lambda run, program: run.uid, None)
    level: str = of_stay(equal("level"), "")
    category: str = of_stay(equal("category"), "")
    mode: str = of_stay(equal("mode"), "")
    status: str = of_stay(equal("status"), "")
    fy: Sequence[int] = of_stay(beginning_in, ())
    partner: UUID | None = of_stay(with_partner, None)
    counted: bool = of_stay(that_count, False)
    overdue: bool = of_stay(that_are_overdue, False)
    due: str = of_stay(that_are_due, "")
    q: str = ""
    """Words of a name or a number: what they find depends on the reader (`searches`)."""

    @property
    def is_active(self) -> bool:
        return any(self.given())

    def given(self) -> Iterator[Field]:
        """The rows that leave somebody out."""
        return (row for row in fields(self) if getattr(self, row.name))

    def admitted(self, runs: Runs) -> Sequence[RunRow]:
        """The runs whose stays may be meant."""
        rows = runs.rows
        for row in self.given():
            if value_of := row.metadata.get("of_run"):
                asked = getattr(self, row.name)
                rows = [run for run in rows if value_of(run, runs.programs[run.program_id]) == asked]
        return rows


def matching(stays: Stays, filters: Filters, runs: Runs) -> Stays:
    """The stays that all filters let through."""
    stays = stays.filter(runs.condition(filters.admitted(runs)))
    for row in filters.given():
        if narrowed := row.metadata.get("narrowed"):
            stays = narrowed(stays, filters)
    return stays
