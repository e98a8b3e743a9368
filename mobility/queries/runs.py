"""The programme runs there are, and the condition that keeps a list of stays to some of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from kanazawa_exchange.lib.viewer import Viewer
from programs.models import Program, ProgramRun
from programs.queries import committee_project_ids, coordinated_program_ids


class RunRow(NamedTuple):
    """A programme run as far as choosing among them needs it."""

    pk: int
    uid: UUID
    program_id: int
    fiscal_year: int
    direction: str


@dataclass(frozen=True)
class Runs:
    """All programme runs there are, read once: their number is that of years × programmes, not of people."""

    rows: Sequence[RunRow] = ()
    programs: Mapping[int, Program] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Runs":
        rows = ProgramRun.objects.order_by("-fiscal_year", "program__order", "direction", "pk")
        columns = ("pk", "uid", "program_id", "fiscal_year", "direction")
        programs = Program.objects.select_related("project").order_by("order", "pk")
        return cls([RunRow(*row) for row in rows.values_list(*columns)], {program.pk: program for program in programs})

    @property
    def years(self) -> list[int]:
        """The fiscal years in which there are runs, newest first."""
        return sorted({run.fiscal_year for run in self.rows}, reverse=True)

    def condition(self, runs: Iterable[RunRow]) -> Q:
        """The stays of these runs."""
        ids = {run.pk for run in runs}
        return in_runs(ids, {run.pk for run in self.rows} - ids)

    def of(self, user: Viewer) -> list[RunRow]:
        """The runs of a user's programmes and committees."""
        programs, projects = coordinated_program_ids(user), committee_project_ids(user)
        return [
            run
            for run in self.rows
            if run.program_id in programs or self.programs[run.program_id].project_id in projects
        ]

    def coordinated_by(self, user: Viewer) -> list[RunRow]:
        """The runs of a user's programmes alone."""
        programs = coordinated_program_ids(user)
        return [run for run in self.rows if run.program_id in programs]


def in_runs(ids: Iterable[int], others: Iterable[int], prefix: str = "") -> Q:
    """The stays of these runs out of these and all others; empty where there are no others, and every stay is meant.

    Lists of numbers, no join: a join would lose the order of the index and cost a sort. A short list is read by the index of
    runs; most of the runs are told by leaving the others out, so that the rows come in the order of days.
    """
    inside, outside = sorted(ids), sorted(others)
    if not outside:
        return Q()
    if len(inside) <= len(outside):
        return Q(**{f"{prefix}run_id__in": inside})
    return ~Q(**{f"{prefix}run_id__in": outside})
