"""Wilcoxon's signed-rank test from the joint table: could so many have risen and fallen by chance alone?

Those who did not move take part in the ranking and then drop out (Pratt, Journal of the American Statistical Association 54, 1959,
655-667): on a scale of few levels most ties are at zero, and dropping them first would let one riser weigh as much among ten who
stayed as among none. The older way, which drops them first, is there for comparison and has its own name. Ties share their middle
rank. p is two-sided: exact over all 2**m signs of the m who moved, up to EXACT_UP_TO of them; above, normal with the variance of
the tied ranks and without a correction for continuity.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt

from rubric.scoring.tables import JointTable

from .probability import two_sided
from .results import Figure, Method, Reason

EXACT_UP_TO = 100
"""So many who moved are still counted out."""


@dataclass(frozen=True, kw_only=True)
class SignedRank(Figure):
    """`rank_sum_up` and `rank_sum_down` are the sums of the ranks of those who rose and fell; `zeros` did not move.

    `p` is two-sided; None when nobody moved.
    """

    moved: int
    zeros: int
    rank_sum_up: float
    rank_sum_down: float
    p: float | None


@dataclass(frozen=True)
class _Tied:
    """Those who moved by the same number of levels; `rank` is twice their middle rank, so that it is whole."""

    rank: int
    rose: int
    fell: int

    @property
    def count(self) -> int:
        return self.rose + self.fell


def signed_rank(table: JointTable, *, drop_zeros: bool = False) -> SignedRank:
    ties = ranked(table.differences, drop_zeros)
    moved = sum(tied.count for tied in ties)
    exact = moved <= EXACT_UP_TO
    reason = None if moved else Reason.NO_CHANGE if table.n else Reason.NOBODY
    return SignedRank(
        n=table.n,
        missing=table.missing,
        method=_method(drop_zeros, exact),
        reason=reason,
        moved=moved,
        zeros=table.n - moved,
        rank_sum_up=sum(tied.rank * tied.rose for tied in ties) / 2,
        rank_sum_down=sum(tied.rank * tied.fell for tied in ties) / 2,
        p=None if reason else exact_p(ties) if exact else normal_p(ties),
    )


def _method(drop_zeros: bool, exact: bool) -> Method:
    if drop_zeros:
        return Method.ZEROS_DROPPED_EXACT if exact else Method.ZEROS_DROPPED_NORMAL
    return Method.PRATT_EXACT if exact else Method.PRATT_NORMAL


def ranked(differences: Mapping[int, int], drop_zeros: bool) -> list[_Tied]:
    """The ties from the smallest step to the greatest."""
    before = 0 if drop_zeros else differences.get(0, 0)
    ties = []
    for step in sorted({abs(difference) for difference in differences} - {0}):
        rose, fell = differences.get(step, 0), differences.get(-step, 0)
        ties.append(_Tied(2 * before + rose + fell + 1, rose, fell))
        before += rose + fell
    return ties


def _lean(ties: list[_Tied]) -> int:
    """Twice the rank sum of those who rose less that of those who fell, without its sign."""
    return abs(sum(tied.rank * (tied.rose - tied.fell) for tied in ties))


def exact_p(ties: list[_Tied]) -> float:
    """The share of all ways to give the movers their signs that lean as far as the one that was seen, or farther."""
    lean, moved = _lean(ties), sum(tied.count for tied in ties)
    if not lean:
        return 1.0
    *others, last = sorted(ties, key=lambda tied: tied.count)
    upper = _upper_counts(last)
    far = 0
    for partial, ways in _leans(others).items():
        needed = _needed(lean - partial, last)
        if needed <= last.count:
            far += ways * upper[max(0, needed)]
    return float(Fraction(2 * far, 2**moved))


def _needed(lean: int, tied: _Tied) -> int:
    """How many of the group must rise at least to lean so far: the least j with rank (2 j - count) >= lean."""
    return -((-lean - tied.rank * tied.count) // (2 * tied.rank))


def _upper_counts(tied: _Tied) -> list[int]:
    """In how many ways j or more of the group rise, for j = 0, 1, ..."""
    counts = [0]
    for rising in range(tied.count, -1, -1):
        counts.append(counts[-1] + comb(tied.count, rising))
    return counts[:0:-1]


def _leans(ties: list[_Tied]) -> dict[int, int]:
    """Every lean of these groups with the number of ways to reach it, group by group."""
    ways = {0: 1}
    for tied in ties:
        grown: dict[int, int] = {}
        for rising in range(tied.count + 1):
            step, chosen = tied.rank * (2 * rising - tied.count), comb(tied.count, rising)
            for lean, count in ways.items():
                grown[lean + step] = grown.get(lean + step, 0) + count * chosen
        ways = grown
    return ways


def normal_p(ties: list[_Tied]) -> float:
    """The lean is a sum of ranks with signs by chance: its variance is the sum of their squares."""
    return two_sided(_lean(ties) / sqrt(sum(tied.count * tied.rank**2 for tied in ties)))
