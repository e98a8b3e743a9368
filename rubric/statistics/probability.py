"""The distributions behind the intervals: normal, Student's t and noncentral t, to about 12 digits and without a library.

The noncentral t is integrated over its scale: P(T <= t) = E[Phi(t s - d)], where s**2 is chi-square over its degrees of freedom.
On the logarithm of s the trapezoid rule converges faster than any power of its step, for every t.
"""

from collections.abc import Callable
from functools import lru_cache
from math import ceil, erfc, exp, expm1, fsum, sqrt
from statistics import NormalDist

from .results import CONFIDENCE

TAIL = (1 - CONFIDENCE) / 2
Z = NormalDist().inv_cdf(1 - TAIL)
_NEGLIGIBLE = 45.0  # exp(-45) is under 1e-19


def normal(x: float) -> float:
    """P(N <= x)."""
    return erfc(-x / sqrt(2)) / 2


def two_sided(z: float) -> float:
    """P(|N| >= |z|)."""
    return erfc(abs(z) / sqrt(2))


def noncentral_t(t: float, freedom: int, d: float = 0.0) -> float:
    """P(T <= t) of the t distribution with `freedom` degrees and noncentrality `d`."""
    return fsum(weight * normal(scaled - d) for scaled, weight in _scaled(t, freedom))


@lru_cache(16)
def _scaled(t: float, freedom: int) -> list[tuple[float, float]]:
    """t s and the weight of s at the points of the trapezoid rule: whatever d is, they stay the same."""
    reach = sqrt(2 * _NEGLIGIBLE / freedom)  # ten standard deviations on either side, more to the left where it is skew
    left, right = -(reach + _NEGLIGIBLE / freedom), reach
    step = min(0.36, 1 / sqrt(2 * freedom), 1 / (1 + abs(t))) / 3
    points = ceil((right - left) / step)
    places = [left + (right - left) / points * place for place in range(points + 1)]
    weights = [exp(freedom * (u - expm1(2 * u) / 2)) for u in places]
    total = fsum(weights)
    return [(t * exp(u), weight / total) for u, weight in zip(places, weights, strict=True)]


@lru_cache(1024)
def t_quantile(freedom: int) -> float:
    """The t under which all but the upper tail of a 95 % interval lies."""
    high = 2 * Z
    while noncentral_t(high, freedom) < 1 - TAIL:
        high *= 2
    return root(lambda t: 1 - TAIL - noncentral_t(t, freedom), 0, high)


def noncentrality(t: float, freedom: int, below: float) -> float:
    """The d for which P(T <= t) is `below`."""
    reach = 8 * sqrt(1 + t * t / (2 * freedom))
    low, high = t - reach, t + reach
    while noncentral_t(t, freedom, low) < below:
        low -= reach
    while noncentral_t(t, freedom, high) > below:
        high += reach
    return root(lambda d: noncentral_t(t, freedom, d) - below, low, high)


def root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that is positive after `low` and negative before `high` passes zero, to 13 digits.

    By two chords, of which the end that stays is halved (the Illinois method), and a half, in turn; at the ends the function
    may be zero, and is then halved only.
    """
    above, below = falling(low), falling(high)
    while high - low > 1e-13 * max(1.0, abs(low), abs(high)):
        for chord in (True, True, False):
            by_chord = chord and above > 0 > below
            place = low + (high - low) * above / (above - below) if by_chord else (low + high) / 2
            value = falling(place)
            if value > 0:
                low, above, below = place, value, below / 2 if by_chord else below
            else:
                high, below, above = place, value, above / 2 if by_chord else above
    return (low + high) / 2
