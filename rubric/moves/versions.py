"""The states of a version of the rubric and its moves: put into use, replaced by the next one, its texts confirmed."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.formats import table_date
from kanazawa_exchange.lib.states import Day, Move, MoveTable, State, Step
from kanazawa_exchange.lib.viewer import Viewer

from ..permissions import may_edit_rubric

Record = Any
"""A version. Models import this file, so it imports none."""


class RubricStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("rubric", "Draft")
    IN_USE = "in_use", pgettext_lazy("rubric", "In use")
    RETIRED = "retired", pgettext_lazy("rubric", "Earlier version")


def _office(user: Viewer, _version: Record) -> bool:
    return bool(may_edit_rubric(user))


def _order_faults(version: Record, step: Step) -> dict[str, str]:
    if step.on is None or step.on >= version.in_use_on:
        return {}
    sentence = _("The version in use has been so since %(date)s; the new one cannot be older.")
    return {"in_use_on": sentence % {"date": table_date(version.in_use_on)}}


def _confirmation_faults(version: Record, _step: Step) -> dict[str, str]:
    if version.confirmed_on is None:
        return {}
    return {"": _("The texts of this version are confirmed already.")}


def _put_into_use(version: Record, step: Step) -> None:
    version.in_use_on = step.on


def _retire(version: Record, step: Step) -> None:
    version.retired_on = step.on


def _confirm(version: Record, step: Step) -> None:
    version.confirmed_on = step.on


RUBRIC_MOVES = MoveTable(
    [
        Move(  # made together with putting the next version into use
            name="retire",
            sources=frozenset({RubricStatus.IN_USE}),
            target=RubricStatus.RETIRED,
            label=gettext_lazy("Replace by the next version"),
            done=gettext_lazy("Replaced by the next version"),
            may=_office,
            day=Day(gettext_lazy("In use from"), "in_use_on"),
            needs=_order_faults,
            change=_retire,
            is_final=True,
        ),
        Move(
            name="adopt",
            sources=frozenset({RubricStatus.DRAFT}),
            target=RubricStatus.IN_USE,
            label=gettext_lazy("Put into use"),
            done=pgettext_lazy("rubric", "Put into use"),
            notice=gettext_lazy(
                "From then on the texts of this version never change, and the version in use until then becomes an earlier"
                " one. A change is a new version."
            ),
            may=_office,
            day=Day(gettext_lazy("In use from"), "in_use_on"),
            change=_put_into_use,
            is_grave=True,
            is_final=True,
        ),
        Move(
            name="confirm",
            sources=frozenset({RubricStatus.IN_USE}),
            label=gettext_lazy("Record the confirmation"),
            done=gettext_lazy("Confirmation of the texts recorded"),
            notice=gettext_lazy(
                "The programme has confirmed the texts of this version as they stand. From then on the note that they are a"
                " draft is shown nowhere any more."
            ),
            may=_office,
            day=Day(gettext_lazy("Confirmed on"), "confirmed_on"),
            needs=_confirmation_faults,
            change=_confirm,
            is_final=True,
        ),
    ],
    {
        RubricStatus.DRAFT: State(RubricStatus.DRAFT.label, kind="wait"),
        RubricStatus.IN_USE: State(RubricStatus.IN_USE.label, kind="done"),
        RubricStatus.RETIRED: State(RubricStatus.RETIRED.label, kind="off"),
    },
)
