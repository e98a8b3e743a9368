"""Finished years of the survey as tests need them: locked waves, a run with its cells, and what is published of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from kanazawa_exchange.lib import clock
from programs.models import Program, ProgramRun
from rubric.models import CohortCell, PublicYear, RubricVersion, ScoreRun
from rubric.scoring.tables import JointTable, table_of
from rubric.services import publications
from tests import factories
from tests.rubric import surveys
from tests.rubric.cohorts import add_up, end

LATER = timedelta(days=1)


def pairs(*levels: tuple[int, int]) -> JointTable:
    """The table of these people, each with the level before and after."""
    return table_of(4, [(before, after, 1) for before, after in levels])


def stored(table: JointTable) -> dict[str, Any]:
    """The table as a cell of a run holds it."""
    return {
        "both": table.both,
        "pre_only": table.pre_only,
        "post_only": table.post_only,
        "neither": table.neither,
        "mapped": table.mapped,
    }


def run_of(program: Program, direction: str, year: int = 2018) -> ProgramRun:
    known = ProgramRun.objects.filter(program=program, direction=direction, fiscal_year=year).first()
    return known or factories.RunFactory(program=program, direction=direction, fiscal_year=year)


def asked(version: RubricVersion, run: ProgramRun, status: str = "locked") -> None:
    """Both waves of a programme run."""
    questionnaire = version.instruments.first() or surveys.questionnaire(version)
    for moment in ("pre", "post"):
        surveys.wave(run, questionnaire, moment, status=status)


def counted(version: RubricVersion, cells: Mapping[ProgramRun, Mapping[str, JointTable]], **values: Any) -> ScoreRun:
    """A run that has counted these and has not ended; everybody went to or came from one partner."""
    values = {"rubric_version": version, "started_at": clock.now(), **values}
    score_run: ScoreRun = ScoreRun.objects.create(**values)
    partner = factories.InstitutionFactory()
    for run, tables in cells.items():
        participants = max((table.n + table.missing for table in tables.values()), default=0)
        CohortCell.objects.create(
            score_run=score_run,
            run=run,
            partner=partner,
            participants=participants,
            tables={ability: stored(table) for ability, table in tables.items()},
        )
    add_up(score_run)
    return score_run


def published(score_run: ScoreRun, now: datetime | None = None) -> list[PublicYear]:
    """The run ends with publishing what it may."""
    years = publications.publish(score_run, by=None, now=now or clock.now())
    end(score_run, clock.now())
    return years
