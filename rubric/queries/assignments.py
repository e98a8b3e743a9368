"""Who reviews which application of a call, who could, and how a share by load would turn out before anybody is assigned."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.viewer import Viewer, member
from mobility.models import Application, ApplicationStatus
from mobility.queries.stopped import resting, why
from programs.models import Call

from ..models import Review, ReviewStatus
from ..moves import REVIEW_MOVES
from ..moves.reviews import AWAITED
from ..permissions import conflicts_of
from ..shares import Candidate, Case, Shares, share
from .reviewers import applicants_among, loads, names_of, reviewers


@dataclass(frozen=True)
class OnCase:
    """One reviewer on one case, in whatever state."""

    uid: UUID
    reviewer: int
    name: ShownName
    status: str
    label: str
    kind: str

    @property
    def is_awaited(self) -> bool:
        return self.status in AWAITED


@dataclass(frozen=True)
class CaseLine:
    """One application that can be assigned."""

    pk: int
    uid: UUID
    person: int
    name: ShownName
    is_submitted: bool
    """Not in review yet: being assigned hands it over."""
    label: str
    level: str
    institution: Localized
    submitted_at: datetime | None
    reviews: tuple[OnCase, ...]
    bar: str = ""
    """Why nobody is assigned to it; empty where nothing stands against it."""

    @property
    def has(self) -> int:
        return sum(review.is_awaited for review in self.reviews)


@dataclass(frozen=True)
class ReviewerLine:
    """One reviewer with the cases of all calls."""

    pk: int
    uid: UUID
    person: int
    name: ShownName
    to_do: int
    done: int
    bar: str = ""
    """Why this reviewer is given no case of the call; empty where nothing stands against it."""


@dataclass(frozen=True)
class Board:
    """The applications of a call that can be assigned, and those who can be asked."""

    cases: tuple[CaseLine, ...]
    reviewers: tuple[ReviewerLine, ...]

    @property
    def unassigned(self) -> int:
        return sum(not case.has for case in self.cases)

    def why_not(self, case: CaseLine, reviewer: ReviewerLine) -> str:
        """Why this reviewer cannot be assigned to this case, or is there already; nothing where it is possible."""
        if case.bar:
            return case.bar
        if case.person == reviewer.person:
            return _("the own application")
        there = next((review for review in case.reviews if review.reviewer == reviewer.pk), None)
        if there is None or there.status == ReviewStatus.WITHDRAWN:
            return reviewer.bar
        return _("conflict of interest") if there.status == ReviewStatus.CONFLICT else _("assigned already")

    def of(self, uids: Collection[UUID]) -> "Board":
        """The same with these applications alone."""
        return replace(self, cases=tuple(case for case in self.cases if case.uid in uids))


def board(call: Call, user: Viewer) -> Board:
    """Without the reader's own application, and those about which the reader has declared a conflict of interest.

    Eight queries for 3 applications and for 300.
    """
    states = (ApplicationStatus.SUBMITTED, ApplicationStatus.IN_REVIEW)
    rows = Application.objects.filter(call=call, status__in=states).select_related("institution")
    if account := member(user):
        rows = rows.exclude(person_id=account.person_id).exclude(pk__in=conflicts_of(user))
    applications = list(rows.annotate(rests=resting()).order_by("submitted_at", "pk"))
    found = Review.objects.filter(application__in=[row.pk for row in applications]).select_related("reviewer")
    reviews = list(found.order_by("assigned_at", "pk"))
    people = shown_names(row.person_id for row in applications)
    accounts = reviewers()
    names = names_of([*accounts, *(row.reviewer for row in reviews)])
    by_case: dict[int, list[OnCase]] = {row.pk: [] for row in applications}
    for row in reviews:
        by_case[row.application_id].append(_on_case(row, names[row.reviewer_id]))
    numbers, bars = loads(), _bars(accounts, call, user)
    return Board(
        tuple(_case(row, people[row.person_id], by_case[row.pk]) for row in applications),
        tuple(
            ReviewerLine(
                row.pk, row.uid, row.person_id or 0, names[row.pk], *numbers.get(row.pk, (0, 0)), bars.get(row.pk, "")
            )
            for row in accounts
        ),
    )


def _bars(accounts: Sequence[User], call: Call, user: Viewer) -> dict[int, str]:
    """By the key of the account, why somebody is given no case of the call: who assigns, and who has applied."""
    applied = {person for _call, person in applicants_among(accounts, [call.pk])}
    bars = {row.pk: _("has applied to this call") for row in accounts if row.person_id in applied}
    return bars | {row.pk: _("nobody assigns themselves") for row in accounts if row.pk == user.pk}


def _on_case(row: Review, name: ShownName) -> OnCase:
    label, kind = REVIEW_MOVES.office_label(row.status), REVIEW_MOVES.kind(row.status)
    return OnCase(row.uid, row.reviewer_id, name, row.status, label, kind)


def _case(row: Application, name: ShownName, reviews: Sequence[OnCase]) -> CaseLine:
    return CaseLine(
        pk=row.pk,
        uid=row.uid,
        person=row.person_id,
        name=name,
        is_submitted=row.status == ApplicationStatus.SUBMITTED,
        label=row.get_status_display(),
        level=row.get_level_display() if row.level else "",
        institution=localized(row.institution, "name"),
        submitted_at=row.submitted_at,
        reviews=tuple(reviews),
        bar=why() if row.rests else "",  # type: ignore[attr-defined]  # annotated above
    )


# --- Looked at before anybody is assigned ----------------------------------------------------------------------------


@dataclass(frozen=True)
class ProposedCase:
    """Whom a case would get, how many it would still lack, and who does not get it, with the reason."""

    case: CaseLine
    new: tuple[ReviewerLine, ...]
    lacking: int = 0
    left_out: tuple[tuple[ReviewerLine, str], ...] = ()

    @property
    def has_words(self) -> str:
        return formats.series(*(review.name.text for review in self.case.reviews if review.is_awaited))

    @property
    def new_words(self) -> str:
        return formats.series(*(reviewer.name.text for reviewer in self.new))

    @property
    def left_words(self) -> str:
        if self.case.bar:
            return self.case.bar
        return formats.series(*(f"{one.name.text}{formats.bracketed(why)}" for one, why in self.left_out))


@dataclass(frozen=True)
class Proposal:
    """What an assignment would do. `pairs`: the uid of each application and of its accounts, as the form that confirms sends them."""

    cases: tuple[ProposedCase, ...]
    loads: tuple[tuple[ReviewerLine, int], ...]
    """Each reviewer who would get something, and how many cases are to do then."""

    @property
    def pairs(self) -> tuple[str, ...]:
        """One text for each application, so that a form carries as many as it may be asked for."""
        given = [(each.case.uid, [str(reviewer.uid) for reviewer in each.new]) for each in self.cases if each.new]
        return tuple(f"{case}:{','.join(accounts)}" for case, accounts in given)

    @property
    def number(self) -> int:
        return sum(len(each.new) for each in self.cases)

    @property
    def handed_over(self) -> int:
        """How many applications would go into review by that."""
        return sum(each.case.is_submitted and bool(each.new) for each in self.cases)


def by_load(found: Board, cases: Sequence[CaseLine], people: Sequence[ReviewerLine], each: int) -> Proposal:
    """Every case has `each` reviewers afterwards, those with the fewest open cases first."""
    candidates = [
        Candidate(_key(person.pk), person.to_do, frozenset(_key(c.pk) for c in cases if found.why_not(c, person)))
        for person in people
    ]
    shares = share([Case(_key(case.pk), case.has) for case in cases], candidates, each)
    return _proposal(cases, people, shares, {})


def by_hand(found: Board, cases: Sequence[CaseLine], people: Sequence[ReviewerLine]) -> Proposal:
    """All of these reviewers on each of these cases, but for those who cannot."""
    reasons = {(case.pk, person.pk): found.why_not(case, person) for case in cases for person in people}
    pairs = tuple((_key(case), _key(person)) for (case, person), why in reasons.items() if not why)
    return _proposal(cases, people, Shares(pairs), reasons)


def _key(pk: int) -> str:
    """Keys that are sorted as texts stand in the order of their numbers."""
    return f"{pk:020d}"


def _proposal(
    cases: Sequence[CaseLine],
    people: Sequence[ReviewerLine],
    shares: Shares,
    reasons: dict[tuple[int, int], str],
) -> Proposal:
    by_key = {_key(person.pk): person for person in people}
    new: dict[str, list[ReviewerLine]] = {_key(case.pk): [] for case in cases}
    further = dict.fromkeys(by_key, 0)
    for case, reviewer in shares.pairs:
        new[case].append(by_key[reviewer])
        further[reviewer] += 1
    return Proposal(
        tuple(
            ProposedCase(
                case,
                tuple(new[_key(case.pk)]),
                shares.lacking.get(_key(case.pk), 0),
                tuple((person, why) for person in people if (why := reasons.get((case.pk, person.pk), ""))),
            )
            for case in cases
        ),
        tuple((by_key[key], by_key[key].to_do + number) for key, number in further.items() if number),
    )
