"""Every published figure of every year, as lines of a file."""

from dataclasses import dataclass
from itertools import groupby

from ..models import PublicGroup, RubricVersion
from .older_answers import has_older_answers
from .results import AbilityLine, ability_lines
from .sheets import RubricSheet, sheet


@dataclass(frozen=True)
class FigureLine:
    """One ability of one group; `figures` is None where the group is withheld, and then `ability` is empty."""

    project: str
    fiscal_year: int
    direction: str
    program: str
    rubric_version: int
    has_older_answers: bool
    ability: str
    figures: AbilityLine | None


def public_figures() -> list[FigureLine]:
    """All years, oldest first; the number of queries follows the versions of the rubric alone."""
    rows = PublicGroup.objects.select_related(
        "year__project", "year__score_run__rubric_version__rubric", "year__score_run__rubric_version__before", "program"
    ).annotate(older=has_older_answers("year__"))
    rows = rows.order_by("year__fiscal_year", "year__project", "program__order", "program", "direction")
    sheets: dict[int, RubricSheet] = {}
    found = []
    for version, groups in groupby(rows, key=lambda group: group.year.score_run.rubric_version):
        printed = sheets.get(version.pk) or sheets.setdefault(version.pk, sheet(version))
        found += [line for group in groups for line in _lines(group, group.older, version, printed)]
    return found


def _lines(group: PublicGroup, older: bool, version: RubricVersion, printed: RubricSheet) -> list[FigureLine]:
    where = (
        group.year.project.code,
        group.year.fiscal_year,
        group.direction or "all",
        group.program.code if group.program else "all",
        version.number,
        older,
    )
    if group.tables is None:
        return [FigureLine(*where, ability="", figures=None)]
    return [FigureLine(*where, ability=line.code, figures=line) for line in ability_lines(printed, group.tables)]
