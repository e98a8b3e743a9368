"""Programmes and their runs, as the public pages tell of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Prefetch

from kanazawa_exchange.lib.formats import fiscal_years_label
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.localized import Localized, localized
from partners.models import Institution

from ..models import FundingProject, Program, ProgramPartner, ProgramRun
from .headcounts import NOBODY, Headcount, headcounts
from .projects import projects

RUN_ORDER = ("-fiscal_year", "-direction", "starts_on", "pk")


@dataclass(frozen=True)
class RunLine:
    """One run as a line of a table; `closed` is the office's mark, not the state of the programme."""

    uid: UUID
    fiscal_year: int
    direction: str
    term: str
    term_label: str
    theme: Localized
    city: Localized | None
    starts_on: date | None
    ends_on: date | None
    places: int | None
    closed: bool
    people: Headcount = NOBODY
    """For the office; the public pages count nobody."""


@dataclass(frozen=True)
class ProgramCard:
    """One programme in a list."""

    uid: UUID
    slug: str
    name: Localized
    purpose: Localized
    level: str
    level_label: str
    credit: bool
    degree: bool
    state: str
    state_label: str


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
    """Everything that the public page of one programme says."""

    card: ProgramCard
    description: Localized
    fields_of_study: Localized
    participants: Localized
    period: Localized
    cost: Localized
    languages: Localized
    aliases: tuple[str, ...]
    project_name: Localized
    project_code: str
    is_invented: bool
    written_in: tuple[str, ...]
    runs: tuple[RunLine, ...]
    this_year: tuple[RunLine, ...]
    partners: tuple[Partner, ...]
    others: tuple[ProgramCard, ...]

    @property
    def years(self) -> tuple[tuple[int, tuple[RunLine, ...]], ...]:
        """The runs by fiscal year, newest first."""
        return tuple((year, tuple(runs)) for year, runs in groupby(self.runs, key=lambda run: run.fiscal_year))


def program_card(program: Program) -> ProgramCard:
    leads_to = Program.LeadsTo
    return ProgramCard(
        uid=program.uid,
        slug=program.slug,
        name=localized(program, "name"),
        purpose=localized(program, "purpose"),
        level=program.level,
        level_label=program.get_level_display(),
        credit=program.leads_to in (leads_to.CREDIT, leads_to.DEGREE_AND_CREDIT),
        degree=program.leads_to in (leads_to.DEGREE, leads_to.DEGREE_AND_CREDIT),
        state=program.state,
        state_label=program.get_state_display(),
    )


def run_line(run: ProgramRun) -> RunLine:
    return RunLine(
        uid=run.uid,
        fiscal_year=run.fiscal_year,
        direction=run.direction,
        term=run.term,
        term_label=run.get_term_display(),
        theme=localized(run, "theme"),
        city=localized(run.city, "name") if run.city_id else None,
        starts_on=run.starts_on,
        ends_on=run.ends_on,
        places=run.places,
        closed=run.is_closed,
    )


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
    programs = Program.objects.order_by("order", "pk")
    rows = projects().prefetch_related(Prefetch("programs", programs))
    return tuple(_project_programs(project) for project in rows if project.programs.all())


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
    return tuple(program_card(program) for program in project.programs.order_by("order", "pk"))


def programs_on_offer() -> tuple[ProgramCard, ...]:
    """The programmes of every project that are open, in preparation or online; one query."""
    state = Program.State
    rows = Program.objects.filter(state__in=[state.OPEN, state.PREPARING, state.ONLINE])
    return tuple(program_card(program) for program in rows.order_by("project__first_fiscal_year", "order", "pk"))


def program_page(program: Program, *, fiscal_year: int) -> ProgramPage:
    """The page of one programme; `fiscal_year` is the present one. Three queries beside the programme itself."""
    runs = runs_of(program)
    partnerships = ProgramPartner.objects.filter(program=program).select_related("institution__city")
    siblings = Program.objects.filter(project_id=program.project_id).exclude(pk=program.pk).order_by("order", "pk")
    return ProgramPage(
        card=program_card(program),
        description=localized(program, "description"),
        fields_of_study=localized(program, "fields_of_study"),
        participants=localized(program, "participants"),
        period=localized(program, "period"),
        cost=localized(program, "cost"),
        languages=localized(program, "languages"),
        aliases=tuple(program.aliases.splitlines()),
        project_name=localized(program.project, "name"),
        project_code=program.project.code,
        is_invented=program.project.is_invented,
        written_in=languages_of(program, "name", "description"),
        runs=runs,
        this_year=tuple(run for run in runs if run.fiscal_year == fiscal_year),
        partners=_partners(partnership.institution for partnership in partnerships.order_by("institution__slug")),
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
