"""The history of a record, newest first: changes with their old and new values, moves with their days and reasons, their actors."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.names import Spelling, display
from kanazawa_exchange.lib.states import NEW, UNDO, MoveTable, undone_by
from kanazawa_exchange.lib.written import Reason

from ..models import MERGED, UNMERGED, Overruling, Transition, User
from .changes import HIDDEN, Change, Labels, Words

LIMIT = 200
ONE_ACT = timedelta(seconds=5)
"""Rows of history that lie this near to each other were written by one act."""

DONE = {
    "+": pgettext_lazy("history", "Registered"),
    "~": gettext_lazy("Edited"),
    "-": pgettext_lazy("history", "Deleted"),
}


MERGES = {
    MERGED: gettext_lazy("Two entries of this person were merged"),
    UNMERGED: gettext_lazy("The merge of two entries of this person was undone"),
}


class Part(NamedTuple):
    """Rows that belong to a record: their model, and the foreign key by which they do.

    With `text` (row, words → one line) a row is one change of the record, told with the act that wrote it; with `done`
    (row → words) it is an act of its own, with the `address` (row → page or nothing) of what it is about; else it is told field by
    field under its own name. `called` (row, words → one line) tells which one of several it is.
    """

    model: Any
    key: str
    text: Callable[[Any, Words], str] | None = None
    called: Callable[[Any, Words], str] | None = None
    done: Callable[[Any], str] | None = None
    address: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Entry:
    """One line of a history, in the words of the screen."""

    at: datetime
    by: str
    what: str
    reason: str = ""
    changes: tuple[Change, ...] = ()
    address: str = ""
    """The page of another record that the line is about."""


def timeline(
    record: models.Model,
    *,
    moves: MoveTable | None = None,
    parts: Sequence[Part | tuple[Any, str]] = (),
    hidden: Iterable[str] = (),
    labels: Labels | None = None,
    doubts: Callable[[str], str] | None = None,
) -> list[Entry]:
    """The history of a record, newest first. The number of queries does not depend on its length.

    `moves` adds its moves of state (the field `status` is then left out of the changes); `hidden` fields are never told;
    `labels` says how records of other models are called; `doubts` (code → words) what was doubtful and saved all the same.
    """
    all_parts = [Part(*part) for part in parts]
    skip = {*HIDDEN, *hidden, *(part.key for part in all_parts), *(["status"] if moves else [])}
    own = _rows(type(record), id=record.pk)
    streams = [(part, _rows(part.model, **{f"{part.key}_id": record.pk})) for part in all_parts]
    log = _log(record) if moves else []
    _begin_before_the_moves(own, [row for _part, part_rows in streams for row in part_rows], log)
    rows = [(type(record), row) for row in own] + [
        (part.model, row) for part, part_rows in streams for row in part_rows
    ]
    people = actors({row.history_user_id for _model, row in rows} | {step.actor_id for step in log})
    words = Words(rows, skip, labels or {})
    acts = _acts(own, words, _overruled(record, doubts) if doubts else {})
    beside = [pair for part, part_rows in streams for pair in _part_entries(part, part_rows, words, people)]
    alone = [entry for entry, joins in beside if not (joins and _joined(entry, acts))]
    edits, steps = _edits_and_moves(acts, log, moves or MoveTable([], {}), people)
    entries = [*edits, *alone, *steps]  # the parts of a record are there before it moves at the same moment
    order = sorted(enumerate(entries), key=lambda pair: (pair[1].at, pair[0]), reverse=True)
    return [entry for _index, entry in order]


def since(record: models.Model, version: int, entries: Iterable[Entry]) -> list[Entry]:
    """What happened after this version of the record was saved; nothing when there was no such version."""
    history: Any = type(record).history  # type: ignore[attr-defined]
    saved = history.filter(id=record.pk, version=version).aggregate(at=models.Max("history_date"))["at"]
    return [entry for entry in entries if saved and entry.at > saved]


# --- What is read ----------------------------------------------------------------------------------------------------
def _rows(model: Any, **where: Any) -> list[Any]:
    """The newest rows of history, oldest first."""
    return list(model.history.filter(**where).order_by("-history_date", "-history_id")[:LIMIT])[::-1]


def _log(record: models.Model) -> list[Transition]:
    log = Transition.objects.filter(record_type=record._meta.model_name, record_id=record.pk)
    return list(log.select_related("note").order_by("-sequence")[:LIMIT])[::-1]


def actors(ids: set[int | None]) -> Mapping[int | None, str]:
    """The names of the people behind these accounts, in one query; acts of the portal itself have none."""
    spellings: dict[int, list[Spelling]] = defaultdict(list)
    emails: dict[int, str] = {}
    parts = ("script", "family", "given", "patronymic")
    users = User.objects.filter(pk__in=ids - {None})
    for pk, email, script, *name in users.values_list("pk", "email", *(f"person__names__{part}" for part in parts)):
        emails[pk] = email
        if script:
            spellings[pk].append(Spelling(script, *name))
    return {None: _("the portal itself")} | {pk: display(spellings[pk], reading=False) or emails[pk] for pk in emails}


def _begin_before_the_moves(own: list[Any], parts: list[Any], log: Sequence[Transition]) -> None:
    """A record that was registered and moved in one act was registered first, its parts with it, whatever the clock says."""
    if not own or not log or own[0].history_type != "+" or log[0].source == NEW:
        return
    registered = own[0].history_date
    for row in (own[0], *parts):
        if row.history_type == "+" and abs(row.history_date - registered) < ONE_ACT:
            row.history_date = min(row.history_date, log[0].recorded_at)


# --- The record itself -----------------------------------------------------------------------------------------------
@dataclass
class _Act:
    """One row of the record's own history, and what it changed, parts included."""

    row: Any
    changes: list[Change] = field(default_factory=list)
    meant: str = ""
    """What was doubtful and saved all the same."""


