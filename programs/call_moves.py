"""The states of a call for applications and its moves; whether it is open is no state: the clock alone says so."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.states import Move, MoveTable, State, Step
from kanazawa_exchange.lib.viewer import Viewer

from .permissions import may_keep_call

Record = Any
"""A call with its run. Models import this file, so it imports none."""


class CallStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("call", "Draft")
    ANNOUNCED = "announced", pgettext_lazy("call", "Announced")
    CALLED_OFF = "called_off", pgettext_lazy("call", "Called off")


def _keeper(user: Viewer, call: Record) -> bool:
    return bool(may_keep_call(user, call))


def _closed_faults(call: Record, step: Step) -> dict[str, str]:
    if step.at is None or step.at < call.closes_at:
        return {}
    return {"": _("The closing time of this call has passed. Enter a later one first.")}


def _opened_faults(call: Record, step: Step) -> dict[str, str]:
    if step.at is None or step.at < call.opens_at:
        return {}
    return {"": _("The call has opened already, so it cannot be taken back. It can be called off with a reason.")}


def _announce(call: Record, step: Step) -> None:
    call.announced_at = step.at


def _take_back(call: Record, _step: Step) -> None:
    call.announced_at = None


def _call_off(call: Record, step: Step) -> None:
    call.called_off_at = step.at


CALL_MOVES = MoveTable(
    [
        Move(
            name="announce",
            sources={CallStatus.DRAFT},
            target=CallStatus.ANNOUNCED,
            label=pgettext_lazy("call", "Announce"),
            done=pgettext_lazy("call", "Announced"),
            notice=gettext_lazy(
                "From then on everybody can read the call. It opens and closes by the clock; nobody has to press anything."
            ),
            may=_keeper,
            needs=_closed_faults,
            change=_announce,
            is_final=True,
        ),
        Move(
            name="take_back",
            sources={CallStatus.ANNOUNCED},
            target=CallStatus.DRAFT,
            label=pgettext_lazy("call", "Take back"),
            done=pgettext_lazy("call", "Taken back"),
            notice=gettext_lazy(
                "The call becomes a draft again and leaves the public pages. This is possible until it opens."
            ),
            may=_keeper,
            needs=_opened_faults,
            change=_take_back,
            is_final=True,
        ),
        Move(
            name="call_off",
            sources={CallStatus.ANNOUNCED},
            target=CallStatus.CALLED_OFF,
            label=pgettext_lazy("call", "Call off"),
            done=pgettext_lazy("call", "Called off"),
            notice=gettext_lazy(
                "Nobody can apply any more. The public page stays and says that the call was called off; the reason is kept for"
                " the office. Nothing undoes this."
            ),
            may=_keeper,
            reason_required=True,
            change=_call_off,
            is_grave=True,
            is_final=True,
        ),
    ],
    {
        CallStatus.DRAFT: State(CallStatus.DRAFT.label, kind="wait"),
        CallStatus.ANNOUNCED: State(CallStatus.ANNOUNCED.label, kind="now"),
        CallStatus.CALLED_OFF: State(CallStatus.CALLED_OFF.label, kind="off"),
    },
)
