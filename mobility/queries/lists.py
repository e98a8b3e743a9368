"""One page of the list of records: first its fifty ids from an index, then what is printed beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.paging import BEGINNING, Order, Page, Place
from kanazawa_exchange.lib.period import fiscal_year_bounds
from kanazawa_exchange.lib.search_key import loose_key, search_key
from kanazawa_exchange.lib.viewer import Viewer, member
from partners.models import Institution
from partners.permissions import represented_institution_ids
from programs.models import Program, ProgramRun
from programs.queries import committee_project_ids, coordinated_program_ids

from ..models import Category, Mobility, Mode, Status
from ..moves import MOVES
from .directions import HomeSides, derive, home_sides, sides_of_projects, with_homes
from .eligible import STUDENTS, exchange_terms
from .returns import is_overdue, overdue_since

PAGE = 50
NEWEST_FIRST = Order("starts_on", descending=True)
SUGGESTIONS = 5


@dataclass(frozen=True)
class Filter:
    """What the address asks for; empty means everything."""

    text: str = ""
    fiscal_years: tuple[int, ...] = ()
    direction: str = ""
    project: UUID | None = None
    program: UUID | None = None
    run: UUID | None = None
    partner: UUID | None = None
    level: str = ""
    category: str = ""
    mode: str = ""
    status: str = ""
    counted: bool = False
    overdue: bool = False

    @property
    def is_active(self) -> bool:
        return self != Filter()


@dataclass(frozen=True)
class ListRow:
    """One record as a line of the list."""

    uid: UUID
    name: ShownName
    direction: str | None
    sending: Localized
    receiving: Localized
    program: Localized
    run_year: int
    starts_on: date
    ends_on: date | None
    is_actual: bool
    status: str
    status_label: str
    status_kind: str
    category: str
    mode: str
    mode_is_special: bool
    overdue_since: date | None


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

    def limit(self, wanted: Iterable[RunRow]) -> Q | None:
        """The condition for these runs: a short list by the index of runs; most of them by leaving the others out, so that the
        rows come in the order of days; None for all of them."""
        ids = {run.pk for run in wanted}
        others = {run.pk for run in self.rows} - ids
        if not others:
            return None
        return Q(run_id__in=sorted(ids)) if len(ids) <= len(others) else ~Q(run_id__in=sorted(others))

    def of(self, user: Viewer) -> list[RunRow]:
        """The runs of a user's programmes and committees."""
        programs, projects = coordinated_program_ids(user), committee_project_ids(user)
        return [
            run
            for run in self.rows
            if run.program_id in programs or self.programs[run.program_id].project_id in projects
        ]


def in_scope(mobilities: QuerySet[Mobility], user: Viewer, runs: Runs) -> QuerySet[Mobility]:
    """The records of a user's work: `Mobility.objects.visible_to` without one's own stays, without any join."""
    if is_office(user):
        return mobilities
    limit, mine = runs.limit(runs.of(user)), represented_institution_ids(user)
    if limit is None:
        return mobilities
    if mine:
        return mobilities.filter(limit | Q(sending_id__in=mine) | Q(receiving_id__in=mine))
    return mobilities.filter(limit)


def matching(mobilities: QuerySet[Mobility], wanted: Filter, runs: Runs) -> QuerySet[Mobility]:
    """The records that a filter lets through."""
    if wanted.direction or wanted.program or wanted.run or wanted.project:
        chosen = [run for run in runs.rows if _is_chosen(run, runs.programs[run.program_id], wanted)]
        if (limit := runs.limit(chosen)) is not None:
            mobilities = mobilities.filter(limit)
    for name in ("level", "category", "mode", "status"):
        if value := getattr(wanted, name):
            mobilities = mobilities.filter(**{name: value})
    if wanted.fiscal_years:
        years = Q(pk__in=[])
        for year in wanted.fiscal_years:
            first, last = fiscal_year_bounds(year)
            years |= Q(starts_on__gte=first, starts_on__lte=last)
        mobilities = mobilities.filter(years)
    if wanted.partner:
        known = Institution.objects.filter(uid=wanted.partner).values_list("pk", flat=True).first() or 0
        mobilities = mobilities.filter(Q(sending_id=known) | Q(receiving_id=known))
    if wanted.counted:
        categories = (wanted.category,) if wanted.category else STUDENTS
        sides = sides_of_projects(with_homes().only("pk"))
        mobilities = exchange_terms(clock.today(), sides, categories).participations(mobilities)
    if wanted.overdue:
        mobilities = mobilities.filter(is_overdue(clock.today()))
    if key := search_key(wanted.text):
        mobilities = mobilities.filter(person_id__in=Person.objects.filter(search_key__contains=key).values("pk"))
    return mobilities


