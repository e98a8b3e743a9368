"""The number of Activity Reports as a figure: with the rule in force, its day, its parts and the lists behind them."""

from dataclasses import dataclass
from datetime import date, datetime

from mobility.queries.activity_reports.counting import Published, list_address, number_published, published
from programs.queries.program_parts import Part

from ..figures import Rule
from ..models import CountingRule
from .rules import REPORTS_RULE, as_rule, rule_in_force


@dataclass(frozen=True)
class Counted:
    """By which rule, and as of which day."""

    rule: Rule
    as_of: date


@dataclass(frozen=True)
class ReportsSoFar:
    """The number alone, and the address of the list behind it; without a rule where the portal keeps none."""

    rule: Rule | None
    as_of: date
    number: int
    address: str


@dataclass(frozen=True)
class ReportsFigure(Counted):
    """The number with its parts."""

    published: Published


def reports_rule(as_of: date) -> Rule | None:
    """The rule in force by which Activity Reports are counted; None where the portal has none."""
    rule = rule_in_force(REPORTS_RULE, as_of, CountingRule.Counts.ACTIVITY_REPORTS)
    return as_rule(rule) if rule else None


def reports_so_far(as_of: date, now: datetime) -> ReportsSoFar | None:
    """None before the first of them. At most two queries."""
    number = number_published(as_of, now)
    return ReportsSoFar(reports_rule(as_of), as_of, number, list_address(as_of)) if number else None


def reports_figure(as_of: date, now: datetime) -> ReportsFigure | None:
    """None before the first of them, and without a rule. Three queries."""
    rule = reports_rule(as_of)
    counted = published(as_of, now) if rule else None
    return ReportsFigure(rule, as_of, counted) if rule and counted and counted.number else None


def rule_line(as_of: date) -> Part | None:
    """What stands under the total of the list. One query."""
    rule = reports_rule(as_of)
    return Part("reports/activity_reports_rule.html", Counted(rule, as_of)) if rule else None