def _acts(rows: list[Any], words: Words, meant: Mapping[int, str]) -> list[_Act]:
    """The first row of a record differs from nothing."""
    changes = [[], *(words.changes(row.instance_type, before, row) for before, row in pairwise(rows))]
    return [_Act(row, each, meant.get(row.version, "")) for row, each in zip(rows, changes, strict=False)]


def _overruled(record: models.Model, words: Callable[[str], str]) -> Mapping[int, str]:
    """By the version of the record: what was doubtful and is meant so. One query."""
    rows = Overruling.objects.filter(record_type=record._meta.model_name, record_id=record.pk)
    told = ((version, " ".join(map(words, codes))) for version, codes in rows.values_list("version", "codes"))
    return {version: _("Saved all the same: %(doubts)s") % {"doubts": sentences} for version, sentences in told}


def _joined(part: Entry, acts: list[_Act]) -> bool:
    """Whether a part was written with the record: it is then told in one line with it."""
    near = min(acts, key=lambda act: abs(part.at - act.row.history_date), default=None)
    if near is None or abs(part.at - near.row.history_date) >= ONE_ACT:
        return False
    near.changes += part.changes
    return True


def _edits_and_moves(
    acts: list[_Act], log: list[Transition], moves: MoveTable, people: Mapping[int | None, str]
) -> tuple[list[Entry], list[Entry]]:
    """One line for each act that changed something, and one for each move, with what it changed; oldest first."""
    moved: dict[str, list[_Act]] = defaultdict(list)
    edits = []
    for act in acts:
        reason = act.row.history_change_reason or ""
        if act.row.history_type == "+" and log and log[0].source == NEW:
            moved[log[0].move].append(act)
        elif reason in moves.moves or reason == UNDO:
            moved[reason].append(act)
        elif reason in MERGES:
            edits.append(_entry(act.row, str(MERGES[reason]), people, act.changes, act.meant))
        elif act.changes or act.row.history_type != "~":
            edits.append(
                _entry(act.row, str(DONE[act.row.history_type]), people, act.changes, _said(act.meant, typed=reason))
            )
    steps = []
    written, undone = _written(log, moved), undone_by(log)
    for place, step in enumerate(log):
        of = log[undone[place]] if place in undone else None
        row = written.get(place)
        changes = _of_the_line(place, log, written, undone) if row else ()
        steps.append(_move_entry(step, _moved_words(step, of, moves), row, changes, moves, people))
    return edits, steps


