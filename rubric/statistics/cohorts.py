"""All figures of a cohort, ability by ability, and what they allow to say: codes, no sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rubric.scoring.tables import JointTable

from .attrition import Attrition, attrition
from .change import MeanChange, StandardizedChange, mean_change, standardized_change
from .correction import holm
from .movement import Distribution, Movement, distribution, movement
from .results import Method
from .signed_rank import SignedRank, signed_rank

SMALLEST_PUBLIC = 5
"""Figures of fewer pairs are not published."""
CAUTION_BELOW = 30
"""Figures of fewer pairs are read with caution."""
HARDLY_CHANCE = 0.05
"""Below this corrected p chance alone would hardly have brought about what was seen."""


class Finding(StrEnum):
    """What the leading figure allows to say of the participants, and no more: a change, never an effect."""

    NOBODY = "nobody"
    TOO_FEW = "too_few"  # fewer than are published: counts only
    MORE_ROSE = "more_rose"  # the whole interval lies above 0
    MORE_FELL = "more_fell"  # below 0
    UNCLEAR = "unclear"  # both are possible


@dataclass(frozen=True)
class AbilityFigures:
    """The figures of one ability. `p` is corrected for all abilities of the cohort by `p_method`; None when nobody moved."""

    table: JointTable
    distribution: Distribution
    movement: Movement
    mean: MeanChange
    standardized: StandardizedChange
    signed_rank: SignedRank
    attrition: Attrition
    finding: Finding
    p: float | None
    p_method: Method = Method.HOLM


def cohort_figures(tables: Mapping[str, JointTable]) -> dict[str, AbilityFigures]:
    """The figures of all abilities that were asked at once, in the order of `tables`."""
    ranks = {ability: signed_rank(table) for ability, table in tables.items()}
    corrected = _corrected(ranks)
    return {ability: _of_ability(table, ranks[ability], corrected[ability]) for ability, table in tables.items()}


def corrected_p(tables: Mapping[str, JointTable]) -> dict[str, float | None]:
    """The corrected p of all abilities that were asked at once; None where nobody moved."""
    return _corrected({ability: signed_rank(table) for ability, table in tables.items()})


def _corrected(ranks: Mapping[str, SignedRank]) -> dict[str, float | None]:
    return holm({ability: rank.p for ability, rank in ranks.items()})


def _of_ability(table: JointTable, rank: SignedRank, p: float | None) -> AbilityFigures:
    moved = movement(table)
    return AbilityFigures(
        table=table,
        distribution=distribution(table),
        movement=moved,
        mean=mean_change(table),
        standardized=standardized_change(table),
        signed_rank=rank,
        attrition=attrition(table),
        finding=finding(moved),
        p=p,
    )


def finding(moved: Movement) -> Finding:
    if moved.interval is None:
        return Finding.NOBODY
    if moved.n < SMALLEST_PUBLIC:
        return Finding.TOO_FEW
    if moved.interval.low > 0:
        return Finding.MORE_ROSE
    return Finding.MORE_FELL if moved.interval.high < 0 else Finding.UNCLEAR
