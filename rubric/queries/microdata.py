"""The file for researchers: the rows that were kept with each published year, of one version of the rubric."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kanazawa_exchange.lib.localized import Localized, localized

from ..anonymity import STEPS, Anonymous, Answered, Traits
from ..models import PublicRows, PublicYear, RubricVersion
from .older_answers import has_older_answers
from .sheets import RubricSheet, sheet
from .versions import in_use

TRAITS = 7
"""How many values of a row tell whose it could be; its levels follow."""


@dataclass(frozen=True)
class YearOfRows:
    """What became of the rows of a published year: whether any were kept with it, how many, and whether some read older answers."""

    project: Localized
    fiscal_year: int
    was_kept: bool
    rows: int
    has_older_answers: bool


@dataclass(frozen=True)
class Microdata:
    """The rows with the version of the rubric that explains them."""

    sheet: RubricSheet
    found: Anonymous
    years: tuple[YearOfRows, ...] = ()

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
    published = PublicYear.objects.filter(score_run__rubric_version=version).select_related("kept", "project")
    years = [
        (year, getattr(year, "kept", None), year.older)
        for year in published.annotate(older=has_older_answers()).order_by("fiscal_year", "project")
    ]
    kept: list[PublicRows] = [own for _year, own, _older in years if own]
    rows = tuple(_row(values) for own in kept for values in own.rows)
    at_step = tuple(sum(own.at_step[step] for own in kept) for step in range(len(STEPS)))
    told = tuple(
        YearOfRows(
            localized(year.project, "short_name") or localized(year.project, "name"),
            year.fiscal_year,
            own is not None,
            len(own.rows) if own else 0,
            older,
        )
        for year, own, older in years
    )
    return Microdata(sheet(version), Anonymous(rows, at_step, sum(own.left_out for own in kept)), told)


def _row(values: list[Any]) -> Answered:
    traits, levels = values[:TRAITS], values[TRAITS:]
    before, after = map(_levels, levels)
    return Answered(0, Traits(*traits), before, after)


def _levels(values: Iterable[int | None]) -> tuple[int | None, ...]:
    return tuple(values)
