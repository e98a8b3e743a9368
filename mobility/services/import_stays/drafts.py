"""What a row of a table of stays says of run, places, days and facts; asks no database beyond the atlas that was read for all rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services.people_words import NameParts
from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.cells import Unread, names
from kanazawa_exchange.lib.imports import Line
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.names import CYRILLIC
from kanazawa_exchange.lib.period import fiscal_year
from partners.models import Institution
from programs.models import Direction, Program, ProgramRun

from ...facts import Confirmed, Facts, FundingValues, Places
from ...models import Category, Mobility
from ...queries.atlas import Atlas
from ...queries.directions import derive
from ...sheets import ARRIVED, CONFIRMED, FACTS, FUNDING, MONTHLY_YEN, NAMES, PARTS, PERIOD, PLANNED
from ...states import NOT_LIVE

START, END = "starts_on", "ends_on"
_PARTS = frozenset(column for columns in PARTS.values() for column in columns)
AGREEMENT = "agreement"


@dataclass
class Draft(import_rows.Draft):
    """One row on its way: what it says as the services take it, who it is, and the record that it is about if there is one.

    `runs`: those that the row may mean, of one programme, year and direction; `run` is the first until a record tells which.
    `days`: the first and the last day by kind, planned and confirmed; `kind_said`: whether the row tells of which kind
    `starts_on` and `ends_on` are.
    """

    run: ProgramRun | None = None
    runs: tuple[ProgramRun, ...] = ()
    places: Places | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    kind_said: bool = True
    newcomer: Newcomer | None = None
    person: Person | None = None
    stay: Mobility | None = None

    def day(self, name: str) -> date | None:
        """The first or the last day that the row says, in a cell of its own or with the other one."""
        both = self.said.get(PERIOD) or (None, None)
        return self.said.get(name) or both[(START, END).index(name)]

    def column_of(self, name: str) -> str:
        """The column that tells the first or the last day."""
        is_alone = name in self.said or name in self.line.unread
        return PERIOD if not is_alone and (PERIOD in self.said or PERIOD in self.line.unread) else name

    @property
    def first_day(self) -> date | None:
        return self.days.get("actual_starts_on") or self.days.get("planned_starts_on")

    @property
    def is_called_off(self) -> bool:
        """Whether the row tells a stay that does not live."""
        return self.said.get("status") in NOT_LIVE

    def new_facts(self) -> Facts:
        """Errors: AssertionError without a run."""
        assert self.run is not None  # noqa: S101 asked of drafts that have one
        planned: dict[str, Any] = {name: day for name, day in self.days.items() if name.startswith(PLANNED)}
        return Facts(run=self.run, **planned, **self.facts)

    def confirmed(self) -> Confirmed:
        return Confirmed(self.days.get("actual_starts_on"), self.days.get("actual_ends_on"))


def drafted(line: Line, atlas: Atlas, today: date) -> Draft:
    """The row as far as it can be understood; what cannot is among its problems."""
    draft = Draft(line)
    draft.facts = {name: line.said[name] for name in FACTS if name in line.said}
    _fund(draft)
    named = _named_run(draft, atlas)
    program = (
        named.program if named is not None and _is_called(draft, named.program) else _found(draft, "program", atlas)
    )
    sides = {name: _found(draft, name, atlas) for name in ("sending", "receiving", "partner")}
    year = _year(draft) if named is None or "fiscal_year" in draft.said else named.fiscal_year
    if isinstance(program, Program) and year is not None:
        _enter_run(draft, program, year, sides, atlas, named)
    if draft.run is not None:
        _place(draft, draft.run, sides, atlas, year)
        _of_run(draft, draft.run)
    _date(draft, today)
    draft.newcomer = _newcomer(draft)
    return draft


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


def _fund(draft: Draft) -> None:
    """The sources of money; the amount may stand in a column of its own where there is but one."""
    money, amount = money_of(draft.said), draft.said.get(MONTHLY_YEN)
    if amount is not None and FUNDING not in draft.line.unread:
        if not money:
            draft.fault(FUNDING, "funding.missing")
        elif len(money) > 1 or money[0][1] != amount:
            draft.fault(MONTHLY_YEN, "funding.amounts")
    if money:
        draft.facts["fundings"] = tuple(FundingValues(*one) for one in money)


def money_of(said: Mapping[str, Any]) -> tuple[tuple[str, int | None], ...]:
    """Each source with its amount, of the two columns together."""
    money: Any = said.get(FUNDING, ())
    amount: Any = said.get(MONTHLY_YEN)
    if len(money) == 1 and money[0][1] is None:
        return ((money[0][0], amount),)
    return tuple((source, yen) for source, yen in money)


# --- Run and places ----------------------------------------------------------------------------------------------------


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
        if not _days_unread(draft):
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


# --- Days and names ----------------------------------------------------------------------------------------------------


def _date(draft: Draft, today: date) -> None:
    said = draft.said
    for name in ("planned_starts_on", "planned_ends_on", "actual_starts_on", "actual_ends_on"):
        if name in said:
            draft.days[name] = said[name]
    first, last = draft.day(START), draft.day(END)
    if any(
        day not in (None, said.get(name, day)) for name, day in zip((START, END), said.get(PERIOD, ()), strict=False)
    ):
        draft.fault(PERIOD, "days.differ")
    if first is None and last is None and not draft.days and len(draft.runs) == 1 and not _days_unread(draft):
        first, last = draft.runs[0].starts_on, draft.runs[0].ends_on
        if first is not None:
            draft.note(START, "of_run", first)
        if last is not None:
            draft.note(END, "of_run", last)
    if first is None and last is None:
        return
    draft.kind_said = "dates_are" in said
    is_over = (last or first or today) < today
    kind = said.get("dates_are") or (CONFIRMED if is_over else PLANNED)
    if not draft.kind_said:
        draft.note(draft.column_of(START), "days_over" if is_over else "days_ahead")
    for name, day in ((START, first), (END, last)):
        if day is not None:
            draft.days.setdefault(day_named(name, kind), day)
    if kind == ARRIVED and first is not None and last is not None:
        draft.days.setdefault("planned_starts_on", first)  # a planned last day needs a first one


def day_named(name: str, kind: str) -> str:
    """The fact that the first or the last day is, planned or confirmed."""
    is_confirmed = kind == CONFIRMED or (kind == ARRIVED and name == START)
    return f"{'actual' if is_confirmed else PLANNED}_{name}"


def _days_unread(draft: Draft) -> bool:
    return any(name.endswith(("starts_on", "ends_on", PERIOD)) for name in draft.line.unread)


def _newcomer(draft: Draft) -> Newcomer | None:
    """Who stands in the row, if a name or a number does."""
    said, found = draft.said, spellings(draft.said, draft.unread)
    number = said.get("student_number", "")
    if not found and not number:
        return None
    university = draft.places.sending.pk if draft.places else None
    return Newcomer(found, said.get("birth_date"), number, said.get("nationality", ""), university)


def spellings(said: Mapping[str, Any], refuse: Callable[[str, Unread], None]) -> list[NameParts]:
    """The names in the row, one of each script; `refuse` as below."""
    spelt: dict[str, NameParts] = {}
    for column in NAMES:
        for parts in said.get(column, ()):
            spelt.setdefault(parts[0], parts)
    for one in put_together(said, refuse):
        spelt.setdefault(one[0], one)
    return list(spelt.values())


def put_together(said: Mapping[str, Any], refuse: Callable[[str, Unread], None]) -> Iterator[NameParts]:
    """The spellings whose parts stand in cells of their own; `refuse` hears at which cell they make no name."""
    if _PARTS.isdisjoint(said):
        return
    for script, cells in PARTS.items():
        family, given, patronymic = (said.get(column, "") for column in cells)
        if not (family or given):
            continue
        read = names.parts(family, given, patronymic if script in ("", CYRILLIC) else "", script=script)
        if isinstance(read, Unread):
            refuse(cells[0] if family else cells[1], read)
            continue
        for one in read.value:
            yield one.script, one.family, one.given, one.patronymic if one.script == CYRILLIC else ""
