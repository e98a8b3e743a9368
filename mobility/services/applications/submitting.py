"""The moment at which an application is sent: by the clock of the server, when the small request was received, and once.

Nothing is sent without a consent to the processing that holds at that moment. It may be given in the same act: then both are written,
or neither. The person is locked before the application, as wherever something is added to a person.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Purpose, User
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.accounts.services.consents import Shown, Way
from kanazawa_exchange.accounts.services.editing import StaleEdit, lock_person
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.states import MoveRefused, Step
from programs.models import CallPhase, CallStatus

from ...application_states import ENDED_EARLY, ApplicationStatus
from ...models import Application
from ...permissions import is_own, may_handle_application
from ...queries.applications.boxes import Boxes
from ...queries.applications.eligibility import blocking
from ...queries.applications.lacks import lacks
from .drafts import refuse_unless_open
from .machine import move
from .partner_first import refuse_before_partner

CONSENT = "consent"
"""The box in which the applicant agrees to the processing."""


@dataclass(frozen=True)
class Agreed:
    """The applicant has ticked the box: to which text, and by which way that came."""

    shown: Shown
    way: Way


class CannotSubmit(MoveRefused):
    """Something is missing in the application, a condition that stops is not met, or its time is over."""


@retried
@transaction.atomic
def submit(
    application: Application,
    *,
    language: str,
    by: User,
    now: datetime,
    revision: int | None = None,
    agreed: Agreed | None = None,
) -> Application:
    """Send the application, for the first time or corrected; one that was sent already stays as it was sent.

    `now` is when the request was received, `revision` what the applicant has looked over, `agreed` the consent that comes along.
    Errors: PermissionDenied, NotOpen, Locked, CannotSubmit (by box), CannotConsent, StaleEdit where another device has saved since.
    """
    refuse_unless(is_own, by, application)
    lock_person(application.person_id)
    current = _locked(application)
    refuse_unless(is_own, by, current)
    if current.submitted_at is not None and current.status not in (ApplicationStatus.RETURNED, *ENDED_EARLY):
        return current
    if revision is not None and revision != current.revision:
        raise StaleEdit(current)
    is_return = current.status == ApplicationStatus.RETURNED
    if is_return:
        _refuse_called_off(current)
        _refuse_after_deadline(current, now)
    elif current.status == ApplicationStatus.DRAFT:
        refuse_unless_open(current.call, now)
    if current.status not in ENDED_EARLY:
        refuse_before_partner(current.person, current.institution)
        if agreed is not None:
            consents.give(current.person, Purpose.PROCESSING, agreed.shown, way=agreed.way, by=by, now=now)
        _refuse_incomplete(current, now, _("Agree to the processing of your data: without it nothing can be sent."))
    return move(current, "resubmit" if is_return else "submit", _in(language), by=by, now=now)


@retried
@transaction.atomic
def submit_late(
    application: Application, step: Step, *, by: User, now: datetime, version: int | None = None
) -> Application:
    """The office takes a draft as it stands after the closing, for a reason. Errors: PermissionDenied, Locked, CannotSubmit, StaleEdit."""
    refuse_unless(may_handle_application, by, application)
    lock_person(application.person_id)
    current = _locked(application)
    refuse_unless(may_handle_application, by, current)
    if current.status == ApplicationStatus.DRAFT:
        _refuse_called_off(current)
        if current.call.phase(now) != CallPhase.CLOSED:
            raise CannotSubmit(_("The call has not closed yet: the applicant sends the application."))
        refuse_before_partner(current.person, current.institution)
        without = _(
            "The applicant has not agreed to the processing of the data, or has withdrawn it. Record a consent on paper on the"
            " page of the application, or ask the applicant to give it on the page “My consents”."
        )
        _refuse_incomplete(current, now, without)
    return move(current, "submit_late", step, by=by, now=now, version=version)


def _in(language: str) -> Step:
    return Step(answers={"language": language})


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("call__run__program", "person", "unit", "institution").get(pk=application.pk)


def _refuse_called_off(current: Application) -> None:
    if current.call.status != CallStatus.ANNOUNCED:
        raise CannotSubmit(_("This call was called off. Nobody can apply any more."))


def _refuse_after_deadline(current: Application, now: datetime) -> None:
    if current.return_until is not None and now >= current.return_until:
        raise CannotSubmit(_("The time for the correction is over. Write to the office."))


def _refuse_incomplete(current: Application, now: datetime, without_consent: str) -> None:
    """Whatever is missing or wrong, the consent among it, and the conditions of the call that stop somebody."""
    boxes = Boxes(current)
    faults = lacks(boxes)
    if not consents.lock_valid([current.person], Purpose.PROCESSING, "", now):
        faults[CONSENT] = without_consent
    if faults:
        raise CannotSubmit(faults)
    if stops := blocking(boxes):
        raise CannotSubmit(" ".join(finding.reason for finding in stops))
