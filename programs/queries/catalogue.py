"""Programmes and their runs, as the public pages tell of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.formats import fiscal_years_label
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.prepared import Keys
from partners.models import Institution

from ..models import FundingProject, Program
from .cards import RUN_ORDER, ProgramCard, RunLine, program_card, run_line
from .facts import ProgramFacts, homes_of, program_facts, with_sides
from .headcounts import NOBODY, headcounts
from .projects import projects


@dataclass(frozen=True)
class ProjectPrograms:
    """One project with its programmes, in their order."""

    code: str
    name: Localized
    is_invented: bool
    years: str
    programs: tuple[ProgramCard, ...]


@dataclass(frozen=True)
class Partner:
    """A partner institution as it is named on a programme's page."""

    slug: str
    name: Localized
    city: Localized
    is_confirmed: bool


@dataclass(frozen=True)
class ProgramPage:
    """Everything that the public page of one programme says of itself."""

    facts: ProgramFacts
    description: Localized
    aliases: tuple[str, ...]
    project_name: Localized
    project_code: str
    is_invented: bool
    written_in: tuple[str, ...]
    runs: tuple[RunLine, ...]
    partners: tuple[Partner, ...]
    others: tuple[ProgramCard, ...]

    @property
    def card(self) -> ProgramCard:
        return self.facts.card

    @property
    def years(self) -> tuple[tuple[int, tuple[RunLine, ...]], ...]:
        """The runs by fiscal year, newest first."""
        return tuple((year, tuple(runs)) for year, runs in groupby(self.runs, key=lambda run: run.fiscal_year))


def runs_of(program: Program) -> tuple[RunLine, ...]:
    """Every run of a programme, newest first; one query."""
    return tuple(run_line(run) for run in program.runs.select_related("city").order_by(*RUN_ORDER))


def kept_runs_of(program: Program) -> tuple[RunLine, ...]:
    """The same with the stays that are registered in each; two queries."""
    runs = list(program.runs.select_related("city").order_by(*RUN_ORDER))
    people = headcounts([run.pk for run in runs])
    return tuple(replace(run_line(run), people=people.get(run.pk, NOBODY)) for run in runs)


def programs_by_project() -> tuple[ProjectPrograms, ...]:
    """Every project that has programmes, the main one first; two queries."""
    rows = prepared.rows(projects)
    prepared.fill(rows, "programs", _programs_of)
    return tuple(_project_programs(project) for project in rows if project.programs.all())


def _programs_of(projects: Keys) -> QuerySet[Program]:
    return Program.objects.filter(project_id__in=projects).order_by("order", "pk")


def _project_programs(project: FundingProject) -> ProjectPrograms:
    return ProjectPrograms(
        code=project.code,
        name=localized(project, "name"),
        is_invented=project.is_invented,
        years=fiscal_years_label(project.first_fiscal_year, project.last_fiscal_year),
        programs=tuple(program_card(program) for program in project.programs.all()),
    )


def main_programs(project: FundingProject | None) -> tuple[ProgramCard, ...]:
    """The programmes of one project, in their order; one query."""
    if project is None:
        return ()
    return tuple(program_card(program) for program in prepared.rows(_programs_of, Keys((project.pk,))))


def programs_on_offer() -> tuple[ProgramCard, ...]:
    """The programmes of every project that are open, in preparation or online; one query."""
    return tuple(program_card(program) for program in prepared.rows(_on_offer))


def _on_offer() -> QuerySet[Program]:
    state = Program.State
    rows = Program.objects.filter(state__in=[state.OPEN, state.PREPARING, state.ONLINE])
    return rows.order_by("project__first_fiscal_year", "order", "pk")


def program_page(program: Program, on: date) -> ProgramPage:
    """The page of one programme on a day. Four queries beside the programme itself."""
    with_sides([program])
    siblings = [each for each in prepared.rows(_programs_of, Keys((program.project_id,))) if each.pk != program.pk]
    return ProgramPage(
        facts=program_facts(program, homes_of([program.project_id]), on),
        description=localized(program, "description"),
        aliases=tuple(program.aliases.splitlines()),
        project_name=localized(program.project, "name"),
        project_code=program.project.code,
        is_invented=program.project.is_invented,
        written_in=languages_of(program, "name", "description"),
        runs=tuple(run_line(run) for run in program.runs.all()),
        partners=_partners(partnership.institution for partnership in program.partnerships.all()),
        others=tuple(program_card(sibling) for sibling in siblings),
    )


def _partners(institutions: Iterable[Institution]) -> tuple[Partner, ...]:
    return tuple(
        Partner(each.slug, localized(each, "name"), localized(each.city, "name"), each.is_confirmed)
        for each in institutions
    )


def languages_of(thing: object, *names: str) -> tuple[str, ...]:
    """The languages in which all these texts are written; other ones are shown by fallback and not announced."""
    written = tuple(code for code in LANGUAGES if all(getattr(thing, f"{name}_{code}", None) for name in names))
    return written or tuple(code for code in LANGUAGES if any(getattr(thing, f"{name}_{code}", None) for name in names))
