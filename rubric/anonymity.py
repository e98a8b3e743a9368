"""Rows in which nobody stands alone: what tells people apart is made coarser until five of them look alike; without Django.

Each fiscal year of a project is treated by itself, so that a later file adds years and changes no row of an earlier one. Rows are
coarsened one step after the other, a programme as a whole: its rows keep the detail of the first step at which each shares all
values with those of four other people at least. Rows that share them with too few even at the last step are left out.

What is not promised: that the answers of those who look alike differ (l-diversity), and that whoever knows a participant's
answers does not find the row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

LEAST = 5
"""So many people look alike at least."""
ANY = "*"
"""Stands where a value was taken away."""

Levels = tuple[int | None, ...]


@dataclass(frozen=True, order=True)
class Traits:
    """What could tell one participant from another. `person` and the answers are none of it."""

    project: str
    fiscal_year: int
    direction: str
    programme: str
    programme_group: str
    level: str
    level_group: str


@dataclass(frozen=True)
class Answered:
    """One stay with both answers: whose, with which traits, and the level of each ability before and after.

    `from_step`: the finest step at which the row may stand.
    """

    person: int
    traits: Traits
    before: Levels
    after: Levels
    from_step: int = 0


def _coarser(traits: Traits, step: int) -> Traits:
    """The traits without the columns that are taken away up to this step."""
    gone = dict.fromkeys((name for names in STEPS[: step + 1] for name in names), ANY)
    return replace(traits, **gone)  # type: ignore[arg-type]  # the columns of STEPS are all texts


STEPS: tuple[tuple[str, ...], ...] = ((), ("level",), ("level_group",), ("programme", "programme_group"))
"""What each step takes away, beside what those before took away; year and direction always stay."""
NO_PROGRAMME = 3
"""The first step without the programme: where that tells too much beside what is public, a row begins here."""


@dataclass(frozen=True)
class Anonymous:
    """The rows in an order that tells nothing, how many were made at each step, and how many stayed out."""

    rows: tuple[Answered, ...]
    at_step: tuple[int, ...]
    left_out: int


def anonymous(answered: Iterable[Answered], least: int = LEAST) -> Anonymous:
    """The rows, their people taken away (0); `least` people share the traits of each."""
    left = list(answered)
    rows: list[Answered] = []
    at_step = []
    for step in range(len(STEPS)):
        kept, left = _step(left, step, least)
        rows += kept
        at_step.append(len(kept))
    nameless = sorted((replace(row, person=0, from_step=0) for row in rows), key=repr)
    return Anonymous(tuple(nameless), tuple(at_step), len(left))


def _step(rows: Iterable[Answered], step: int, least: int) -> tuple[list[Answered], list[Answered]]:
    """Rows of the programmes all of whose classes are large enough at this step, coarse, and the others as they were.

    A programme is made coarser as a whole: if only its small classes were, the figures of all of it less the rows that stand
    would tell of a few.
    """
    programmes: dict[Traits, dict[Traits, list[Answered]]] = {}
    kept: list[Answered] = []
    left: list[Answered] = []
    for row in rows:
        if row.from_step > step:
            left.append(row)
        else:
            traits = _coarser(row.traits, step)
            whole = replace(traits, level=ANY, level_group=ANY)
            programmes.setdefault(whole, {}).setdefault(traits, []).append(row)
    for classes in programmes.values():
        is_large = all(len({row.person for row in alike}) >= least for alike in classes.values())
        for traits, alike in classes.items():
            if is_large:
                kept += [replace(row, traits=traits) for row in alike]
            else:
                left += alike
    return kept, left
