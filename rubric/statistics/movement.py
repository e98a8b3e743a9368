"""Who rose, stayed and fell, and the share who rose less the share who fell, with its interval.

The interval is Tango's score interval for paired proportions (Statistics in Medicine 17, 1998, 891-908). It fits here because it
needs nothing but how many rose, fell and stayed; it holds its level in small groups (the tests count its coverage out), gives an
interval with one pair and when nobody or everybody moved, and mirrors when before and after are swapped. Newcombe's
square-and-add would need two margins, which levels of more than two steps do not have.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from rubric.scoring.tables import Counts, JointTable

from .probability import Z, root
from .results import Figure, Interval, Method, Reason

REMEMBERED = 4096
"""So many intervals are kept: a page of many years asks for the same ones each time."""


@dataclass(frozen=True, kw_only=True)
class Distribution(Figure):
    """Levels before and after of the pairs, and before of those without an after, and the other way round."""

    pre: Counts
    post: Counts
    pre_only: Counts
    post_only: Counts


@dataclass(frozen=True, kw_only=True)
class Movement(Figure):
    """The leading figure: `balance` is (rose - fell) / n, from -1 to +1; `up` and `down` are how many by how many levels."""

    rose: int
    same: int
    fell: int
    up: Counts
    down: Counts
    balance: float | None
    interval: Interval | None


def distribution(table: JointTable) -> Distribution:
    return Distribution(
        n=table.n,
        missing=table.missing,
        method=Method.COUNT,
        pre=table.pre,
        post=table.post,
        pre_only=table.pre_only,
        post_only=table.post_only,
    )


def movement(table: JointTable) -> Movement:
    n, moved, steps = table.n, table.differences, range(1, len(table.both))
    up, down = (tuple(moved.get(sign * step, 0) for step in steps) for sign in (1, -1))
    rose, fell = sum(up), sum(down)
    return Movement(
        n=n,
        missing=table.missing,
        method=Method.TANGO,
        reason=None if n else Reason.NOBODY,
        rose=rose,
        same=n - rose - fell,
        fell=fell,
        up=up,
        down=down,
        balance=(rose - fell) / n if n else None,
        interval=tango(rose, fell, n) if n else None,
    )


@lru_cache(REMEMBERED)
def tango(rose: int, fell: int, n: int) -> Interval:
    """95 % of the difference of the shares `rose` / n and `fell` / n of the same n > 0 pairs."""
    if rose < fell:
        return tango(fell, rose, n).mirrored
    seen = (rose - fell) / n

    def beyond(difference: float, z: float) -> float:
        return rose - fell - n * difference - z * _deviation(difference, rose, fell, n)

    high = root(lambda difference: beyond(difference, -Z), seen, 1)
    if rose == fell:
        return Interval(-high, high)
    return Interval(root(lambda difference: beyond(difference, Z), -1, seen), high)


def _deviation(difference: float, rose: int, fell: int, n: int) -> float:
    """Of rose - fell, if `difference` were the true one; the likeliest share of those who fall follows from it."""
    linear = (2 * n - rose + fell) * difference - rose - fell
    constant = -fell * difference * (1 - difference)
    falling = (sqrt(max(0.0, linear * linear - 8 * n * constant)) - linear) / (4 * n)
    return sqrt(max(0.0, n * (2 * falling + difference * (1 - difference))))
