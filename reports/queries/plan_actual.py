"""Plan against actual, promised beside counted numbers, as one frozen table, in five queries or fewer.

A figure is the same for everyone who may see its page, so stays are counted without `visible_to`, here as in the other
counts (`scope`, the figures for the public, reciprocity). Who may see the page is decided in `permissions`; who may see the
people behind a figure, by `visible_to`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.named import Named
from kanazawa_exchange.lib.period import fiscal_year
from programs.models import FundingProject
from programs.queries.targets import Plan, plan_in_force

from ..figures import By, Filters, Part, PlanActual, Row, Rule, Year, open_year, total
from ..models import CountingRule
from .aggregate import Aggregate, Share, aggregate, keys_of
from .rules import as_rule
from .scope import scope_of


def table(project: FundingProject, rule: CountingRule, as_of: date, filters: Filters | None = None) -> PlanActual:
    """The table of a project by a rule on a date. Names are in the active language; the numbers depend on nobody."""
    filters = filters or Filters()
    plan = plan_in_force(project, as_of)
    scope = scope_of(project, rule, as_of, filters)
    return _Assembly(project, as_rule(rule), as_of, filters, plan, aggregate(scope), scope.runs.programs).table()


@dataclass
class _Assembly:
    project: FundingProject
    rule: Rule
    as_of: date
    filters: Filters
    plan: Plan | None
    numbers: Aggregate
    programs: dict[int, Named]

    def table(self) -> PlanActual:
        shown, silent = self.years()
        years = tuple(self.year(year) for year in shown)
        rows = [row for year in years for row in year.rows]
        return PlanActual(
            project=Named(self.project.pk, self.project.code, _name_of(self.project)),
            rule=self.rule,
            as_of=self.as_of,
            filters=self.filters,
            years=years,
            totals={
                direction: total(
                    (row for row in rows if row.direction == direction),
                    self.numbers.direction_persons.get(direction, 0),
                )
                for direction in self.filters.directions
            },
            total=total(rows, self.numbers.all_persons, self.heads_of_one_year(rows)),
            plan=self.plan,
            silent_years=silent,
            undirected=self.numbers.undirected,
            earlier=sum(self.numbers.earlier.get(direction, 0) for direction in self.filters.directions),
        )

    def years(self) -> tuple[range, tuple[int, ...]]:
        """The years to show, and those at the project's end left out because there is nothing to say about them."""
        last = fiscal_year(self.as_of)
        with_actual = {year for (year, _direction), number in self.numbers.actual.items() if number}
        chosen = self.filters.first_year
        first = self.project.first_fiscal_year if chosen is None else chosen
        if self.filters.last_year is not None:
            return range(first, min(self.filters.last_year, last) + 1), ()
        promised = (
            self.plan.fiscal_years if self.plan else ()
        )  # also where the selection leaves the plan without numbers
        planned = {year for year in range(first, last + 1) if year in promised}
        ahead = {year for (year, _direction), number in self.numbers.ahead.items() if number}
        continuing = {year for (year, _direction), number in self.numbers.continuing.items() if number}
        going_on = continuing & set(self.project.fiscal_years)
        last_with_news = max({first, *with_actual, *planned, *going_on, *ahead})
        if last < first:
            return range(0), ()
        return range(first, last_with_news + 1), tuple(
            range(last_with_news + 1, min(last, self.project.last_fiscal_year) + 1)
        )

    def year(self, year: int) -> Year:
        rows = tuple(self.row(year, direction) for direction in self.filters.directions)
        return Year(year, rows, total(rows, self.numbers.year_persons.get(year, 0)))

    def heads_of_one_year(self, rows: Sequence[Row]) -> int | None:
        """The head count of the rows that can be judged, where they are one whole year; of several years nobody counted it."""
        years = {row.fiscal_year for row in rows if row.is_judged}
        if len(years) != 1 or not all(row.is_judged for row in rows if row.fiscal_year in years):
            return None
        return self.numbers.year_persons.get(years.pop(), 0)

    def row(self, year: int, direction: str) -> Row:
        return Row(
            fiscal_year=year,
            direction=direction,
            **self.promise(year, direction, self.filters.program),
            is_open=year == open_year(self.as_of),
            ahead=self.numbers.ahead.get((year, direction), 0),
            actual=self.numbers.actual.get((year, direction), 0),
            persons=self.numbers.persons.get((year, direction), 0),
            continuing=self.numbers.continuing.get((year, direction), 0),
            parts=self.parts(year, direction),
        )

    def promise(self, year: int, direction: str, program: Named | None = None) -> dict[str, Any]:
        """The plan of one cell; nothing where the plan has no such cell or the filter leaves people out."""
        if self.plan is None or self.filters.narrows:
            return {}
        cell = self.plan.cell(year, direction, program.pk if program else None)
        if cell is None:
            return {}
        notes, unknown = cell.footnotes, self.plan.split_unknown
        return {"plan_base": cell.base, "plan_increase": cell.delta, "notes": notes, "split_unknown": unknown}

    def parts(self, year: int, direction: str) -> tuple[Part, ...]:
        """The breakdown of one figure in its order: what counts somebody, and what was promised."""
        shares = {share.key: share for share in self.numbers.shares.get((year, direction), ())}
        if self.filters.by == By.PROGRAM:
            programs = {pk: named for pk, named in self.programs.items() if self.filters.program in (None, named)}
            parts = (self.part(named.slug, shares.get(pk), year, direction, named) for pk, named in programs.items())
        else:
            keys = enumerate(keys_of(self.filters.by, self.rule))
            parts = (self.part(key, shares.get(place), year, direction) for place, key in keys)
        return tuple(part for part in parts if part.actual or part.plan)

    def part(self, key: str, share: Share | None, year: int, direction: str, program: Named | None = None) -> Part:
        return Part(
            key=key,
            program=program,
            **(self.promise(year, direction, program) if program else {}),
            is_open=year == open_year(self.as_of),
            actual=share.actual if share else 0,
            persons=share.persons if share else 0,
            provisional=share.provisional if share else 0,
        )


def _name_of(project: FundingProject) -> Localized:
    return localized(project, "short_name") or localized(project, "name")
