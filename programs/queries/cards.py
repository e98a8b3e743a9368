"""A programme as a card of a list, and one of its runs as a line."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kanazawa_exchange.lib.localized import Localized, localized

from ..models import Program, ProgramRun
from .headcounts import NOBODY, Headcount

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
