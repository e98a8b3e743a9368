"""What differs between two versions of a plan, cell by cell, and by which revisions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kanazawa_exchange.lib.localized import Localized, localized

from ..models import Direction, Program
from .targets import Footnote, Key, Plan, PlanCell


@dataclass(frozen=True)
class CellChange:
    """One cell whose shown number, or its reasons, differ between two versions."""

    fiscal_year: int
    direction: str
    direction_label: str
    program_name: Localized | None
    before: PlanCell | None
    after: PlanCell | None
    reasons: tuple[Footnote, ...]

    @property
    def difference(self) -> int:
        return (self.after.total if self.after else 0) - (self.before.total if self.before else 0)

    @property
    def base_difference(self) -> int:
        return (self.after.base if self.after else 0) - (self.before.base if self.before else 0)


@dataclass(frozen=True)
class Unexplained:
    """A number in force, and what a later version makes of it without saying why; None where it has no such number."""

    key: Key
    before: int
    after: int | None


def changes(before: Plan, after: Plan, programs: Iterable[Program]) -> tuple[CellChange, ...]:
    """What differs between two versions, cell by cell, with the revisions that only the later has; no queries."""
    names = {program.pk: localized(program, "name") for program in programs}
    old = {cell.key: cell for cell in before.cells}
    new = {cell.key: cell for cell in after.cells}
    reasons = _new_reasons(before, after)
    return tuple(
        _change(key, names, old.get(key), new.get(key), reasons.get(key, ()))
        for key in dict.fromkeys([*old, *new])
        if _differ(old.get(key), new.get(key)) or key in reasons
    )


def own_footnotes(before: Plan, after: Plan) -> tuple[Footnote, ...]:
    """The revisions that only the later version has; of two with the same words each is one."""
    carried_over = Counter(_words(note) for note in before.footnotes)
    own = []
    for note in after.footnotes:
        if carried_over[_words(note)]:
            carried_over[_words(note)] -= 1
        else:
            own.append(note)
    return tuple(own)


def unexplained(before: Plan, after: Plan) -> tuple[Unexplained, ...]:
    """The numbers in force that the later version changes by more or less than its own revisions say; no queries.

    Versions of different grain, by programme or not, are compared by year and direction.
    """
    alike = before.by_program == after.by_program
    said: Counter[Key] = Counter()
    for note in own_footnotes(before, after):
        said[note.key if alike else (note.fiscal_year, note.direction, None)] += note.delta
    keys = dict.fromkeys(cell.key if alike else (cell.fiscal_year, cell.direction, None) for cell in before.cells)
    found = []
    for key in keys:
        old, new = before.cell(*key), after.cell(*key)
        if old and (new is None or new.total - old.total != said[key]):
            found.append(Unexplained(key, old.total, new.total if new else None))
    return tuple(found)


def _new_reasons(before: Plan, after: Plan) -> dict[Key, list[Footnote]]:
    reasons: dict[Key, list[Footnote]] = {}
    for note in own_footnotes(before, after):
        reasons.setdefault(note.key, []).append(note)
    return reasons


def _change(
    key: Key,
    names: Mapping[int, Localized],
    before: PlanCell | None,
    after: PlanCell | None,
    reasons: Iterable[Footnote],
) -> CellChange:
    fiscal_year, direction, program_id = key
    return CellChange(
        fiscal_year=fiscal_year,
        direction=direction,
        direction_label=str(Direction(direction).label),
        program_name=names.get(program_id) if program_id else None,
        before=before,
        after=after,
        reasons=tuple(reasons),
    )


def _differ(before: PlanCell | None, after: PlanCell | None) -> bool:
    if before is None or after is None:
        return before is not after
    return (before.base, before.delta) != (after.base, after.delta)


def _words(note: Footnote) -> tuple[object, ...]:
    """A revision copied into the next version is the same revision: its words say so, not its id."""
    return (
        note.fiscal_year, note.direction, note.program_id, note.delta, note.reason, str(note.institution),
        note.decided_on, note.note.text,
    )  # fmt: skip
