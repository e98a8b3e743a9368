"""The moves of a mobility: everything about a move stands in its row."""

from datetime import date
from typing import Protocol

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.fields import FlexibleDateField
from kanazawa_exchange.lib.states import NEW, Day, Move, MoveTable, Step

from .permissions import may_edit
from .states import STATES, Status
from .taking_back import TAKING_BACK

# --- What moves need and change --------------------------------------------------------------------------------------
EXCUSED = frozenset({"health", "family", "security", "host"})
"""Reasons after which an interrupted stay counts, unless the office decides otherwise."""


class Stay(Protocol):
    """What a move reads and writes of a mobility."""

    actual_starts_on: date | None
    actual_ends_on: date | None
    interruption_counts: bool | None
    uncounted_from: date | None


def _arrive(stay: Stay, step: Step) -> None:
    stay.actual_starts_on = step.on


def _ends_after_its_start(stay: Stay, step: Step) -> dict[str, str]:
    if stay.actual_starts_on and step.on and step.on < stay.actual_starts_on:
        return {"ends_on": gettext("The end lies before the start.")}
    return {}


def _come_back(stay: Stay, step: Step) -> None:
    stay.actual_ends_on = step.on


def _ended_before(stay: Stay, step: Step) -> dict[str, str]:
    if stay.actual_ends_on and step.on and step.on < stay.actual_ends_on:
        return {"on": gettext("The stay had not ended on that day.")}
    return {}


def _interrupt(stay: Stay, step: Step) -> None:
    """Whether the stay counts follows from the reason unless somebody decides; else it is uncounted from its last day on."""
    decided = step.answers.get("counts")
    stay.actual_ends_on = step.on
    stay.interruption_counts = step.reason_code in EXCUSED if decided is None else decided
    stay.uncounted_from = None if stay.interruption_counts else step.on


def _void(stay: Stay, step: Step) -> None:
    """From its first day on, so that no live figure of any as-of date counts it."""
    stay.uncounted_from = step.on


def _fits_the_return(stay: Stay, step: Step) -> dict[str, str]:
    """A correction changes confirmed days, at least one; it confirms none and takes none back."""
    end = step.answers.get("actual_ends_on")
    if end is None and stay.actual_ends_on is not None:
        return {"actual_ends_on": gettext("Enter the last day.")}
    if end is not None and stay.actual_ends_on is None:
        return {"actual_ends_on": gettext("The return is not confirmed yet.")}
    if end is not None and step.on and end < step.on:
        return {"actual_ends_on": gettext("The end lies before the start.")}
    if (step.on, end) == (stay.actual_starts_on, stay.actual_ends_on):
        return {"actual_starts_on": gettext("The dates have not changed.")}
    return {}


def _correct(stay: Stay, step: Step) -> None:
    stay.actual_starts_on, stay.actual_ends_on = step.on, step.answers.get("actual_ends_on")
    if stay.interruption_counts is False:
        stay.uncounted_from = stay.actual_ends_on


def _does_it_count() -> dict[str, forms.Field]:
    field = forms.TypedChoiceField(
        label=_("Does the stay count?"),
        choices=[
            ("rule", _("As the reason decides")),
            ("yes", _("It counts")),
            ("no", _("It does not count")),
        ],
        coerce=lambda value: {"yes": True, "no": False}.get(value),
        widget=forms.RadioSelect,
        initial="rule",
        help_text=_("Health, family, safety and the host's withdrawal excuse; other reasons do not."),
    )
    return {"counts": field}


class StageOrder(models.TextChoices):
    """What becomes of the link when new days turn the order of two stages."""

    TURN = "turn", _("Link them again in the order of the new dates")
    TAKE_BACK = "take_back", _("Take the link back")


def _last_day_and_order() -> dict[str, forms.Field]:
    order = forms.ChoiceField(
        label=_("If the order of linked stages turns"),
        choices=StageOrder.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Only if the new dates make two linked stages change places."),
    )
    return {"actual_ends_on": FlexibleDateField(label=_("Last day"), required=False), "order": order}


def _needless(stay: Stay) -> set[str]:
    """A stay that still lasts has no last day to correct, one without links no order to keep."""
    is_linked = hasattr(stay, "next_stage") or hasattr(stay, "previous_stage")
    return {name for name, has in (("actual_ends_on", stay.actual_ends_on), ("order", is_linked)) if not has}


# --- Moves -----------------------------------------------------------------------------------------------------------
EFFECTIVE = Day(_("Effective on"))

