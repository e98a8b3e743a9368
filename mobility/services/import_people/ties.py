"""Which rows of a table of people may touch one another: those of whom a number or a name, borne now or before, is one."""

from kanazawa_exchange.lib.imports import Line

from ...person_sheets import FORMER
from ...sheets import ALL_NAMES
from ..person_ties import ties
from .drafts import drafted


def _names(line: Line) -> list[tuple[str, str]]:
    draft = drafted(line)
    return [(family, given) for _script, family, given, _patronymic in (*draft.newcomer.names, *draft.former)]


TIES = ties(_names, frozenset({FORMER, *ALL_NAMES}))
