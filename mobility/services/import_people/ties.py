"""Which rows of a table of people may touch one another: those of whom a number or a name, borne now or before, is one."""

from collections.abc import Iterator

from kanazawa_exchange.lib.imports import Line, Ties
from kanazawa_exchange.lib.name_words import number_key, part_keys, whole_keys

from ...person_sheets import FORMER
from ...sheets import ALL_NAMES, SOMEBODY_NEW
from .drafts import drafted


def _names(line: Line) -> list[tuple[str, str]]:
    draft = drafted(line)
    return [(family, given) for _script, family, given, _patronymic in (*draft.newcomer.names, *draft.former)]


def _keys(line: Line) -> Iterator[str]:
    if number := number_key(line.said.get("student_number", "")):
        yield f"#{number}"
    answer = line.said.get("person")
    if answer not in (None, SOMEBODY_NEW):
        yield f"={answer}"
    yield from whole_keys(_names(line))


def _holds(line: Line) -> frozenset[str]:
    """Each part of a name may be the whole name of somebody of whom no more is known."""
    return part_keys(_names(line))


TIES = Ties(frozenset({"student_number", "person", FORMER, *ALL_NAMES}), _keys, _holds)
