"""The ranking of a call as pages and files show it: who stands where and why, what is missing, what reviewers said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count

from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.viewer import Viewer, member
from mobility.models import Application, Choice
from programs.models import Call

from ..models import Review, ReviewStatus
from ..ranking import Incomplete
from .application_facts import wishes_of
from .rank_lines import RankLine, RankWords, Readable
from .ranking import reviewed
from .review_sheet import Asked, asked, other
from .reviewers import names_of


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
    words = RankWords(found, {str(pk): name.text for pk, name in names.items()}, places)
    few = found.few
    account = member(user)
    own = account.person_id if account else None
    by_case: dict[str, list[Review]] = {key: [] for key in found.applications}
    for review in found.reviews:
        by_case[str(review.application.uid)].append(review)
    lines = []
    shut = {key for key, reviews in by_case.items() if any(_is_own_conflict(row, own) for row in reviews)}
    for ranked in found.told(shut):
        application, reviews = found.applications[ranked.key], by_case[ranked.key]
        done = [row for row in reviews if row.pk in readable and row.status == ReviewStatus.DONE]
        conflicts = [row for row in reviews if row.status == ReviewStatus.CONFLICT]
        said = Readable(
            tuple(other(row, found.criteria, names[row.reviewer_id]) for row in done),
            tuple(names[row.reviewer_id].text for row in conflicts),
            application.pk in few,
            ranked.key in shut,
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


def _is_own_conflict(review: Review, own: int | None) -> bool:
    return review.status == ReviewStatus.CONFLICT and review.reviewer.person_id == own


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
