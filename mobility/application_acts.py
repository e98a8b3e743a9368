"""What each move of an application needs, and what it writes into the record beside the state.

`at` is when the request was received: a move never asks the clock.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib.fields import DATE_HINT, FlexibleDateField
from kanazawa_exchange.lib.states import Step
from programs.models import CallStatus

from .application_states import ApplicationStatus, Decision
from .nomination_moves import is_living, tells_of_its_place

Record = Any
"""An application. Models import this file, so it imports none; the relations of the record lead everywhere."""


def submit(application: Record, step: Step) -> None:
    application.submitted_at = step.at
    application.language = step.answers.get("language") or application.language
    application.return_until = None


def submit_late(application: Record, step: Step) -> None:
    submit(application, step)
    application.is_late = True


def send_back(application: Record, step: Step) -> None:
    application.return_until = step.answers["return_until"]
    application.remarks = dict(step.answers.get("remarks") or {})


def extension_faults(application: Record, step: Step) -> dict[str, str]:
    until = step.answers.get("return_until")
    if until is not None and step.at is not None and until <= step.at:
        return {"last_day": _("This day is over. Enter a later one.")}
    return {}


def extend(application: Record, step: Step) -> None:
    application.return_until = step.answers["return_until"]


def decide(application: Record, step: Step) -> None:
    application.decision = step.answers["decision"]
    application.place = step.answers.get("place")
    application.waitlist_rank = step.answers.get("waitlist_rank")


def undecide(application: Record, _step: Step) -> None:
    application.decision, application.place, application.waitlist_rank = "", None, None


def release(application: Record, step: Step) -> None:
    application.released_at = step.at


def offer(application: Record, step: Step) -> None:
    release(application, step)
    application.offer_until = step.answers["offer_until"]


def promote(application: Record, step: Step) -> None:
    application.decision, application.waitlist_rank = Decision.OFFER, None
    application.place = step.answers.get("place") or application.place
    application.offer_until = step.answers["offer_until"]


def refuse(application: Record, _step: Step) -> None:
    application.has_refused = True


def offer_next(application: Record, step: Step) -> None:
    application.place = step.answers["place"]
    application.offer_until = step.answers["offer_until"]


def hostless_needs(application: Record, _step: Step) -> dict[str, str]:
    """It was nominated to the host of its place, and nothing of that stands any more."""
    nominations = [
        one for one in application.nominations.select_related("application__call__run") if tells_of_its_place(one)
    ]
    if any(map(is_living, nominations)):
        return {"": _("A nomination of this application is still open: its host has not rejected it.")}
    return {} if nominations else {"": _("No host has rejected this application.")}


def cancel_needs(application: Record, step: Step) -> dict[str, str]:
    """Whoever holds a place is cancelled here once no host takes them; before that the nomination is withdrawn."""
    return hostless_needs(application, step) if application.status == ApplicationStatus.CONFIRMED else {}


def end_early(application: Record, _step: Step) -> None:
    application.return_until = None


def decided_as(decision: Decision) -> Callable[[Record, Step], dict[str, str]]:
    """What is released is what was decided."""

    def faults(application: Record, _step: Step) -> dict[str, str]:
        return {} if application.decision == decision else {"": _("Something else was decided.")}

    return faults


def answer_faults(application: Record, step: Step) -> dict[str, str]:
    """An offer is over the moment its time is, whether or not the calendar has passed by since."""
    if application.call.status == CallStatus.CALLED_OFF:
        return {"": _("The call was called off. Its offers can no longer be answered.")}
    if application.offer_until is None or step.at is None or step.at < application.offer_until:
        return {}
    return {"": _("The time to answer this offer is over.")}


def lapse_faults(application: Record, step: Step) -> dict[str, str]:
    if application.offer_until is not None and step.at is not None and step.at < application.offer_until:
        return {"": _("The time to answer this offer is not over yet.")}
    return {}


def last_day() -> Mapping[str, forms.Field]:
    return {"last_day": FlexibleDateField(label=gettext_lazy("Last day for the correction"), help_text=DATE_HINT)}
