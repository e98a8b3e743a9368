"""The moves of an application: everything about a move stands in its row."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.fields import DATE_HINT, FlexibleDateField
from kanazawa_exchange.lib.states import NEW, Move, MoveTable, Step
from programs.models import CallStatus

from .application_states import OPEN, STATES, ApplicationStatus, Decision
from .nomination_moves import is_living, tells_of_its_place
from .permissions import is_own, may_handle_application

Record = Any
"""An application. Models import this file, so it imports none; the relations of the record lead everywhere."""


# --- What a move needs and writes ------------------------------------------------------------------------------------
# `at` is when the request was received: a move never asks the clock.


def _submit(application: Record, step: Step) -> None:
    application.submitted_at = step.at
    application.language = step.answers.get("language") or application.language
    application.return_until = None


def _submit_late(application: Record, step: Step) -> None:
    _submit(application, step)
    application.is_late = True


def _return(application: Record, step: Step) -> None:
    application.return_until = step.answers["return_until"]
    application.remarks = dict(step.answers.get("remarks") or {})


def _extension_faults(application: Record, step: Step) -> dict[str, str]:
    until = step.answers.get("return_until")
    if until is not None and step.at is not None and until <= step.at:
        return {"last_day": _("This day is over. Enter a later one.")}
    return {}


def _decide(application: Record, step: Step) -> None:
    application.decision = step.answers["decision"]
    application.place = step.answers.get("place")
    application.waitlist_rank = step.answers.get("waitlist_rank")


def _undecide(application: Record, _step: Step) -> None:
    application.decision, application.place, application.waitlist_rank = "", None, None


def _release(application: Record, step: Step) -> None:
    application.released_at = step.at


def _offer(application: Record, step: Step) -> None:
    _release(application, step)
    application.offer_until = step.answers["offer_until"]


def _promote(application: Record, step: Step) -> None:
    application.decision, application.waitlist_rank = Decision.OFFER, None
    application.place = step.answers.get("place") or application.place
    application.offer_until = step.answers["offer_until"]


def _refuse(application: Record, _step: Step) -> None:
    application.has_refused = True


def _offer_next(application: Record, step: Step) -> None:
    application.place = step.answers["place"]
    application.offer_until = step.answers["offer_until"]


def _hostless_needs(application: Record, _step: Step) -> dict[str, str]:
    """It was nominated to the host of its place, and nothing of that stands any more."""
    nominations = [
        one for one in application.nominations.select_related("application__call__run") if tells_of_its_place(one)
    ]
    if any(map(is_living, nominations)):
        return {"": _("A nomination of this application is still open: its host has not rejected it.")}
    return {} if nominations else {"": _("No host has rejected this application.")}


def _cancel_needs(application: Record, step: Step) -> dict[str, str]:
    """Whoever holds a place is cancelled here once no host takes them; before that the nomination is withdrawn."""
    return _hostless_needs(application, step) if application.status == ApplicationStatus.CONFIRMED else {}


def _end_early(application: Record, _step: Step) -> None:
    application.return_until = None


def _decided_as(decision: Decision) -> Callable[[Record, Step], dict[str, str]]:
    """What is released is what was decided."""

    def faults(application: Record, _step: Step) -> dict[str, str]:
        return {} if application.decision == decision else {"": _("Something else was decided.")}

    return faults


def _answer_faults(application: Record, step: Step) -> dict[str, str]:
    """An offer is over the moment its time is, whether or not the calendar has passed by since."""
    if application.call.status == CallStatus.CALLED_OFF:
        return {"": _("The call was called off. Its offers can no longer be answered.")}
    if application.offer_until is None or step.at is None or step.at < application.offer_until:
        return {}
    return {"": _("The time to answer this offer is over.")}


def _lapse_faults(application: Record, step: Step) -> dict[str, str]:
    if application.offer_until is not None and step.at is not None and step.at < application.offer_until:
        return {"": _("The time to answer this offer is not over yet.")}
    return {}


def _last_day() -> Mapping[str, forms.Field]:
    return {"last_day": FlexibleDateField(label=gettext_lazy("Last day for the correction"), help_text=DATE_HINT)}


# --- Moves -----------------------------------------------------------------------------------------------------------

LATE_REASONS = {
    "illness": gettext_lazy("Illness or accident"),
    "technical": gettext_lazy("A fault of the portal or of the network"),
    "office": gettext_lazy("The office gave wrong information"),
    "other": gettext_lazy("Another reason"),
}
RETURN_REASONS = {
    "incomplete": pgettext_lazy("application", "Something is missing"),
    "unclear": pgettext_lazy("application", "Something is unclear"),
    "document": pgettext_lazy("application", "A document cannot be used"),
    "other": gettext_lazy("Another reason"),
}
CANCEL_REASONS = {
    "not_eligible": pgettext_lazy("application", "The conditions are not met"),
    "programme": gettext_lazy("The programme does not take place"),
    "no_answer": pgettext_lazy("application", "No answer came"),
    "no_host": pgettext_lazy("application", "No host has a place for the applicant"),
    "other": gettext_lazy("Another reason"),
}
NEXT_REASONS = {
    "rejected": gettext_lazy("The host has rejected the nomination"),
    "withdrawn": gettext_lazy("The nomination was withdrawn"),
    "other": gettext_lazy("Another reason"),
}
FREED_REASONS = {
    "refuse": pgettext_lazy("place", "Its place was refused"),
    "lapse": pgettext_lazy("place", "Its offer lapsed"),
    "withdraw": pgettext_lazy("place", "It was withdrawn"),
    "cancel": pgettext_lazy("place", "It was cancelled"),
    "offer_next": pgettext_lazy("place", "Another place was offered in its stead"),
    "vacant": pgettext_lazy("place", "The place was never taken"),
}
"""By what a place became free that the next in line is given: the move of the application whose number stands beside it."""
FREES = ("refuse", "lapse", "withdraw", "cancel")
"""Moves by which somebody gives back a place; taking a decision back does too, but the office decides that one anew."""
GOES_ON = (
    "review",
    "decide",
    "release_offer",
    "release_waitlist",
    "release_decline",
    "promote",
    "offer_next",
    "confirm",
)
"""Moves that go on with what somebody has applied with: not without the consent to its handling. To send asks for one of its own."""

APPLICATION_MOVES = MoveTable(
    [
        Move(
            name="submit",
            may=is_own,
            by_person=True,
            sources={ApplicationStatus.DRAFT},
            target=ApplicationStatus.SUBMITTED,
            label=pgettext_lazy("application", "Send the application"),
            done=pgettext_lazy("application, history", "Application sent"),
            change=_submit,
            is_final=True,
        ),
        # for somebody who had begun none; the applicant fills it in, and the office accepts it late
        Move(
            name="begin_late",
            may=may_handle_application,
            sources={NEW},
            target=ApplicationStatus.DRAFT,
            label=pgettext_lazy("application", "Begin a late application"),
            done=pgettext_lazy("application, history", "Begun late by the office"),
            reasons=LATE_REASONS,
            is_final=True,
        ),
        # 期限後受理: never by the applicant alone
        Move(
            name="submit_late",
            may=may_handle_application,
            sources={ApplicationStatus.DRAFT},
            target=ApplicationStatus.SUBMITTED,
            label=pgettext_lazy("application", "Accept late"),
            done=pgettext_lazy("application, history", "Accepted late"),
            notice=gettext_lazy(
                "The application is taken as it stands now, after the closing of the call. The applicant is told by email."
            ),
            reasons=LATE_REASONS,
            change=_submit_late,
            is_final=True,
        ),
        Move(
            name="return",
            may=may_handle_application,
            sources={ApplicationStatus.SUBMITTED},
            target=ApplicationStatus.RETURNED,
            label=pgettext_lazy("application", "Return for correction"),
            done=pgettext_lazy("application, history", "Returned for correction"),
            reasons=RETURN_REASONS,
            change=_return,
            is_final=True,
        ),
        Move(
            name="extend",
            may=may_handle_application,
            sources={ApplicationStatus.RETURNED},
            label=pgettext_lazy("application", "Give more time"),
            done=pgettext_lazy("application, history", "More time given"),
            questions=_last_day,
            reason_required=True,
            needs=_extension_faults,
            change=lambda application, step: setattr(application, "return_until", step.answers["return_until"]),
            is_final=True,
        ),
        Move(
            name="resubmit",
            may=is_own,
            by_person=True,
            sources={ApplicationStatus.RETURNED},
            target=ApplicationStatus.SUBMITTED,
            label=pgettext_lazy("application", "Send the corrected application"),
            done=pgettext_lazy("application, history", "Corrected application sent"),
            change=_submit,
            is_final=True,
        ),
        Move(
            name="review",
            may=may_handle_application,
            sources={ApplicationStatus.SUBMITTED},
            target=ApplicationStatus.IN_REVIEW,
            label=pgettext_lazy("application", "Hand over to review"),
            done=pgettext_lazy("application, history", "Handed over to review"),
            notice=gettext_lazy("From then on the applicant changes nothing any more; withdrawing stays possible."),
            is_final=True,
        ),
        # --- decisions: made and released by the services of selection ---
        Move(
            name="decide",
            may=may_handle_application,
            sources={ApplicationStatus.IN_REVIEW},
            target=ApplicationStatus.DECIDED,
            label=pgettext_lazy("application", "Record the decision"),
            done=pgettext_lazy("application, history", "Decision recorded"),
            change=_decide,
            is_final=True,
        ),
        Move(
            name="reconsider",
            may=may_handle_application,
            sources={ApplicationStatus.DECIDED},
            target=ApplicationStatus.IN_REVIEW,
            label=pgettext_lazy("application", "Take the decision back"),
            done=pgettext_lazy("application, history", "Decision taken back"),
            reason_required=True,
            change=_undecide,
            is_final=True,
        ),
        Move(
            name="release_offer",
            may=may_handle_application,
            sources={ApplicationStatus.DECIDED},
            target=ApplicationStatus.OFFERED,
            label=pgettext_lazy("application", "Release the offer"),
            done=pgettext_lazy("application, history", "Place offered"),
            needs=_decided_as(Decision.OFFER),
            change=_offer,
            is_final=True,
        ),
        Move(
            name="release_waitlist",
            may=may_handle_application,
            sources={ApplicationStatus.DECIDED},
            target=ApplicationStatus.WAITLISTED,
            label=pgettext_lazy("application", "Release the waitlist"),
            done=pgettext_lazy("application, history", "Put on the waitlist"),
            needs=_decided_as(Decision.WAITLIST),
            change=_release,
            is_final=True,
        ),
        Move(
            name="release_decline",
            may=may_handle_application,
            sources={ApplicationStatus.DECIDED},
            target=ApplicationStatus.DECLINED,
            label=pgettext_lazy("application", "Release the refusal"),
            done=pgettext_lazy("application, history", "Not selected"),
            needs=_decided_as(Decision.DECLINE),
            change=_release,
            is_final=True,
        ),
        Move(
            name="promote",
            may=may_handle_application,
            sources={ApplicationStatus.WAITLISTED},
            target=ApplicationStatus.OFFERED,
            label=pgettext_lazy("application", "Offer the free place"),
            done=pgettext_lazy("application, history", "Place offered from the waitlist"),
            reasons=FREED_REASONS,
            change=_promote,
            is_final=True,
        ),
        Move(
            name="confirm",
            may=is_own,
            by_person=True,
            sources={ApplicationStatus.OFFERED},
            target=ApplicationStatus.CONFIRMED,
            label=pgettext_lazy("application", "Accept the place"),
            done=pgettext_lazy("application, history", "Place accepted"),
            needs=_answer_faults,
            is_final=True,
        ),
        Move(
            name="refuse",
            may=is_own,
            by_person=True,
            sources={ApplicationStatus.OFFERED},
            target=ApplicationStatus.LAPSED,
            label=pgettext_lazy("application", "Refuse the place"),
            done=pgettext_lazy("application, history", "Place refused"),
            needs=_answer_faults,
            change=_refuse,
            is_grave=True,
            is_final=True,
        ),
        Move(
            name="lapse",
            sources={ApplicationStatus.OFFERED},
            target=ApplicationStatus.LAPSED,
            label=pgettext_lazy("application", "Lapses"),
            done=pgettext_lazy("application, history", "Offer lapsed"),
            needs=_lapse_faults,
            is_final=True,
        ),
        # the old place is given back, and the applicant answers the new offer
        Move(
            name="offer_next",
            may=may_handle_application,
            sources={ApplicationStatus.CONFIRMED},
            target=ApplicationStatus.OFFERED,
            label=pgettext_lazy("application", "Offer another place"),
            done=pgettext_lazy("application, history", "Another place offered"),
            reasons=NEXT_REASONS,
            needs=_hostless_needs,
            change=_offer_next,
            is_final=True,
        ),
        # --- from every open state ---
        Move(
            name="withdraw",
            may=is_own,
            by_person=True,
            sources=set(OPEN),
            target=ApplicationStatus.WITHDRAWN,
            label=pgettext_lazy("application", "Withdraw the application"),
            done=pgettext_lazy("application, history", "Application withdrawn"),
            notice=gettext_lazy(
                "Nothing brings a withdrawn application back, and you cannot apply to this call again."
            ),
            change=_end_early,
            is_grave=True,
            is_final=True,
        ),
        Move(
            name="cancel",
            may=may_handle_application,
            sources={*OPEN, ApplicationStatus.CONFIRMED},
            target=ApplicationStatus.CANCELLED,
            label=pgettext_lazy("application", "Cancel the application"),
            done=pgettext_lazy("application, history", "Application cancelled"),
            notice=gettext_lazy("The application ends here; the applicant is told by email, with the reason."),
            reasons=CANCEL_REASONS,
            needs=_cancel_needs,
            change=_end_early,
            is_grave=True,
            is_final=True,
        ),
    ],
    STATES,
)
