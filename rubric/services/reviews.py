"""A review from its draft to its end: points and comments saved as they come, finished, opened again, taken from its reviewer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import editing, moves
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.refusals import Guards, Refused
from kanazawa_exchange.lib.states import Step
from mobility.models import Application
from mobility.services.stopped import refuse_stopped
from programs.models import Criterion

from ..models import Review, ReviewScore
from ..moves import REVIEW_MOVES, ReviewStatus
from ..permissions import may_write_review
from ..queries.review_sheet import told_to_reviewer

Points = Mapping[int, int | None]
"""Key of a criterion → points; None takes them back. A criterion that is not named stays as it is."""

COMMENTS = ("committee_comment", "applicant_comment")
BOX = "points-"
"""The box of a criterion is called `points-<its key>`."""


def _changed_meanwhile() -> str:
    return _("The review changed while it was being saved. Open the page once more.")


GUARDS: Guards = {
    "review_score_scale": ("", _changed_meanwhile),
    "review_score_stands": ("", _changed_meanwhile),
    "review_score_once": ("", _changed_meanwhile),
}


@retried
@transaction.atomic
def save(
    review: Review, points: Points, comments: Mapping[str, str], *, by: User | None, version: int | None = None
) -> Review:
    """Keep points and comments of a review that is not finished, and return it as it stands then.

    Errors: PermissionDenied, StaleEdit, Refused by the boxes of criteria.
    """
    current = _for_writing(review, by, version)
    if _points_changed(current, points, by) | _comments_changed(current, comments):
        editing.save_edit(current, by=by)
    return current


@dataclass(frozen=True)
class Boxes:
    """Points and comments, some or all of them."""

    points: Points
    comments: Mapping[str, str]


@retried
@transaction.atomic
def save_boxes(review: Review, typed: Boxes, seen: Boxes, *, by: User | None) -> tuple[Review, frozenset[str]]:
    """Keep each box whose text is still the one over which it was typed, `seen`; the names of the others come back, and nothing of
    them is kept: another window of the same reviewer has changed them meanwhile.

    Errors: PermissionDenied, Refused by the boxes of criteria.
    """
    current = _for_writing(review, by, None)
    stood = dict(current.scores.values_list("criterion_id", "points"))
    newer_points = {
        pk: given for pk, given in typed.points.items() if stood.get(pk) not in (given, seen.points.get(pk))
    }
    newer_comments = {
        name: text
        for name, text in typed.comments.items()
        if getattr(current, name) not in (text, seen.comments.get(name, ""))
    }
    points = {pk: given for pk, given in typed.points.items() if pk not in newer_points}
    comments = {name: text for name, text in typed.comments.items() if name not in newer_comments}
    newer = frozenset([*(f"{BOX}{pk}" for pk in newer_points), *newer_comments])
    return save(current, points, comments, by=by), newer


@retried
@transaction.atomic
def finish(
    review: Review,
    points: Points,
    comments: Mapping[str, str],
    *,
    by: User | None,
    now: datetime,
    version: int | None = None,
) -> Review:
    """Save, and say that this is the reviewer's judgement: from now on it counts, and the others' are shown.

    Errors: PermissionDenied, StaleEdit, Refused where a criterion has no points.
    """
    current = save(review, points, comments, by=by, version=version)
    given = set(current.scores.values_list("criterion_id", flat=True))
    criteria = current.application.call.criteria.values_list("pk", flat=True)
    if missing := [pk for pk in criteria if pk not in given]:
        raise Refused({f"{BOX}{pk}": _("Give points.") for pk in missing})
    return moves.move(MACHINE, current, "finish", Step(), by=by, now=now)


@retried
@transaction.atomic
def move(
    review: Review, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> Review:
    """Make one move of `rubric.moves.reviews` with a review that exists, but for finishing it.

    Errors: PermissionDenied, StaleEdit, Refused.
    """
    if name == "finish":
        raise ValueError("a review is finished with its points")
    _lock_application(review)
    return moves.move(MACHINE, review, name, step, by=by, now=now, version=version)


def _rows() -> Any:
    return Review.objects.select_related("application__call__run", "reviewer")


MACHINE: moves.Machine[Review] = moves.Machine(table=REVIEW_MOVES, rows=_rows, guards=GUARDS)


def _lock_application(review: Review) -> None:
    """Nothing about a review changes while its application is decided."""
    Application.objects.select_for_update(no_key=True).filter(pk=review.application_id).first()


def _for_writing(review: Review, by: User | None, version: int | None) -> Review:
    """The review under its lock, while it is to do. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_write_review, by, review)
    _lock_application(review)
    current: Review = editing.lock_for_edit(_rows(), review.pk, version)
    if current.status != ReviewStatus.ASSIGNED:
        raise Refused(_("This review is not to do any more, so nothing was saved. Open the page once more."))
    if sentence := REVIEW_MOVES.moves["finish"].needs(current, Step()).get(""):
        raise Refused(sentence)
    refuse_stopped(current.application.person_id, told_to_reviewer())
    return current


# --- Points and comments ---------------------------------------------------------------------------------------------


def _points_changed(review: Review, points: Points, by: User | None) -> bool:
    """Write the points that differ. Errors: Refused by the boxes of criteria."""
    criteria = {row.pk: row for row in review.application.call.criteria.all()}
    _refuse_outside(criteria, points)
    there = {row.criterion_id: row for row in review.scores.select_for_update()}
    changed = False
    for pk, given in points.items():
        score = there.get(pk)
        if given is None and score is not None:
            editing.delete(score, by=by)
        elif given is not None and score is None:
            new = ReviewScore(review=review, criterion=criteria[pk])
            editing.create(new, {"points": given}, by=by, guards=GUARDS)
        elif given is not None and score is not None and score.points != given:
            editing.edit(score, {"points": given}, by=by, version=None, guards=GUARDS)
        else:
            continue
        changed = True
    return changed


def _refuse_outside(criteria: Mapping[int, Criterion], points: Points) -> None:
    errors = {}
    for pk, given in points.items():
        if pk not in criteria:
            errors[f"{BOX}{pk}"] = _("The call has no such criterion. Open the page once more.")
        elif given is not None and not 0 <= given <= criteria[pk].scale:
            words = {"most": formats.number(criteria[pk].scale)}
            errors[f"{BOX}{pk}"] = _("Give whole points from 0 to %(most)s.") % words
    if errors:
        raise Refused(errors)


def _comments_changed(review: Review, comments: Mapping[str, str]) -> bool:
    changed = False
    for name in COMMENTS:
        text = comments.get(name)
        if text is not None and text != getattr(review, name):
            setattr(review, name, text)
            changed = True
    return changed
