"""The states of a questionnaire and its moves: written as a draft, used unchanged, no longer used."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.formats import table_date
from kanazawa_exchange.lib.states import Day, Move, MoveTable, State, Step
from kanazawa_exchange.lib.viewer import Viewer

from ..permissions import may_edit_rubric
from .versions import RubricStatus

Record = Any
"""A questionnaire. Models import this file, so it imports none."""


class InstrumentStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("questionnaire", "Draft")
    IN_USE = "in_use", pgettext_lazy("questionnaire", "In use")
    RETIRED = "retired", pgettext_lazy("questionnaire", "No longer used")


def _office(user: Viewer, _instrument: Record) -> bool:
    return bool(may_edit_rubric(user))


def _version_faults(instrument: Record, step: Step) -> dict[str, str]:
    """What is asked about must itself be in use on that day."""
    version = instrument.rubric_version
    if version.status != RubricStatus.IN_USE:
        return {"": _("The version of the rubric that it asks about is not in use.")}
    if step.on is None or step.on >= version.in_use_on:
        return {}
    sentence = _("Its version of the rubric has been in use since %(date)s only.")
    return {"in_use_on": sentence % {"date": table_date(version.in_use_on)}}


def _end_faults(instrument: Record, step: Step) -> dict[str, str]:
    if step.on is None or step.on >= instrument.in_use_on:
        return {}
    sentence = _("The questionnaire has been in use since %(date)s; it cannot end before that.")
    return {"retired_on": sentence % {"date": table_date(instrument.in_use_on)}}


def _put_into_use(instrument: Record, step: Step) -> None:
    instrument.in_use_on = step.on


def _retire(instrument: Record, step: Step) -> None:
    instrument.retired_on = step.on


INSTRUMENT_MOVES = MoveTable(
    [
        Move(
            name="adopt",
            sources=frozenset({InstrumentStatus.DRAFT}),
            target=InstrumentStatus.IN_USE,
            label=gettext_lazy("Put into use"),
            done=pgettext_lazy("questionnaire", "Put into use"),
            notice=gettext_lazy(
                "From then on the questions of this questionnaire never change, so that all answers to it can be compared."
                " A change is a new questionnaire."
            ),
            may=_office,
            day=Day(gettext_lazy("In use from"), "in_use_on"),
            needs=_version_faults,
            change=_put_into_use,
            is_grave=True,
            is_final=True,
        ),
        Move(
            name="retire",
            sources=frozenset({InstrumentStatus.IN_USE}),
            target=InstrumentStatus.RETIRED,
            label=pgettext_lazy("questionnaire", "Use it no longer"),
            done=pgettext_lazy("questionnaire", "No longer used"),
            notice=gettext_lazy(
                "No further wave of a survey can ask with this questionnaire. What was answered to it stays, and stays comparable."
            ),
            may=_office,
            day=Day(gettext_lazy("No longer used since"), "retired_on"),
            needs=_end_faults,
            change=_retire,
            is_grave=True,
            is_final=True,
        ),
    ],
    {
        InstrumentStatus.DRAFT: State(InstrumentStatus.DRAFT.label, kind="wait"),
        InstrumentStatus.IN_USE: State(InstrumentStatus.IN_USE.label, kind="done"),
        InstrumentStatus.RETIRED: State(InstrumentStatus.RETIRED.label, kind="off"),
    },
)
