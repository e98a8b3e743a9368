"""How the pages of an import show a kind of records: what they offer, how a value reads, what a code stands for, where a record is."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.words import Words

Code = tuple[str, str]
"""A column, and what stands for a thing in it: a slug, the public id of a person, the number of a row."""


def _register(count: int) -> str:
    words = ngettext("Register the %(number)s valid row", "Register the %(number)s valid rows", count)
    return words % {"number": formats.number(count)}


def _registered(count: int) -> str:
    words = ngettext("%(number)s row is registered.", "%(number)s rows are registered.", count)
    return words % {"number": formats.number(count)}


@dataclass(frozen=True)
class Says:
    """In which words the pages speak of what becomes of the rows; a kind whose rows are not registered but sent has its own.

    `lead`: what a row tells, on the page of the paste; `checking`, `last_step`: the second and the third step of the way;
    `number_written`, `moment_written`: the labels of how many rows came true, and when; `how`: how it goes on after the paste.
    """

    lead: Words
    nothing_yet: Words
    without_wrong: Words
    nothing_new: Words
    register: Callable[[int], str]
    register_chosen: Words
    registered: Callable[[int], str]
    undo: Words
    checking: Words
    last_step: Words
    number_written: Words
    moment_written: Words
    how: tuple[Words, ...]


REGISTERS = Says(
    lead="",
    nothing_yet=_("Nothing is registered yet."),
    without_wrong=_("The valid rows can be registered without those that are to be corrected."),
    nothing_new=_("All rows stand in the records already: there is nothing to register."),
    register=_register,
    register_chosen=_("Register only the ticked rows"),
    registered=_registered,
    undo=_("Undo this import"),
    checking=_("Check (nothing is registered yet)"),
    last_step=pgettext_lazy("step of an import", "Register"),
    number_written=_("Registered rows"),
    moment_written=_("Registered"),
    how=(
        _("You see each row and all that was done to read it before anything is registered."),
        _("The valid rows can be registered without the wrong ones, and all of it can be undone."),
    ),
)


@dataclass(frozen=True)
class Screen:
    """What the pages ask of a kind; every part may be left out.

    `first`: the first of these columns that a table has tells whom a row is about, and stands before all others; `for_all`:
    columns of which one may say what holds for all rows; `usual`: those of a table that is typed, where nobody says otherwise;
    `needed`: groups of columns of which every row needs one; `passed_over`: heads of our own files that are told and not read, so
    that nobody need be asked; `for_many`: answers that may hold for several rows; `choices`: column → its choices, code and label;
    `offered`: column → words that its cells take; `shown`: column → how its value reads; `called`: what codes stand for; `pages`:
    record → the address of its page; `says`: the words of the pages. The functions of a user cost as many queries for 300 as for 3.
    """

    first: tuple[str, ...] = ()
    for_all: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    needed: tuple[tuple[str, ...], ...] = ()
    passed_over: tuple[Words, ...] = ()
    for_many: tuple[str, ...] = ()
    choices: Mapping[str, Callable[[], Iterable[tuple[str, Words]]]] = field(default_factory=dict)
    offered: Callable[[Viewer], Mapping[str, Sequence[str]]] = lambda _user: {}
    shown: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    called: Callable[[Collection[Code], Viewer], Mapping[Code, str]] = lambda _codes, _user: {}
    pages: Callable[[Collection[int], Viewer], Mapping[int, str]] = lambda _records, _user: {}
    says: Says = REGISTERS
