"""What happened to a record: who changed what and when, and which moves it made, newest first?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.lib import formats, names
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.states import MoveTable
from kanazawa_exchange.lib.trilingual import in_language

from ..models import Transition, User

HIDDEN = frozenset({"id", "uid", "version", "created_at", "updated_at", "search_key", "loose_key", "sort_key"})
LIMIT = 200


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One line of a history, in the words of the screen."""

    at: datetime
    by: str
    what: str
    reason: str = ""
    changes: tuple[Change, ...] = ()


def timeline(
    record: models.Model,
    *,
    moves: MoveTable | None = None,
    parts: Sequence[tuple[type[models.Model], str]] = (),
    hidden: Iterable[str] = (),
) -> list[Entry]:
    """The history of a record, newest first. The number of queries does not depend on its length.

    `moves` adds its moves of state (the field `status` is then left out of the changes); `parts` names models whose rows
    belong to the record and the foreign key by which they do: `[(AgreementParty, "agreement")]`.
    """
    skip = set(HIDDEN) | set(hidden) | ({"status"} if moves else set())
    model = type(record)
    streams = [(model, "", _rows(model, id=record.pk))]
    for part, key in parts:
        streams.append((part, str(part._meta.verbose_name), _rows(part, **{f"{key}_id": record.pk})))
        skip.add(key)
    steps = (
        list(
            Transition.objects.filter(record_type=model._meta.model_name, record_id=record.pk).select_related("note")[
                :LIMIT
            ]
        )
        if moves
        else []
    )
    people = _people(
        {row.history_user_id for _, _, rows in streams for row in rows} | {step.actor_id for step in steps}
    )
    targets = _targets(streams, skip)
    entries = [entry for stream in streams for entry in _entries(*stream, skip, people, targets)]
    for step in steps:
        label = str(moves.moves[step.move].label) if moves and step.move in moves.moves else step.move
        what = _("%(move)s: %(state)s, from %(day)s") % {
            "move": label,
            "state": moves.office_label(step.target) if moves else step.target,
            "day": formats.table_date(step.effective_on),
        }
        note = getattr(step, "note", None)
        entries.append(Entry(step.recorded_at, _name(people, step.actor_id), what, note.text if note else ""))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _rows(model: Any, **where: Any) -> list[Any]:
    return list(model.history.filter(**where).order_by("-history_date", "-history_id")[:LIMIT])


def _entries(
    model: type[models.Model],
    part: str,
    rows: list[Any],
    skip: set[str],
    people: dict[int, str],
    targets: dict[Any, str],
) -> Iterable[Entry]:
    older: dict[int, Any] = {}
    found = []
    for row in reversed(rows):
        before, older[row.id] = older.get(row.id), row
        changes = _changes(model, before, row, skip, targets, everything=bool(part))
        if row.history_type == "~" and not changes:
            continue
        done = {
            "+": pgettext("history", "Registered"),
            "~": pgettext("history", "Changed"),
            "-": pgettext("history", "Deleted"),
        }[row.history_type]
        # Translators: what a history line is about, and what happened to it
        what = _("%(thing)s: %(done)s") % {"thing": f"{part[:1].upper()}{part[1:]}", "done": done} if part else done
        shown = changes if part or row.history_type == "~" else ()
        found.append(
            Entry(row.history_date, _name(people, row.history_user_id), what, row.history_change_reason or "", shown)
        )
    return found


def _changes(
    model: type[models.Model], before: Any, after: Any, skip: set[str], targets: dict[Any, str], *, everything: bool
) -> tuple[Change, ...]:
    if before is None and not everything:
        return ()
    changes = []
    for field in _fields(model, skip):
        old = getattr(before, field.attname, None) if before is not None else None
        new = getattr(after, field.attname, None) if after.history_type != "-" else None
        if (old or None) != (new or None) or (isinstance(old, bool) and old != new):
            changes.append(Change(_label(field), _words(field, old, targets), _words(field, new, targets)))
    return tuple(changes)


def _fields(model: type[models.Model], skip: set[str]) -> list[Any]:
    columns = model._meta.concrete_fields
    bases = {field.name.removesuffix(f"_{field.language}") for field in columns if hasattr(field, "language")}
    return [field for field in columns if field.name not in skip | bases and not field.generated]


def _label(field: Any) -> str:
    language = getattr(field, "language", None)
    if language is None:
        words = str(field.verbose_name)
    else:
        words = in_language(field.translated_field.verbose_name, language)
    return words[:1].upper() + words[1:]


def _words(field: Any, value: Any, targets: dict[Any, str]) -> str:
    if value in (None, ""):
        return ""
    if field.is_relation:
        return targets.get((field.related_model, value), str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_and_time(value)
    if isinstance(value, date):
        return formats.table_date(value)
    return str(value)


def _targets(streams: Sequence[tuple[Any, str, list[Any]]], skip: set[str]) -> dict[Any, str]:
    wanted: dict[Any, set[Any]] = {}
    for model, _part, rows in streams:
        for field in _fields(model, skip):
            if field.is_relation:
                wanted.setdefault(field.related_model, set()).update(getattr(row, field.attname) for row in rows)
    found = {}
    for model, keys in wanted.items():
        for pk, target in model._base_manager.in_bulk(keys - {None}).items():
            words = next(
                (str(localized(target, name)) for name in ("name", "title") if hasattr(target, f"{name}_en")), ""
            )
            found[(model, pk)] = words or getattr(target, "original_name", "") or str(target)
    return found


def _people(ids: set[int | None]) -> dict[int, str]:
    users = User.objects.filter(pk__in=ids - {None}).select_related("person").prefetch_related("person__names")
    shown = {}
    for user in users:
        spelled = (
            [names.Spelling(n.script, n.family, n.given, n.patronymic) for n in user.person.names.all()]
            if user.person
            else []
        )
        shown[user.pk] = names.display(spelled, reading=False) or user.email
    return shown


def _name(people: dict[int, str], pk: int | None) -> str:
    return people.get(pk, "—") if pk is not None else _("the portal itself")
