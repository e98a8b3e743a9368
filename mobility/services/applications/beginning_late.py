"""The office begins an application after the closing for somebody who had begun none, for a reason; its applicant fills it in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.services.editing import lock_person
from kanazawa_exchange.accounts.services.ledger import Line, log_move
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import NEW, Step
from programs.models import Call, CallStatus

from ...application_moves import APPLICATION_MOVES
from ...application_states import ApplicationStatus
from ...models import Application
from ...permissions import may_handle_application
from . import letters
from .drafts import NotOpen, made, refuse_unless_meant_for
from .partner_first import refuse_before_partner

BEGIN = "begin_late"


class CannotBegin(Refused):
    """This person has an application to the call already, or nobody could fill it in."""


@retried
@transaction.atomic
def begin_late(call: Call, person: Person, step: Step, *, by: User, now: datetime) -> Application:
    """A draft of this person, as if begun in time; the reason stands in the log, and the applicant is told by mail to fill it in.

    It counts once the office has accepted it (`submitting.submit_late`).
    Errors: PermissionDenied, MoveRefused (by field), NotOpen, CannotBegin, NotMeantFor, Locked.
    """
    refuse_unless(may_handle_application, by, Application(call=call, person=person))
    APPLICATION_MOVES.check(NEW, BEGIN, step)
    _refuse_unless_closed(call, now)
    locked = lock_person(person.pk)
    account = User.objects.filter(person=locked, is_active=True).first()
    if account is None:
        raise CannotBegin(
            _("This person has no account, so nobody could fill the application in. Invite the person first.")
        )
    if Application.objects.filter(call=call, person=locked).exists():
        raise CannotBegin(_("This person has an application to this call already."))
    refuse_unless_meant_for(call, locked)
    refuse_before_partner(locked)
    application = made(call, locked, account.language, by=by, now=now, reason=BEGIN)
    on, text = clock.tokyo_date(now), step.reason
    log_move(Line(application, BEGIN, NEW, ApplicationStatus.DRAFT, on, step.reason_code, text), by=by, now=now)
    letters.tell(application, BEGIN, Step(on, step.reason_code, text, at=now), by=by)
    return application


def _refuse_unless_closed(call: Call, now: datetime) -> None:
    """Until then everybody begins alone. Errors: NotOpen."""
    if call.status == CallStatus.CALLED_OFF:
        raise NotOpen(_("This call was called off. Nobody can apply any more."))
    if not call.is_over(now):
        raise NotOpen(_("The call has not closed yet: applicants begin their applications themselves."))
