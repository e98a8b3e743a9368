"""Ended scoring runs and their cells as tests need them, made directly: what counted them is another matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from partners.models import Institution
from programs.models import FundingProject, ProgramRun
from rubric.models import CohortCell, CohortTotal, PublicGroup, PublicYear, RubricVersion, ScoreRun
from rubric.queries.cohort_totals import totals
from rubric.scoring.tables import JointTable, empty_table, table_of

BEGAN, ENDED = datetime(2019, 4, 1, 3, tzinfo=UTC), datetime(2019, 4, 1, 4, tzinfo=UTC)
Cells = Sequence[tuple[int | None, int | None, int]]
PLAIN: Cells = ((0, 1, 3), (1, 1, 2), (1, 2, 4), (2, 2, 2), (2, 1, 1), (3, 3, 1), (1, None, 2), (None, 2, 1))
"""Fourteen who answered both times, of whom seven rose and one fell, and three who did not."""


def stored(table: JointTable) -> dict[str, Any]:
    """The numbers of a table as a cell holds them."""
    return {
        "both": [list(row) for row in table.both],
        "pre_only": list(table.pre_only),
        "post_only": list(table.post_only),
        "neither": table.neither,
        "mapped": table.mapped,
    }


def cell(
    run: ScoreRun, of: ProgramRun, partner: Institution, tables: Mapping[str, JointTable], **values: Any
) -> CohortCell:
    """`tables` by the code of the ability; the others count nobody."""
    codes = run.rubric_version.abilities.values_list("code", flat=True)
    levels = run.rubric_version.levels.count()
    whole = {code: tables.get(code, empty_table(levels)) for code in codes}
    asked = max((table.n + table.missing for table in whole.values()), default=0)
    return CohortCell.objects.create(
        score_run=run,
        run=of,
        partner=partner,
        tables={code: stored(table) for code, table in whole.items()},
        **{"participants": asked, "level": "bachelor", "home_country": "JP", **values},
    )


def everywhere(run: ScoreRun, cells: Cells = PLAIN, mapped: int = 0) -> dict[str, JointTable]:
    """The same table for every ability."""
    table = table_of(run.rubric_version.levels.count(), cells, mapped)
    return dict.fromkeys(run.rubric_version.abilities.values_list("code", flat=True), table)


@dataclass(frozen=True)
class Counted:
    """One cell of a run whose abilities all have the same table."""

    of: ProgramRun
    partner: Institution
    cells: Cells = PLAIN
    mapped: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)


def begun(version: RubricVersion, **values: Any) -> ScoreRun:
    return ScoreRun.objects.create(
        rubric_version=version, **{"started_at": BEGAN, "responses": 30, "set_aside": 0, **values}
    )


def ended(
    version: RubricVersion,
    *cells: Counted,
    ended_at: datetime = ENDED,
    public: Mapping[int, int | None] | None = None,
    **values: Any,
) -> ScoreRun:
    """A run that counted these cells; from its end on nothing of it changes. `public`: pairs by the years it published."""
    run = begun(version, **values)
    for one in cells:
        cell(run, one.of, one.partner, everywhere(run, one.cells, one.mapped), **one.values)
    for fiscal_year, pairs in (public or {}).items():
        _published(run, cells[0].of.program.project, fiscal_year, pairs)
    end(run, ended_at)
    return run


def end(run: ScoreRun, ended_at: datetime = ENDED) -> None:
    """The run has counted its cells."""
    add_up(run)
    run.ended_at = ended_at
    run.save()


def add_up(run: ScoreRun) -> None:
    """The totals of programme runs, which a run counts with its cells."""
    CohortTotal.objects.bulk_create(totals(run.cells.all(), run.rubric_version), ignore_conflicts=True)


def _published(run: ScoreRun, project: FundingProject, fiscal_year: int, pairs: int | None) -> None:
    """Everybody of the year as one group; withheld for None."""
    year = PublicYear.objects.create(
        project=project,
        fiscal_year=fiscal_year,
        score_run=run,
        published_at=ENDED,
        participants=None if pairs is None else _asked(run, fiscal_year),
    )
    PublicGroup.objects.create(year=year, pairs=pairs, tables=None if pairs is None else _tables(run, fiscal_year))


def _asked(run: ScoreRun, fiscal_year: int) -> int:
    return sum(run.cells.filter(run__fiscal_year=fiscal_year).values_list("participants", flat=True))


def _tables(run: ScoreRun, fiscal_year: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for cell in run.cells.filter(run__fiscal_year=fiscal_year):
        for code, table in cell.tables.items():
            rows = found.get(code, [[0] * len(table["both"])] * len(table["both"]))
            found[code] = [[*map(sum, zip(*pair, strict=True))] for pair in zip(rows, table["both"], strict=True)]
    return found
