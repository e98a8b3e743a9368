"""What a programme asks and offers at a glance: the same lines on its own page and on the page about taking part."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.prepared import Keys

from ..models import Direction, Program, ProgramPartner, ProgramRun, ProjectHome
from .cards import RUN_ORDER, ProgramCard, RunLine, program_card, run_line
from .labels import WAYS

Homes = Mapping[int, tuple[Localized, ...]]
"""The cities of the home institutions, by project."""


@dataclass(frozen=True)
class Way:
    """One direction of a programme: where it leads, and its runs that are not over, by their first day."""

    direction: str
    words: str
    """For readers on either side: from Kanazawa, to Kanazawa."""
    cities: tuple[Localized, ...]
    runs: tuple[RunLine, ...]


@dataclass(frozen=True)
class ProgramFacts:
    """The definition list of one programme; what nobody has written is empty and is left out."""

    card: ProgramCard
    participants: Localized
    fields_of_study: Localized
    period: Localized
    cost: Localized
    languages: Localized
    ways: tuple[Way, ...]

    @property
    def is_outbound(self) -> bool:
        return any(way.direction == Direction.OUTBOUND for way in self.ways)

    @property
    def is_inbound(self) -> bool:
        return any(way.direction == Direction.INBOUND for way in self.ways)

    @property
    def has_days(self) -> bool:
        return any(way.runs for way in self.ways)

    @property
    def has_cities(self) -> bool:
        return any(way.cities for way in self.ways)


def homes_of(projects: Collection[int]) -> Homes:
    """One query."""
    found: dict[int, list[Localized]] = {}
    for row in prepared.rows(_homes, Keys(sorted(projects))):
        found.setdefault(row.project_id, []).append(localized(row.institution.city, "name"))
    return {project: distinct(cities) for project, cities in found.items()}


def _homes(projects: Keys) -> QuerySet[ProjectHome]:
    return ProjectHome.objects.filter(project_id__in=projects).select_related("institution__city").order_by("pk")


def with_sides(programs: Sequence[Program]) -> Sequence[Program]:
    """The same with their runs and partners, which `program_facts` reads; two queries."""
    prepared.fill(programs, "runs", _runs)
    prepared.fill(programs, "partnerships", _partnerships)
    return programs


def _runs(programs: Keys) -> QuerySet[ProgramRun]:
    return ProgramRun.objects.filter(program_id__in=programs).select_related("city").order_by(*RUN_ORDER)


def _partnerships(programs: Keys) -> QuerySet[ProgramPartner]:
    rows = ProgramPartner.objects.filter(program_id__in=programs).select_related("institution__city")
    return rows.order_by("institution__slug")


def distinct(cities: Iterable[Localized]) -> tuple[Localized, ...]:
    """Each city once, in their order."""
    return tuple({str(city): city for city in cities}.values())


def program_facts(program: Program, homes: Homes, on: date) -> ProgramFacts:
    """Of a programme whose runs and partners are there already (`with_sides`): no query."""
    return ProgramFacts(
        card=program_card(program),
        participants=localized(program, "participants"),
        fields_of_study=localized(program, "fields_of_study"),
        period=localized(program, "period"),
        cost=localized(program, "cost"),
        languages=localized(program, "languages"),
        ways=tuple(_ways(program, homes.get(program.project_id, ()), on)),
    )


def _ways(program: Program, home: tuple[Localized, ...], on: date) -> Iterable[Way]:
    """The directions in which it has runs; both where it has none yet."""
    runs = [run_line(run) for run in program.runs.all()]
    to_come = sorted((run for run in runs if _is_ahead(run, on)), key=lambda run: (run.starts_on or on, str(run.uid)))
    abroad = distinct(localized(row.institution.city, "name") for row in program.partnerships.all())
    for direction in Direction.values:
        if not runs or any(run.direction == direction for run in runs):
            cities = home if direction == Direction.INBOUND else abroad
            yield Way(
                direction, str(WAYS[direction]), cities, tuple(run for run in to_come if run.direction == direction)
            )


def _is_ahead(run: RunLine, on: date) -> bool:
    """Whether its days are known and not over."""
    last = run.ends_on or run.starts_on
    return run.starts_on is not None and last is not None and last >= on
