"""One version of the rubric as pages and papers show it: abilities, levels and descriptors in their languages."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.lib import formats, prepared
from kanazawa_exchange.lib.languages import LANGUAGES, language_name
from kanazawa_exchange.lib.localized import Localized, localized, pick

from ..models import Ability, CarriedLevel, Descriptor, Level, RubricStatus, RubricVersion
from ..moves import RUBRIC_MOVES


@dataclass(frozen=True)
class Texts:
    """One text in its languages: language → words, empty where they are missing."""

    words: dict[str, str]

    @property
    def local(self) -> Localized:
        """For this reader."""
        return pick(dict(self.words))

    @property
    def each(self) -> list[tuple[str, str, str]]:
        """(language, its name, words) of every language, side by side."""
        return [(code, language_name(code), words) for code, words in self.words.items()]

    @property
    def missing(self) -> list[str]:
        """The languages that have no words, as the reader calls them."""
        return [language_name(code) for code, words in self.words.items() if not words.strip()]

    def __bool__(self) -> bool:
        return any(self.words.values())


def texts(thing: object, name: str) -> Texts:
    return Texts({code: getattr(thing, f"{name}_{code}") or "" for code in LANGUAGES})


NOTHING = Texts(dict.fromkeys(LANGUAGES, ""))


@dataclass(frozen=True)
class LevelSheet:
    uid: UUID
    version: int
    number: int
    captions: Texts
    is_highest: bool


@dataclass(frozen=True)
class AbilitySheet:
    """`rows` are the levels with the descriptor of each; `carried` are (level before, level now) of the ability `before`."""

    uid: UUID
    version: int
    place: int
    code: str
    names: Texts
    definitions: Texts
    rows: tuple[tuple[LevelSheet, Texts], ...]
    before: Localized | None
    carried: tuple[tuple[int, int], ...]

    @property
    def is_carried_unchanged(self) -> bool:
        """Every level is what the level of the same number was before."""
        return self.carried == tuple((level.number, level.number) for level, _words in self.rows)


@dataclass(frozen=True)
class RubricSheet:
    """A version with everything in it."""

    uid: UUID
    version: int
    name: Localized
    number: int
    status: str
    status_label: str
    status_kind: str
    is_confirmed: bool
    in_use_on: date | None
    retired_on: date | None
    confirmed_on: date | None
    number_before: int | None
    levels: tuple[LevelSheet, ...]
    abilities: tuple[AbilitySheet, ...]

    @property
    def is_draft(self) -> bool:
        return self.status == RubricStatus.DRAFT

    @property
    def missing(self) -> list[str]:
        return missing_texts(self)


def sheet(version: RubricVersion) -> RubricSheet:
    """Four queries, whatever the version holds; `rubric` and `before` of the version should be joined."""
    key = version.pk
    levels = prepared.rows(_levels, key)
    highest = levels[-1].number if levels else None
    level_sheets = {level.pk: _level(level, highest) for level in levels}
    written = {(row.ability_id, row.level_id): row for row in prepared.rows(_descriptors, key)}
    carried: dict[int, list[tuple[int, int]]] = {}
    for ability, before, now in prepared.rows(_carried_levels, key):
        carried.setdefault(ability, []).append((before, now))
    return RubricSheet(
        uid=version.uid,
        version=version.version,
        name=localized(version.rubric, "name"),
        number=version.number,
        status=version.status,
        status_label=RUBRIC_MOVES.office_label(version.status),
        status_kind=RUBRIC_MOVES.kind(version.status),
        is_confirmed=version.is_confirmed,
        in_use_on=version.in_use_on,
        retired_on=version.retired_on,
        confirmed_on=version.confirmed_on,
        number_before=version.before.number if version.before else None,
        levels=tuple(level_sheets.values()),
        abilities=tuple(
            _ability(ability, place, level_sheets, written, tuple(carried.get(ability.pk, ())))
            for place, ability in enumerate(prepared.rows(_abilities, key), 1)
        ),
    )


def _levels(version: int) -> QuerySet[Level]:
    return Level.objects.filter(rubric_version_id=version)


def _descriptors(version: int) -> QuerySet[Descriptor]:
    return Descriptor.objects.filter(rubric_version_id=version)


def _abilities(version: int) -> QuerySet[Ability]:
    return Ability.objects.filter(rubric_version_id=version).select_related("before")


def _carried_levels(version: int) -> QuerySet[CarriedLevel, Any]:
    rows = CarriedLevel.objects.filter(rubric_version_id=version).order_by("before__number")
    return rows.values_list("ability", "before__number", "level__number")


def _level(level: Level, highest: int | None) -> LevelSheet:
    return LevelSheet(level.uid, level.version, level.number, texts(level, "caption"), level.number == highest)


def _ability(
    ability: Ability,
    place: int,
    levels: dict[int, LevelSheet],
    written: dict[tuple[int, int], Descriptor],
    carried: tuple[tuple[int, int], ...],
) -> AbilitySheet:
    descriptors = ((level, written.get((ability.pk, pk))) for pk, level in levels.items())
    return AbilitySheet(
        uid=ability.uid,
        version=ability.version,
        place=place,
        code=ability.code,
        names=texts(ability, "name"),
        definitions=texts(ability, "definition"),
        rows=tuple((level, texts(row, "text") if row else NOTHING) for level, row in descriptors),
        before=localized(ability.before, "name") if ability.before else None,
        carried=carried,
    )


# --- What a version lacks --------------------------------------------------------------------------------------------


def missing_texts(sheet: RubricSheet) -> list[str]:
    """What the version needs before it can be used, one line for each ability and for the levels; nothing when complete.

    A definition may be left out, but not in one language alone.
    """
    found = [_("an ability")] if not sheet.abilities else []
    if len(sheet.levels) < 2:
        found.append(_("two levels at least"))
    captions = [(level_words(level.number), level.captions) for level in sheet.levels]
    if line := missing_in(captions):
        found.append(_of(pgettext("rubric", "Levels"), line))
    for ability in sheet.abilities:
        parts = [(_("name"), ability.names)]
        parts += [(_("definition"), ability.definitions)] if ability.definitions else []
        parts += [(level_words(level.number), words) for level, words in ability.rows]
        if line := missing_in(parts):
            found.append(_of(str(ability.names.local), line))
    return found


def level_words(number: int) -> str:
    return pgettext("rubric", "level %(number)s") % {"number": number}


def _of(thing: str, line: str) -> str:
    return f"{thing}{formats.colon()}{line}"


def missing_in(parts: list[tuple[str, Texts]]) -> str:
    """Of these texts by their names: what is missing, and in which languages; nothing when all is there."""
    words = [
        pgettext("missing texts", "%(text)s (%(languages)s)")
        % {"text": name, "languages": formats.comma().join(text.missing)}
        for name, text in parts
        if text.missing
    ]
    return formats.comma().join(words)
