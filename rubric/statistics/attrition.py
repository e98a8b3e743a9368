"""Who answered, and whether those without a second response stood elsewhere from the beginning.

Cliff's delta compares two groups on an ordinal scale: the chance that one of those who left out the second response stood higher
than one who gave it, less the chance that they stood lower. Its interval is that of Cliff (Psychological Bulletin 114, 1993,
494-509) as Feng and Cliff give it (Journal of Modern Applied Statistical Methods 3, 2004, 322-332).
"""

from dataclasses import dataclass
from math import sqrt

from rubric.scoring.tables import Counts, JointTable, mean_level

from .probability import Z
from .results import Figure, Interval, Method, Reason


@dataclass(frozen=True, kw_only=True)
class Rate(Figure):
    """`n` were asked, `answered` did, `missing` did not."""

    answered: int
    share: float | None


@dataclass(frozen=True)
class ResponseRates:
    """Of those invited: who answered before, after, and both."""

    pre: Rate
    post: Rate
    both: Rate


@dataclass(frozen=True, kw_only=True)
class Attrition(Figure):
    """Levels before of `stayed`, who have a level after, and of `left`, who have none; `n` are both together.

    `delta` is above 0 where those who left stood higher; `missing` have no level before.
    """

    stayed: Counts
    left: Counts
    stayed_mean: float | None
    left_mean: float | None
    delta: float | None
    interval: Interval | None


def response_rates(invited: int, pre: int, post: int, both: int) -> ResponseRates:
    """Whole counts of all who were invited, so without an interval."""
    if not 0 <= both <= min(pre, post) or max(pre, post) > invited or pre + post - both > invited:
        raise ValueError("more answers than people")
    return ResponseRates(*(_rate(invited, answered) for answered in (pre, post, both)))


def _rate(asked: int, answered: int) -> Rate:
    return Rate(
        n=asked,
        missing=asked - answered,
        method=Method.COUNT,
        reason=None if asked else Reason.NOBODY,
        answered=answered,
        share=answered / asked if asked else None,
    )


def attrition(table: JointTable) -> Attrition:
    stayed, left = table.pre, table.pre_only
    delta, interval, reason = None, None, Reason.NOBODY
    if sum(stayed) and sum(left):
        delta = _delta(left, stayed)
        interval = _interval(left, stayed, delta)
        reason = Reason.ONE if min(sum(stayed), sum(left)) < 2 else Reason.NO_VARIANCE
    return Attrition(
        n=sum(stayed) + sum(left),
        missing=sum(table.post_only) + table.neither,
        method=Method.CLIFF,
        reason=None if interval else reason,
        stayed=stayed,
        left=left,
        stayed_mean=mean_level(stayed),
        left_mean=mean_level(left),
        delta=delta,
        interval=interval,
    )


def _leads(counts: Counts) -> list[int]:
    """Per level, how many of the group stand below it less how many stand above it."""
    return [sum(counts[:level]) - sum(counts[level + 1 :]) for level in range(len(counts))]


def _delta(one: Counts, other: Counts) -> float:
    leads = sum(count * lead for count, lead in zip(one, _leads(other), strict=True))
    return leads / (sum(one) * sum(other))


def _interval(one: Counts, other: Counts, delta: float) -> Interval | None:
    """None with fewer than two in a group, and where every one of a group stands above every one of the other."""
    n, m = sum(one), sum(other)
    if min(n, m) < 2 or abs(delta) == 1:
        return None
    if delta < 0:
        return _interval(other, one, -delta).mirrored  # type: ignore[union-attr]  # neither case above
    variance = _variance(one, other, delta)
    spread = Z * sqrt(variance) * sqrt((1 - delta**2) ** 2 + Z**2 * variance)
    below = 1 - delta**2 + Z**2 * variance
    return Interval((delta - delta**3 - spread) / below, (delta - delta**3 + spread) / below)


def _variance(one: Counts, other: Counts, delta: float) -> float:
    """Cliff's unbiased estimate, not below the least that the delta allows."""
    n, m = sum(one), sum(other)
    rows = sum(count * (lead / m - delta) ** 2 for count, lead in zip(one, _leads(other), strict=True))
    columns = sum(count * (lead / n + delta) ** 2 for count, lead in zip(other, _leads(one), strict=True))
    unequal = n * m - sum(count * more for count, more in zip(one, other, strict=True))
    cells = unequal - n * m * delta**2
    estimate = (m**2 * rows + n**2 * columns - cells) / (n * m * (n - 1) * (m - 1))
    return max(estimate, (1 - delta**2) / (n * m - 1))
