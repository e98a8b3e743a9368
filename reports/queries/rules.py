"""Counting rules: the one in force on a date, all in order, and each in words."""

from datetime import date

from django.db.models import QuerySet

from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.localized import localized

from ..figures import Rule
from ..models import CountingRule
from ..nouns import kind_of

DEFAULT_RULE = "mext"
REPORTS_RULE = "activity-reports"


def rule_in_force(
    code: str, as_of: date, counts: CountingRule.Counts = CountingRule.Counts.PARTICIPATIONS
) -> CountingRule | None:
    """The version valid on that day; the earliest one for a day before all of them, the latest after them.

    None where there is no rule of this code that counts this.
    """
    versions = prepared.rows(_from_the_first, code, counts)
    valid = [rule for rule in versions if rule.valid_from <= as_of and (rule.valid_until or as_of) >= as_of]
    if valid:
        return valid[-1]
    begun = [rule for rule in versions if rule.valid_from <= as_of]
    return begun[-1] if begun else (versions[0] if versions else None)


def _from_the_first(code: str, counts: CountingRule.Counts) -> QuerySet[CountingRule]:
    return CountingRule.objects.filter(code=code, counts=counts).order_by("valid_from", "number")


def rules_in_order() -> list[CountingRule]:
    """All rules, the versions of one rule together and the newest first."""
    return list(CountingRule.objects.order_by("code", "-number"))


def versions_of(code: str) -> list[CountingRule]:
    """Every version of one rule, the newest first."""
    return list(CountingRule.objects.filter(code=code).order_by("-number"))


def as_rule(rule: CountingRule) -> Rule:
    """The part of a rule that is printed with every figure."""
    return Rule(
        code=rule.code,
        number=rule.number,
        name=localized(rule, "name"),
        description=localized(rule, "description"),
        people=kind_of(rule.categories),
        bands=tuple((band["code"], band["from"], band["to"]) for band in rule.bands),
    )
