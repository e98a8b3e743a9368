"""The rule which stays count at a date, linked stages once; figures, balances, the list and the people behind a figure use it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import BigIntegerField, Case, DateField, Expression, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, LessThan

from ..models import Category, Mobility, Mode, StageLink
from ..models.mobilities import MobilityQuerySet
from .directions import Sides, any_of

STUDENTS = (Category.STUDENT.value,)
EVERY_MODE = tuple(Mode.values)


Border = Callable[[str], Q]
"""Stays of one project that go from our side to another country or from there to us; takes the prefix of the record."""


@dataclass(frozen=True)
class Terms:
    """What has to hold for a stay to count: by which date, across the border of which projects, of which people, in which modes."""

    as_of: date
    borders: tuple[Border, ...]
    categories: tuple[str, ...] = STUDENTS
    modes: tuple[str, ...] = EVERY_MODE
    by_enrolment: bool = False

    def stage(self, prefix: str = "") -> Q:
        """Arrived by the date, not taken back by then, of a category and mode that count."""
        counts = Q(**{f"{prefix}category__in": sorted(self.categories)})
        counts &= Q(**{f"{prefix}actual_starts_on__lte": self.as_of})
        if set(self.modes) < set(EVERY_MODE):
            counts &= Q(**{f"{prefix}mode__in": sorted(self.modes)})
        if self.by_enrolment:
            counts &= Q(**{f"{prefix}enrolled_on": None}) | Q(**{f"{prefix}enrolled_on__lte": self.as_of})
        return counts & (Q(**{f"{prefix}uncounted_from": None}) | Q(**{f"{prefix}uncounted_from__gt": self.as_of}))

    def once(self, mobilities: QuerySet[Mobility]) -> MobilityQuerySet:
        """Those that count, of linked stages the first that does.

        PostgreSQL guesses that a bare NOT IN leaves half of the rows, and then sorts them instead of reading an index in
        its order; of this CASE it guesses that nearly all stay, which is the truth.
        """
        later = When(pk__in=self.later_stages(), then=Value(1))
        found = mobilities.filter(self.stage()).alias(again=Case(later, default=Value(0))).exclude(again=1)
        return cast(MobilityQuerySet, found)

    def participations(self, mobilities: QuerySet[Mobility]) -> MobilityQuerySet:
        """The same, in one direction or the other: what a figure counts."""
        return self.once(mobilities).filter(any_of(border("") for border in self.borders))

    def later_stages(self) -> QuerySet[StageLink, Any]:
        """The ids of stages that are linked with one that begins before them.

        The days decide, not the direction of the link: of stages linked in a wrong order or in a circle the first still counts.
        """
        later = When(begins_before(of("first__"), of("second__")), then=F("second_id"))
        return self._links().values_list(Case(later, default=F("first_id")))

    def first_stages(self) -> QuerySet[StageLink, Any]:
        """The ids of stages that are linked with one that begins after them."""
        earlier = When(begins_before(of("first__"), of("second__")), then=F("first_id"))
        return self._links().values_list(Case(earlier, default=F("second_id")))

    def stages_of_stay(self, pk: Any) -> MobilityQuerySet:
        """All counted stages of the stay that a counted record belongs to, itself included; `pk` may be an OuterRef."""
        steps = {"first_id": "second_id", "second_id": "first_id"}
        ways = [self._links().filter(**{here: Reached()}).values(there) for here, there in steps.items()]
        return Mobility.objects.filter(pk__in=Joined(pk, ways)).order_by(*IN_ORDER)

    def _links(self) -> QuerySet[StageLink]:
        """Links between two stages that both count in one project."""
        return StageLink.objects.filter(
            self.stage("first__"),
            self.stage("second__"),
            any_of(border("first__") & border("second__") for border in self.borders),
        )


Reference = Callable[[str], Any]


def begins_before(one: Reference, other: Reference) -> Q:
    """One of two stages is the earlier: by first day, then by last day, then by number."""

    def compared(by: type[Exact] | type[LessThan], name: str) -> Q:
        sides: list[Any] = [one(name), other(name)]
        if name == "actual_ends_on":
            sides = [Coalesce(side, Value(date.max, output_field=DateField())) for side in sides]
        return Q(by(*sides))

    same_day = compared(Exact, "actual_starts_on")
    by_end = compared(LessThan, "actual_ends_on") | compared(Exact, "actual_ends_on") & compared(LessThan, "pk")
    return compared(LessThan, "actual_starts_on") | same_day & by_end


def of(prefix: str) -> Reference:
    """The columns of a record that a query reaches under this prefix."""
    return lambda name: F(prefix + name)


IN_ORDER = ("actual_starts_on", F("actual_ends_on").asc(nulls_last=True), "pk")


class Reached(Expression):
    """The record that a walk along links has reached."""

    output_field = BigIntegerField()

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "reached.id", []


def exchange_terms(as_of: date, sides: Mapping[int, Sides], categories: Sequence[str] = STUDENTS) -> Terms:
    """What counts at a date by the terms of an exchange of students, each stay seen from the home side of its project."""

    def border(project: int, of_project: Sides) -> Border:
        return lambda prefix: Q(**{f"{prefix}run__program__project_id": project}) & of_project.either(prefix)

    return Terms(as_of, tuple(border(*found) for found in sides.items()), tuple(categories))


class Joined(Expression):
    """The id of a record and of all that links join to it, however many steps away: the right side of `pk__in`.

    `ways` are the steps from `Reached` onwards. A record has one link ahead and one behind at most, so each way is a line,
    and in a circle it ends where it began.
    """

    def __init__(self, pk: Any, ways: Iterable[QuerySet[Any, Any]]) -> None:
        super().__init__(output_field=BigIntegerField())
        self.pk = pk
        self.ways = tuple(ways)

    def get_source_expressions(self) -> list[Any]:
        return [self.pk]

    def set_source_expressions(self, exprs: Any) -> None:
        (self.pk,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        start, of_start = compiler.compile(self.pk)
        walks, params = [], []
        for way in self.ways:
            step, of_step = way.query.get_compiler(connection=connection).as_sql()
            walk = f"SELECT {start} UNION SELECT ({step}) FROM reached"  # noqa: S608  compiled by Django
            walks.append(f"SELECT id FROM (WITH RECURSIVE reached(id) AS ({walk}) SELECT id FROM reached) way")  # noqa: S608
            params += [*of_start, *of_step]
        return f"({' UNION '.join(walks)})", params
