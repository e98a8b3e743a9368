"""The public results: one group of one published year ability by ability, and which groups that year has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.period import fiscal_year_label
from programs.models import Direction, Program

from ..models import PublicGroup, PublicYear
from ..scoring.tables import Counts, JointTable, empty_table
from ..statistics.cohorts import Finding, finding
from ..statistics.movement import Movement, movement
from .older_answers import has_older_answers
from .sheets import RubricSheet, sheet

DIRECTIONS = ("", *Direction.values)


@dataclass(frozen=True)
class YearChoice:
    """A published year as it stands in an address and in the list of years."""

    key: str
    fiscal_year: int
    project: Localized
    is_invented: bool

    @property
    def label(self) -> str:
        return fiscal_year_label(self.fiscal_year)


@dataclass(frozen=True)
class AbilityLine:
    """One ability of a group; the counts are of those who answered it before and after."""

    code: str
    name: Localized
    n: int
    before: Counts
    after: Counts
    moved: Movement
    finding: Finding
    table: JointTable


@dataclass(frozen=True)
class GroupCell:
    """A group in the table of all groups: how many pairs, None where it is withheld or nobody is in it."""

    direction: str
    pairs: int | None = None
    is_withheld: bool = False

    @property
    def is_empty(self) -> bool:
        return self.pairs is None and not self.is_withheld

    @property
    def direction_label(self) -> str:
        return str(Direction(self.direction).label) if self.direction else _("Both directions")


@dataclass(frozen=True)
class GroupRow:
    """All groups of one programme, or those of all programmes together."""

    slug: str
    name: Localized | None
    cells: tuple[GroupCell, ...]


@dataclass(frozen=True)
class Results:
    """One published year, and one of its groups; without lines that group is withheld or empty."""

    year: YearChoice
    sheet: RubricSheet
    participants: int | None
    pairs: int | None
    rows: tuple[GroupRow, ...]
    group: GroupCell
    program: Localized | None
    lines: tuple[AbilityLine, ...]
    has_older_answers: bool = False


def year_choices() -> dict[str, YearChoice]:
    """Every published year, newest first, by its word in the address; one query."""
    rows = PublicYear.objects.select_related("project").order_by("-project__is_default", "-fiscal_year", "project_id")
    return {choice.key: choice for choice in map(choice_of, rows)}


def choice_of(year: PublicYear) -> YearChoice:
    project = year.project
    name = localized(project, "short_name") or localized(project, "name")
    return YearChoice(f"{project.code}-{year.fiscal_year}", year.fiscal_year, name, project.is_invented)


def programs_of(key: str) -> list[Program]:
    """The programmes that have a group in a published year."""
    code, _dash, year = key.rpartition("-")
    groups = PublicGroup.objects.filter(year__project__code=code, year__fiscal_year=year).exclude(program=None)
    return list(Program.objects.filter(pk__in=groups.values("program")).order_by("order", "pk"))


def results(choice: YearChoice, *, direction: str, program: str) -> Results:
    """The page of one group; its number of queries depends on nothing."""
    code, _dash, number = choice.key.rpartition("-")
    year = prepared.first(_year, code, int(number))
    if year is None:
        raise PublicYear.DoesNotExist
    groups = prepared.rows(_groups, year.pk)
    chosen = next((group for group in groups if (group.direction, _slug(group)) == (direction, program)), None)
    printed = sheet(year.score_run.rubric_version)
    rows = tuple(_rows(groups))
    return Results(
        year=choice,
        sheet=printed,
        participants=year.participants,
        pairs=next((group.pairs for group in groups if not group.direction and group.program is None), None),
        rows=rows,
        group=_cell(direction, chosen),
        program=next((row.name for row in rows if program and row.slug == program), None),
        lines=ability_lines(printed, chosen.tables) if chosen and chosen.tables else (),
        has_older_answers=year.older,
    )


def _year(code: str, fiscal_year: int) -> QuerySet[Any]:
    rows = PublicYear.objects.filter(project__code=code, fiscal_year=fiscal_year).annotate(older=has_older_answers())
    return rows.select_related("score_run__rubric_version__rubric", "score_run__rubric_version__before")


def _groups(year_id: int) -> QuerySet[PublicGroup]:
    rows = PublicGroup.objects.filter(year_id=year_id).select_related("program")
    return rows.order_by("program__order", "program", "direction")


def _slug(group: PublicGroup) -> str:
    return group.program.slug if group.program else ""


def _rows(groups: Iterable[PublicGroup]) -> Iterable[GroupRow]:
    """All programmes together first; every row has a cell for each direction."""
    found: dict[str, dict[str, PublicGroup]] = {"": {}}
    for group in groups:
        found.setdefault(_slug(group), {})[group.direction] = group
    for slug, by_direction in found.items():
        program = next((group.program for group in by_direction.values()), None)
        cells = tuple(_cell(direction, by_direction.get(direction)) for direction in DIRECTIONS)
        yield GroupRow(slug, localized(program, "name") if program else None, cells)


def _cell(direction: str, group: PublicGroup | None) -> GroupCell:
    return GroupCell(direction, group.pairs, group.pairs is None) if group else GroupCell(direction)


def ability_lines(printed: RubricSheet, tables: dict[str, list[list[int]]]) -> tuple[AbilityLine, ...]:
    """In the order of the rubric; an ability that nobody answered twice is there, with nobody."""
    return tuple(
        _line(ability.code, ability.names.local, joint(tables.get(ability.code), len(printed.levels)))
        for ability in printed.abilities
    )


def joint(stored: list[list[int]] | None, levels: int) -> JointTable:
    """A published table as figures are computed from it."""
    nobody = empty_table(levels)
    return JointTable(tuple(map(tuple, stored)), nobody.pre_only, nobody.post_only) if stored else nobody


def _line(code: str, name: Localized, table: JointTable) -> AbilityLine:
    moved = movement(table)
    return AbilityLine(code, name, table.n, table.pre, table.post, moved, finding(moved), table)
