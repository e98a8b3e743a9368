"""How the levels of an answer, of whatever version, read in the version of a run: which character, and what it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..models import RubricVersion
from ..scoring.pairs import Rated, Successor
from .instruments import DIGITS, NO_LEVEL, level_of
from .score_scope import successors, versions_read


@dataclass(frozen=True)
class Column:
    """Where an ability stands in the levels of one version, and which character of it reads as which."""

    place: int
    characters: Mapping[int, str]

    def of(self, texts: str, width: int, start: int) -> str:
        """The ability's characters out of many texts that stand behind one another, each `width` long."""
        return texts[start + self.place :: width].translate(self.characters)


@dataclass(frozen=True)
class Reading:
    """The levels of one version as those of the run's: per ability its column, None where it has no counterpart."""

    width: int
    columns: tuple[Column | None, ...]
    is_mapped: bool

    def levels(self, text: str) -> tuple[int | None, ...]:
        """The levels of one answer in the abilities of the run's version."""
        return tuple(level_of(column.of(text, self.width, 0)) if column else None for column in self.columns)

    @property
    def nothing(self) -> str:
        """The levels of an answer that was not given."""
        return NO_LEVEL * self.width


def readings(version: RubricVersion) -> dict[int, Reading]:
    """By the key of a version: this one and those before it."""
    steps = {step.old: step for step in successors(version)}
    codes = tuple(version.abilities.values_list("code", flat=True))
    return {each.pk: _reading(each, str(version.uid), codes, steps) for each in versions_read(version)}


def _reading(each: RubricVersion, target: str, codes: Sequence[str], steps: Mapping[str, Successor]) -> Reading:
    own = tuple(each.abilities.values_list("code", flat=True))
    numbers = tuple(each.levels.values_list("number", flat=True))
    columns: dict[str, Column] = {}
    for place, code in enumerate(own):
        for number in numbers:
            read = Rated(0, str(each.uid), {code: number})
            while read.version != target:
                read = steps[read.version].carried(read)
            for now, level in read.levels.items():
                known = columns.get(now, Column(place, {})).characters
                columns[now] = Column(place, {**known, ord(DIGITS[number]): _digit(level)})
    return Reading(len(own), tuple(columns.get(code) for code in codes), str(each.uid) != target)


def _digit(level: int | None) -> str:
    return NO_LEVEL if level is None else DIGITS[level]
