"""Which versions of the rubric there are, which one is in use, and how the answers to one read in the next."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.viewer import Viewer

from ..models import CarriedLevel, Rubric, RubricStatus, RubricVersion
from ..moves import RUBRIC_MOVES
from ..scoring.pairs import Successor


@dataclass(frozen=True)
class VersionLine:
    """One version in the list."""

    uid: UUID
    rubric: Localized
    number: int
    status: str
    status_label: str
    status_kind: str
    is_confirmed: bool
    in_use_on: date | None
    retired_on: date | None
    abilities: int
    levels: int


@dataclass(frozen=True)
class RubricVersions:
    """One rubric with its versions, newest first."""

    uid: UUID
    code: str
    name: Localized
    versions: tuple[VersionLine, ...]

    @property
    def draft(self) -> VersionLine | None:
        return next((version for version in self.versions if version.status == RubricStatus.DRAFT), None)


def rubrics_with_versions(user: Viewer) -> tuple[RubricVersions, ...]:
    """Every rubric with the versions this reader may see, in two queries."""
    rows = RubricVersion.objects.visible_to(user).select_related("rubric").order_by("-number")
    counted = rows.annotate(ability_count=Count("abilities", distinct=True), level_count=Count("levels", distinct=True))
    lines: dict[int, list[VersionLine]] = {}
    for version in counted:
        lines.setdefault(version.rubric_id, []).append(_line(version, version.ability_count, version.level_count))
    return tuple(
        RubricVersions(rubric.uid, rubric.code, localized(rubric, "name"), tuple(lines.get(rubric.pk, ())))
        for rubric in Rubric.objects.order_by("pk")
    )


def _line(version: RubricVersion, abilities: int, levels: int) -> VersionLine:
    return VersionLine(
        uid=version.uid,
        rubric=localized(version.rubric, "name"),
        number=version.number,
        status=version.status,
        status_label=RUBRIC_MOVES.office_label(version.status),
        status_kind=RUBRIC_MOVES.kind(version.status),
        is_confirmed=version.is_confirmed,
        in_use_on=version.in_use_on,
        retired_on=version.retired_on,
        abilities=abilities,
        levels=levels,
    )


def in_use() -> list[RubricVersion]:
    """The version in use of each rubric."""
    rows = RubricVersion.objects.filter(status=RubricStatus.IN_USE).select_related("rubric", "before")
    return list(rows.order_by("rubric_id"))


def version_words(number: int) -> str:
    """How a version is named beside its rubric."""
    return _("Version %(number)s") % {"number": number}


def to_ask_about(rubric: Rubric | None = None, since: int = 0) -> QuerySet[RubricVersion]:
    """The versions that a new questionnaire may ask about, those in use first: of one rubric from a version on, or of all."""
    rows = RubricVersion.objects.exclude(status=RubricStatus.RETIRED).filter(number__gte=since)
    rows = rows.filter(rubric=rubric) if rubric else rows
    return rows.select_related("rubric").order_by("-status", "rubric", "number")


def successor(version: RubricVersion) -> Successor | None:
    """How levels of the version before read in this one, by the codes of the abilities; None for a first version.

    The two versions are named by their public ids.
    """
    if version.before is None:
        return None
    abilities = version.abilities.exclude(before=None).values_list("before__code", "code")
    levels: dict[str, dict[int, int]] = {}
    rows = CarriedLevel.objects.filter(rubric_version=version)
    for code, before, now in rows.values_list("ability__before__code", "before__number", "level__number"):
        levels.setdefault(code, {})[before] = now
    return Successor(str(version.before.uid), str(version.uid), dict(abilities), levels)
