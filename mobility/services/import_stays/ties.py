"""Which rows of a table of stays may touch one another: those of one person, or of two who may be one."""

from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Line

from ...sheets import ALL_NAMES
from ..person_ties import ties
from .spellings import spellings


def _names(line: Line) -> list[tuple[str, str]]:
    return [(family, given) for _script, family, given, _patronymic in spellings(line.said, _untold)]


def _untold(_column: str, _why: Unread) -> None:
    """What makes no name ties nothing; the check tells it."""


TIES = ties(_names, frozenset(ALL_NAMES), about="person")
