"""The ranking of a call as records give it: the door through which decisions, pages and files learn who stands where."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mobility.models import Application, ApplicationStatus
from mobility.queries.stopped import resting
from programs.models import Call, Criterion

from .. import ranking
from ..models import Review
from ..ranking import Incomplete, Ranked
from .too_few import with_too_few_reviewers

RANKED = (
    ApplicationStatus.IN_REVIEW,
    ApplicationStatus.DECIDED,
    ApplicationStatus.OFFERED,
    ApplicationStatus.WAITLISTED,
    ApplicationStatus.CONFIRMED,
    ApplicationStatus.DECLINED,
    ApplicationStatus.LAPSED,
)
"""Applications that are or were reviewed and did not end early: also after the decision the ranking is what it was made from."""


@dataclass(frozen=True)
class Reviewed:
    """The records behind a ranking: applications, criteria and reviews with their scores, each read once, and what follows."""

    call: Call
    criteria: Sequence[Criterion]
    applications: Mapping[str, Application]
    reviews: Sequence[Review]
    lines: tuple[Ranked, ...]
    """Keys are the uids of applications and criteria, and the keys of accounts, as texts."""
    incomplete: Incomplete = Incomplete.AMONG

    def told(self, shut: Collection[str]) -> tuple[Ranked, ...]:
        """The lines for a reader to whom these cases (by their keys) are shut."""
        if not shut:
            return self.lines
        rest = {key: row for key, row in self.applications.items() if key not in shut}
        return ranking.told(self.lines, _ranked(self.call, self.criteria, rest, self.reviews, self.incomplete), shut)

    @property
    def few(self) -> frozenset[int]:
        """The keys of those with too few reviewers among all that are ranked, whatever part of them a page shows."""
        return with_too_few_reviewers(self.reviews, {row.pk for row in self.applications.values()})


def reviewed(call: Call, incomplete: Incomplete = Incomplete.AMONG) -> Reviewed:
    """The ranking of a call by its own rules; four queries for 3 applications and for 300."""
    criteria = list(call.criteria.all())
    rows = Application.objects.filter(call=call, status__in=RANKED).select_related("institution", "place__institution")
    rows = rows.annotate(rests=resting())
    applications = {str(row.uid): row for row in rows.order_by("pk")}
    found = Review.objects.filter(application__call=call, application__status__in=RANKED).counting()
    reviews = list(found.select_related("application", "reviewer").prefetch_related("scores").order_by("pk"))
    lines = _ranked(call, criteria, applications, reviews, incomplete)
    return Reviewed(call, criteria, applications, reviews, lines, incomplete)


def _ranked(
    call: Call,
    criteria: Sequence[Criterion],
    applications: Mapping[str, Application],
    reviews: Sequence[Review],
    incomplete: Incomplete,
) -> tuple[Ranked, ...]:
    """The ranking of these applications by the rules of the call; reviews of others are passed over."""
    return ranking.rank(
        [ranking.Application(key, row.grade_index, row.submitted_at) for key, row in applications.items()],
        [ranking.Criterion(str(row.uid), row.scale, row.weight) for row in criteria],
        [_in_arithmetic(review, {row.pk: str(row.uid) for row in criteria}) for review in reviews],
        call.ties,
        seed=call.lot_seed,
        incomplete=incomplete,
    )


def _in_arithmetic(review: Review, criteria: Mapping[int, str]) -> ranking.Review:
    points = {criteria[score.criterion_id]: score.points for score in review.scores.all()}
    state = ranking.ReviewState(review.status)
    return ranking.Review(str(review.application.uid), str(review.reviewer_id), state, points)


def ranks(call: Call) -> dict[int, Ranked]:
    """By the key of the application: its line of the ranking, in the order of the ranking. What decisions are made from."""
    found = reviewed(call)
    return {found.applications[line.key].pk: line for line in found.lines}
