"""The states of a wave of a survey and its moves: planned, open for answers, closed, scored, locked for good."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.states import Move, MoveTable, State, Step
from kanazawa_exchange.lib.viewer import Viewer

from ..permissions import may_keep_wave, may_lock_wave
from .instruments import InstrumentStatus

Record = Any
"""A wave. Models import this file, so it imports none."""


class WaveStatus(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("wave", "Planned")
    OPEN = "open", pgettext_lazy("wave", "Open")
    CLOSED = "closed", pgettext_lazy("wave", "Closed")
    SCORED = "scored", pgettext_lazy("wave", "Scored")
    LOCKED = "locked", pgettext_lazy("wave", "Locked")


def _keeper(user: Viewer, wave: Record) -> bool:
    return bool(may_keep_wave(user, wave))


def _office(user: Viewer, wave: Record) -> bool:
    return bool(may_lock_wave(user, wave))


def _questionnaire_faults(wave: Record, _step: Step) -> dict[str, str]:
    if wave.instrument.status == InstrumentStatus.IN_USE:
        return {}
    return {"": _("The questionnaire of this wave is not in use. Put it into use, or choose another one.")}


WAVE_MOVES = MoveTable(
    [
        Move(
            name="open",
            sources=frozenset({WaveStatus.PLANNED}),
            target=WaveStatus.OPEN,
            label=pgettext_lazy("wave", "Open now"),
            done=pgettext_lazy("wave", "Opened"),
            notice=gettext_lazy(
                "Within minutes the participants whose time has come are asked by email. The others are asked when theirs"
                " comes."
            ),
            may=_keeper,
            needs=_questionnaire_faults,
        ),
        Move(
            name="close",
            sources=frozenset({WaveStatus.OPEN}),
            target=WaveStatus.CLOSED,
            label=pgettext_lazy("wave", "Close now"),
            done=pgettext_lazy("wave", "Closed"),
            notice=gettext_lazy(
                "Nobody can answer any more, and what was begun and not sent stays so. The wave can be opened again."
            ),
            may=_keeper,
            is_grave=True,
        ),
        Move(  # made together with a later closing day, on the page that asks for it
            name="reopen",
            sources=frozenset({WaveStatus.CLOSED, WaveStatus.SCORED}),
            target=WaveStatus.OPEN,
            label=pgettext_lazy("wave", "Open again"),
            done=pgettext_lazy("wave", "Opened again"),
            may=_keeper,
            needs=_questionnaire_faults,
            is_final=True,
        ),
        Move(
            name="score",
            sources=frozenset({WaveStatus.CLOSED}),
            target=WaveStatus.SCORED,
            label=pgettext_lazy("wave", "Score the answers"),
            done=pgettext_lazy("wave", "Answers scored"),
            is_final=True,
        ),
        Move(
            name="lock",
            sources=frozenset({WaveStatus.SCORED}),
            target=WaveStatus.LOCKED,
            label=pgettext_lazy("wave", "Lock for good"),
            done=pgettext_lazy("wave", "Locked"),
            notice=gettext_lazy(
                "From then on neither the wave nor one of its answers ever changes, and its run stays in its fiscal year. Nothing"
                " undoes this."
            ),
            may=_office,
            is_grave=True,
            is_final=True,
        ),
    ],
    {
        WaveStatus.PLANNED: State(WaveStatus.PLANNED.label, pgettext_lazy("wave, participant", "Not open yet"), "todo"),
        WaveStatus.OPEN: State(WaveStatus.OPEN.label, pgettext_lazy("wave, participant", "Answers are taken"), "now"),
        WaveStatus.CLOSED: State(WaveStatus.CLOSED.label, pgettext_lazy("wave, participant", "Closed"), "wait"),
        WaveStatus.SCORED: State(WaveStatus.SCORED.label, pgettext_lazy("wave, participant", "Closed"), "done"),
        WaveStatus.LOCKED: State(WaveStatus.LOCKED.label, pgettext_lazy("wave, participant", "Closed"), "off"),
    },
)
