"""The rows of the anonymised file: every stay of a finished year with both answers, in one version of the rubric."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mobility.models import Mobility, Status
from programs.models import Level

from ..anonymity import Anonymous, Answered, Levels, Traits, anonymous
from ..models import Moment, Rater, ResponseScore, RubricVersion
from .instruments import level_of
from .public_years import final_years
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
    """The rows with the version of the rubric that explains them."""

    sheet: RubricSheet
    found: Anonymous

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(ability.code for ability in self.sheet.abilities)


def microdata(version: RubricVersion, *, now: datetime) -> Microdata:
    """Rows of years in which nothing can change any more; the number of queries depends on nothing."""
    return Microdata(sheet(version), anonymous(answered_twice(version, now=now)))


def answered_twice(version: RubricVersion, *, now: datetime) -> list[Answered]:
    before, after = (dict(_levels(version, moment)) for moment in (Moment.PRE, Moment.POST))
    final = final_years(now=now)
    stays = Mobility.objects.exclude(status__in=(Status.CANCELLED, Status.VOIDED)).filter(
        pk__in=_scores(version, Moment.POST).values("response__mobility")
    )
    rows = stays.values_list(
        "pk", "person", "level", "run__program__project", "run__fiscal_year", "run__direction",
        "run__program__project__code", "run__program__code", "run__program__level",
    )  # fmt: skip
    return [
        _answered(person, level, where, before[pk], after[pk])
        for pk, person, level, project, *where in rows
        if (project, where[0]) in final and pk in before and pk in after
    ]


def _scores(version: RubricVersion, moment: Moment) -> QuerySet[ResponseScore]:
    return ResponseScore.objects.filter(
        fault="",
        response__rater=Rater.SELF,
        response__sent_at__isnull=False,
        response__wave__moment=moment,
        response__wave__instrument__rubric_version=version,
    )


def _levels(version: RubricVersion, moment: Moment) -> Iterable[tuple[int, Levels]]:
    for mobility, levels in _scores(version, moment).values_list("response__mobility", "levels"):
        yield mobility, tuple(map(level_of, levels))


def _answered(person: int, level: str, where: Iterable, before: Levels, after: Levels) -> Answered:
    year, direction, project, program, program_level = where
    traits = Traits(
        project=project,
        fiscal_year=year,
        direction=direction,
        programme=program,
        programme_group=LEVEL_GROUPS.get(program_level, OTHER),
        level=level or OTHER,
        level_group=LEVEL_GROUPS.get(level, OTHER),
    )
    return Answered(person, traits, before, after)
