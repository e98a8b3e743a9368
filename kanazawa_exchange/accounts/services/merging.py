"""Two entries of one person made one, and taken apart again as long as nothing was changed since."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.refusals import Refused

from ..models import MERGED, UNMERGED, FormerName, Person, PersonMerge, PersonName, ToldApart, Tracked, User
from ..permissions import is_office, may_merge
from . import merged_accounts, references
from .editing import delete, save_edit, save_edits, write
from .ledger import audit
from .people_words import order_columns, parts_of, write_words
from .permits import refuse_unless
from .references import Pair, Reference
from .retries import retried

FACTS = ("student_number", "nationality", "birth_date")


class CannotMerge(Refused):
    """The two entries cannot be one person as their records stand, or are no two entries any more."""


class CannotUnmerge(Refused):
    """Something was changed since, so that nothing can be put back as it was."""


@dataclass(frozen=True)
class Choice:
    """Which facts of the absorbed entry hold where both entries have one, and which versions of the two were read."""

    taken: Collection[str] = ()
    versions: tuple[int, int] | None = None
    account: str = ""
    """The address of the account that stays, as it was compared."""


# --- Merging ---------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def merge(kept: Person, absorbed: Person, choice: Choice = Choice(), *, by: User | None, now: datetime) -> PersonMerge:
    """All records of the absorbed entry go to the kept one, its names are found as former ones, and it leads there.

    Errors: PermissionDenied, CannotMerge.
    """
    one, other = _locked(kept, absorbed)
    refuse_unless(may_merge, by, one, other)
    _compare(choice, one, other)
    pair = Pair(one, other, by)
    if found := refusals(pair):
        raise CannotMerge(formats.sentences(*found))
    _confirm(choice, pair)
    rows = {reference: list(reference.rows(other).select_for_update(of=("self",))) for reference in references.moving()}
    facts = _take_facts(one, other, choice.taken)
    names = _take_names(one, other, by)
    act = PersonMerge(kept=one, absorbed=other, merged_at=now)
    act.before = {
        "versions": [one.version + 1, other.version + 1],
        "facts": facts,
        "names": [name.pk for name in names if isinstance(name, PersonName)],
        "former": [name.pk for name in names if isinstance(name, FormerName)],
        "moved": {reference.name: _versions(found, 1) for reference, found in rows.items() if found},
    }
    write(act, by=by)
    for reference, found in rows.items():
        _hand_over(reference, found, one, by, MERGED)
    _settle(one, other, one, by, MERGED)
    audit("people_merged", by=by, now=now, record=one, detail=str(other.uid))
    return act


def refusals(pair: Pair) -> list[str]:
    """Why these two entries cannot be merged, in sentences; empty where they can."""
    if pair.kept.pk == pair.absorbed.pk:
        return [_("These are not two entries, but one.")]
    if pair.kept.merged_into_id or pair.absorbed.merged_into_id:
        return [_("One of the two entries was merged with another one in the meantime.")]
    return references.clashes(pair)


def _compare(choice: Choice, *entries: Person) -> None:
    """Errors: CannotMerge, when one of them was changed after it was read."""
    if choice.versions is not None and choice.versions != tuple(entry.version for entry in entries):
        raise CannotMerge(
            _("One of the two entries was changed after this page was opened. Open it once more and compare.")
        )


def _confirm(choice: Choice, pair: Pair) -> None:
    """Errors: CannotMerge, when an account would stay that is not the office's doing, and nobody has compared its address."""
    address = merged_accounts.to_confirm(pair)
    if address and choice.account.strip().lower() != address:
        raise CannotMerge(
            _("This is not the address of the account that stays. Compare it once more: it opens the records of both."),
            field="account",
        )


def _take_facts(kept: Person, absorbed: Person, taken: Collection[str]) -> dict[str, str | None]:
    """Complete the facts of the kept entry; returns those that are replaced as they were."""
    before: dict[str, str | None] = {}
    for name in FACTS:
        mine, theirs = getattr(kept, name), getattr(absorbed, name)
        if theirs and theirs != mine and (not mine or name in taken):
            before[name] = mine.isoformat() if isinstance(mine, date) else mine
            setattr(kept, name, theirs)
    return before


def _take_names(kept: Person, absorbed: Person, by: User | None) -> list[PersonName | FormerName]:
    """The names of the absorbed entry: in a script that the kept one lacks it is a name of today, else one that finds it."""
    scripts = {name.script for name in kept.names.all()}
    known = {*parts_of(kept.names.all()), *parts_of(kept.former_names.all())}
    new: list[PersonName | FormerName] = []
    for row in (*absorbed.names.order_by("pk"), *absorbed.former_names.order_by("pk")):
        parts = {"script": row.script, "family": row.family, "given": row.given, "patronymic": row.patronymic}
        if tuple(parts.values()) in known:
            continue
        known.add((row.script, row.family, row.given, row.patronymic))
        if isinstance(row, PersonName) and row.script not in scripts:
            new.append(PersonName(person=kept, **parts))
        else:
            new.append(FormerName(person=kept, **parts, until=getattr(row, "until", None)))
    for name in new:
        write(name, by=by)
    return new


def tell_apart(one: Person, other: Person, *, by: User | None, now: datetime) -> None:
    """Two entries are two people, as somebody has seen: they are proposed no more. To say so twice changes nothing.

    Errors: PermissionDenied, CannotMerge for one entry.
    """
    refuse_unless(is_office, by)
    older, newer = sorted((one, other), key=lambda entry: entry.pk)
    if older.pk == newer.pk:
        raise CannotMerge(_("These are not two entries, but one."))
    _row, is_new = ToldApart.objects.get_or_create(one=older, other=newer, defaults={"told_at": now, "told_by": by})
    if is_new:
        audit("people_told_apart", by=by, now=now, record=older, detail=str(newer.uid))


