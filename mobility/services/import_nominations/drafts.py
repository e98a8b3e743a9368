"""What a row of a table of nominations says: for which run, from where to where, who, from when to when. Asks no database."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services.people_words import NameParts
from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Line
from kanazawa_exchange.lib.period import fiscal_year
from partners.models import Institution
from programs.models import Direction, Program, ProgramRun

from ...facts import Places
from ...models import Nomination
from ...nomination_sheets import FACTS, PERIOD
from ...queries.directions import derive
from ...sheets import ALL_NAMES, NAMES, PARTS
from ..import_stays.spellings import spellings
from .desk import Desk

DAYS = ("planned_starts_on", "planned_ends_on")
CALLED_OFF = {"sender_status": "cancelled", "receiver_status": "rejected"}
"""The states of a nomination that does not stand any more."""


@dataclass
class Draft(import_rows.Draft):
    """One row on its way. `facts`: those of the nomination; `person`: who of the own students is meant; `record`: the nomination
    that the row tells of, if there is one."""

    run: ProgramRun | None = None
    sending: Institution | None = None
    places: Places | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    newcomer: Newcomer = field(default_factory=lambda: Newcomer(()))
    person: Person | None = None
    record: Nomination | None = None

    @property
    def name_column(self) -> str:
        """The column in which the row says who it is about."""
        return next((column for column in (*ALL_NAMES, "student_number") if column in self.said), "name")

    @property
    def names(self) -> Mapping[str, list[NameParts]]:
        """The columns in which the row says the names of somebody new → the names."""
        found: dict[str, list[NameParts]] = defaultdict(list)
        for one in self.newcomer.names:
            cells = (
                *(name for name in NAMES if one[0] in {row[0] for row in self.said.get(name, ())}),
                *PARTS[one[0]],
                *PARTS[""],
            )
            found[next((cell for cell in cells if cell in self.said), self.name_column)].append(one)
        return found

    @property
    def called_off(self) -> dict[str, str]:
        """The states that the row tells of a nomination which does not stand any more."""
        return {name: state for name, state in CALLED_OFF.items() if self.said.get(name) == state}

    def day(self, name: str) -> date | None:
        """The first or the last day that the row says, in a cell of its own or with the other one."""
        both = self.said.get(PERIOD) or (None, None)
        return self.said.get(name) or both[DAYS.index(name)]

    def column_of(self, name: str) -> str:
        """The column that tells the first or the last day."""
        is_alone = name in self.said or name in self.line.unread
        return PERIOD if not is_alone and (PERIOD in self.said or PERIOD in self.line.unread) else name


def drafted(line: Line, desk: Desk, today: date) -> Draft:
    """The row as far as it can be understood; what cannot is among its problems."""
    draft = Draft(line)
    if draft.said.get("direction") == Direction.OUTBOUND:
        draft.fault("direction", "direction.outbound")
    draft.sending, draft.run = _sending(draft, desk), _run(draft, desk)
    if draft.sending is not None and draft.run is not None:
        _place(draft, draft.sending, draft.run, desk, today)
    _enter_facts(draft)
    found = spellings(draft.said, draft.unread)
    facts = {name: draft.said.get(name, "") for name in ("student_number", "nationality")}
    university = draft.sending.pk if draft.sending is not None else None
    draft.newcomer = Newcomer(found, draft.said.get("birth_date"), **facts, university=university)
    return draft


# --- Where from and where to ---------------------------------------------------------------------------------------------


def _sending(draft: Draft, desk: Desk) -> Institution | None:
    """The own institution that the row names; of others it is not even said whether there are such."""
    own = list(desk.own.things.values())
    if "sending" not in draft.said:
        if len(own) != 1:
            draft.fault("sending", "institution.missing", *(place.slug for place in own))
        return own[0] if len(own) == 1 and "sending" not in draft.line.unread else None
    found = desk.own.find(draft.said["sending"], "institution")
    if isinstance(found, Unread):
        draft.fault("sending", "sending.not_yours", *(place.slug for place in own), text=draft.said["sending"][:100])
        return None
    return found.value


def _place(draft: Draft, sending: Institution, run: ProgramRun, desk: Desk, today: date) -> None:
    host = desk.host_of(run, today)
    if host is None:
        return
    if "receiving" in draft.said:
        named = desk.hosts.find(draft.said["receiving"], "institution")
        if isinstance(named, Unread) or named.value.pk != host.pk:
            draft.fault("receiving", "receiving.other", host.slug)
    if derive(sending, host, desk.homes.on(run.program.project_id, today)) != run.direction:
        draft.refuse(run_column(draft), lambda: _("The two institutions do not give the direction of this run."))
    draft.places = Places(sending, host)


# --- Which run -----------------------------------------------------------------------------------------------------------


def run_column(draft: Draft) -> str:
    return "run" if "run" in draft.said or "program" not in draft.said else "program"


def _run(draft: Draft, desk: Desk) -> ProgramRun | None:
    """That of the label; what the row says of programme and year goes before what is said of all rows."""
    if {"run", "program", "fiscal_year"} & draft.line.unread:
        return None
    named = _named(draft, desk) if "run" in draft.said else None
    program = _program(draft, desk) if "program" in draft.said else named.program if named is not None else None
    if program is None:
        if "run" not in draft.said and "program" not in draft.said:
            draft.fault("run", "run.missing")
        return None
    year = draft.said.get("fiscal_year")
    if named is not None and named.program_id == program.pk and year in (None, named.fiscal_year):
        return named
    return _of_year(draft, program, year, desk)


def _named(draft: Draft, desk: Desk) -> ProgramRun | None:
    text = str(draft.said["run"])
    found = desk.called(text)
    if len(found) == 1:
        return found[0]
    if found:
        draft.fault("run", "run.several", *(str(run.uid) for run in found))
    else:
        draft.fault("run", "run.unknown", text=text[:100])
    return None


def _program(draft: Draft, desk: Desk) -> Program | None:
    found = desk.programs.find(draft.said["program"], "program")
    if isinstance(found, Unread):
        draft.unread("program", found)
        return None
    if found.note:
        draft.note("program", found.note, found.value.slug)
    return found.value


def _of_year(draft: Draft, program: Program, year: int | None, desk: Desk) -> ProgramRun | None:
    first = draft.day("planned_starts_on")
    if year is None and first is not None:
        year = fiscal_year(first)
        draft.note("fiscal_year", "year_of_stay", year)
    if year is None:
        if not set(DAYS) & draft.line.unread and PERIOD not in draft.line.unread:
            draft.fault("fiscal_year", "year.missing")
        return None
    found = desk.runs_of(program, year, draft.said.get("term", ""))
    if len(found) == 1:
        return found[0]
    if found:
        draft.fault("run", "run.several", *(str(run.uid) for run in found))
    else:
        draft.fault("program", "run.none")
    return None


# --- Facts ---------------------------------------------------------------------------------------------------------------


def _enter_facts(draft: Draft) -> None:
    draft.facts = {name: draft.said[name] for name in FACTS if name in draft.said}
    both = draft.said.get(PERIOD) or (None, None)
    for name, day in zip(DAYS, both, strict=True):
        if day not in (None, draft.said.get(name, day)):
            draft.fault(PERIOD, "days.differ")
        elif day is not None:
            draft.facts[name] = day


def of_run(draft: Draft, run: ProgramRun) -> None:
    """The days of the run, where the row says none: the nomination of our own students takes the same."""
    if any(draft.day(name) or {name, PERIOD} & draft.line.unread for name in DAYS):
        return
    for name, day in zip(DAYS, (run.starts_on, run.ends_on), strict=True):
        if day is not None and (name == DAYS[0] or run.starts_on is not None):
            draft.facts[name] = day
            draft.note(name, "of_run", day)


def look_over(draft: Draft, today: date, agreement_fault: Callable[[], str]) -> None:
    """What the form would say of a new nomination, each sentence at its cell."""
    born, level = draft.newcomer.birth_date, draft.facts.get("level")
    first, last = (draft.facts.get(name) for name in DAYS)
    if born is not None and born > today:
        draft.refuse("birth_date", lambda: _("This day has not come yet. Enter a day up to today."))
    if not level:
        draft.fault("level", "level.missing")
    for name, day in zip(DAYS, (first, last), strict=True):
        if day is None and not {name, PERIOD} & draft.line.unread:
            draft.fault(name, "day.missing")
    if first is not None and last is not None and last < first:
        draft.refuse(draft.column_of(DAYS[1]), lambda: _("The end lies before the start."))
    if draft.places is not None and agreement_fault():
        draft.refuse("", agreement_fault)
