"""The places of one programme in a fiscal year: how many were planned, and how many took part, by the rule in force."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from kanazawa_exchange.lib import drawing, prepared
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.named import Named
from kanazawa_exchange.lib.period import fiscal_year
from programs.models import Program, ProgramRun
from programs.queries.program_parts import Part

from ..figures import Filters, Row, Rule
from .plan_actual import table
from .rules import DEFAULT_RULE, rule_in_force


@dataclass(frozen=True)
class PlacesLine:
    """One direction: the places (of the plan, else of the runs), who took part, who is to come, and the bar of both."""

    direction: str
    places: int | None
    actual: int
    ahead: int
    bar: str


@dataclass(frozen=True)
class ProgramPlaces:
    """The latest year of a programme in which it runs, with the rule by which its people are counted."""

    fiscal_year: int
    is_running: bool
    lines: tuple[PlacesLine, ...]
    axis: str
    rule: Rule
    as_of: date


def program_places(program: Program, on: date) -> Part | None:
    """This year, or the last one of which there is something to say; None where there is none. At most seven queries."""
    rule = rule_in_force(DEFAULT_RULE, on)
    if rule is None:
        return None
    named = Named(program.pk, program.slug, localized(program, "name"))
    found = table(program.project, rule, on, Filters(last_year=fiscal_year(on), program=named))
    offered = _offered(program)
    told = [(row, places) for row in found.rows if _is_told(row, places := _places(row, offered))]
    if not told:
        return None
    year = max(row.fiscal_year for row, _places in told)
    own = [(row, places) for row, places in told if row.fiscal_year == year]
    scale = drawing.nice_scale(max(max(row.actual + row.ahead, places or 0) for row, places in own))
    lines = tuple(_line(row, places, scale) for row, places in own)
    axis = drawing.axis(scale, "", space=False)
    content = ProgramPlaces(year, year == fiscal_year(on), lines, axis, found.rule, found.as_of)
    return Part("reports/program_places.html", content)


def _offered(program: Program) -> dict[tuple[int, str], int | None]:
    """The places of the runs of each year and direction; None where nobody has entered any."""
    return {(year, way): number for year, way, number in prepared.rows(_places_of_runs, program.pk)}


def _places_of_runs(program_id: int) -> QuerySet[ProgramRun, Any]:
    rows = ProgramRun.objects.filter(program_id=program_id).order_by()
    return rows.values_list("fiscal_year", "direction").annotate(number=Sum("places"))


def _places(row: Row, offered: dict[tuple[int, str], int | None]) -> int | None:
    """Those of the plan, where it divides them among the programmes; else those of the runs."""
    return row.plan if row.plan is not None else offered.get((row.fiscal_year, row.direction))


def _is_told(row: Row, places: int | None) -> bool:
    return bool(row.actual or row.ahead or places)


def _line(row: Row, places: int | None, scale: drawing.Scale) -> PlacesLine:
    bar = drawing.Bar(row.direction, places, row.actual, ahead=row.ahead, is_open=row.is_open)
    return PlacesLine(row.direction, places, row.actual, row.ahead, drawing.bar(bar, scale))
