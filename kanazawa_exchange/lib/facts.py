"""The facts that a record page prints: one label and one value a line, in the reader's language."""

from dataclasses import dataclass
from typing import Any

from kanazawa_exchange.lib.words import Words


@dataclass(frozen=True)
class Link:
    """A value that leads somewhere: its text, and the address."""

    text: Any
    url: str


@dataclass(frozen=True)
class Fact:
    """One line of a record page.

    `value` is a text, a Localized, a date or moment, a number, yes or no, a Link, or a tuple of these; an empty one is
    printed as a dash. `note` stands below it in small type. Facts that do not apply are left out by who builds the lines.
    """

    label: Words
    value: Any
    note: Any = ""
