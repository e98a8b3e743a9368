"""The names in a row of a table, whole or put together of the cells of their parts."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kanazawa_exchange.accounts.services.people_words import NameParts
from kanazawa_exchange.lib.cells import Unread, names
from kanazawa_exchange.lib.names import CYRILLIC

from ...sheets import NAMES, PARTS

_PARTS = frozenset(column for columns in PARTS.values() for column in columns)


def spellings(said: Mapping[str, Any], refuse: Callable[[str, Unread], None]) -> list[NameParts]:
    """The names in the row, one of each script; `refuse` as below."""
    spelt: dict[str, NameParts] = {}
    for column in NAMES:
        for parts in said.get(column, ()):
            spelt.setdefault(parts[0], parts)
    for one in put_together(said, refuse):
        spelt.setdefault(one[0], one)
    return list(spelt.values())


def put_together(said: Mapping[str, Any], refuse: Callable[[str, Unread], None]) -> Iterator[NameParts]:
    """The spellings whose parts stand in cells of their own; `refuse` hears at which cell they make no name."""
    if _PARTS.isdisjoint(said):
        return
    for script, cells in PARTS.items():
        family, given, patronymic = (said.get(column, "") for column in cells)
        if not (family or given):
            continue
        read = names.parts(family, given, patronymic if script in ("", CYRILLIC) else "", script=script)
        if isinstance(read, Unread):
            refuse(cells[0] if family else cells[1], read)
            continue
        for one in read.value:
            yield one.script, one.family, one.given, one.patronymic if one.script == CYRILLIC else ""
