"""How the pages of an import show a kind of records: what they offer, how a value reads, what a code stands for, where a record is."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.words import Words

Code = tuple[str, str]
"""A column, and what stands for a thing in it: a slug, the public id of a person, the number of a row."""


@dataclass(frozen=True)
class Screen:
    """What the pages ask of a kind; every part may be left out.

    `first`: the first of these columns that a table has tells whom a row is about, and stands before all others; `for_all`:
    columns of which one may say what holds for all rows; `needed`: groups of columns of which every row needs one; `passed_over`:
    heads of our own files that are told and not read, so that nobody need be asked; `for_many`: answers that may hold for several
    rows; `choices`: column → its choices, code and label; `offered`: column → words that its cells take; `shown`: column → how
    its value reads; `called`: what codes stand for; `pages`: record → the address of its page. The functions of a user cost as
    many queries for 300 as for 3.
    """

    first: tuple[str, ...] = ()
    for_all: tuple[str, ...] = ()
    needed: tuple[tuple[str, ...], ...] = ()
    passed_over: tuple[Words, ...] = ()
    for_many: tuple[str, ...] = ()
    choices: Mapping[str, Callable[[], Iterable[tuple[str, Words]]]] = field(default_factory=dict)
    offered: Callable[[Viewer], Mapping[str, Sequence[str]]] = lambda _user: {}
    shown: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    called: Callable[[Collection[Code], Viewer], Mapping[Code, str]] = lambda _codes, _user: {}
    pages: Callable[[Collection[int], Viewer], Mapping[int, str]] = lambda _records, _user: {}
