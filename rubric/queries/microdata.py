"""The rows of the anonymised file: every stay of a finished year with both answers, in one version of the rubric."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import QuerySet

from mobility.models import Mobility, Status
from programs.models import Level

from ..anonymity import NO_PROGRAMME, Anonymous, Answered, Levels, Traits, anonymous
from ..models import Moment, PublicGroup, Rater, ResponseScore, RubricVersion
from .instruments import level_of
from .sheets import RubricSheet, sheet

UNDERGRADUATE, GRADUATE, OTHER = "undergraduate", "graduate", "other"
LEVEL_GROUPS: dict[str, str] = {
    Level.BACHELOR: UNDERGRADUATE,
    Level.SPECIALIST: UNDERGRADUATE,
    Level.MASTER: GRADUATE,
    Level.DOCTOR: GRADUATE,
    Level.RESIDENCY: GRADUATE,
}
"""A level that is not named, or unknown, is in no other group."""


@dataclass(frozen=True)
class Microdata:
    """The rows with the version of the rubric that explains them; `withheld` rows are of directions that are not public."""

    sheet: RubricSheet
    found: Anonymous
    withheld: int

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(ability.code for ability in self.sheet.abilities)

    @property
    def left_out(self) -> int:
        return self.found.left_out + self.withheld


class Group(NamedTuple):
    """A group of a published year; without a programme all of that direction."""

    project: int
    fiscal_year: int
    direction: str
    program: int | None


Shown = dict[Group, bool]
"""The groups of the published years, and whether their figures are shown."""


def microdata(version: RubricVersion) -> Microdata:
    """Rows of published years, in which nothing can change any more; the number of queries depends on nothing."""
    groups = list(PublicGroup.objects.select_related("program", "year__project"))
    public = _public(groups)
    before, after = (_levels(version, moment) for moment in (Moment.PRE, Moment.POST))
    rows: list[Answered] = []
    withheld = 0
    for mobility, person, level, group, program in _stays(version):
        if mobility in before and mobility in after and group in public:
            if public.get(group._replace(program=None)):
                traits = _traits(level, group, program)
                step = 0 if public[group] else NO_PROGRAMME
                rows.append(Answered(person, traits, before[mobility], after[mobility], step))
            else:
                withheld += 1
    found = anonymous(rows)
    explained = sheet(version)
    safe = _years_that_tell_no_more(found.rows, [ability.code for ability in explained.abilities], groups)
    kept = tuple(row for row in found.rows if (row.traits.project, row.traits.fiscal_year) in safe)
    withheld += len(found.rows) - len(kept)
    return Microdata(explained, replace(found, rows=kept), withheld)


def _years_that_tell_no_more(
    rows: Iterable[Answered], codes: Sequence[str], groups: Iterable[PublicGroup]
) -> frozenset[tuple[str, int]]:
    """The years whose rows add up to the public figures, direction by direction and ability by ability.

    Of a programme all rows name it, or none does. Then whatever is left when rows are taken from figures is 0, or follows
    from the figures alone. A year in which somebody stays out of the file, or of which a record has changed since it came
    before the public, is left out as a whole: the rest would be the answers of a few.
    """
    listed: Counter[tuple[str, int, str, str, str]] = Counter()
    for row in rows:
        traits = row.traits
        for code, before, after in zip(codes, row.before, row.after, strict=True):
            if before is not None and after is not None:
                for programme in {"", traits.programme}:
                    listed[traits.project, traits.fiscal_year, traits.direction, programme, code] += 1
    years = {(row.traits.project, row.traits.fiscal_year) for row in rows}
    for group in groups:
        if group.pairs is None or not group.direction:
            continue
        year = (group.year.project.code, group.year.fiscal_year)
        programme = group.program.code if group.program else ""
        for code in codes:
            public = sum(map(sum, (group.tables or {}).get(code, ())))
            if listed[*year, group.direction, programme, code] not in ((0, public) if programme else (public,)):
                years.discard(year)
    return frozenset(years)


def _public(groups: Iterable[PublicGroup]) -> Shown:
    return {
        Group(group.year.project_id, group.year.fiscal_year, group.direction, group.program_id): group.pairs is not None
        for group in groups
    }


def _stays(version: RubricVersion) -> Iterator[tuple[int, int, str, Group, tuple[str, str, str]]]:
    """Key, person, level, group and programme of everybody who answered afterwards."""
    answered = _scores(version, Moment.POST).values("response__mobility")
    stays = Mobility.objects.exclude(status__in=(Status.CANCELLED, Status.VOIDED)).filter(pk__in=answered)
    group = ("run__program__project", "run__fiscal_year", "run__direction", "run__program")
    program = ("run__program__project__code", "run__program__code", "run__program__level")
    for pk, person, level, *where in stays.order_by("pk").values_list("pk", "person", "level", *group, *program):
        yield pk, person, level, Group(*where[:4]), (where[4], where[5], where[6])


def _scores(version: RubricVersion, moment: Moment) -> QuerySet[ResponseScore]:
    return ResponseScore.objects.filter(
        fault="",
        response__rater=Rater.SELF,
        response__sent_at__isnull=False,
        response__wave__moment=moment,
        response__wave__instrument__rubric_version=version,
    )


def _levels(version: RubricVersion, moment: Moment) -> dict[int, Levels]:
    rows = _scores(version, moment).values_list("response__mobility", "levels")
    return {mobility: tuple(map(level_of, levels)) for mobility, levels in rows}


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
