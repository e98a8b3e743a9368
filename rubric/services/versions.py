"""Versions of the rubric: begun as a copy of the one in use, put into use, confirmed, or discarded while a draft."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import moves
from kanazawa_exchange.accounts.services.editing import (
    Values,
    create,
    delete,
    edit,
    lock_for_edit,
    write,
    write_many,
)
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Move, Step

from ..models import Ability, CarriedLevel, Descriptor, Instrument, Level, Rubric, RubricStatus, RubricVersion
from ..moves import RUBRIC_MOVES
from ..permissions import may_edit_rubric
from ..queries.sheets import sheet


class VersionIsInUse(Refused):
    """The version is or was in use: its texts never change, a new version does."""


# --- Beginning and discarding ----------------------------------------------------------------------------------------


@retried
@transaction.atomic
def create_rubric(values: Values, *, by: User | None) -> Rubric:
    """A rubric without versions. Errors: PermissionDenied, Refused."""
    refuse_unless(may_edit_rubric, by)
    return create(Rubric(), values, by=by)


@retried
@transaction.atomic
def rename_rubric(rubric: Rubric, values: Values, *, by: User | None, version: int | None) -> Rubric:
    """Another name; the versions keep their texts. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_edit_rubric, by)
    return edit(rubric, values, by=by, version=version)


@retried
@transaction.atomic
def new_version(rubric: Rubric, *, by: User | None) -> RubricVersion:
    """A draft that begins as a copy of the version in use, whose levels it takes over one by one; empty where none is.

    Errors: PermissionDenied, Refused.
    """
    refuse_unless(may_edit_rubric, by)
    current = lock_for_edit(Rubric.objects.all(), rubric.pk, None)
    if current.versions.filter(status=RubricStatus.DRAFT).exists():
        raise Refused(_("The rubric already has a draft. Go on with it, or discard it first."))
    before = current.versions.filter(status=RubricStatus.IN_USE).first()
    last = current.versions.aggregate(last=Max("number"))["last"] or 0
    version = RubricVersion(rubric=current, number=last + 1, before=before)
    write(version, by=by)
    if before is not None:
        _Copy(before, version, by).make()
    return version


@dataclass
class _Copy:
    """A version written once more, with what leads from the old rows to the new ones."""

    source: RubricVersion
    version: RubricVersion
    by: User | None

    def make(self) -> None:
        levels = self._levels(list(self.source.levels.all()))
        abilities = self._abilities(list(self.source.abilities.all()))
        written = [
            Descriptor(
                rubric_version=self.version,
                ability=abilities[row.ability_id],
                level=levels[row.level_id],
                **copied_texts(row, "text"),
            )
            for row in self.source.descriptors.order_by("pk")
        ]
        write_many(written, by=self.by)
        carried = [
            CarriedLevel(rubric_version=self.version, ability=ability, before_id=old, level=new)
            for ability in abilities.values()
            for old, new in levels.items()
        ]
        write_many(carried, by=self.by)

    def _levels(self, rows: list[Level]) -> dict[int, Level]:
        copies = [Level(rubric_version=self.version, number=row.number, **copied_texts(row, "caption")) for row in rows]
        return dict(zip((row.pk for row in rows), write_many(copies, by=self.by), strict=True))

    def _abilities(self, rows: list[Ability]) -> dict[int, Ability]:
        copies = [
            Ability(
                rubric_version=self.version,
                code=row.code,
                order=row.order,
                before=row,
                **copied_texts(row, "name", "definition"),
            )
            for row in rows
        ]
        return dict(zip((row.pk for row in rows), write_many(copies, by=self.by), strict=True))


def copied_texts(row: object, *names: str) -> dict[str, str]:
    """The columns of translated texts, as another record takes them over."""
    return {column: getattr(row, column) or "" for column in columns(*names)}


@retried
@transaction.atomic
def discard(draft: RubricVersion, *, by: User | None, version: int | None) -> None:
    """A draft that nobody needs goes. Errors: PermissionDenied, StaleEdit, VersionIsInUse."""
    refuse_unless(may_edit_rubric, by)
    current = lock_draft(draft, version)
    if Instrument.objects.filter(rubric_version=current).exists():
        raise Refused(_("A questionnaire asks about this version. Discard the questionnaire first."))
    for rows in (current.carried_levels, current.descriptors, current.abilities, current.levels):
        for row in rows.all():
            delete(row, by=by)
    delete(current, by=by)


def lock_draft(draft: RubricVersion, version: int | None) -> RubricVersion:
    """The row lock on a draft. Errors: StaleEdit, VersionIsInUse."""
    current = lock_for_edit(RubricVersion.objects.select_related("rubric", "before"), draft.pk, version)
    if current.status != RubricStatus.DRAFT:
        raise VersionIsInUse(_("The texts of a version in use never change. Make a new version instead."))
    return current


# --- Moves -----------------------------------------------------------------------------------------------------------


def _refuse_incomplete(version: RubricVersion, row: Move, _step: Step, _by: User | None) -> None:
    """What is put into use is complete in every language."""
    if row.name == "adopt" and (missing := sheet(version).missing):
        raise Refused(_("Texts are missing. %(texts)s.") % {"texts": "; ".join(missing)})


VERSIONS = moves.Machine[RubricVersion](
    table=RUBRIC_MOVES,
    rows=lambda: RubricVersion.objects.select_related("rubric", "before"),
    before_saving=_refuse_incomplete,
)


@retried
@transaction.atomic
def move(
    record: RubricVersion, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> RubricVersion:
    """Make one move of the table `rubric.moves`; the version in use until then makes room for one put into use.

    Errors: PermissionDenied, StaleEdit, Refused.
    """
    refuse_unless(may_edit_rubric, by)
    lock_for_edit(Rubric.objects.all(), record.rubric_id, None)
    if name == "adopt":
        lock_draft(record, version)
        for previous in RubricVersion.objects.filter(rubric_id=record.rubric_id, status=RubricStatus.IN_USE):
            moves.move(VERSIONS, previous, "retire", Step(on=step.on), by=by, now=now)
    return moves.move(VERSIONS, record, name, step, by=by, now=now, version=version)