MOVES = MoveTable(
    [
        Move(name="register", sources={NEW}, target=Status.PLANNED, label=_("Register"), done=_("Registered")),
        # past stays and groups: the office enters the arrival together with the record
        Move(
            name="register_arrived",
            sources={NEW},
            target=Status.ON_SITE,
            label=_("Register with confirmed arrival"),
            done=_("Registered with confirmed arrival"),
        ),
        Move(
            name="make_ready",
            sources={Status.PLANNED},
            target=Status.READY,
            label=_("Mark as ready"),
            done=_("Marked as ready"),
            may=may_edit,
            day=EFFECTIVE,
        ),
        # on the host's word, entered by the office
        Move(
            name="arrive",
            sources={Status.READY},
            by_way={Status.PLANNED: "make_ready"},
            target=Status.ON_SITE,
            label=_("Confirm arrival"),
            done=_("Arrival confirmed"),
            notice=_("Enter what the host has confirmed. From this day on the stay counts."),
            may=may_edit,
            day=Day(_("First day, as the host says"), "starts_on", suggested="planned_starts_on"),
            change=_arrive,
        ),
        Move(
            name="return",
            sources={Status.ON_SITE},
            target=Status.RETURNED,
            label=_("Confirm return"),
            done=_("Return confirmed"),
            may=may_edit,
            day=Day(_("Last day, as the host says"), "ends_on", suggested="planned_ends_on"),
            needs=_ends_after_its_start,
            change=_come_back,
        ),
        Move(
            name="complete",
            sources={Status.RETURNED},
            target=Status.COMPLETED,
            label=_("Complete"),
            done=_("Completed"),
            may=may_edit,
            day=EFFECTIVE,
            needs=_ended_before,
        ),
        Move(
            name="close",
            sources={Status.COMPLETED},
            target=Status.CLOSED,
            label=_("Close the record"),
            done=_("Closed"),
            notice=_(
                "All documents are filed. The record can be read but not changed any more; "
                "it can still be linked with another stage."
            ),
            may=may_edit,
            day=EFFECTIVE,
            needs=_ended_before,
        ),
        Move(
            name="interrupt",
            sources={Status.ON_SITE},
            target=Status.INTERRUPTED,
            label=_("End the stay early"),
            done=_("Stay ended early"),
            may=may_edit,
            # nothing is suggested: nobody plans the day
            day=Day(_("Last day on site"), "ends_on", suggested="actual_ends_on"),
            reasons={
                "health": _("Health"),
                "family": _("Family"),
                "security": _("Safety or travel advice"),
                "host": _("The host withdrew"),
                "own_wish": _("The person's own wish"),
                "conduct": _("Breach of the rules"),
                "other": _("Another reason"),
            },
            questions=_does_it_count,
            needs=_ends_after_its_start,
            change=_interrupt,
            is_grave=True,
        ),
        Move(
            name="cancel",
            sources={Status.PLANNED, Status.READY},
            target=Status.CANCELLED,
            label=_("Cancel the mobility"),
            done=_("Cancelled"),
            notice=_("The person does not travel. The record is kept and never counted."),
            may=may_edit,
            day=EFFECTIVE,
            reasons={
                "own_wish": _("The person's own wish"),
                "health": _("Health"),
                "visa": _("Visa or status of residence"),
                "programme": _("The programme does not take place"),
                "security": _("Safety or travel advice"),
                "host": _("The host withdrew"),
                "other": _("Another reason"),
            },
            is_grave=True,
        ),
        # the state stays, the confirmed days change; the log and the history say from what to what
        Move(
            name="correct",
            sources={Status.ON_SITE, Status.RETURNED, Status.COMPLETED, Status.INTERRUPTED},
            label=_("Correct the dates"),
            done=_("Dates corrected"),
            may=may_edit,
            day=Day(_("First day"), "actual_starts_on", suggested="actual_starts_on"),
            reasons={
                "typing": _("Slip of the keyboard"),
                "host_word": _("The host corrected the dates"),
                "other": _("Another reason"),
            },
            questions=_last_day_and_order,
            confirms={"actual_ends_on"},
            unasked=_needless,
            needs=_fits_the_return,
            change=_correct,
        ),
        Move(
            name="void",
            sources=set(Status) - {Status.VOIDED},
            target=Status.VOIDED,
            label=_("Void the record"),
            done=_("Voided"),
            ever=_("it leaves every figure, of earlier dates as well"),
            notice=_(
                "For a record that should never have existed. It leaves every figure, of earlier dates as well; "
                "the record and its history are kept."
            ),
            may=may_edit,
            reasons={
                "duplicate": _("The stay is registered twice"),
                "mistake": _("Registered by mistake"),
                "other": _("Another reason"),
            },
            change=_void,
            is_grave=True,
        ),
        *TAKING_BACK,
    ],
    STATES,
)
