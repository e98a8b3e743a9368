"""The items of a draft of a questionnaire: what is asked, in which order, with which options, and how many answers are needed."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import Values, assign, delete, lock_for_edit, save_edit, write
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.refusals import Refused

from ..models import AskedAbility, Instrument, Item, ItemKind, Option
from ..permissions import may_edit_rubric
from .instruments import free_key, lock_draft

Options = Mapping[int, Values]
"""Place of an option, from 1 → its columns (text_ja …, points); an option without any words goes."""
WITH_ENDS = (ItemKind.SCALE, ItemKind.NUMBER)
WITH_OPTIONS = (ItemKind.CHOICE, ItemKind.CHOICES)
MOST_STEPS = 11
"""A scale is answered by touching one of its steps: 0 to 10 still fits a phone."""

# --- Items -----------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def add_item(
    draft: Instrument, values: Values, options: Options, *, by: User | None, version: int | None = None
) -> Item:
    """A further item, behind the others. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    current = lock_draft(draft, version)
    item = Item(instrument=current)
    assign(item, values)
    _refuse_contradictions(item)
    keys, last = set(current.items.values_list("key", flat=True)), current.items.last()
    item.key = item.key or free_key(item.ability.code if item.ability else item.kind, keys)
    item.order = last.order + 1 if last else 1
    write(item, by=by)
    _write_options(item, options, by=by)
    _settle(current, by=by)
    return item


@retried
@transaction.atomic
def edit_item(item: Item, values: Values, options: Options, *, by: User | None, version: int | None) -> Item:
    """What an item of a draft asks; its kind stays. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    draft = lock_draft(item.instrument, None)
    current = lock_for_edit(Item.objects.select_related("instrument"), item.pk, version)
    assign(current, {name: value for name, value in values.items() if name != "kind"})
    _refuse_contradictions(current)
    save_edit(current, by=by)
    _write_options(current, options, by=by)
    _settle(draft, by=by)
    return current


@retried
@transaction.atomic
def remove_item(item: Item, *, by: User | None, version: int | None) -> None:
    """Take an item out of a draft, with its options. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    draft = lock_draft(item.instrument, None)
    current = lock_for_edit(Item.objects.all(), item.pk, version)
    for option in current.options.all():
        delete(option, by=by)
    delete(current, by=by)
    _settle(draft, by=by)


