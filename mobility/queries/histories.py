"""What happened to a record: who changed what from what to what, who moved it, effective when, recorded when, and why."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Transition, User
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from partners.models import Agreement, Institution
from programs.models import ProgramRun

from ..models import Funding, Leg, Mobility
from ..moves import MOVES
from .labels import run_label

ONE_ACT = timedelta(seconds=5)
"""Rows of history that lie this near to each other were written by one act."""

SHOWN = (
    "run",
    "agreement",
    "activity",
    "mode",
    "category",
    "level",
    "planned_starts_on",
    "planned_ends_on",
    "actual_starts_on",
    "actual_ends_on",
    "enrolled_on",
    "credits_expected",
    "credits_recognised",
    "leads_to_degree",
    "residence_status",
    "note",
    "interruption_counts",
    "uncounted_from",
)


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `at` is when it was recorded, `effective_on` when it holds from."""

    at: datetime
    by: str
    what: str
    effective_on: date | None = None
    reason: str = ""
    changes: tuple[Change, ...] = ()


def history(stay: Mobility) -> tuple[Entry, ...]:
    """Everything that happened to the record, newest first."""
    log = list(
        Transition.objects.filter(record_type="mobility", record_id=stay.pk).select_related("note").order_by("sequence")
    )
    facts = _rows("historicalmobility", id=stay.pk)
    parts = [
        *((Leg, row) for row in _rows("historicalleg", mobility_id=stay.pk)),
        *((Funding, row) for row in _rows("historicalfunding", mobility_id=stay.pk)),
    ]
    actors = _actors(
        {move.actor_id for move in log}
        | {row["history_user_id"] for row in facts}
        | {r["history_user_id"] for _m, r in parts}
    )
    names = _names(facts, [row for model, row in parts if model is Leg])
    changes = [list(_changes(before, after, names)) for before, after in zip([None, *facts], facts, strict=False)]
    links = _rows("historicalstagelink", first_id=stay.pk) + _rows("historicalstagelink", second_id=stay.pk)
    actors |= _actors(row["history_user_id"] for row in links)
    alone = [part for part in _parts(parts, actors, names) if not _joined(part, facts, changes)]
    entries = [*_moves_and_edits(log, facts, changes, actors), *alone, *_links(links, actors)]
    order = sorted(enumerate(entries), key=lambda pair: (pair[1].at, pair[0]), reverse=True)
    return tuple(entry for _index, entry in order)


def _joined(part: Entry, facts: list[dict[str, Any]], changes: list[list[Change]]) -> bool:
    """A leg or a source of money that was written with the record is told in one line with it."""
    near = [(abs(part.at - row["history_date"]), index) for index, row in enumerate(facts)]
    distance, index = min(near, default=(ONE_ACT, 0))
    if distance >= ONE_ACT:
        return False
    changes[index] += part.changes
    return True


def _rows(model: str, **where: Any) -> list[dict[str, Any]]:
    return list(apps.get_model("mobility", model).objects.filter(**where).order_by("history_id").values())


