"""The finest cohorts of programme runs, counted: from which level to which, as the database strings the levels together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Aggregate, Count, F, FilteredRelation, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Concat, NullIf

from mobility.models import Mobility
from programs.models import Direction

from ..models import Moment
from ..scoring.tables import JointTable, table_of
from .cell_readings import Reading
from .instruments import LEVELS, NO_LEVEL
from .windows import ASKED

NO_WAVE = 0


class Strung(Aggregate):
    """The texts of a group behind one another, in whatever order."""

    function = "string_agg"
    template = "%(function)s(%(expressions)s, '')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="group_concat", **extra)


@dataclass(frozen=True, order=True)
class CellKey:
    """Who went in which programme run to or from which partner, at which level, from which home."""

    run: int
    partner: int
    level: str
    home_country: str


@dataclass(frozen=True)
class Side:
    """One of the two answers that are compared: in which of the waves, by which rater, read in which way."""

    waves: tuple[int, ...]
    rater: str
    reading: Reading


@dataclass
class Compared:
    """The people of a cell and the levels of both sides, person behind person."""

    people: int = 0
    texts: str = ""


Compareds = Mapping[CellKey, Compared]


def asked(moments: Iterable[str], runs: Iterable[int]) -> QuerySet[Mobility]:
    """The stays of these programme runs that a wave of one of these moments asks about."""
    states = {state for moment in moments for state in ASKED[Moment(moment)]}
    return Mobility.objects.filter(run__in=list(runs), status__in=states)


def compared(stays: QuerySet[Mobility], one: Side, other: Side) -> dict[CellKey, Compared]:
    """Cell by cell the levels of both sides, in one query."""
    rows = stays.annotate(
        one=given_by(one),
        other=given_by(other),
        both=Concat(_levels("one", one.reading), _levels("other", other.reading), output_field=TextField()),
    )
    found: dict[CellKey, Compared] = {}
    for key, people, texts in grouped(rows, people=Count("pk"), texts=Strung("both")):
        cell = found.setdefault(key, Compared())
        cell.people, cell.texts = cell.people + people, cell.texts + texts
    return found


def given_by(side: Side) -> FilteredRelation:
    """The answer of a stay on this side, if there is one."""
    waves = Q(survey_responses__wave__in=side.waves or (NO_WAVE,))
    return FilteredRelation("survey_responses", condition=waves & Q(survey_responses__rater=side.rater))


def _levels(name: str, reading: Reading) -> Coalesce:
    """One character per ability also where there is no answer, or none that could be scored."""
    return Coalesce(NullIf(F(f"{name}__score__levels"), Value("")), Value(reading.nothing))


def grouped(rows: QuerySet[Mobility], *further: str, **counted: Any) -> Iterator[tuple[Any, ...]]:
    """The key of a cell, the values of further columns, what is counted; a cell comes once for each institution of ours."""
    columns = ("run", "sending", "receiving", "level", "run__direction", "sending__city__country")
    for run, sending, receiving, level, direction, home, *values in (
        rows.order_by().values(*columns, *further).annotate(**counted).values_list(*columns, *further, *counted)
    ):
        partner = receiving if direction == Direction.OUTBOUND else sending
        yield CellKey(run, partner, level, home), *values


def tables(cell: Compared, one: Reading, other: Reading, levels: int) -> tuple[JointTable, ...]:
    """The joint table of every ability of the run's version, in their order."""
    width = one.width + other.width
    is_mapped = one.is_mapped or other.is_mapped
    found = []
    for column, opposite in zip(one.columns, other.columns, strict=True):
        nobody = NO_LEVEL * cell.people
        before = column.of(cell.texts, width, 0) if column else nobody
        after = opposite.of(cell.texts, width, one.width) if opposite else nobody
        found.append(_table(Counter(zip(before, after, strict=True)), levels, is_mapped=is_mapped))
    return tuple(found)


def _table(counts: Mapping[tuple[str, str], int], levels: int, *, is_mapped: bool) -> JointTable:
    table = table_of(levels, [(LEVELS[one], LEVELS[other], count) for (one, other), count in counts.items()])
    return replace(table, mapped=table.n) if is_mapped else table
