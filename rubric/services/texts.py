"""The texts of a draft: its abilities with their descriptors, and its levels."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import (
    Values,
    assign,
    create,
    delete,
    edit,
    lock_for_edit,
    save_edit,
    write,
)
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Guards, Refused

from ..models import Ability, CarriedLevel, Descriptor, Item, Level, RubricVersion
from ..permissions import may_edit_rubric
from .versions import lock_draft

Descriptions = Mapping[int, Mapping[str, str]]
"""Number of a level → the columns of its descriptor (text_ja …)."""

GUARDS: Guards = {
    "rubric_ability_code": ("code", gettext_lazy("Another ability of this version has this code.")),
}

# --- Abilities -------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def add_ability(
    draft: RubricVersion,
    values: Values,
    descriptions: Descriptions,
    *,
    by: User | None,
    version: int | None = None,
) -> Ability:
    """A further ability, which the version before does not know. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    current = lock_draft(draft, version)
    ability = create(Ability(rubric_version=current), values, by=by, guards=GUARDS)
    _describe(current, ability, descriptions, by=by)
    save_edit(current, by=by)
    return ability


@retried
@transaction.atomic
def edit_ability(
    ability: Ability, values: Values, descriptions: Descriptions, *, by: User | None, version: int | None
) -> Ability:
    """Names, definition and descriptors of an ability of a draft. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    draft = lock_draft(ability.rubric_version, None)
    current = edit(ability, values, by=by, version=version, guards=GUARDS)
    _describe(draft, current, descriptions, by=by)
    save_edit(draft, by=by)
    return current


@retried
@transaction.atomic
def remove_ability(ability: Ability, *, by: User | None, version: int | None) -> None:
    """Take an ability out of a draft, with its descriptors. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    draft = lock_draft(ability.rubric_version, None)
    current = lock_for_edit(Ability.objects.all(), ability.pk, version)
    if Item.objects.filter(ability=current).exists():
        raise Refused(_("A questionnaire asks about this ability. Take its items out there first."))
    for rows in (current.carried_levels, current.descriptors):
        for row in rows.all():
            delete(row, by=by)
    delete(current, by=by)
    save_edit(draft, by=by)


def _describe(draft: RubricVersion, ability: Ability, descriptions: Descriptions, *, by: User | None) -> None:
    """Write the descriptors that differ from what stands."""
    levels = {level.number: level for level in draft.levels.all()}
    known = {row.level_id: row for row in ability.descriptors.all()}
    for number, words in descriptions.items():
        if number not in levels:
            raise Refused(_("This version has no level %(number)s.") % {"number": number})
        row = known.get(levels[number].pk) or Descriptor(rubric_version=draft, ability=ability, level=levels[number])
        if row.pk and all((getattr(row, column) or "") == text for column, text in words.items()):
            continue
        assign(row, words)
        save_edit(row, by=by) if row.pk else write(row, by=by)


# --- Levels ----------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def add_level(draft: RubricVersion, values: Values, *, by: User | None, version: int | None = None) -> Level:
    """A level above the highest one; the first is 0. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    current = lock_draft(draft, version)
    level = create(Level(rubric_version=current, number=current.levels.count()), values, by=by)
    save_edit(current, by=by)
    return level


@retried
@transaction.atomic
def edit_level(level: Level, values: Values, *, by: User | None, version: int | None) -> Level:
    """The captions of a level. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    draft = lock_draft(level.rubric_version, None)
    current = edit(level, values, by=by, version=version)
    save_edit(draft, by=by)
    return current


@retried
@transaction.atomic
def remove_level(level: Level, *, by: User | None, version: int | None) -> None:
    """Take the highest level out of a draft, with its descriptors. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    draft = lock_draft(level.rubric_version, None)
    current = lock_for_edit(Level.objects.all(), level.pk, version)
    if draft.levels.filter(number__gt=current.number).exists():
        raise Refused(_("Only the highest level can be removed: the others keep their numbers."))
    for rows in (current.carried_from, current.descriptors):
        for row in rows.all():
            delete(row, by=by)
    delete(current, by=by)
    save_edit(draft, by=by)


# --- How the version follows the one before --------------------------------------------------------------------------


@retried
@transaction.atomic
def carry(
    ability: Ability, before: Ability | None, levels: Mapping[int, int], *, by: User | None, version: int | None = None
) -> Ability:
    """Say what an ability was in the version before, and what each of its levels reads as now; the others have no counterpart.

    Errors: PermissionDenied, StaleEdit, Refused.
    """
    refuse_unless(may_edit_rubric, by)
    draft = lock_draft(ability.rubric_version, None)
    current = lock_for_edit(Ability.objects.all(), ability.pk, version)
    _refuse_foreign(draft, current, before)
    for row in current.carried_levels.all():
        delete(row, by=by)
    current.before = before
    save_edit(current, by=by)
    if before is not None:
        _carry_levels(draft, current, before, levels, by=by)
    save_edit(draft, by=by)
    return current


def _refuse_foreign(draft: RubricVersion, ability: Ability, before: Ability | None) -> None:
    if before is None:
        return
    if before.rubric_version_id != draft.before_id:
        raise Refused(_("This ability is not one of the version before."), field="before")
    if draft.abilities.filter(before=before).exclude(pk=ability.pk).exists():
        raise Refused(_("Another ability of this version takes its place already."), field="before")


def _carry_levels(
    draft: RubricVersion, ability: Ability, before: Ability, levels: Mapping[int, int], *, by: User | None
) -> None:
    old = {level.number: level for level in Level.objects.filter(rubric_version=before.rubric_version_id)}
    new = {level.number: level for level in draft.levels.all()}
    for was, now in levels.items():
        if was not in old or now not in new:
            raise Refused(_("There is no such level."))
        write(CarriedLevel(rubric_version=draft, ability=ability, before=old[was], level=new[now]), by=by)
