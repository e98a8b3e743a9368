"""An application that the office sends back for correction, with the reason at the question, and until when."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.states import MoveRefused, Step

from ...models import Application
from ...queries.applications.boxes import Boxes
from ...queries.selection.deadlines import end_of
from .machine import move

LONGEST_REMARK = 1_000


def return_for_correction(
    application: Application,
    step: Step,
    *,
    last_day: date,
    remarks: Mapping[str, str],
    by: User,
    now: datetime,
    version: int | None = None,
) -> Application:
    """Send it back; `remarks` by box, empty ones left out. Errors: MoveRefused, StaleEdit, PermissionDenied."""
    known = Boxes(application).keys
    said = {key: text.strip()[:LONGEST_REMARK] for key, text in remarks.items() if text.strip() and key in known}
    until = end_of(last_day, application.call.zone)
    if until <= now:
        raise MoveRefused(_("This day is over. Enter a later one."), field="last_day")
    answers = {"return_until": until, "remarks": said}
    return move(application, "return", _with(step, answers), by=by, now=now, version=version)


def extend(
    application: Application,
    step: Step,
    *,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Application:
    """Give more time for the correction: until the end of `last_day` of the answers. Errors: as above."""
    last_day = step.answers.get("last_day")
    if last_day is None:
        raise MoveRefused(_("Enter the day."), field="last_day")
    answers = {"return_until": end_of(last_day, application.call.zone)}
    return move(application, "extend", _with(step, answers), by=by, now=now, version=version)


def _with(step: Step, answers: Mapping[str, object]) -> Step:
    return Step(reason_code=step.reason_code, reason=step.reason, answers=answers)
