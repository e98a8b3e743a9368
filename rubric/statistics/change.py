"""By how many levels the mean changed, and that change in standard deviations of the differences (dz).

Levels are counted as equally far apart here, which the leading figure does not do: both figures stand behind it, never alone.
The mean has Student's t interval; dz has the exact one, by turning the noncentral t over (Steiger and Fouladi, in Harlow,
What if there were no significance tests?, 1997, 221-257). dz is not Cohen's d of two groups.
"""

from dataclasses import dataclass
from math import sqrt

from rubric.scoring.tables import JointTable, mean_level

from .probability import TAIL, noncentrality, t_quantile
from .results import Figure, Interval, Method, Reason


@dataclass(frozen=True, kw_only=True)
class MeanChange(Figure):
    """Means before and after of the pairs, in levels; `change` is after less before, `deviation` its spread (n - 1)."""

    pre: float | None
    post: float | None
    change: float | None
    deviation: float | None
    interval: Interval | None


@dataclass(frozen=True, kw_only=True)
class StandardizedChange(Figure):
    """`dz` is the mean difference over the standard deviation of the differences."""

    dz: float | None
    interval: Interval | None


@dataclass(frozen=True)
class _Moments:
    """Sums over the pairs, exact: of the differences, of their squares; the reason why no spread can be told."""

    n: int
    total: int
    squares: int

    @property
    def reason(self) -> Reason | None:
        if self.n < 2:
            return Reason.ONE if self.n else Reason.NOBODY
        return None if self.variation else Reason.NO_VARIANCE

    @property
    def variation(self) -> int:
        return self.n * self.squares - self.total * self.total

    @property
    def deviation(self) -> float:
        return sqrt(self.variation / (self.n * (self.n - 1)))


def _moments(table: JointTable) -> _Moments:
    moved = table.differences.items()
    return _Moments(table.n, sum(d * count for d, count in moved), sum(d * d * count for d, count in moved))


def mean_change(table: JointTable) -> MeanChange:
    sums = _moments(table)
    change = sums.total / sums.n if sums.n else None
    interval = None
    if change is not None and sums.reason is None:
        reach = t_quantile(sums.n - 1) * sums.deviation / sqrt(sums.n)
        interval = Interval(change - reach, change + reach)
    return MeanChange(
        n=sums.n,
        missing=table.missing,
        method=Method.STUDENT_T,
        reason=sums.reason,
        pre=mean_level(table.pre),
        post=mean_level(table.post),
        change=change,
        deviation=sums.deviation if sums.n > 1 else None,
        interval=interval,
    )


def standardized_change(table: JointTable) -> StandardizedChange:
    sums = _moments(table)
    dz = interval = None
    if sums.reason is None:
        dz = sums.total / sums.n / sums.deviation
        interval = dz_interval(dz, sums.n)
    return StandardizedChange(
        n=sums.n, missing=table.missing, method=Method.NONCENTRAL_T, reason=sums.reason, dz=dz, interval=interval
    )


def dz_interval(dz: float, n: int) -> Interval:
    """95 % of the dz of n > 1 pairs."""
    if dz < 0:
        return dz_interval(-dz, n).mirrored
    t = dz * sqrt(n)
    high = noncentrality(t, n - 1, TAIL) / sqrt(n)
    return Interval(noncentrality(t, n - 1, 1 - TAIL) / sqrt(n) if dz else -high, high)