def _written(log: Sequence[Transition], moved: Mapping[str, list[_Act]]) -> Mapping[int, _Act]:
    """By the place of a move: the row that it wrote. Moves that are undone together are undone by one row."""
    found: dict[int, _Act] = {}
    for place in range(len(log) - 1, -1, -1):
        if _goes_with_the_next(log, place) and place + 1 in found:
            found[place] = found[place + 1]
        elif rows := moved.get(log[place].move):
            found[place] = rows.pop()
    return found


def _goes_with_the_next(log: Sequence[Transition], place: int) -> bool:
    pair = log[place : place + 2]
    return len(pair) == 2 and {step.move for step in pair} == {UNDO} and pair[0].recorded_at == pair[1].recorded_at


def _of_the_line(
    place: int, log: Sequence[Transition], written: Mapping[int, _Act], undone: Mapping[int, int]
) -> tuple[Change, ...]:
    """What a move changed. Of a row that undoes several moves each line tells what its own had changed, the last one the rest."""
    act = written[place]
    lines = [other for other, row in written.items() if row is act]
    if len(lines) == 1:
        return tuple(act.changes)
    of = {
        line: {change.label for change in written[undone[line]].changes}
        for line in lines
        if undone.get(line) in written
    }
    if place != max(lines):
        return tuple(change for change in act.changes if change.label in of.get(place, ()))
    told = {label for line, labels in of.items() if line != place for label in labels}
    return tuple(change for change in act.changes if change.label not in told)


def _move_entry(
    step: Transition,
    words: str,
    act: _Act | None,
    changes: tuple[Change, ...],
    moves: MoveTable,
    people: Mapping[int | None, str],
) -> Entry:
    note = getattr(step, "note", None)
    label = moves.reason_label(step.move, step.reason_code)
    return Entry(
        at=step.recorded_at,
        by=people.get(step.actor_id, "—"),
        what=words,
        reason=_said(label, act.meant if act else "", typed=note.text if note else ""),
        changes=changes,
    )


def _said(*told: str, typed: str) -> Reason:
    """What the portal says of it, then what somebody has typed."""
    return Reason(" — ".join(filter(None, told)), typed, " — ")


def _moved_words(step: Transition, undone: Transition | None, moves: MoveTable) -> str:
    """What the row of the move says once it is done, and the day it holds from; what was undone is named."""
    if undone is not None:
        return moves.undone(undone.move)
    row = moves.moves.get(step.move)
    if row is not None and row.ever:
        # Translators: what a move has done, and what it means for every date
        return _("%(move)s: %(ever)s") % {"move": row.done_label, "ever": row.ever}
    day = formats.long_date(step.effective_on)
    return _("%(move)s, effective %(date)s") % {"move": moves.done(step.move), "date": day}


def _entry(row: Any, what: str, people: Mapping[int | None, str], changes: Iterable[Change], reason: str = "") -> Entry:
    return Entry(
        at=row.history_date,
        by=people.get(row.history_user_id, "—"),
        what=what,
        reason=reason,
        changes=tuple(changes),
    )


# --- Its parts -------------------------------------------------------------------------------------------------------
def _part_entries(
    part: Part, rows: list[Any], words: Words, people: Mapping[int | None, str]
) -> Iterable[tuple[Entry, bool]]:
    """Each row of a part beside the one before it, and whether it is told with the act that wrote it."""
    older: dict[int, Any] = {}
    for row in rows:
        before, after = older.get(row.id), None if row.history_type == "-" else row
        older[row.id] = row
        if part.done is not None:
            entry = _entry(row, part.done(row), people, ())
            yield replace(entry, address=part.address(row) if part.address else ""), False
        elif part.text is not None:
            texts = ("" if one is None else part.text(one, words) for one in (before, after))
            yield _entry(row, str(DONE["~"]), people, [Change(_thing(part, row, words), *texts)]), True
        elif (changes := words.changes(part.model, before, after)) or row.history_type != "~":
            # Translators: what a history line is about, and what happened to it
            what = _("%(thing)s: %(done)s") % {"thing": _thing(part, row, words), "done": DONE[row.history_type]}
            yield _entry(row, what, people, changes, row.history_change_reason or ""), False


def _thing(part: Part, row: Any, words: Words) -> str:
    return part.called(row, words) if part.called else str(capfirst(str(part.model._meta.verbose_name)))
