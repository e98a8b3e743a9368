"""What an applicant is told of the own place: the offer and its end, the number on the waitlist, what became of it."""

from copy import copy
from datetime import datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from programs.models import CallStatus

from ...application_states import ApplicationStatus, Decision
from ...models import Application
from ..applications.hosts import ACCEPTED, ASKED, Host

SHOWN = (ApplicationStatus.OFFERED, ApplicationStatus.CONFIRMED, ApplicationStatus.LAPSED)
"""States in which the place itself is told."""


def as_seen(application: Application, now: datetime) -> Application:
    """The application as its applicant sees it: an offer whose time is over is closed, though the calendar has not passed by."""
    if application.status != ApplicationStatus.OFFERED or application.offer_until is None:
        return application
    if now < application.offer_until:
        return application
    seen = copy(application)
    seen.status = ApplicationStatus.LAPSED
    return seen


def may_answer(seen: Application) -> bool:
    return seen.status == ApplicationStatus.OFFERED and seen.call.status == CallStatus.ANNOUNCED


def place_of(seen: Application) -> Localized | None:
    """The destination of an offer that was told."""
    is_told = seen.status in SHOWN and seen.released_at is not None and seen.decision == Decision.OFFER
    return localized(seen.place.institution, "name") if is_told and seen.place else None


def result_words(seen: Application, number: int, host: Host) -> tuple[str, str]:
    """What comes next once the result is told, as a title and in a sentence or two. `number`: that on the waitlist."""
    if seen.status == ApplicationStatus.CONFIRMED:
        return _without_host(host) if host.is_lost else _with_host(host)
    if seen.status == ApplicationStatus.WAITLISTED:
        return _on_the_waitlist(seen, number)
    if seen.status == ApplicationStatus.LAPSED and seen.has_refused:
        return _("You have refused the place"), _("You may apply again to any later call.")
    return {
        ApplicationStatus.OFFERED: (
            _("Say whether you take the place"),
            _("Without an answer by that day the offer closes, and the place goes to somebody else."),
        ),
        ApplicationStatus.DECLINED: (
            _("This time you were not selected"),
            _("Thank you for applying. You may apply again to any later call."),
        ),
        ApplicationStatus.LAPSED: (
            _("The offer is closed"),
            _("No answer came while the offer was open. You may apply again to any later call."),
        ),
    }[ApplicationStatus(seen.status)]


def _with_host(host: Host) -> tuple[str, str]:
    """A place is held, and nothing has ended: what the next step is on the way to the host's answer."""
    if host.asks:
        return (
            _("Say whether your data may be handed to the host"),
            _("You have a place. The host reads your nomination only once you have agreed to it."),
        )
    answered = _("You need not do anything now. We write to you when the host has answered.")
    if host.stage == ACCEPTED:
        planned = _("Your stay is planned.") if host.stay else _("The office registers your stay.")
        return _("The host has accepted you"), planned
    if host.stage == ASKED:
        return _("The host looks at your nomination"), answered
    if host.is_ours:
        return (
            _("The office nominates you to the host"),
            _("You have a place. We write to you when the host has answered."),
        )
    return _("Your university nominates you to the host"), answered


def _without_host(host: Host) -> tuple[str, str]:
    """The host has said no, or the nomination was withdrawn: what the office does about it."""
    said = _("The host has not accepted your nomination.") if host.has_rejected else _("Your nomination was withdrawn.")
    waits = _("You need not do anything now. We write to you when something changes.")
    if not host.is_ours:
        return _("Your nomination has ended"), formats.sentences(said, _("If you have questions, write to the office."))
    return _("The office looks for another place for you"), formats.sentences(said, waits)


def _on_the_waitlist(seen: Application, number: int) -> tuple[str, str]:
    title = _("You are number %(number)s on the waitlist") % {"number": formats.number(number)}
    waits = _("When a place becomes free, we write to you. You need not do anything until then.")
    if seen.place is None:
        return title, waits
    place = _("You wait for a place at “%(place)s”.") % {"place": localized(seen.place.institution, "name")}
    return title, formats.sentences(place, waits)
