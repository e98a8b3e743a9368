"""The parts of a call: where one may go, who is meant, what is asked and handed in, by what is judged, what follows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import Tracked, User
from kanazawa_exchange.accounts.services.editing import (
    Values,
    assign,
    create,
    delete,
    lock_for_edit,
    save_edit,
    write,
)
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.refusals import Guards, Refused, explained

from ..call_moves import CallStatus
from ..call_reference_texts import ACCOMMODATION, USUAL
from ..models import (
    Call,
    CallPlace,
    ChecklistLine,
    Criterion,
    Level,
    Question,
    QuestionKind,
    QuestionOption,
    RequiredDocument,
    Requirement,
    RequirementKind,
)
from ..queries import certificates
from ..queries.call_requirements import place_names
from ..queries.tie_rules import CRITERION
from .call_locks import delete_part, lock_call

Part = TypeVar("Part", bound=Tracked)
Options = Mapping[int, Values]
"""Texts by the places of the options; one without words is none."""

TEXTS: Mapping[type[Tracked], tuple[str, ...]] = {
    CallPlace: (),
    Requirement: ("note",),
    RequiredDocument: ("name", "help"),
    Question: ("text", "help"),
    Criterion: ("name", "help"),
    ChecklistLine: ("name",),
}
"""What may change once a call is announced: words. Places may become more."""

PARTS_GUARDS: Guards = {"call_place_once": ("institution", gettext_lazy("This destination stands there already."))}
WITH_LENGTH = (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT)
FEWEST_OPTIONS = 2
SETTLED = gettext_lazy(
    "The call is announced: this stays as it was read. Until it opens the announcement can be taken back."
)


@retried
def add_part(call: Call, part: Part, values: Values, options: Options | None = None, *, by: User | None) -> Part:
    """A new part at the end of those of its kind. Errors: PermissionDenied, Refused."""
    with explained(PARTS_GUARDS), transaction.atomic():
        current = lock_call(call, None, by=by)
        _refuse_unless_draft(current)
        rows = _rows(part).filter(call=current)
        assign(part, {**values, "call": current, "order": (rows.aggregate(last=Max("order"))["last"] or 0) + 1})
        _refuse_contradictions(part)
        create(part, {}, by=by)
        _write_options(part, options, by=by)
        save_edit(current, by=by)
    return part


@retried
def edit_part(
    part: Part, values: Values, options: Options | None = None, *, by: User | None, version: int | None
) -> Part:
    """All of a part of a draft; of an announced call its words, and more places.

    Errors: PermissionDenied, StaleEdit, Refused.
    """
    with explained(PARTS_GUARDS), transaction.atomic():
        call = lock_call(part.call, None, by=by)  # type: ignore[attr-defined]  # every part has one
        current = _lock_part(part, version)
        if call.status != CallStatus.DRAFT:
            _refuse_late_changes(current, values, call)
        assign(current, values)
        _refuse_contradictions(current)
        save_edit(current, by=by)
        _write_options(current, options, by=by, is_settled=call.status != CallStatus.DRAFT)
        save_edit(call, by=by)
    return current


@retried
@transaction.atomic
def remove_part(part: Part, *, by: User | None, version: int | None) -> None:
    """Take a part out of a draft. Errors: PermissionDenied, StaleEdit, Refused."""
    call = lock_call(part.call, None, by=by)  # type: ignore[attr-defined]  # every part has one
    _refuse_unless_draft(call)
    current = _lock_part(part, version)
    if f"{CRITERION}{current.uid}" in call.ties:
        raise Refused(_("This criterion puts equals in order. Choose another rule first."))
    delete_part(current, by=by)
    save_edit(call, by=by)


@retried
@transaction.atomic
def shift_part(part: Part, places: int, *, by: User | None, version: int | None) -> Part:
    """Move a part so many places down (negative: up) among those of its kind. Errors: PermissionDenied, StaleEdit, Refused."""
    call = lock_call(part.call, None, by=by)  # type: ignore[attr-defined]  # every part has one
    _refuse_unless_draft(call)
    current = _lock_part(part, version)
    every: list[Any] = list(_rows(part).filter(call=call).order_by("order", "pk"))
    place = every.index(current) + places
    if not 0 <= place < len(every):
        raise Refused(_("It stands at the end already."))
    every.remove(current)
    every.insert(place, current)
    for number, row in enumerate(every, 1):
        if row.order != number:
            row.order = number
            save_edit(row, by=by)
    save_edit(call, by=by)
    return current


def _lock_part(part: Part, version: int | None) -> Part:
    locked: Part = lock_for_edit(_rows(part), part.pk, version)
    return locked


def _rows(part: Tracked) -> Any:
    """All parts of its kind."""
    return type(part)._default_manager.all()


@retried
@transaction.atomic
def add_usual_parts(call: Call, *, by: User | None, version: int | None = None) -> int:
    """Give a draft the usual criteria, questions, documents and checklist, where it has none of a kind; how many came.

    Errors: PermissionDenied, StaleEdit, Refused.
    """
    current = lock_call(call, version, by=by)
    _refuse_unless_draft(current)
    added = 0
    for model, every in USUAL.items():
        rows: Any = model
        if rows._default_manager.filter(call=current).exists():
            continue
        for values in every:
            is_choice = values.get("kind") == QuestionKind.CHOICE
            add_part(current, rows(), values, ACCOMMODATION if is_choice else None, by=by)
            added += 1
    if not added:
        raise Refused(_("The call has parts of every kind already."))
    return added


# --- What stays once the call is announced ---------------------------------------------------------------------------


def _refuse_unless_draft(call: Call) -> None:
    if call.status != CallStatus.DRAFT:
        raise Refused(str(SETTLED))


def _refuse_late_changes(part: Tracked, values: Values, call: Call) -> None:
    if call.status == CallStatus.CALLED_OFF:
        raise Refused(_("The call was called off: it stays as it is."))
    words = columns(*TEXTS[type(part)])
    changed = [name for name in values if name not in words and _differs(getattr(part, name), values[name])]
    if changed == ["places"]:
        if values["places"] < part.places:  # type: ignore[attr-defined]  # only destinations have them
            raise Refused(_("The call is announced: there can only be more places than it says."), field="places")
    elif changed:
        raise Refused(dict.fromkeys(changed, str(SETTLED)))


def _differs(before: object, after: object) -> bool:
    return (None if before == "" else before) != (None if after == "" else after)


# --- What a part may be ----------------------------------------------------------------------------------------------


def _refuse_contradictions(part: Any) -> None:
    """Set what the kind does not have to nothing, and refuse what does not go together. Errors: Refused, by field."""
    errors: dict[str, str] = {}
    if isinstance(part, Requirement):
        errors = _requirement_faults(part)
    elif isinstance(part, Question):
        errors = _question_faults(part)
    elif isinstance(part, Criterion) and (part.weight is None or part.weight <= 0):
        errors = {"weight": _("The weight must be above zero.")}
    if errors:
        raise Refused(errors)


def _requirement_faults(part: Requirement) -> dict[str, str]:
    part.values = [str(value) for value in part.values or ()]
    if part.kind == RequirementKind.GRADE_INDEX:
        part.values = []
        if part.minimum is None or not 0 < part.minimum <= Decimal(3):
            return {"minimum": _("Enter a grade index above 0 and up to 3.00.")}
        return {}
    part.minimum = None
    if part.kind == RequirementKind.ENROLMENT:
        part.values = []
        return {}
    if not part.values:
        return {"values": _("Choose what is accepted.")}
    return {} if _are_known(part) else {"values": _("One of these is not known.")}


def _are_known(part: Requirement) -> bool:
    if part.kind == RequirementKind.LEVEL:
        return set(part.values) <= set(Level.values)
    if part.kind == RequirementKind.CERTIFICATE:
        return all(certificates.read(value) for value in part.values)
    return set(part.values) <= set(place_names(part.values))


def _question_faults(part: Question) -> dict[str, str]:
    if part.kind not in WITH_LENGTH:
        part.max_length = None
    if part.kind != QuestionKind.NUMBER:
        part.minimum = part.maximum = None
    if part.minimum is not None and part.maximum is not None and part.maximum < part.minimum:
        return {"maximum": _("The highest cannot be below the lowest.")}
    return {}


# --- Options ---------------------------------------------------------------------------------------------------------


def _write_options(part: Any, options: Options | None, *, by: User | None, is_settled: bool = False) -> None:
    """Write the options that differ from what stands, each at its place. Errors: Refused."""
    if not isinstance(part, Question) or part.kind != QuestionKind.CHOICE or options is None:
        return
    known = {row.order: row for row in part.options.all()}
    filled = {place for place, values in options.items() if any(values.get(name) for name in columns("text"))}
    if len({*filled, *(known.keys() - options.keys())}) < FEWEST_OPTIONS:
        raise Refused(_("Enter two options at least."))
    if is_settled and filled != set(known):
        raise Refused(str(SETTLED))
    for place, values in options.items():
        row = known.get(place) or QuestionOption(question=part, order=place)
        if place not in filled:
            if row.pk:
                delete(row, by=by)
        elif row.pk is None or any(_differs(getattr(row, name), value) for name, value in values.items()):
            assign(row, values)
            save_edit(row, by=by) if row.pk else write(row, by=by)
