"""The office's view of every project: its home institutions, its programmes with what they lack, its committees."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch
from django.utils.text import capfirst

from kanazawa_exchange.lib.formats import fiscal_years_label
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.trilingual import in_language

from ..models import Committee, FundingProject, Program, ProgramRun, ProjectHome
from .projects import projects


@dataclass(frozen=True)
class HomeLine:
    uid: UUID
    name: Localized
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class ProgramLine:
    uid: UUID
    slug: str
    name: Localized
    level_label: str
    state_label: str
    runs: int
    last_fiscal_year: int | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class CommitteeLine:
    uid: UUID
    name: Localized
    kind_label: str
    """Empty where the name says it already."""


@dataclass(frozen=True)
class OfficeProject:
    """One project with everything that hangs on it."""

    uid: UUID
    code: str
    name: Localized
    is_default: bool
    is_invented: bool
    years: str
    homes: tuple[HomeLine, ...]
    programs: tuple[ProgramLine, ...]
    committees: tuple[CommitteeLine, ...]


def office_projects() -> tuple[OfficeProject, ...]:
    """Every project for the office; five queries, however many there are."""
    rows = projects().prefetch_related(
        Prefetch("homes", ProjectHome.objects.select_related("institution").order_by("starts_on", "pk")),
        Prefetch("programs", Program.objects.order_by("order", "pk")),
        Prefetch("programs__runs", ProgramRun.objects.only("program_id", "fiscal_year")),
        Prefetch("committees", Committee.objects.order_by("pk")),
    )
    return tuple(_office_project(project) for project in rows)


def _office_project(project: FundingProject) -> OfficeProject:
    return OfficeProject(
        uid=project.uid,
        code=project.code,
        name=localized(project, "name"),
        is_default=project.is_default,
        is_invented=project.is_invented,
        years=fiscal_years_label(project.first_fiscal_year, project.last_fiscal_year),
        homes=tuple(_home_line(home) for home in project.homes.all()),
        programs=tuple(_program_line(program) for program in project.programs.all()),
        committees=tuple(_committee_line(committee) for committee in project.committees.all()),
    )


def _home_line(home: ProjectHome) -> HomeLine:
    return HomeLine(home.uid, localized(home.institution, "name"), home.starts_on, home.ends_on)


def _committee_line(committee: Committee) -> CommitteeLine:
    name, kind = localized(committee, "name"), committee.get_kind_display()
    return CommitteeLine(committee.uid, name, "" if kind.lower() == str(name).lower() else kind)


def _program_line(program: Program) -> ProgramLine:
    years = [run.fiscal_year for run in program.runs.all()]
    return ProgramLine(
        program.uid,
        program.slug,
        localized(program, "name"),
        program.get_level_display(),
        program.get_state_display(),
        len(years),
        max(years, default=None),
        tuple(_missing(program)),
    )


def _missing(program: Program) -> Iterator[str]:
    """Name (Russian), Description (English): what nobody has written yet."""
    for name in ("name", "description"):
        words = str(capfirst(Program._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        yield from (in_language(words, code) for code in LANGUAGES if not getattr(program, f"{name}_{code}"))
