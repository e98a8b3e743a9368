"""The ranking of a call as pages and files show it: who stands where and why, what is missing, what reviewers said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.viewer import Viewer, member
from mobility.models import Application, Choice
from mobility.queries.stopped import why
from programs.models import Call

from ..models import Review, ReviewStatus
from ..ranking import Incomplete, Ranked, TieRule, rounded
from ..ranking.cases import criterion_of
from .application_facts import wishes_of
from .outcomes import Outcome, outcome_of
from .ranking import Reviewed, reviewed
from .review_sheet import Asked, Other, asked, other
from .reviewers import names_of

PLACES = 2
"""Decimals of a score on the screen; ranks are made from the exact values."""


@dataclass(frozen=True)
class Mean:
    """The mean of the finished reviews in one criterion."""

    criterion: Asked
    points: Decimal | None


@dataclass(frozen=True)
class RankLine:
    """One application in the ranking, in the words of the screen."""

    uid: UUID
    name: ShownName
    rank: int | None
    is_shared: bool
    total: Decimal | None
    means: tuple[Mean, ...]
    decided_by: tuple[str, ...]
    is_complete: bool
    finished: int
    awaited: tuple[str, ...]
    """The names of those whose review is expected and does not count yet."""
    missing: tuple[str, ...]
    """In words: which reviewer has not given points in which criterion."""
    biased: tuple[str, ...]
    """The names of those who have declared a conflict of interest."""
    has_too_few: bool
    """Whether a reviewer has left it and it has fewer than the others."""
    is_withheld: bool
    """Whether this reader has declared one: no points and nothing the case states are shown then, its rank is."""
    reviews: tuple[Other, ...]
    """The finished reviews that this reader may read."""
    level: str
    institution: Localized | None
    grade_index: Decimal | None
    wishes: tuple[str, ...]
    submitted_at: datetime | None
    outcome: Outcome | None
    """What became of it; nothing while nothing is decided, and for a reader with a conflict of interest."""
    is_below: bool
    """Whether by rank alone the places of the call have ended before it."""
    rests: bool
    """Whether the consent to the handling of the data was withdrawn, and nothing is decided."""

    @property
    def rank_words(self) -> str:
        """1, or 2= where the rank is shared, or a dash."""
        if self.rank is None:
            return "—"
        return f"{formats.number(self.rank)}=" if self.is_shared else formats.number(self.rank)

    @property
    def lacks_reviewers(self) -> bool:
        return not self.finished and not self.awaited

    @property
    def has_notes(self) -> bool:
        told = bool(self.missing or self.decided_by or self.biased)
        return told or self.has_too_few or self.lacks_reviewers or self.rests or self.is_withheld

    @property
    def rests_words(self) -> str:
        return why() if self.rests else ""

    @property
    def decided_words(self) -> str:
        return formats.series(*self.decided_by)

    @property
    def missing_words(self) -> str:
        return formats.series(*self.missing)

    @property
    def biased_words(self) -> str:
        return formats.series(*self.biased)

    @property
    def wishes_words(self) -> str:
        return formats.series(*self.wishes)


@dataclass(frozen=True)
class Destination:
    """Where places are given, how many, and for how many it is the first wish."""

    name: Localized
    places: int
    wished: int


@dataclass(frozen=True)
class Selection:
    """The ranking of one call."""

    call: Call
    title: Localized
    criteria: tuple[Asked, ...]
    weights: tuple[str, ...]
    ties: tuple[str, ...]
    """The rules of the call in words, in their order."""
    destinations: tuple[Destination, ...]
    lines: tuple[RankLine, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(str(criterion.name) for criterion in self.criteria)

    @property
    def scales(self) -> str:
        """The criteria with the most points and the weight of each, in one sentence."""
        pairs = zip(self.criteria, self.weights, strict=True)
        return formats.series(*(f"{one.name}{formats.bracketed(f'0–{one.scale}, ×{weight}')}" for one, weight in pairs))

    @property
    def ties_words(self) -> str:
        return formats.series(*self.ties)

    @property
    def numbered(self) -> str:
        """Which columns of the ranking hold numbers: the score, the third one, and the criteria behind it."""
        return " ".join(str(3 + place) for place in range(len(self.criteria) + 1))

    @property
    def numbered_here(self) -> str:
        """The same where the criteria follow the name at once."""
        return " ".join(str(2 + place) for place in range(len(self.criteria)))

    @property
    def places(self) -> int:
        return sum(one.places for one in self.destinations)

    @property
    def is_cut_among_equals(self) -> bool:
        """Whether the places end among those who share a rank."""
        return sum(not line.is_below for line in self.lines) > self.places > 0

    @property
    def width(self) -> int:
        """How many columns the ranking has."""
        return 5 + len(self.criteria)

    @property
    def incomplete(self) -> int:
        return sum(not line.is_complete for line in self.lines)

    @property
    def too_few(self) -> int:
        return sum(line.has_too_few for line in self.lines)

    @property
    def shared(self) -> int:
        return sum(line.is_shared for line in self.lines)


def selection(call: Call, user: Viewer, incomplete: Incomplete = Incomplete.AMONG) -> Selection:
    """The whole ranking with what this reader may read of the reviews; the same number of queries for 3 and for 300."""
    found = reviewed(call, incomplete)
    applications = list(found.applications.values())
    readable = set(Review.objects.visible_to(user).filter(application__call=call).values_list("pk", flat=True))
    people = shown_names(row.person_id for row in applications)
    names = names_of(row.reviewer for row in found.reviews)
    wishes = wishes_of(applications)
    destinations = _destinations(call, applications)
    places = sum(one.places for one in destinations)
    words = _Words(found, {str(pk): name.text for pk, name in names.items()}, places)
    few = found.few
    account = member(user)
    own = account.person_id if account else None
    by_case: dict[str, list[Review]] = {key: [] for key in found.applications}
    for review in found.reviews:
        by_case[str(review.application.uid)].append(review)
    lines = []
    for ranked in found.lines:
        application, reviews = found.applications[ranked.key], by_case[ranked.key]
        done = [row for row in reviews if row.pk in readable and row.status == ReviewStatus.DONE]
        conflicts = [row for row in reviews if row.status == ReviewStatus.CONFLICT]
        said = _Said(
            tuple(other(row, found.criteria, names[row.reviewer_id]) for row in done),
            tuple(names[row.reviewer_id].text for row in conflicts),
            application.pk in few,
            any(row.reviewer.person_id == own for row in conflicts),
        )
        lines.append(words.line(ranked, application, people[application.person_id], wishes[application.pk], said))
    return Selection(
        call=call,
        title=localized(call, "title"),
        criteria=tuple(asked(row) for row in found.criteria),
        weights=tuple(formats.shortest(row.weight) for row in found.criteria),
        ties=tuple(words.tie(code) for code in call.ties),
        destinations=destinations,
        lines=tuple(_by_name(lines)),
    )


def _by_name(lines: Sequence[RankLine]) -> Iterator[RankLine]:
    """Those who share a rank, and those who have none, stand by name."""
    for _rank, equals in groupby(lines, key=lambda line: line.rank):
        yield from sorted(equals, key=lambda line: (line.name.text, line.uid))


def _destinations(call: Call, applications: Sequence[Application]) -> tuple[Destination, ...]:
    """Two queries."""
    first = Choice.objects.filter(application__in=[row.pk for row in applications], order=1).order_by()
    wished = dict(first.values_list("place").annotate(number=Count("pk")))
    rows = call.destinations.select_related("institution")
    return tuple(Destination(localized(row.institution, "name"), row.places, wished.get(row.pk, 0)) for row in rows)


@dataclass(frozen=True)
class _Said:
    """What a reader may read of the reviews of one case."""

    reviews: tuple[Other, ...]
    biased: tuple[str, ...]
    has_too_few: bool
    is_withheld: bool


@dataclass(frozen=True)
class _Words:
    """What stands behind the keys of a ranking."""

    found: Reviewed
    reviewers: Mapping[str, str]
    places: int
    """Of the call, at all destinations."""

    @property
    def _criteria(self) -> dict[str, str]:
        return {str(row.uid): str(localized(row, "name")) for row in self.found.criteria}

    def tie(self, code: str) -> str:
        """A rule in words."""
        if key := criterion_of(code):
            name = self._criteria.get(key, "—")
            return _("points for “%(criterion)s”") % {"criterion": name}
        return {
            TieRule.GRADE_INDEX: pgettext("tie", "grade index"),
            TieRule.SUBMITTED_AT: pgettext("tie", "submitted earlier"),
            TieRule.LOT: pgettext("tie", "lot"),
        }[TieRule(code)]

    def line(
        self,
        ranked: Ranked,
        application: Application,
        name: ShownName,
        wishes: tuple[str, ...],
        said: _Said,
    ) -> RankLine:
        score, withheld = ranked.score, said.is_withheld
        means = {} if withheld else score.means
        return RankLine(
            uid=application.uid,
            name=name,
            rank=ranked.rank,
            is_shared=ranked.is_shared,
            total=None if withheld else _printed(score.total),
            means=tuple(Mean(asked(row), _printed(means.get(str(row.uid)))) for row in self.found.criteria),
            decided_by=tuple(self.tie(code) for code in ranked.decided_by),
            is_complete=ranked.is_complete,
            finished=len(score.reviewers),
            awaited=tuple(self.reviewers[key] for key in score.awaited),
            missing=self._missing(ranked),
            biased=said.biased,
            has_too_few=said.has_too_few,
            is_withheld=withheld,
            reviews=() if withheld else said.reviews,
            level=application.get_level_display() if application.level and not withheld else "",
            institution=None if withheld else localized(application.institution, "name"),
            grade_index=None if withheld else application.grade_index,
            wishes=() if withheld else wishes,
            submitted_at=application.submitted_at,
            outcome=None if withheld else outcome_of(application),
            is_below=0 < self.places < (ranked.rank or self.places + 1),
            rests=application.rests,  # type: ignore[attr-defined]  # annotated by `reviewed`
        )

    def _missing(self, ranked: Ranked) -> tuple[str, ...]:
        """By reviewer; one who has given no points at all is told without the criteria."""
        criteria = self._criteria
        by_reviewer: dict[str, list[str]] = {}
        for gap in ranked.score.missing:
            by_reviewer.setdefault(gap.reviewer, []).append(criteria[gap.criterion])
        found = []
        for key in ranked.score.awaited:
            gaps = by_reviewer.get(key, [])
            if not gaps:
                found.append(_("%(name)s (not finished)") % {"name": self.reviewers[key]})
            elif len(gaps) == len(criteria):
                found.append(self.reviewers[key])
            else:
                found.append(f"{self.reviewers[key]}{formats.bracketed(formats.series(*gaps))}")
        return tuple(found)


def _printed(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value, PLACES)
