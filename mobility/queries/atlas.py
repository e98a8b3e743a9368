"""Institutions and programme runs by any of the words that people write for them, read once for a whole table."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kanazawa_exchange.lib.gazetteer import Gazetteer
from partners.models import Institution
from partners.queries.names import institutions_by_name
from programs.models import Program, ProgramRun
from programs.queries.names import programs_by_name

from .directions import HomeSides, home_sides


@dataclass(frozen=True)
class Atlas:
    """What a table of stays speaks of: institutions, programmes, their runs, and which side is ours."""

    institutions: Gazetteer[Institution]
    programs: Gazetteer[Program]
    runs: Mapping[tuple[int, int, str], tuple[ProgramRun, ...]]
    homes: HomeSides
    by_uid: Mapping[str, ProgramRun]
    kept: Collection[int] | None = None
    """The programmes in which the reader registers; None for all of them."""

    @classmethod
    def read(cls, runs: Iterable[ProgramRun], kept: Collection[int] | None = None) -> "Atlas":
        """`runs`: those that may be entered; of other programmes the names alone are known. Three queries."""
        by_key: dict[tuple[int, int, str], list[ProgramRun]] = defaultdict(list)
        programs: dict[int, Program] = {}
        by_uid: dict[str, ProgramRun] = {}
        for run in runs:
            by_uid[str(run.uid)] = run
            by_key[run.program_id, run.fiscal_year, run.direction].append(run)
            programs.setdefault(run.program_id, run.program)
        return cls(
            institutions_by_name(),
            programmes(programs.values()),
            {key: tuple(found) for key, found in by_key.items()},
            home_sides(),
            by_uid,
            kept,
        )

    @cached_property
    def further(self) -> Gazetteer[Program]:
        """Programmes of which no run is known; that there are such is no secret. A query of its own, once one of them is asked for."""
        return programmes(Program.objects.exclude(pk__in=self.programs.things).order_by("pk"))

    def runs_of(self, program: Program, year: int, direction: str, term: str = "") -> tuple[ProgramRun, ...]:
        """The runs of a programme in a year and a direction, and in a term if one is named."""
        found = self.runs.get((program.pk, year, direction), ())
        return tuple(run for run in found if not term or run.term == term)

    def home(self, run: ProgramRun, day: date) -> Institution | None:
        """Our side on a day, where it is one institution."""
        ours = self.homes.on(run.program.project_id, day)
        return self.institutions.things.get(next(iter(ours))) if len(ours) == 1 else None


def programmes(among: Iterable[Program]) -> Gazetteer[Program]:
    return programs_by_name(among)
