"""The invented project under every bench: our institution, ten partners, twelve programmes and their runs of fifteen years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mobility.models import Mobility
from partners.models import Institution
from programs.models import Direction, FundingProject, ProgramRun, ProjectHome
from tests.factories import CityFactory, InstitutionFactory, ProgramFactory, ProjectFactory

PROGRAMS, PARTNERS = 12, 10
LONG_AGO = date(2000, 4, 1)


@dataclass(frozen=True)
class BenchProject:
    """`runs`: (fiscal year, number of the programme, direction) → key of the run."""

    project: FundingProject
    home: Institution
    partners: list[int]
    runs: dict[tuple[int, int, str], int]


def create(years: Sequence[int]) -> BenchProject:
    if Mobility.objects.exists() or FundingProject.objects.exists():
        raise RuntimeError("a bench fills an empty database only")
    home = _institution("bench-home", "JP")
    partners = [_institution(f"bench-{number}", "RU").pk for number in range(PARTNERS)]
    project = ProjectFactory(code="bench", first_fiscal_year=years[0], last_fiscal_year=years[-1], is_default=True)
    ProjectHome.objects.create(project=project, institution=home, starts_on=LONG_AGO)
    runs = {}
    for number in range(PROGRAMS):
        program = ProgramFactory(project=project, code=f"bench-{number}", level="master")
        for year in years:
            for direction in Direction.values:
                run = ProgramRun.objects.create(program=program, fiscal_year=year, direction=direction, theme="Bench")
                runs[year, number, direction] = run.pk
    return BenchProject(project, home, partners, runs)


def _institution(slug: str, country: str) -> Institution:
    return InstitutionFactory(slug=slug, city=CityFactory(slug=slug, country=country, time_zone="UTC"))
