"""Questionnaires: begun on a version of the rubric, copied, put into use, retired, or discarded while a draft."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import editing, moves
from kanazawa_exchange.accounts.services.editing import Values, create, delete, lock_for_edit, write_many
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Guards, Refused
from kanazawa_exchange.lib.states import Move, Step

from ..models import Ability, AskedAbility, Instrument, InstrumentStatus, Item, Option, RubricStatus, RubricVersion
from ..moves import INSTRUMENT_MOVES, WaveStatus
from ..permissions import may_edit_rubric
from ..queries.instruments import abilities_after
from ..queries.lacks import lacks_of
from ..queries.questionnaires import questionnaire
from ..reference_texts import LEVEL_QUESTION
from .versions import copied_texts

GUARDS: Guards = {
    "rubric_instrument_code": (
        "code",
        gettext_lazy("Another questionnaire on this version of the rubric has this code."),
    ),
}


class QuestionnaireIsInUse(Refused):
    """The questionnaire is or was in use: its questions never change, a new one does."""


# --- Beginning, editing, discarding ----------------------------------------------------------------------------------


@retried
@transaction.atomic
def begin(version: RubricVersion, values: Values, *, by: User | None) -> Instrument:
    """A draft that asks of each ability of the version where somebody stands. Errors: PermissionDenied, Refused."""
    refuse_unless(may_edit_rubric, by)
    current = _lock_version(version)
    draft = create(Instrument(rubric_version=current), values, by=by, guards=GUARDS)
    _ask_about(draft, list(current.abilities.all()), by=by)
    return draft


@retried
@transaction.atomic
def edit(instrument: Instrument, values: Values, *, by: User | None, version: int | None) -> Instrument:
    """Code, name and introduction of a draft. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    return editing.edit(lock_draft(instrument, version), values, by=by, version=None, guards=GUARDS)


