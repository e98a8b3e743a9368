"""Reviewers are assigned to applications, by hand or by load; an application that is assigned goes into review by that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import editing, moves
from kanazawa_exchange.accounts.services.ledger import Line, log_moves
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Guards, Refused, explained
from kanazawa_exchange.lib.states import NEW, Step
from mobility.models import Application, ApplicationStatus
from mobility.queries.stopped import why_and_what_helps
from mobility.services.applications import machine
from mobility.services.stopped import lock_stopped

from ..models import Review
from ..moves import ReviewStatus
from ..permissions import may_assign_reviews_of
from ..queries.reviewers import applicants_among, names_in_sentence, reviewers
from . import review_letters
from .reviews import MACHINE

Pair = tuple[Application, User]
IN_TIME = (ApplicationStatus.SUBMITTED, ApplicationStatus.IN_REVIEW)


def _own() -> str:
    return _("Nobody reviews the own application.")


def _oneself() -> str:
    return _("Nobody assigns a review to themselves. Ask a colleague to do it.")


def _already() -> str:
    return _("Somebody has assigned reviewers meanwhile. Open the page once more.")


GUARDS: Guards = {"review_not_own": ("", _own), "review_once": ("", _already)}


@dataclass(frozen=True)
class Assigned:
    """How many reviews are new, and how many had been assigned before."""

    new: int
    there: int


@retried
@transaction.atomic
def assign(pairs: Sequence[Pair], *, by: User | None, now: datetime) -> Assigned:
    """Assign these reviewers to these applications; who is on a case already stays. All or none. Each reviewer has one letter.

    Applications that are submitted go into review. In as many queries for 300 as for 3, but for those that go into review and
    reviewers who had been taken off before. Errors: PermissionDenied, Refused.
    """
    if not pairs:
        raise Refused(_("Choose at least one reviewer and one application."))
    cases = _locked({application.pk for application, _reviewer in pairs})
    for application in cases.values():
        refuse_unless(may_assign_reviews_of, by, application)
    _refuse(cases, pairs, by)
    there = {
        (row.application_id, row.reviewer_id): row
        for row in Review.objects.filter(application__in=cases).select_related("application__call__run")
    }
    asked = dict.fromkeys((application.pk, reviewer.pk) for application, reviewer in pairs)
    _refuse_conflicts([there[key] for key in asked if key in there])
    for application in cases.values():
        if application.status == ApplicationStatus.SUBMITTED:
            machine.move(application, "review", Step(), by=by, now=now)
    back = [row for key, row in there.items() if key in asked and row.status == ReviewStatus.WITHDRAWN]
    again = [moves.move(MACHINE, row, "assign_again", Step(), by=by, now=now) for row in back]
    new = [key for key in asked if key not in there]
    given = [*_begin(new, by, now), *again]
    review_letters.tell(given, cases, {reviewer.pk: reviewer for _case, reviewer in pairs}, by=by, now=now)
    return Assigned(len(new) + len(back), len(asked) - len(new) - len(back))


def _locked(pks: set[int]) -> dict[int, Application]:
    rows = Application.objects.select_for_update(of=("self",), no_key=True).select_related("call__run")
    return {row.pk: row for row in rows.filter(pk__in=pks).order_by("pk")}


def _begin(keys: Sequence[tuple[int, int]], by: User | None, now: datetime) -> list[Review]:
    rows = [Review(application_id=application, reviewer_id=reviewer, assigned_at=now) for application, reviewer in keys]
    with explained(GUARDS):
        written = editing.write_many(rows, by=by)
    day = clock.tokyo_date(now)
    log_moves([Line(row, "assign", NEW, ReviewStatus.ASSIGNED, day) for row in written], by=by, now=now)
    return list(written)


# --- What is refused -------------------------------------------------------------------------------------------------


def _refuse(cases: dict[int, Application], pairs: Sequence[Pair], by: User | None) -> None:
    """Applications that cannot be reviewed now, and people who review nothing, or not these. Errors: Refused."""
    if any(case.status not in IN_TIME for case in cases.values()):
        raise Refused(_("Only applications that are submitted or in review are assigned. Open the page once more."))
    calls = {case.call_id: case.call for case in cases.values()}
    if lock_stopped(case.person_id for case in cases.values()):
        raise Refused(why_and_what_helps())
    if any(not call.criteria.exists() for call in calls.values()):
        raise Refused(_("The call has no criteria yet, so there is nothing to give points for."))
    known = {row.pk for row in reviewers()}
    if strangers := [reviewer for _application, reviewer in pairs if reviewer.pk not in known]:
        sentence = _("Not a reviewer any more: %(names)s.")
        raise Refused(sentence % {"names": names_in_sentence(strangers)})
    if any(reviewer.person_id == cases[application.pk].person_id for application, reviewer in pairs):
        raise Refused(_own())
    if by is not None and any(reviewer.person_id == by.person_id for _application, reviewer in pairs):
        raise Refused(_oneself())
    applied = applicants_among([reviewer for _application, reviewer in pairs], calls)
    if rivals := [one for application, one in pairs if (cases[application.pk].call_id, one.person_id) in applied]:
        sentence = _("Has applied to this call: %(names)s.")
        raise Refused(sentence % {"names": names_in_sentence(rivals)})


def _refuse_conflicts(there: Sequence[Review]) -> None:
    biased = [row for row in there if row.status == ReviewStatus.CONFLICT]
    if biased:
        people = User.objects.filter(pk__in={row.reviewer_id for row in biased})
        sentence = _("Has declared a conflict of interest about one of these applications: %(names)s.")
        raise Refused(sentence % {"names": names_in_sentence(people)})
