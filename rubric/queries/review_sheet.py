"""The sheet of one review: what the applicant said, the own points, and, once these are in, what the others gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import StoredFile
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.facts import Fact
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.viewer import Viewer
from mobility.queries.applications import files
from mobility.queries.stopped import stopped
from programs.models import Criterion

from ..models import Review, ReviewStatus
from .application_facts import Handed, Said, answers_of, documents_of, facts_of, wishes_of
from .review_work import WorkLine, due_of, is_late, work
from .reviewers import names_of


@dataclass(frozen=True)
class Asked:
    """One criterion of the call."""

    pk: int
    name: Localized
    help: Localized
    scale: int


@dataclass(frozen=True)
class Given:
    """The points of one review in one criterion, None where there are none."""

    criterion: Asked
    points: int | None


@dataclass(frozen=True)
class Other:
    """What another reviewer gave, in the order of the criteria."""

    name: ShownName
    given: tuple[Given, ...]
    committee_comment: str
    applicant_comment: str


@dataclass(frozen=True)
class ReviewSheet:
    name: ShownName
    call: Localized
    due: date | None
    is_late: bool = False
    criteria: tuple[Asked, ...] = ()
    given: tuple[Given, ...] = ()
    facts: tuple[Fact, ...] = ()
    answers: tuple[Said, ...] = ()
    documents: tuple[Handed, ...] = ()
    others: tuple[Other, ...] = ()
    """Empty as long as the own review is not finished."""
    awaited: int = 0
    """How many others have not finished yet; told only once the own review is."""
    shut: str = ""
    """Why nothing of the case is shown: neither what it states nor what was said about it."""


def name_of(review: Review) -> ShownName:
    """How the applicant is called on this screen."""
    person = review.application.person_id
    return shown_names([person])[person]


def own_reviews(user: Viewer) -> QuerySet[Review]:
    """The reviews whose sheet this user opens."""
    rows: QuerySet[Review] = Review.objects.of_reviewer(user)
    return rows.select_related("application__call__run", "application__institution", "application__unit", "reviewer")


def sheet(review: Review, user: Viewer) -> ReviewSheet:
    """The same number of queries for 1 and for 30 questions, criteria and reviewers."""
    name, call, due = name_of(review), localized(review.application.call, "title"), due_of(review)
    if is_shut(review):
        return ReviewSheet(name, call, due, shut=told_to_reviewer())
    application = review.application
    criteria = list(application.call.criteria.all())
    is_done = review.status == ReviewStatus.DONE
    awaited = Review.objects.filter(application=application, status=ReviewStatus.ASSIGNED) if is_done else None
    return ReviewSheet(
        name,
        call,
        due,
        is_late=is_late(review, clock.today()),
        criteria=tuple(asked(row) for row in criteria),
        given=given(review, criteria),
        facts=facts_of(application, wishes_of([application])[application.pk]),
        answers=answers_of(application),
        documents=documents_of(application),
        others=_others(review, criteria, user) if is_done else (),
        awaited=0 if awaited is None else awaited.count(),
    )


def is_shut(review: Review) -> bool:
    """Whether the applicant has withdrawn the consent to the handling of the data: nothing of the case is read then; one query."""
    return bool(stopped([review.application.person_id]))


def told_to_reviewer() -> str:
    """Why nothing is judged now: the office is told what helps, the reviewer that nothing is to do."""
    return _(
        "The applicant has withdrawn the consent to the handling of the data. Until it is given again, nothing is reviewed here."
    )


def asked(row: Criterion) -> Asked:
    return Asked(row.pk, localized(row, "name"), localized(row, "help"), row.scale)


def _others(review: Review, criteria: Sequence[Criterion], user: Viewer) -> tuple[Other, ...]:
    """The finished reviews of others that this user may read."""
    rows = Review.objects.visible_to(user).filter(application=review.application_id, status=ReviewStatus.DONE)
    found = list(rows.exclude(pk=review.pk).select_related("reviewer").prefetch_related("scores").order_by("done_at"))
    names = names_of(row.reviewer for row in found)
    return tuple(other(row, criteria, names[row.reviewer_id]) for row in found)


def other(review: Review, criteria: Sequence[Criterion], name: ShownName) -> Other:
    return Other(name, given(review, criteria), review.committee_comment, review.applicant_comment)


def given(review: Review, criteria: Sequence[Criterion]) -> tuple[Given, ...]:
    points = {score.criterion_id: score.points for score in review.scores.all()}
    return tuple(Given(asked(row), points.get(row.pk)) for row in criteria)


def file_of(review: Review, uid: UUID) -> StoredFile | None:
    """A file of the application under review, and no other one; none of a case that is shut."""
    return None if is_shut(review) else files.file_of(review.application, uid)


@dataclass(frozen=True)
class Way:
    """Where a reviewer stands in the own cases, and which one is next."""

    left: int
    following: WorkLine | None


def way_on(review: Review, user: Viewer) -> Way:
    """The next case that is to do, after this one in the order of the list; the first one after the last."""
    lines = [line for line in work(user) if line.is_to_do or line.uid == review.uid]
    place = next((n for n, line in enumerate(lines) if line.uid == review.uid), -1)
    ahead = [line for line in (*lines[place + 1 :], *lines[: max(place, 0)]) if line.is_to_do]
    return Way(len(ahead), ahead[0] if ahead else None)