@retried
@transaction.atomic
def discard(draft: Instrument, *, by: User | None, version: int | None) -> None:
    """A draft that nobody needs goes. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    current = lock_draft(draft, version)
    if current.waves.exists():
        raise Refused(_("A wave of the survey is planned with this questionnaire. Choose another one there first."))
    for rows in (current.options, current.items, current.asked):
        for row in rows.all():
            delete(row, by=by)
    delete(current, by=by)


def lock_draft(draft: Instrument, version: int | None) -> Instrument:
    """The row lock on a draft. Errors: StaleEdit, QuestionnaireIsInUse."""
    current = lock_for_edit(Instrument.objects.select_related("rubric_version__rubric"), draft.pk, version)
    if current.status != InstrumentStatus.DRAFT:
        raise QuestionnaireIsInUse(_("The questions of a questionnaire in use never change. Make a copy instead."))
    return current


def _lock_version(version: RubricVersion) -> RubricVersion:
    current = lock_for_edit(RubricVersion.objects.select_related("rubric"), version.pk, None)
    if current.status == RubricStatus.RETIRED:
        raise Refused(_("This version of the rubric was replaced. Ask about the one in use."), field="rubric_version")
    return current


def _ask_about(draft: Instrument, abilities: list[Ability], *, by: User | None, after: int = 0) -> None:
    """Of each ability the level, in the words that a questionnaire begins with."""
    write_many([AskedAbility(instrument=draft, ability=ability) for ability in abilities], by=by)
    keys = set(draft.items.values_list("key", flat=True))
    items = [
        Item(instrument=draft, ability=ability, order=place, key=free_key(ability.code, keys), **LEVEL_QUESTION)
        for place, ability in enumerate(abilities, after + 1)
    ]
    write_many(items, by=by)


LONGEST_STEM = 44


def free_key(stem: str, taken: set[str]) -> str:
    """The first of stem-1, stem-2 … that is free; it is then taken."""
    number = 1
    while (key := f"{stem[:LONGEST_STEM]}-{number}") in taken:
        number += 1
    taken.add(key)
    return key


# --- Copying ---------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def copy(source: Instrument, version: RubricVersion, values: Values, *, by: User | None) -> Instrument:
    """A draft with the questions of one that is or was in use, on its own version of the rubric or a later one.

    An item goes to the ability that its own has become; one whose ability is there no longer is left out, and an ability
    that is new is asked for its level. Errors: PermissionDenied, Refused.
    """
    refuse_unless(may_edit_rubric, by)
    current = _lock_version(version)
    _refuse_other_rubric(source, current)
    texts = copied_texts(source, "name", "introduction")
    draft = create(Instrument(rubric_version=current, before=source), {**texts, **values}, by=by, guards=GUARDS)
    _Copy(source, draft, abilities_after(source.rubric_version, current), by).make()
    return draft


def _refuse_other_rubric(source: Instrument, version: RubricVersion) -> None:
    if source.status == InstrumentStatus.DRAFT:
        raise Refused(_("A draft is not copied: go on with it, or put it into use first."))
    if version.rubric_id != source.rubric_version.rubric_id or version.number < source.rubric_version.number:
        raise Refused(
            _("The copy must ask about the same rubric, in the same version or a later one."), field="rubric_version"
        )


@dataclass
class _Copy:
    """A questionnaire written once more; `abilities` leads from the old abilities to the new ones."""

    source: Instrument
    draft: Instrument
    abilities: dict[int, Ability]
    by: User | None

    def make(self) -> None:
        asked = [row for row in self.source.asked.all() if row.ability_id in self.abilities]
        write_many(
            [
                AskedAbility(instrument=self.draft, ability=self.abilities[row.ability_id], minimum=row.minimum)
                for row in asked
            ],
            by=self.by,
        )
        items = self._items()
        self._options(items)
        self._ask_about_the_new(len(items))

    def _items(self) -> dict[int, Item]:
        kept = [row for row in self.source.items.all() if row.ability_id is None or row.ability_id in self.abilities]
        copies = [
            Item(
                instrument=self.draft,
                ability=self.abilities[row.ability_id] if row.ability_id else None,
                order=place,
                **{name: getattr(row, name) for name in ("key", "kind", "weight", "is_reversed", "lowest", "highest")},
                **copied_texts(row, "prompt", "note"),
            )
            for place, row in enumerate(kept, 1)
        ]
        return dict(zip((row.pk for row in kept), write_many(copies, by=self.by), strict=True))

    def _options(self, items: dict[int, Item]) -> None:
        rows = self.source.options.filter(item__in=items).order_by("pk")
        copies = [
            Option(
                instrument=self.draft,
                item=items[row.item_id],
                key=row.key,
                order=row.order,
                points=row.points,
                **copied_texts(row, "text"),
            )
            for row in rows
        ]
        write_many(copies, by=self.by)

    def _ask_about_the_new(self, items: int) -> None:
        """Abilities of the version that the source could not ask about, as its own version did not have them."""
        old = {ability.pk for ability in self.abilities.values()}
        version = self.draft.rubric_version
        new = [ability for ability in version.abilities.all() if ability.pk not in old]
        if version.pk != self.source.rubric_version_id:
            _ask_about(self.draft, new, by=self.by, after=items)


# --- Moves -----------------------------------------------------------------------------------------------------------


def _refuse_unready(instrument: Instrument, row: Move, _step: Step, _by: User | None) -> None:
    """What is put into use is complete and can be scored; what is no longer used is asked by no wave that is still to close."""
    if row.name == "adopt" and (lacks := lacks_of(questionnaire(instrument))):
        raise Refused(" ".join(str(lack) for lack in lacks))
    if row.name == "retire" and instrument.waves.filter(status__in=(WaveStatus.PLANNED, WaveStatus.OPEN)).exists():
        raise Refused(_("A wave of the survey that is planned or open asks with this questionnaire. Close it first."))


INSTRUMENTS = moves.Machine[Instrument](
    table=INSTRUMENT_MOVES,
    rows=lambda: Instrument.objects.select_related("rubric_version__rubric", "rubric_version__before"),
    before_saving=_refuse_unready,
    guards={
        "rubric_instrument_version_in_use": (
            "",
            gettext_lazy("The version of the rubric that it asks about is not in use."),
        )
    },
)


@retried
@transaction.atomic
def move(
    record: Instrument, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> Instrument:
    """Make one move of `rubric.moves.INSTRUMENT_MOVES`. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    return moves.move(INSTRUMENTS, record, name, step, by=by, now=now, version=version)
