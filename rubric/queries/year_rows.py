"""The rows for researchers of one fiscal year, as they are made once, when the year is published."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from typing import NamedTuple

from django.db.models import QuerySet

from mobility.models import Mobility, Status
from programs.models import Level

from ..anonymity import NO_PROGRAMME, STEPS, Answered, Levels, Traits, anonymous
from ..models import Moment, PublicGroup, PublicRows, PublicYear, Rater, ResponseScore, RubricVersion
from .cell_readings import Reading, readings

UNDERGRADUATE, GRADUATE, OTHER = "undergraduate", "graduate", "other"
LEVEL_GROUPS: dict[str, str] = {
    Level.BACHELOR: UNDERGRADUATE,
    Level.SPECIALIST: UNDERGRADUATE,
    Level.MASTER: GRADUATE,
    Level.DOCTOR: GRADUATE,
    Level.RESIDENCY: GRADUATE,
}
"""A level that is not named, or unknown, is in no other group."""


class Group(NamedTuple):
    """A group of a published year; without a programme all of that direction."""

    project: int
    fiscal_year: int
    direction: str
    program: int | None


Joint = Counter[tuple[int, int]]
"""How many had which level before and which after."""
Shown = dict[Group, bool]
"""The groups of the published years, and whether their figures are shown."""


def made_rows(year: PublicYear) -> PublicRows:
    """Not stored yet. The groups of the year stand already; the number of queries depends on nothing."""
    version = year.score_run.rubric_version
    groups = list(year.groups.select_related("program", "year__project"))
    answered, withheld = _answered(version, year, _public(groups))
    found = anonymous(answered)
    codes = list(version.abilities.values_list("code", flat=True))
    if not _tell_no_more(found.rows, codes, groups):
        return PublicRows(year=year, rows=[], at_step=[0] * len(STEPS), left_out=len(answered) + withheld)
    rows = [[*astuple(row.traits), row.before, row.after] for row in found.rows]
    return PublicRows(year=year, rows=rows, at_step=list(found.at_step), left_out=found.left_out + withheld)


def _answered(version: RubricVersion, year: PublicYear, public: Shown) -> tuple[list[Answered], int]:
    """Who answered both times in a direction that is shown, and how many did in another one."""
    read = readings(version)
    before, after = (_levels(read, year, moment) for moment in (Moment.PRE, Moment.POST))
    rows: list[Answered] = []
    withheld = 0
    for mobility, person, level, group, program in _stays(read, year):
        if mobility not in before or mobility not in after:
            continue
        if public.get(group) is None or not public.get(group._replace(program=None)):
            withheld += 1
            continue
        step = 0 if public[group] else NO_PROGRAMME
        rows.append(Answered(person, _traits(level, group, program), before[mobility], after[mobility], step))
    return rows, withheld


def _tell_no_more(rows: Iterable[Answered], codes: Sequence[str], groups: Iterable[PublicGroup]) -> bool:
    """Whether the rows add up to the public figures, level by level, direction by direction and ability by ability.

    Of a programme all rows name it, or none does. Then whatever is left when rows are taken from figures is 0, or follows
    from the figures alone. A year in which somebody stays out of the rows, or of which a record or an answer has changed since
    it was counted, is left out as a whole: the rest would be the answers of a few. As many rows as pairs are not enough: an
    answer that was put right between would be told by what differs.
    """
    listed = _joint_tables(rows, codes)
    return all(
        listed.get((group.direction, group.program.code if group.program else "", code), Counter())
        in _allowed(group, code)
        for group in groups
        if group.pairs is not None and group.direction
        for code in codes
    )


def _joint_tables(rows: Iterable[Answered], codes: Sequence[str]) -> dict[tuple[str, str, str], Joint]:
    """What the rows say of each direction, programme (empty is all of them) and ability."""
    listed: dict[tuple[str, str, str], Joint] = {}
    for row in rows:
        for code, before, after in zip(codes, row.before, row.after, strict=True):
            if before is not None and after is not None:
                for programme in {"", row.traits.programme}:
                    listed.setdefault((row.traits.direction, programme, code), Counter())[before, after] += 1
    return listed


def _allowed(group: PublicGroup, code: str) -> tuple[Joint, ...]:
    """What the rows of a group may say together; those of a programme may be without its name."""
    table = (group.tables or {}).get(code, ())
    public = Counter({(before, after): n for before, row in enumerate(table) for after, n in enumerate(row) if n})
    return (Counter(), public) if group.program else (public,)


def _public(groups: Iterable[PublicGroup]) -> Shown:
    return {
        Group(group.year.project_id, group.year.fiscal_year, group.direction, group.program_id): group.pairs is not None
        for group in groups
    }


def _stays(read: Collection[int], year: PublicYear) -> Iterator[tuple[int, int, str, Group, tuple[str, str, str]]]:
    """Key, person, level, group and programme of everybody who answered afterwards."""
    answered = _scores(read, year, Moment.POST).values("response__mobility")
    stays = Mobility.objects.exclude(status__in=(Status.CANCELLED, Status.VOIDED)).filter(pk__in=answered)
    group = ("run__program__project", "run__fiscal_year", "run__direction", "run__program")
    program = ("run__program__project__code", "run__program__code", "run__program__level")
    for pk, person, level, *where in stays.order_by("pk").values_list("pk", "person", "level", *group, *program):
        yield pk, person, level, Group(*where[:4]), (where[4], where[5], where[6])


def _scores(read: Collection[int], year: PublicYear, moment: Moment) -> QuerySet[ResponseScore]:
    """What was answered to one of these versions of the rubric."""
    return ResponseScore.objects.filter(
        fault="",
        response__rater=Rater.SELF,
        response__sent_at__isnull=False,
        response__wave__moment=moment,
        response__wave__run__program__project=year.project_id,
        response__wave__run__fiscal_year=year.fiscal_year,
        response__wave__instrument__rubric_version__in=list(read),
    )


def _levels(read: Mapping[int, Reading], year: PublicYear, moment: Moment) -> dict[int, Levels]:
    """By stay; what was answered to an older version is read in that of the year, as the figures read it."""
    columns = ("response__mobility", "response__wave__instrument__rubric_version", "levels")
    rows = _scores(read, year, moment).values_list(*columns)
    return {mobility: read[version].levels(levels) for mobility, version, levels in rows}


def _traits(level: str, group: Group, program: tuple[str, str, str]) -> Traits:
    project, code, program_level = program
    return Traits(
        project=project,
        fiscal_year=group.fiscal_year,
        direction=group.direction,
        programme=code,
        programme_group=LEVEL_GROUPS.get(program_level, OTHER),
        level=level or OTHER,
        level_group=LEVEL_GROUPS.get(level, OTHER),
    )