def told_apart(one: Person, other: Person) -> bool:
    return ToldApart.objects.filter(one__in=(one, other), other__in=(one, other)).exists()


# --- Taking apart ----------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def unmerge(act: PersonMerge, *, by: User | None, now: datetime) -> PersonMerge:
    """Both entries are what they were. What was registered since stays with the kept one.

    Errors: PermissionDenied, CannotUnmerge, with everything named that was changed since.
    """
    kept, absorbed = _locked(act.kept, act.absorbed)
    current = PersonMerge.objects.select_for_update(of=("self",)).get(pk=act.pk)
    refuse_unless(may_merge, by, kept, absorbed)
    rows = came_along(current)
    if found := obstacles(current, Pair(kept, absorbed, by), rows):
        raise CannotUnmerge(formats.sentences(*found))
    current.undone_at = now
    save_edit(current, by=by, reason=UNMERGED)
    for reference, moved in rows.items():
        _hand_over(reference, moved, absorbed, by, UNMERGED)
    for model, key in ((PersonName, "names"), (FormerName, "former")):
        for name in model.objects.filter(pk__in=current.before[key]):
            delete(name, by=by)
    for name, value in current.before["facts"].items():
        setattr(kept, name, date.fromisoformat(value) if name == "birth_date" and value else value)
    _settle(kept, absorbed, None, by, UNMERGED)
    audit("people_unmerged", by=by, now=now, record=kept, detail=str(absorbed.uid))
    return current


def came_along(act: PersonMerge) -> dict[Reference, list[Any]]:
    """The rows that came to the kept entry with this merge, as they stand."""
    moved: Mapping[str, Sequence[Sequence[int]]] = act.before["moved"]
    return {
        reference: list(reference.model._default_manager.filter(pk__in=[pk for pk, _version in moved[reference.name]]))
        for reference in references.moving()
        if reference.name in moved
    }


def obstacles(act: PersonMerge, pair: Pair, rows: Mapping[Reference, Sequence[Any]]) -> list[str]:
    """Why a merge cannot be undone, in sentences; empty where it can."""
    if act.undone_at is not None:
        return [_("This is undone already.")]
    if pair.kept.merged_into_id is not None:
        return [_("The entry was merged with a further one since. Undo that first.")]
    if PersonMerge.objects.standing().filter(kept=pair.kept, pk__gt=act.pk).exists():
        return [_("A further entry was merged with this one since. Undo that first.")]
    found = []
    if edited := _edited(act, pair, rows):
        sentence = _("This was changed since, so that nothing can be put back as it was: %(records)s.")
        found.append(sentence % {"records": formats.listed(edited)})
    keys = {reference.name: frozenset(row.pk for row in moved) for reference, moved in rows.items()}
    return found + references.ties(pair, keys)


def _edited(act: PersonMerge, pair: Pair, rows: Mapping[Reference, Sequence[Any]]) -> list[str]:
    """What was edited or taken away since, in words."""
    edited = []
    if any(map(_was_edited, pair[:2], act.before["versions"])):
        edited.append(_("name or data of the person"))
    for reference, found in rows.items():
        versions = dict(act.before["moved"][reference.name])
        standing = {row.pk: row for row in found if getattr(row, f"{reference.field}_id") == pair.kept.pk}
        edited += [reference.called(row) for row in standing.values() if _was_edited(row, versions[row.pk])]
        edited += [str(reference.model._meta.verbose_name) for pk in versions if pk not in standing]
    return edited


def standing_for(uid: UUID) -> int | None:
    """The key of the entry that stands for the one with this public id, over however many merges."""
    into = Person.objects.filter(uid=uid).values_list("merged_into_id", flat=True).first()
    found = None
    while into is not None:
        found, into = into, Person.objects.filter(pk=into).values_list("merged_into_id", flat=True).first()
    return found


def _was_edited(row: Any, version: int) -> bool:
    """Whether a row was saved after this version by anything but a merge; one that was undone has left nothing behind."""
    if _version(row) == version:
        return False
    later = type(row).history.filter(id=row.pk, version__gt=version)
    return bool(later.exclude(history_change_reason__in=(MERGED, UNMERGED)).exists())


# --- Both ways -------------------------------------------------------------------------------------------------------


def _locked(kept: Person, absorbed: Person) -> tuple[Person, Person]:
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=(kept.pk, absorbed.pk))
    people = {person.pk: person for person in rows.order_by("pk")}
    return people[kept.pk], people[absorbed.pk]


def _version(row: models.Model) -> int:
    return row.version if isinstance(row, Tracked) else 0


def _versions(rows: Sequence[models.Model], step: int) -> list[tuple[int, int]]:
    """(key, version that the next write gives); rows without versions have none."""
    return [(row.pk, _version(row) + step if isinstance(row, Tracked) else 0) for row in rows]


def _hand_over(reference: Reference, rows: Sequence[Any], to: Person, by: User | None, reason: str) -> None:
    """These rows belong to this entry now; records as their next version, with a line of history."""
    if issubclass(reference.model, Tracked):
        for row in rows:
            setattr(row, reference.field, to)
        save_edits(rows, [reference.field], by=by, reason=reason)
    else:
        reference.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(**{reference.field: to})


def _settle(kept: Person, absorbed: Person, into: Person | None, by: User | None, reason: str) -> None:
    """Both entries saved, with the order and the search words that follow from their names."""
    for column, value in order_columns(parts_of(kept.names.all())).items():
        setattr(kept, column, value)
    absorbed.merged_into = into
    for person in (kept, absorbed):
        save_edit(person, by=by, reason=reason)
    write_words(kept, absorbed)
