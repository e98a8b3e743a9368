"""What every figure has in common: how many it rests on, how many are missing, its method, and why it may be undefined."""

from dataclasses import dataclass
from enum import StrEnum

CONFIDENCE = 0.95
"""The level of every interval."""


class Reason(StrEnum):
    """Why a value is None. A figure is never NaN or infinite."""

    NOBODY = "nobody"  # no pair, nobody asked
    ONE = "one"  # one pair, or one in a group: no spread can be known
    NO_VARIANCE = "no_variance"  # all moved alike, or all stand on one level
    NO_CHANGE = "no_change"  # nobody moved
    ONE_ITEM = "one_item"  # an ability with a single item has no inner consistency


class Method(StrEnum):
    """The name of a method, to be printed beside its figure."""

    COUNT = "count"
    TANGO = "tango_score"
    STUDENT_T = "student_t"
    NONCENTRAL_T = "noncentral_t"
    PRATT_EXACT = "wilcoxon_pratt_exact"
    PRATT_NORMAL = "wilcoxon_pratt_normal"
    ZEROS_DROPPED_EXACT = "wilcoxon_zeros_dropped_exact"
    ZEROS_DROPPED_NORMAL = "wilcoxon_zeros_dropped_normal"
    HOLM = "holm"
    CRONBACH = "cronbach_alpha"
    QUADRATIC_KAPPA = "quadratic_weighted_kappa"
    CLIFF = "cliff_delta"


@dataclass(frozen=True)
class Interval:
    """A 95 % confidence interval."""

    low: float
    high: float

    @property
    def mirrored(self) -> "Interval":
        return Interval(-self.high, -self.low)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`n` is what the figure rests on, `missing` who would belong to it and lacks a value.

    `reason` says why the value, or its interval where the value stands, is None.
    """

    n: int
    missing: int
    method: Method
    reason: Reason | None = None
