"""Which rows of a table of stays may touch one another: those of one person, or of two who may be one."""

from kanazawa_exchange.lib.imports import Line

from ...sheets import ALL_NAMES
from ..person_ties import ties
from .drafts import Draft, spellings


def _names(line: Line) -> list[tuple[str, str]]:
    return [(family, given) for _script, family, given, _patronymic in spellings(Draft(line))]


TIES = ties(_names, frozenset(ALL_NAMES), about="person")
