"""Which programme run and which two institutions a row of a table of stays is about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.period import fiscal_year
from partners.models import Institution
from programs.models import Direction, Program, ProgramRun

from ...facts import Places
from ...models import Category
from ...queries.atlas import Atlas
from ...queries.directions import derive
from .drafts import START, Draft, days_unread


def enter(draft: Draft, atlas: Atlas) -> None:
    """Run and places of the draft, and what they say of it; what cannot be understood is among its problems."""
    named = _named_run(draft, atlas)
    is_meant = named is not None and _is_called(draft, named.program)
    program = named.program if named is not None and is_meant else _found(draft, "program", atlas)
    sides = {name: _found(draft, name, atlas) for name in ("sending", "receiving", "partner")}
    year = _year(draft) if named is None or "fiscal_year" in draft.said else named.fiscal_year
    if isinstance(program, Program) and year is not None:
        _enter_run(draft, program, year, sides, atlas, named)
    if draft.run is not None:
        _place(draft, draft.run, sides, atlas, year)
        _of_run(draft, draft.run)


def _found(draft: Draft, column: str, atlas: Atlas) -> Any:
    """The institution or the programme that a cell names."""
    if column not in draft.said:
        if column == "program":
            draft.fault(column, "program.missing")
        return None
    gazetteer: Any = atlas.programs if column == "program" else atlas.institutions
    found = gazetteer.find(draft.said[column], "program" if column == "program" else "institution")
    if isinstance(found, Unread):
        draft.unread(column, (column == "program" and _without_runs(draft.said[column], atlas)) or found)
        return None
    if found.note:
        draft.note(column, found.note, found.value.slug)
    return found.value


def _without_runs(text: str, atlas: Atlas) -> Unread | None:
    """Of a programme that there is, and none of whose runs the reader enters: no more than that."""
    found = atlas.further.find(text, "program")
    if isinstance(found, Unread):
        return None
    is_kept = atlas.kept is None or found.value.pk in atlas.kept
    return Unread("run.unknown") if is_kept else Unread("program.not_yours", words=(("text", text[:100]),))


def _named_run(draft: Draft, atlas: Atlas) -> ProgramRun | None:
    """The run whose list the table is. What a row says of programme, year and direction goes before it."""
    if "run" not in draft.said:
        return None
    run = atlas.by_uid.get(draft.said["run"])
    if run is None:
        draft.fault("program", "run.not_yours")
    return run


def _is_called(draft: Draft, program: Program) -> bool:
    """Whether the row names this programme, or none: another one may be called the same."""
    said = draft.said.get("program", "")
    return "program" not in draft.line.unread and said in ("", *(getattr(program, name) for name in columns("name")))


def _year(draft: Draft) -> int | None:
    """The fiscal year that the row says, else that of its first day."""
    if "fiscal_year" in draft.said:
        return int(draft.said["fiscal_year"])
    firsts = (draft.day(START), draft.said.get("actual_starts_on"), draft.said.get("planned_starts_on"))
    first = next(filter(None, firsts), None)
    if first is None:
        if not days_unread(draft):
            draft.fault("fiscal_year", "year.missing")
        return None
    year = fiscal_year(first)
    draft.note("fiscal_year", "year_of_stay", year)
    return year


def _enter_run(
    draft: Draft,
    program: Program,
    year: int,
    sides: Mapping[str, Institution | None],
    atlas: Atlas,
    named: ProgramRun | None,
) -> None:
    is_named = named is not None and (program.pk, year) == (named.program_id, named.fiscal_year)
    direction = draft.said.get("direction")
    if named is not None and is_named and direction in (None, named.direction):
        draft.run, draft.runs = named, (named,)
        return
    direction = direction or _direction(draft, program, year, sides, atlas)
    if direction is None:
        draft.fault("direction", "direction.missing")
        return
    draft.runs = atlas.runs_of(program, year, direction, draft.said.get("term", ""))
    if draft.runs:
        draft.run = draft.runs[0]
    else:
        draft.fault("program", "run.unknown")


def _direction(
    draft: Draft, program: Program, year: int, sides: Mapping[str, Institution | None], atlas: Atlas
) -> str | None:
    """As the two institutions give it, or the only one in which the programme runs in that year."""
    if "direction" in draft.line.unread:
        return None
    sending, receiving, first = sides["sending"], sides["receiving"], _any_day(draft, year)
    found: str | None = None
    if sending is not None and receiving is not None:
        found = derive(sending, receiving, atlas.homes.on(program.project_id, first))
    else:
        ways = [way for way in Direction.values if (program.pk, year, way) in atlas.runs]
        found = ways[0] if len(ways) == 1 else None
    if found is not None:
        draft.note("direction", "direction_of_places" if sending and receiving else "of_run", found)
    return found


def _any_day(draft: Draft, year: int) -> date:
    """A day on which it is asked who is ours: the first of the stay, else that of the year."""
    firsts = (draft.said.get("actual_starts_on"), draft.day(START), draft.said.get("planned_starts_on"))
    return next(filter(None, firsts), None) or date(year, 4, 1)


def _place(
    draft: Draft, run: ProgramRun, sides: Mapping[str, Institution | None], atlas: Atlas, year: int | None
) -> None:
    """Both institutions; a partner stands on the other side, and ours on our side where the row names none."""
    is_outbound = run.direction == Direction.OUTBOUND
    ours, theirs = ("sending", "receiving") if is_outbound else ("receiving", "sending")
    found = dict(sides)
    if found[theirs] is None and sides["partner"] is not None and theirs not in draft.line.unread:
        found[theirs] = sides["partner"]
    if found[ours] is None and ours not in draft.said and ours not in draft.line.unread:
        found[ours] = home = atlas.home(run, _any_day(draft, year or run.fiscal_year))
        if home is not None:
            draft.note(ours, "our_side", home.slug)
    says_partner = "partner" in draft.said or "partner" in draft.line.unread
    for name in (ours, theirs):
        if found[name] is None and name not in draft.said and not (says_partner and name == theirs):
            draft.fault(name, "institution.missing")
    if found["sending"] is not None and found["receiving"] is not None:
        draft.places = Places(found["sending"], found["receiving"])


def _of_run(draft: Draft, run: ProgramRun) -> None:
    """What the run says of everybody in it, where the row says nothing: the form fills in the same."""
    is_student = draft.facts.get("category", Category.STUDENT) == Category.STUDENT
    if "level" not in draft.facts and "level" not in draft.line.unread and is_student:
        draft.facts["level"] = run.program.level
        draft.note("level", "of_run", run.program.level or None)