@retried
@transaction.atomic
def shift_item(item: Item, places: int, *, by: User | None, version: int | None) -> Item:
    """Move an item so many places down (negative: up). Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    draft = lock_draft(item.instrument, None)
    current = lock_for_edit(Item.objects.all(), item.pk, version)
    rows = [row for row in draft.items.all() if row.pk != current.pk]
    place = list(draft.items.values_list("pk", flat=True)).index(current.pk) + places
    if not 0 <= place <= len(rows):
        raise Refused(_("It stands at the end of the questionnaire already."))
    rows.insert(place, current)
    for number, row in enumerate(rows, 1):
        if row.order != number:
            row.order = number
            save_edit(row, by=by)
    save_edit(draft, by=by)
    return current


def _settle(draft: Instrument, *, by: User | None) -> None:
    """The abilities asked about are those of the items; the draft has its next version."""
    used = set(draft.items.exclude(ability=None).values_list("ability_id", flat=True))
    for row in draft.asked.exclude(ability__in=used):
        delete(row, by=by)
    for ability in used - set(draft.asked.values_list("ability_id", flat=True)):
        write(AskedAbility(instrument=draft, ability_id=ability), by=by)
    save_edit(draft, by=by)


# --- What an item may be ---------------------------------------------------------------------------------------------


def _refuse_contradictions(item: Item) -> None:
    """Set what the kind does not have to nothing, and refuse what does not go together. Errors: Refused, by field."""
    errors = {**_ability_faults(item), **_weight_faults(item)}
    if item.kind in WITH_ENDS:
        errors |= _end_faults(item)
    else:
        item.lowest = item.highest = None
    if errors:
        raise Refused(errors)


def _ability_faults(item: Item) -> dict[str, str]:
    if item.kind == ItemKind.LEVEL and item.ability is None:
        return {"ability": _("Choose the ability whose levels are asked.")}
    if item.kind == ItemKind.TEXT and item.ability is not None:
        return {"ability": _("A free text is never scored: it belongs to no ability.")}
    if item.ability is not None and item.ability.rubric_version_id != item.instrument.rubric_version_id:
        return {"ability": _("This ability is not one of the version of the rubric that is asked about.")}
    return {}


def _weight_faults(item: Item) -> dict[str, str]:
    return {"weight": _("The weight must be above zero.")} if item.weight is None or item.weight <= 0 else {}


def _end_faults(item: Item) -> dict[str, str]:
    if item.lowest is None or item.highest is None:
        missing = "lowest" if item.lowest is None else "highest"
        return {missing: _("Enter both ends.")}
    if item.highest <= item.lowest:
        return {"highest": _("The highest must be above the lowest.")}
    if item.kind != ItemKind.SCALE:
        return {}
    if any(end != int(end) for end in (item.lowest, item.highest)):
        return {"highest": _("The ends of a scale are whole numbers. For decimals, ask for a number.")}
    if item.highest - item.lowest >= MOST_STEPS:
        sentence = _("A scale has %(number)s steps at most. For more, ask for a number.")
        return {"highest": sentence % {"number": MOST_STEPS}}
    return {}


# --- Options ---------------------------------------------------------------------------------------------------------


def _write_options(item: Item, options: Options, *, by: User | None) -> None:
    """Write the options that differ from what stands, each at its place."""
    if item.kind not in WITH_OPTIONS:
        return
    known = {row.order: row for row in item.options.all()}
    for place, values in options.items():
        row = known.get(place) or Option(instrument=item.instrument, item=item, key=f"option-{place}", order=place)
        if not any(values.get(column) for column in columns("text")):
            _take_away(row, place, values.get("points"), by=by)
        elif row.pk is None or any(_differs(row, name, value) for name, value in values.items()):
            assign(row, values)
            save_edit(row, by=by) if row.pk else write(row, by=by)


def _take_away(row: Option, place: int, points: Decimal | None, *, by: User | None) -> None:
    if points is not None:
        sentence = _("Option %(place)s has points, but no words.")
        raise Refused(sentence % {"place": place}, field=f"option_{place}_points")
    if row.pk is not None:
        delete(row, by=by)


def _differs(row: Option, name: str, value: object) -> bool:
    stored = getattr(row, name)
    return stored != value if name == "points" else (stored or "") != value


# --- How many answers are needed -------------------------------------------------------------------------------------


@retried
@transaction.atomic
def set_minimums(draft: Instrument, minimums: Mapping[str, int], *, by: User | None, version: int | None) -> Instrument:
    """How many answers each ability needs for a score, by its code. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    current = lock_draft(draft, version)
    asked = {row.ability.code: row for row in current.asked.select_related("ability")}
    if unknown := minimums.keys() - asked.keys():
        raise Refused(_("The questionnaire does not ask about this ability."), field=f"minimum_{min(unknown)}")
    if errors := _minimum_faults(current, minimums):
        raise Refused(errors)
    for code, minimum in minimums.items():
        if asked[code].minimum != minimum:
            asked[code].minimum = minimum
            save_edit(asked[code], by=by)
    save_edit(current, by=by)
    return current


def _minimum_faults(draft: Instrument, minimums: Mapping[str, int]) -> dict[str, str]:
    counted: dict[str, int] = {}
    for code in draft.items.exclude(ability=None).values_list("ability__code", flat=True):
        counted[code] = counted.get(code, 0) + 1
    return {
        f"minimum_{code}": ngettext(
            "One answer at most: there is %(number)s item on this ability.",
            "Between 1 and %(number)s: there are %(number)s items on this ability.",
            counted[code],
        )
        % {"number": counted[code]}
        for code, minimum in minimums.items()
        if not 1 <= minimum <= counted[code]
    }
