"""A name with initials in a table: of somebody who is known it says who that is, of somebody new it is not enough."""

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.services.people_words import NameParts, parts_of
from kanazawa_exchange.lib.cells.name_order import is_initials
from kanazawa_exchange.lib.imports import Finding
from kanazawa_exchange.lib.name_words import exact_key
from kanazawa_exchange.lib.names import CYRILLIC, LATIN, Spelling, spoken

from ..sheets import NAMES


class Row(Protocol):
    """A row on its way, of any kind."""

    finding: Finding

    def fault(self, column: str, code: str, *nearest: str, **words: str | int) -> None: ...


def is_short(parts: NameParts) -> bool:
    return parts[0] in (LATIN, CYRILLIC) and is_initials(*parts[2:])


def bears(person: Person, names: Iterable[NameParts]) -> bool:
    """Whether one of the names with initials stands for a name of this person."""
    stored = parts_of(person.names.all())
    return any(shortens(one, other) for one in names if is_short(one) for other in stored)


def shortens(short: NameParts, name: NameParts) -> bool:
    """Whether the initials are those with which the given name begins: of the same script and family name."""
    if (short[0], exact_key(short[1])) != (name[0], exact_key(name[1])):
        return False
    letters, others = _initials(short), _initials(name)
    return bool(letters) and others[: len(letters)] == letters


def _initials(parts: NameParts) -> list[str]:
    words = re.split(r"[\W_]+", exact_key(" ".join(parts[2:])))
    return [word[0] for word in words if word]


def refuse_of_somebody_new(draft: Row, said: Mapping[str, object]) -> None:
    """A new person is called by the whole name; first it is answered who it is, where that is asked."""
    if any(problem.column == "person" for problem in draft.finding.problems):
        return
    for column in NAMES:
        rows = said.get(column, ())
        for parts in rows if isinstance(rows, tuple | list) else ():
            if is_short(parts):
                draft.fault(column, "name.initials", text=spoken(Spelling(*parts)))