def _actors(user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """The names of the people behind these accounts; acts of the portal itself have none."""
    people = dict(User.objects.filter(pk__in={pk for pk in user_ids if pk}).values_list("pk", "person_id"))
    names = shown_names([person for person in people.values() if person], reading=False)
    known: dict[int | None, str] = {pk: names[person].text if person else "" for pk, person in people.items()}
    return defaultdict(lambda: _("The portal"), known)


Names = dict[tuple[str, Any], str]


def _names(facts: list[dict[str, Any]], legs: list[dict[str, Any]]) -> Names:
    """What the keys in the history stand for."""
    found: Names = {}
    runs = {row["run_id"] for row in facts}
    for run in ProgramRun.objects.filter(pk__in=runs).select_related("program"):
        found["run", run.pk] = run_label(run)
    if agreements := {row["agreement_id"] for row in facts} - {None}:
        for agreement in Agreement.objects.filter(pk__in=agreements):
            found["agreement", agreement.pk] = str(localized(agreement, "title"))
    if hosts := {row["host_id"] for row in legs}:
        for host in Institution.objects.filter(pk__in=hosts):
            found["host", host.pk] = str(localized(host, "name"))
    return found


# --- The record itself ---------------------------------------------------------------------------------------------------
def _moves_and_edits(
    log: list[Transition],
    facts: list[dict[str, Any]],
    changes: list[list[Change]],
    actors: dict[int | None, str],
) -> Iterable[Entry]:
    changed: dict[str, list[list[Change]]] = defaultdict(list)
    for index, (row, of_row) in enumerate(zip(facts, changes, strict=True)):
        kind = row["history_change_reason"] or ""
        if index == 0 and log:
            changed[log[0].move].append(of_row)
        elif kind in MOVES.moves:
            changed[kind].append(of_row)
        elif of_row:
            yield Entry(row["history_date"], actors[row["history_user_id"]], _("Edited"), changes=tuple(of_row))
    for move in log:
        of_move = changed[move.move].pop(0) if changed[move.move] else []
        note = getattr(move, "note", None)
        words = [MOVES.reason_label(move.move, move.reason_code), note.text if note else ""]
        yield Entry(
            at=move.recorded_at,
            by=actors[move.actor_id],
            what=_("%(move)s, effective %(date)s")
            % {"move": MOVES.done(move.move), "date": formats.long_date(move.effective_on)},
            effective_on=move.effective_on,
            reason=" — ".join(word for word in words if word),
            changes=tuple(of_move),
        )


def _changes(before: dict[str, Any] | None, after: dict[str, Any], names: Names) -> Iterable[Change]:
    """The columns that differ; the first row of a record differs from nothing."""
    if before is None:
        return
    for name in SHOWN:
        field: Any = Mobility._meta.get_field(name)
        column = field.attname
        if before[column] != after[column]:
            label = capfirst(str(field.verbose_name))
            yield Change(label, _value(field, before[column], names), _value(field, after[column], names))


def _value(field: Any, value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if (field.name, value) in names:
        return names[field.name, value]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return formats.table_date(value)
    if isinstance(value, Decimal):
        return formats.number(value, decimals=1)  # type: ignore[arg-type]
    return str(dict(field.flatchoices).get(value, value))


# --- Its parts -------------------------------------------------------------------------------------------------------------
def _parts(rows: list[tuple[Any, dict[str, Any]]], actors: dict[int | None, str], names: Names) -> Iterable[Entry]:
    """Legs and funding: each row of their history beside the one before it."""
    last: dict[tuple[Any, int], str] = {}
    for model, row in rows:
        text = _leg_text(row, names) if model is Leg else _funding_text(row)
        before = last.get((model, row["id"]), "")
        after = "" if row["history_type"] == "-" else text
        last[model, row["id"]] = after
        label = capfirst(str(model._meta.verbose_name))
        yield Entry(
            row["history_date"], actors[row["history_user_id"]], _("Edited"), changes=(Change(label, before, after),)
        )


def _links(rows: list[dict[str, Any]], actors: dict[int | None, str]) -> Iterable[Entry]:
    """The declaration that another record is a stage of the same stay, and its end."""
    for row in rows:
        what = (
            _("Stage link taken back")
            if row["history_type"] == "-"
            else _("Linked with another stage of the same stay")
        )
        yield Entry(row["history_date"], actors[row["history_user_id"]], what)


def _leg_text(row: dict[str, Any], names: Names) -> str:
    main = f" ({_('main host')})" if row["is_main"] else ""
    return f"{names.get(('host', row['host_id']), '')}, {formats.period(row['starts_on'], row['ends_on'])}{main}"


def _funding_text(row: dict[str, Any]) -> str:
    source = str(dict(Funding.Source.choices).get(row["source"], row["source"]))
    if row["monthly_yen"] is None:
        return source
    return _("%(source)s, %(amount)s yen a month") % {"source": source, "amount": formats.number(row["monthly_yen"])}