def _is_chosen(run: RunRow, program: Program, wanted: Filter) -> bool:
    return (
        (not wanted.direction or run.direction == wanted.direction)
        and (not wanted.program or program.uid == wanted.program)
        and (not wanted.run or run.uid == wanted.run)
        and (not wanted.project or program.project.uid == wanted.project)
    )


def page(user: Viewer, wanted: Filter, runs: Runs, place: Place = BEGINNING, *, size: int = PAGE) -> Page[ListRow]:
    """One page of the list, newest first."""
    mobilities = matching(in_scope(Mobility.objects.all(), user, runs), wanted, runs)
    found = NEWEST_FIRST.page(mobilities.only("starts_on"), place, size=size)
    return found.of(rows_of([row.pk for row in found.rows], runs))


def rows_of(ids: Sequence[int], runs: Runs | None = None, *, own: bool = False) -> tuple[ListRow, ...]:
    """These records as lines, in this order; the same few queries for one and for fifty. `own`: in the traveller's words."""
    columns = (
        "pk", "uid", "person_id", "sending_id", "receiving_id", "run_id", "starts_on", "planned_ends_on", "actual_starts_on",
        "actual_ends_on", "status", "category", "mode",
    )  # fmt: skip
    found = {row["pk"]: row for row in Mobility.objects.filter(pk__in=ids).values(*columns)}
    stays = [found[pk] for pk in ids if pk in found]
    places = Institution.objects.select_related("city").in_bulk(
        {stay[side] for stay in stays for side in ("sending_id", "receiving_id")}
    )
    names = shown_names([stay["person_id"] for stay in stays], reading=False)
    known = runs or Runs.read()
    run_of = {run.pk: run for run in known.rows}
    homes = home_sides()
    label = MOVES.person_label if own else MOVES.office_label
    return tuple(
        _row(
            stay,
            label(stay["status"]),
            places,
            names,
            run_of[stay["run_id"]],
            known.programs[run_of[stay["run_id"]].program_id],
            homes,
        )
        for stay in stays
    )


def _row(
    stay: dict[str, Any],
    label: str,
    places: dict[int, Institution],
    names: dict[int, ShownName],
    run: RunRow,
    program: Program,
    homes: HomeSides,
) -> ListRow:
    sending, receiving = places[stay["sending_id"]], places[stay["receiving_id"]]
    status = Status(stay["status"])
    return ListRow(
        uid=stay["uid"],
        name=names[stay["person_id"]],
        direction=derive(sending, receiving, homes.on(program.project_id, stay["starts_on"])),
        sending=_in_short(sending),
        receiving=_in_short(receiving),
        program=localized(program, "name"),
        run_year=run.fiscal_year,
        starts_on=stay["starts_on"],
        ends_on=stay["actual_ends_on"] or stay["planned_ends_on"],
        is_actual=stay["actual_starts_on"] is not None,
        status=status,
        status_label=label,
        status_kind=MOVES.kind(status),
        category=str(Category(stay["category"]).label),
        mode=str(Mode(stay["mode"]).label),
        mode_is_special=stay["mode"] != Mode.IN_PERSON,
        overdue_since=overdue_since(status, stay["actual_starts_on"], stay["planned_ends_on"], clock.today()),
    )


def _in_short(place: Institution) -> Localized:
    short = localized(place, "short_name")
    return short if short and not short.is_fallback else localized(place, "name")


def own_records(user: Viewer) -> tuple[ListRow, ...]:
    """The stays of the user, newest first."""
    known = member(user)
    if known is None:
        return ()
    stays = Mobility.objects.filter(person_id=known.person_id).order_by("-starts_on", "-id")
    return rows_of(list(stays.values_list("pk", flat=True)), own=True)


def records_of(person: Person, user: Viewer) -> tuple[ListRow, ...]:
    """The stays of a person that this user may know of, newest first."""
    known = member(user)
    stays = Mobility.objects.visible_to(user).filter(person=person).order_by("-starts_on", "-id")
    return rows_of(list(stays.values_list("pk", flat=True)), own=known is not None and known.person_id == person.pk)


def suggestions(people: QuerySet[Person], text: str) -> tuple[str, ...]:
    """Names that the looser key finds where the key finds nothing: hiragana for katakana, Koetsu for Kōetsu."""
    key = loose_key(text)
    if not key:
        return ()
    found = people.filter(loose_key__contains=key).order_by("sort_key", "pk").values_list("pk", flat=True)[:SUGGESTIONS]
    ids = list(found)
    names = shown_names(ids, reading=False)
    return tuple(dict.fromkeys(names[pk].text for pk in ids))
