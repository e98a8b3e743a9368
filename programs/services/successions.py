"""A draft that follows a plan in force: a number in force changes by a revision that says why, or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import assign, delete, save_edit, write
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.refusals import Refused

from ..models import TargetCell, TargetPlan, TargetRevision
from ..queries.plan_changes import own_footnotes
from ..queries.targets import Footnote, Key, Plan, PlanCell, plan_of

CELL_COPIED = ("fiscal_year", "direction", "program_id", "value")
REVISION_COPIED = (
    "fiscal_year",
    "direction",
    "program_id",
    "delta",
    "reason",
    "institution_id",
    "decided_on",
    *columns("note"),
)


class CellsRefused(Refused):
    """Numbers that cannot stand as they are: `cells` says at each why; of those in `unreasoned` a reason is asked."""

    def __init__(self, cells: Mapping[Key, str], unreasoned: frozenset[Key] = frozenset()) -> None:
        self.cells = dict(cells)
        self.unreasoned = unreasoned
        super().__init__(" ".join(dict.fromkeys(cells.values())))


@dataclass(frozen=True)
class Reasons:
    """Why numbers in force change: the texts of each cell by column (note_ja …), the day of the decision and its kind."""

    notes: Mapping[Key, Mapping[str, str]] = field(default_factory=dict)
    decided_on: date | None = None
    kind: str = TargetRevision.Reason.OTHER

    def of(self, key: Key) -> Mapping[str, str]:
        """The texts, if one of them says anything."""
        texts = self.notes.get(key, {})
        return texts if any(text.strip() for text in texts.values()) else {}


@dataclass
class Succession:
    """The numbers of a draft beside those in force; `put` writes what shall be shown in one cell."""

    draft: TargetPlan
    before: Plan
    by: User | None
    cells: dict[Key, TargetCell]
    refused: dict[Key, str] = field(default_factory=dict)
    unreasoned: set[Key] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.now = plan_of(self.draft)
        self.own = own_footnotes(self.before, self.now)
        self.lost = own_footnotes(self.now, self.before)  # in force, and no longer in the draft

    def put_all(self, numbers: Mapping[Key, int | None], reasons: Reasons) -> None:
        """Errors: CellsRefused, with every cell that cannot stand."""
        for key, number in numbers.items():
            promised = self.before.cell(*key) if self.before.holds(key) else None
            if promised is None:
                self._put_new(key, number)
            else:
                self._put(promised, number, reasons)
        if self.refused:
            raise CellsRefused(self.refused, frozenset(self.unreasoned))

    def _put_new(self, key: Key, number: int | None) -> None:
        """A number that nothing in force speaks of: what is no revision is its base."""
        base = None if number is None else number - _sum(self.now.footnotes, key)
        if base is not None and base < 0:
            self.refused[key] = _("The revisions of this cell alone make more than that. Change them first.")
        else:
            set_cell(self.cells.get(key) or new_cell(self.draft, key), base, by=self.by)

    def _put(self, promised: PlanCell, number: int | None, reasons: Reasons) -> None:
        key = promised.key
        if number is None:
            if key in self.cells:
                self.refused[key] = _("This number is in force. Enter 0 and say why when nobody is planned any more.")
            return
        self._begin_as_in_force(promised)
        stands = promised.base + _sum((*self.now.footnotes, *self.lost), key)
        if number == stands:
            return
        if number == promised.total:
            self._take_back(key)
        elif not reasons.of(key):
            self.unreasoned.add(key)
            self.refused[key] = _(
                "%(number)d is in force. Say why it changes; the reason is printed with the plan."
            ) % {"number": promised.total}
        elif reasons.decided_on is None:
            self.refused[key] = _("Say below on which day the change was decided.")
        elif not reasons.kind:
            self.refused[key] = _("Say below which kind of reason it is.")
        else:
            self._revise(key, number - stands, reasons)

    def _begin_as_in_force(self, promised: PlanCell) -> None:
        """The base in force and its revisions stand in the draft, whatever stood there."""
        set_cell(self.cells.get(promised.key) or new_cell(self.draft, promised.key), promised.base, by=self.by)
        lost = TargetRevision.objects.filter(uid__in=[note.uid for note in self.lost if note.key == promised.key])
        for values in lost.order_by("decided_on", "pk").values(*REVISION_COPIED):
            write(TargetRevision(plan=self.draft, **values), by=self.by)

    def _own(self, key: Key) -> list[Footnote]:
        return [note for note in self.own if note.key == key]

    def _take_back(self, key: Key) -> None:
        """The number in force stands again: what would explain a change is no longer true."""
        for revision in TargetRevision.objects.filter(uid__in=[note.uid for note in self._own(key)]):
            delete(revision, by=self.by)

    def _revise(self, key: Key, difference: int, reasons: Reasons) -> None:
        """The number typed into the grid, and why: along changes only a revision that says the very same; else a further one."""
        revision = self._same_decision(key, reasons)
        fresh = revision is None
        if revision is None:
            revision = _typed_revision(self.draft, key, reasons.kind)
            assign(revision, {"decided_on": reasons.decided_on, **reasons.of(key)})
        revision.delta += difference
        if revision.delta == 0:
            delete(revision, by=self.by)
        elif fresh:
            write(revision, by=self.by)
        else:
            save_edit(revision, by=self.by)

    def _same_decision(self, key: Key, reasons: Reasons) -> TargetRevision | None:
        """The revision of this draft with this kind, day and words: no word of another one is lost from its ※."""
        decision = (reasons.kind, reasons.decided_on)
        alike = [note.uid for note in self._own(key) if (note.reason, note.decided_on) == decision]
        same = TargetRevision.objects.filter(uid__in=alike, institution=None, **reasons.of(key))
        return same.order_by("pk").last()


def _sum(notes: Iterable[Footnote], key: Key) -> int:
    return sum(note.delta for note in notes if note.key == key)


def _typed_revision(plan: TargetPlan, key: Key, kind: str) -> TargetRevision:
    fiscal_year, direction, program_id = key
    return TargetRevision(
        plan=plan, fiscal_year=fiscal_year, direction=direction, program_id=program_id, delta=0,
        reason=kind,
    )  # fmt: skip


def refuse_what_is_in_force(revision: TargetRevision, before: Plan | None) -> None:
    """A revision that was taken over from the plan in force stays as it is. Errors: Refused."""
    own = own_footnotes(before, plan_of(revision.plan)) if before else None
    if own is not None and revision.uid not in {note.uid for note in own}:
        raise Refused(_("This revision is in force and stays. To change the number again, add another revision."))


def new_cell(plan: TargetPlan, key: Key) -> TargetCell:
    fiscal_year, direction, program_id = key
    return TargetCell(plan=plan, fiscal_year=fiscal_year, direction=direction, program_id=program_id)


def set_cell(cell: TargetCell, number: int | None, *, by: User | None) -> None:
    """Write a base number; None empties the cell."""
    if number is None:
        if cell.pk:
            delete(cell, by=by)
    elif cell.value != number:
        cell.value = number
        if cell.pk:
            save_edit(cell, by=by)
        else:
            write(cell, by=by)
