"""How far two raters of the same people agree, self and staff: quadratic weighted kappa (Cohen, Psychological Bulletin 70, 1968).

A disagreement weighs the square of its levels. The interval is that of Fleiss, Cohen and Everitt (Psychological Bulletin 72, 1969,
323-327), which holds in large groups; in small ones it is a hint, and it is cut at -1 and +1.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from rubric.scoring.tables import JointTable

from .probability import Z
from .results import Figure, Interval, Method, Reason


@dataclass(frozen=True, kw_only=True)
class Agreement(Figure):
    """`kappa` is 1 where both always say the same, 0 where they agree as by chance; `same` so many said the same."""

    same: int
    kappa: float | None
    interval: Interval | None


def weighted_kappa(table: JointTable) -> Agreement:
    """Of a table whose rows are the levels of one rater and whose columns those of the other."""
    n, kappa, interval = table.n, None, None
    chance = _chance(table)
    if chance:
        exact = 1 - _seen(table) / chance
        kappa, interval = float(exact), _interval(table, exact, chance)
    lacks_interval = Reason.NO_VARIANCE if n > 1 else Reason.ONE if n else Reason.NOBODY
    return Agreement(
        n=n,
        missing=table.missing,
        method=Method.QUADRATIC_KAPPA,
        reason=None if interval else lacks_interval,
        same=sum(row[level] for level, row in enumerate(table.both)),
        kappa=kappa,
        interval=interval,
    )


def _seen(table: JointTable) -> Fraction:
    """The mean squared distance of the two raters."""
    squares = sum((i - j) ** 2 * count for i, row in enumerate(table.both) for j, count in enumerate(row))
    return Fraction(squares, table.n)


def _chance(table: JointTable) -> Fraction:
    """The mean squared distance if both gave their levels to people by chance; 0 where all stand on one level."""
    squares = sum((i - j) ** 2 * one * other for i, one in enumerate(table.pre) for j, other in enumerate(table.post))
    return Fraction(squares, max(1, table.n) ** 2)


def _interval(table: JointTable, kappa: Fraction, chance: Fraction) -> Interval | None:
    """None where the variance is 0: both agree wholly, or as by chance with a single person."""
    spread = sqrt(max(Fraction(0), _variance(table, kappa, chance)))
    if not spread:
        return None
    return Interval(max(-1.0, float(kappa) - Z * spread), min(1.0, float(kappa) + Z * spread))


def _variance(table: JointTable, kappa: Fraction, chance: Fraction) -> Fraction:
    """Equation 13 of Fleiss, Cohen and Everitt, with distances in place of weights of agreement."""
    n, size = table.n, range(len(table.both))
    of_row = [Fraction(sum((i - j) ** 2 * table.post[j] for j in size), n) for i in size]
    of_column = [Fraction(sum((i - j) ** 2 * table.pre[i] for i in size), n) for j in size]
    rest = 1 - kappa
    total = sum(
        (
            Fraction(table.both[i][j], n) * ((i - j) ** 2 - (of_row[i] + of_column[j]) * rest) ** 2
            for i in size
            for j in size
        ),
        Fraction(0),
    )
    return (total - (chance * rest) ** 2) / (n * chance**2)
