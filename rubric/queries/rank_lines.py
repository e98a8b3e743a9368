"""One application in the ranking of a call, in the words of the screen: where it stands and why, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from mobility.models import Application
from mobility.queries.stopped import why

from ..ranking import Ranked, TieRule, rounded
from ..ranking.cases import criterion_of
from .outcomes import Outcome, outcome_of
from .ranking import Reviewed
from .review_sheet import Asked, Other, asked

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
class Readable:
    """What a reader may read of the reviews of one case."""

    reviews: tuple[Other, ...]
    biased: tuple[str, ...]
    has_too_few: bool
    is_withheld: bool


@dataclass(frozen=True)
class RankWords:
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
        said: Readable,
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
            decided_by=() if withheld else tuple(self.tie(code) for code in ranked.decided_by),
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
