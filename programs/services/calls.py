"""Calls for applications: begun, edited, copied from an earlier one, announced, taken back, called off."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import moves, stale_texts
from kanazawa_exchange.accounts.services.editing import Values, assign, create, delete, save_edit, write
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.languages import LANGUAGES, columns
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Move, MoveRefused, Step

from ..call_moves import CALL_MOVES, CallStatus
from ..models import Call, ProgramRun
from ..permissions import may_keep_call
from ..queries.call_lacks import lacks_of
from ..queries.tie_rules import CRITERION, LOT, is_rule
from .call_locks import delete_part, lock_call

TEXTS = columns("title", "text", "cost")
DAYS = ("reviews_due_on", "results_on")
"""What is planned after the closing, and may be planned anew."""
PARTS = ("destinations", "requirements", "documents", "questions", "criteria", "checklist")
"""What hangs on a call, by its relations."""
OWN = {"id", "uid", "version", "created_at", "updated_at"}


# --- Begun, edited, discarded ----------------------------------------------------------------------------------------


@retried
@transaction.atomic
def create_call(run: ProgramRun, values: Values, *, by: User | None) -> Call:
    """A draft of a call for the places of a run. Errors: PermissionDenied, Refused."""
    call = Call(run=run, lot_seed=secrets.token_hex(8))
    refuse_unless(may_keep_call, by, call)
    assign(call, values)
    _refuse_contradictions(call)
    return create(call, {}, by=by)


@retried
@transaction.atomic
def edit_call(call: Call, values: Values, *, by: User | None, version: int | None) -> Call:
    """All of a draft; of an announced call its words, the days of reviews and results, and a later closing time.

    Errors: PermissionDenied, StaleEdit, Refused.
    """
    current = lock_call(call, version, by=by)
    before, texts = {name: getattr(current, name) for name in values}, stale_texts.texts_of(current)
    assign(current, values)
    changed = [name for name in values if _differs(before[name], values[name])]
    if current.status == CallStatus.CALLED_OFF and changed:
        raise Refused(_("The call was called off: it stays as it is."))
    if current.status == CallStatus.ANNOUNCED:
        _refuse_late_changes(before, values, changed)
    _refuse_contradictions(current)
    save_edit(current, by=by)
    stale_texts.note_edit(current, texts, now=current.updated_at)
    return current


@retried
@transaction.atomic
def discard(call: Call, *, by: User | None, version: int | None) -> None:
    """A draft that nobody needs goes, with its parts. Errors: PermissionDenied, StaleEdit, Refused."""
    current = lock_call(call, version, by=by)
    if current.status != CallStatus.DRAFT:
        raise Refused(_("The call was announced, so it is kept. It can be called off."))
    for relation in PARTS:
        for part in getattr(current, relation).all():
            delete_part(part, by=by)
    stale_texts.note(current, changed=(), checked=LANGUAGES, now=current.updated_at)
    delete(current, by=by)


def _differs(before: object, after: object) -> bool:
    return (before or "") != (after or "")


def _refuse_late_changes(before: dict[str, Any], values: Values, changed: list[str]) -> None:
    """People have read the call: what it promises stays, and nobody loses time."""
    errors = {
        name: _("The call is announced: this stays as it was read. Until it opens the announcement can be taken back.")
        for name in changed
        if name not in (*TEXTS, *DAYS, "closes_at")
    }
    if "closes_at" in changed and values["closes_at"] < before["closes_at"]:
        errors["closes_at"] = _("The call is announced: it can only close later than it says.")
    if errors:
        raise Refused(errors)


def _refuse_contradictions(call: Call) -> None:
    errors = {}
    if call.zone not in available_timezones():
        errors["zone"] = _("This time zone is not known.")
    if call.closes_at <= call.opens_at:
        errors["closes_at"] = _("The call must close after it opens.")
    if fault := _tie_fault(call):
        errors["ties"] = fault
    errors |= _faults_of_days(call)
    if errors:
        raise Refused(errors)


def _faults_of_days(call: Call) -> dict[str, str]:
    """Reviews are due after the closing, and no later than the results come."""
    if call.zone not in available_timezones():
        return {}
    errors = {}
    last_day = (call.closes_at.astimezone(ZoneInfo(call.zone)) - timedelta(microseconds=1)).date()
    if call.reviews_due_on and call.results_on and call.results_on < call.reviews_due_on:
        errors["results_on"] = _("The results cannot come before the reviews are due.")
    if call.reviews_due_on and call.reviews_due_on <= last_day:
        errors["reviews_due_on"] = _("Reviews are due after the call has closed: choose a later day.")
    if call.results_on and call.results_on <= last_day:
        errors["results_on"] = _("Results come after the call has closed: choose a later day.")
    return errors


def _tie_fault(call: Call) -> str:
    criteria = {str(uid) for uid in call.criteria.values_list("uid", flat=True)} if call.pk else set()
    if not all(is_rule(code, criteria) for code in call.ties):
        return _("One of these rules is not known, or names a criterion of another call.")
    if len(set(call.ties)) < len(call.ties):
        return _("Each rule can stand once only.")
    if LOT in call.ties[:-1]:
        return _("After a lot nobody is equal any more: it stands last.")
    return ""


# --- Copied ----------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def copy_call(source: Call, run: ProgramRun, values: Values, *, by: User | None) -> Call:
    """A draft with the parts and settings of an earlier call; `values` are its own words and window.

    Errors: PermissionDenied, Refused.
    """
    taken = {name: getattr(source, name) for name in ("most_choices", "correction_days", "offer_days", "promotion")}
    call = create_call(run, {**taken, **values}, by=by)
    known: dict[str, str] = {}
    for relation in PARTS:
        for part in getattr(source, relation).all():
            known[str(part.uid)] = str(_copied(part, {"call": call}, by=by).uid)
    call.ties = [_tie_of_the_copy(code, known) for code in source.ties]
    save_edit(call, by=by)
    return call


def _copied(part: Any, owner: dict[str, object], *, by: User | None) -> Any:
    left = {*OWN, *owner}
    values = {field.name: getattr(part, field.name) for field in part._meta.concrete_fields if field.name not in left}
    copy = type(part)(**values, **owner)
    write(copy, by=by)
    for option in part.options.all() if hasattr(part, "options") else ():
        _copied(option, {"question": copy}, by=by)
    return copy


def _tie_of_the_copy(code: str, known: dict[str, str]) -> str:
    return CRITERION + known[code.removeprefix(CRITERION)] if code.startswith(CRITERION) else code


# --- Moves -----------------------------------------------------------------------------------------------------------


def _refuse_what_lacks(call: Call, row: Move, _step: Step, _by: User | None) -> None:
    if row.name == "announce" and (lacks := [lack for lack in lacks_of(call) if lack.stops]):
        raise MoveRefused({"": " ".join(lack.words for lack in lacks)})


CALLS = moves.Machine(
    table=CALL_MOVES,
    rows=lambda: Call.objects.select_related("run__program"),
    before_saving=_refuse_what_lacks,
)


def move(call: Call, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None) -> Call:
    """Announce, take back or call off. Errors: StaleEdit, PermissionDenied, MoveRefused."""
    return moves.move(CALLS, call, name, step, by=by, now=now, version=version)
