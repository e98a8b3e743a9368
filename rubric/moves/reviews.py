"""The states of a review and its moves: assigned, finished; or taken from the reviewer, by a conflict of interest or the office."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.states import NEW, Move, MoveTable, State, Step
from kanazawa_exchange.lib.viewer import Viewer

from ..permissions import may_keep_review, may_write_review

Record = Any
"""A review with its application. Models import this file, so it imports none."""


class ReviewStatus(models.TextChoices):
    """The words of the database are those of `ranking.ReviewState`."""

    ASSIGNED = "assigned", pgettext_lazy("review", "To do")
    DONE = "done", pgettext_lazy("review", "Finished")
    CONFLICT = "conflict", pgettext_lazy("review", "Conflict of interest")
    WITHDRAWN = "withdrawn", pgettext_lazy("review", "Taken back")


AWAITED = (ReviewStatus.ASSIGNED, ReviewStatus.DONE)
"""States in which the reviewer's points are expected."""


def _reviewer(user: Viewer, review: Record) -> bool:
    return bool(may_write_review(user, review))


def _keeper(user: Viewer, review: Record) -> bool:
    """Nobody opens the own review again, or takes it back, after having read those of the others."""
    return bool(may_keep_review(user, review)) and review.reviewer_id != getattr(user, "pk", None)


def _review_faults(review: Record, _step: Step) -> dict[str, str]:
    """Points are given while the application is in review, and stand as they are from the decision on."""
    if review.application.status == "in_review":
        return {}
    return {"": _("The application is not in review now, so nothing about its reviews can change.")}


def _finish(review: Record, step: Step) -> None:
    review.done_at = step.at


def _reopen(review: Record, _step: Step) -> None:
    review.done_at = None


def _assign_again(review: Record, step: Step) -> None:
    review.assigned_at = step.at


CONFLICT_REASONS = {
    "family": pgettext_lazy("conflict of interest", "Related or close to the applicant"),
    "teacher": pgettext_lazy("conflict of interest", "Teaches or supervises the applicant"),
    "work": pgettext_lazy("conflict of interest", "Works with the applicant, or on the same matter"),
    "other": gettext_lazy("Another reason"),
}

REVIEW_MOVES = MoveTable(
    [
        Move(
            name="assign",
            sources={NEW},
            target=ReviewStatus.ASSIGNED,
            label=pgettext_lazy("review", "Assign"),
            done=pgettext_lazy("review, history", "Assigned"),
            may=_keeper,
            is_final=True,
        ),
        Move(  # made on the sheet, with the points
            name="finish",
            sources={ReviewStatus.ASSIGNED},
            target=ReviewStatus.DONE,
            label=gettext_lazy("Finish the review"),
            done=pgettext_lazy("review, history", "Finished"),
            may=_reviewer,
            needs=_review_faults,
            change=_finish,
            is_final=True,
        ),
        Move(
            name="reopen",
            is_final=True,
            may=_keeper,
            sources={ReviewStatus.DONE},
            target=ReviewStatus.ASSIGNED,
            label=pgettext_lazy("review", "Open again"),
            done=pgettext_lazy("review, history", "Opened again"),
            notice=gettext_lazy(
                "The reviewer can change points and comments once more. Until the review is finished again, it does not count."
            ),
            reason_required=True,
            needs=_review_faults,
            change=_reopen,
        ),
        Move(
            name="declare_conflict",
            is_final=True,
            may=_reviewer,
            sources={ReviewStatus.ASSIGNED, ReviewStatus.DONE},
            target=ReviewStatus.CONFLICT,
            label=gettext_lazy("Declare a conflict of interest"),
            done=pgettext_lazy("review, history", "Conflict of interest declared"),
            notice=gettext_lazy(
                "The application is taken from you, and nothing that you wrote about it counts. The office assigns somebody else;"
                " it reads the reason, the applicant does not."
            ),
            reasons=CONFLICT_REASONS,
            needs=_review_faults,
            change=_reopen,
            is_grave=True,
        ),
        Move(
            name="withdraw",
            is_final=True,
            may=_keeper,
            sources={ReviewStatus.ASSIGNED, ReviewStatus.DONE},
            target=ReviewStatus.WITHDRAWN,
            label=gettext_lazy("Take the reviewer off"),
            done=pgettext_lazy("review, history", "Reviewer taken off"),
            notice=gettext_lazy(
                "Nothing that this reviewer wrote about the application counts any more. It is kept, and the reviewer can be"
                " assigned again."
            ),
            reason_required=True,
            needs=_review_faults,
            change=_reopen,
            is_grave=True,
        ),
        Move(  # made on the page of assignments, as a new one is
            name="assign_again",
            sources={ReviewStatus.WITHDRAWN},
            target=ReviewStatus.ASSIGNED,
            label=pgettext_lazy("review", "Assign again"),
            done=pgettext_lazy("review, history", "Assigned again"),
            may=_keeper,
            needs=_review_faults,
            change=_assign_again,
            is_final=True,
        ),
    ],
    {
        ReviewStatus.ASSIGNED: State(ReviewStatus.ASSIGNED.label, kind="todo"),
        ReviewStatus.DONE: State(ReviewStatus.DONE.label, kind="done"),
        ReviewStatus.CONFLICT: State(ReviewStatus.CONFLICT.label, kind="bad"),
        ReviewStatus.WITHDRAWN: State(ReviewStatus.WITHDRAWN.label, kind="off"),
    },
)
