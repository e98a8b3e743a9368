"""One history of a version of the rubric: its moves, and each text at its ability and level."""

from typing import Any

from kanazawa_exchange.accounts.queries.changes import Words
from kanazawa_exchange.accounts.queries.history import Entry, Part, timeline
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized

from ..models import Ability, Descriptor, Level, RubricVersion
from ..moves import RUBRIC_MOVES
from .sheets import level_words


def version_history(version: RubricVersion) -> list[Entry]:
    """Everything that happened to the version, newest first."""
    past_levels: Any = Level.history  # type: ignore[attr-defined]  # every tracked model has one
    levels = dict(past_levels.filter(rubric_version_id=version.pk).values_list("id", "number"))
    abilities = {row.pk: str(localized(row, "name")) for row in version.abilities.all()}

    def descriptor(row: Any, _words: Words) -> str:
        return formats.comma().join((abilities.get(row.ability_id, "—"), level_words(levels.get(row.level_id, 0))))

    parts = (
        Part(Ability, "rubric_version", called=lambda row, _words: str(localized(row, "name"))),
        Part(Level, "rubric_version", called=lambda row, _words: level_words(row.number)),
        Part(Descriptor, "rubric_version", called=descriptor),
    )
    return timeline(version, moves=RUBRIC_MOVES, parts=parts, hidden=("ability", "level", "before"))
