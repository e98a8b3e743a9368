"""The band of length into which a stay falls: in the database, with the clamp of month ends of `lib.period`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, CharField, Expression, F, Func, Q, SmallIntegerField, Value, When

from ..figures import UNKNOWN_BAND, Rule


class ReachesMonths(Func):
    """True when a stay from the first to the second day is at least so many months long; both days count."""

    output_field = BooleanField()

    def __init__(self, start: Any, end: Any, months: int, **extra: Any) -> None:
        super().__init__(start, end, **extra)
        self.months = int(months)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        (start, one), (end, two) = (compiler.compile(part) for part in self.source_expressions)
        # SQLite makes 31 November of 30 August + 3 months; the last day of that month is the clamp
        last = f"date({start}, 'start of month', '+{self.months + 1} months', '-1 day')"
        sql = f"(MIN(date({start}, '+{self.months} months'), {last}) <= date({end}, '+1 day'))"
        return sql, [*one, *one, *two]

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        (start, one), (end, two) = (compiler.compile(part) for part in self.source_expressions)
        return f"(({start} + interval '{self.months} months')::date <= ({end}) + 1)", [*one, *two]


def known_end(as_of: date) -> Expression:
    """The last day as known on the as-of date: the actual one, else the planned one but not before the start."""
    planned = Q(planned_ends_on__isnull=False)
    return Case(
        When(actual_ends_on__lte=as_of, then=F("actual_ends_on")),
        When(planned & Q(planned_ends_on__gte=F("actual_starts_on")), then=F("planned_ends_on")),
        When(planned, then=F("actual_starts_on")),
        default=F("actual_ends_on"),
    )


def is_provisional(as_of: date) -> Q:
    """The end of the stay, `stay_ended_on`, is not confirmed on the as-of date, so the band may change."""
    return Q(stay_ended_on=None) | Q(stay_ended_on__gt=as_of)


def band(rule: Rule, places: Mapping[str, int] | None = None) -> Expression:
    """The code of the one band a stay falls into, or its place; `stay_ends_on` is the end, unknown where it is empty."""

    def coded(code: str) -> Value:
        return Value(code) if places is None else Value(places[code])

    longest_first = sorted(rule.bands, key=lambda band: band[1], reverse=True)
    reached = [
        When(ReachesMonths(F("actual_starts_on"), F("stay_ends_on"), months), then=coded(code))
        for code, months, _below in longest_first
        if months
    ]
    shortest = coded(longest_first[-1][0] if longest_first else UNKNOWN_BAND)
    kind = CharField() if places is None else SmallIntegerField()
    return Case(When(stay_ends_on=None, then=coded(UNKNOWN_BAND)), *reached, default=shortest, output_field=kind)
