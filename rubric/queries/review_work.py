"""What a reviewer has to do: the own cases of all calls, those to do first."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.sorting import Arranged
from kanazawa_exchange.lib.viewer import Viewer
from mobility.models import ApplicationStatus
from mobility.queries.stopped import resting, rests, why
from programs.models import Criterion

from ..models import Review, ReviewStatus
from ..moves import REVIEW_MOVES


@dataclass(frozen=True)
class WorkLine:
    """One case of a reviewer."""

    uid: UUID
    name: ShownName
    call: Localized
    call_uid: UUID
    level: str
    institution: Localized | None
    assigned_at: datetime
    due: date | None
    is_late: bool
    """Whether it is still to do after the day on which it was due."""
    status: str
    label: str
    kind: str
    given: int
    criteria: int
    """In how many criteria there are points, of how many."""
    rests: bool
    """Whether the applicant has withdrawn the consent to the handling of the data, and nothing is judged or read."""

    @property
    def rests_words(self) -> str:
        return why() if self.rests else ""

    @property
    def is_to_do(self) -> bool:
        return self.status == ReviewStatus.ASSIGNED and not self.rests


ORDERS = {
    "state": Arranged(lambda line: (not line.is_to_do, line.due or date.max, line.assigned_at)),
    "due": Arranged(lambda line: line.due),
    "name": Arranged(lambda line: line.name.text),
    "call": Arranged(lambda line: line.call.text),
    "assigned": Arranged(lambda line: line.assigned_at),
}
"""By the words of the heads."""


def work(user: Viewer) -> tuple[WorkLine, ...]:
    """The own cases in review, what is due first before others, then as they came; two queries for 3 cases and for 300."""
    criteria = Criterion.objects.filter(call=OuterRef("application__call")).order_by().values("call")
    rows = (
        Review.objects.of_reviewer(user)
        .filter(application__status=ApplicationStatus.IN_REVIEW)
        .select_related("application__call", "application__institution")
        .annotate(rests=resting("application__person"))
        .annotate(given=Count("scores"), asked=Subquery(criteria.annotate(number=Count("pk")).values("number")))
        .order_by(F("application__call__reviews_due_on").asc(nulls_last=True), "assigned_at", "pk")
    )
    reviews = list(rows)
    names, today = shown_names(row.application.person_id for row in reviews), clock.today()
    return tuple(_line(row, names[row.application.person_id], today) for row in reviews)


def to_do(user: Viewer) -> int:
    return to_do_among(Review.objects.of_reviewer(user)).count()


def to_do_among(rows: QuerySet[Review]) -> QuerySet[Review]:
    """The reviews that are to be written now: of applications in review with which somebody goes on."""
    waiting = rows.filter(status=ReviewStatus.ASSIGNED, application__status=ApplicationStatus.IN_REVIEW)
    return waiting.exclude(rests("application__person"))


def due_of(review: Review) -> date | None:
    """The last day on which points are given, as the call says."""
    due: date | None = review.application.call.reviews_due_on
    return due


def is_late(review: Review, today: date) -> bool:
    """Whether a review is still to do though its last day is over; once the application is decided nobody waits for it."""
    due = due_of(review)
    is_awaited = review.application.status == ApplicationStatus.IN_REVIEW
    return review.status == ReviewStatus.ASSIGNED and is_awaited and due is not None and due < today


def _line(review: Review, name: ShownName, today: date) -> WorkLine:
    application = review.application
    is_shut: bool = review.rests  # type: ignore[attr-defined]  # annotated above
    return WorkLine(
        uid=review.uid,
        name=name,
        call=localized(application.call, "title"),
        call_uid=application.call.uid,
        level="" if is_shut else application.get_level_display(),
        institution=None if is_shut else localized(application.institution, "name"),
        assigned_at=review.assigned_at,
        due=due_of(review),
        is_late=is_late(review, today) and not is_shut,
        status=review.status,
        label=REVIEW_MOVES.office_label(review.status),
        kind=REVIEW_MOVES.kind(review.status),
        given=review.given,  # type: ignore[attr-defined]  # annotated above
        criteria=review.asked or 0,  # type: ignore[attr-defined]
        rests=is_shut,
    )
