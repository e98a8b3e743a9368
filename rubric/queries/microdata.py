"""The file for researchers: the rows that were kept with each published year, of one version of the rubric."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..anonymity import STEPS, Anonymous, Answered, Traits
from ..models import PublicRows, PublicYear, RubricVersion
from .sheets import RubricSheet, sheet
from .versions import in_use

TRAITS = 7
"""How many values of a row tell whose it could be; its levels follow."""


@dataclass(frozen=True)
class Microdata:
    """The rows with the version of the rubric that explains them."""

    sheet: RubricSheet
    found: Anonymous

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(ability.code for ability in self.sheet.abilities)

    @property
    def left_out(self) -> int:
        return self.found.left_out


def versions_of_rows() -> list[RubricVersion]:
    """The versions by which a year was published, the newest first; before any was, the one in use. One query or two."""
    joined = "score_run__rubric_version__rubric", "score_run__rubric_version__before"
    years = PublicYear.objects.select_related(*joined).order_by("-fiscal_year", "-pk")
    found = {year.score_run.rubric_version_id: year.score_run.rubric_version for year in years}
    return list(found.values()) or list(in_use())[:1]


def microdata(version: RubricVersion) -> Microdata:
    """What was kept of the years that were published by this version; of older publications nothing was kept."""
    kept = PublicRows.objects.filter(year__score_run__rubric_version=version)
    years = list(kept.order_by("year__fiscal_year", "year__project"))
    rows = tuple(_row(values) for year in years for values in year.rows)
    at_step = tuple(sum(year.at_step[step] for year in years) for step in range(len(STEPS)))
    return Microdata(sheet(version), Anonymous(rows, at_step, sum(year.left_out for year in years)))


def _row(values: list[Any]) -> Answered:
    traits, levels = values[:TRAITS], values[TRAITS:]
    before, after = map(_levels, levels)
    return Answered(0, Traits(*traits), before, after)


def _levels(values: Iterable[int | None]) -> tuple[int | None, ...]:
    return tuple(values)
