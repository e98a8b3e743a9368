"""The applications of a call about which can be decided, in the order of the ranking, with what is proposed for each and why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from mobility.models import Application, ApplicationStatus, Choice, Decision
from mobility.queries.selection.places import taken
from programs.models import Call

from ..ranking import Open, Outcome, Proposed, Ranked, Wishing, propose
from .ranking import reviewed

NOTHING, OFFER = "", "offer:"
"""What a line of the form says: nothing yet, or an offer with the uid of the destination; else a decision."""


@dataclass(frozen=True)
class Place:
    """A destination of the call: how many places, and how many of them are free now."""

    pk: int
    uid: UUID
    name: Localized
    places: int
    free: int


@dataclass(frozen=True)
class Candidate:
    """One application in review. `wishes`: keys of destinations, the first wish first; `proposed` as the form says it."""

    application: Application
    name: ShownName
    institution: Localized
    rank: int | None
    is_shared: bool
    is_complete: bool
    wishes: tuple[int, ...]
    proposed: str
    why: str

    @property
    def uid(self) -> UUID:
        return self.application.uid

    @property
    def rank_words(self) -> str:
        if self.rank is None:
            return "—"
        return f"{formats.number(self.rank)}=" if self.is_shared else formats.number(self.rank)


@dataclass(frozen=True)
class Untouched:
    """An application of the call about which nothing is decided here, and why."""

    uid: UUID
    name: ShownName
    why: str


@dataclass(frozen=True)
class Ahead:
    """Somebody for whom the waitlist was decided before, told or not."""

    name: ShownName
    rank: int | None


@dataclass(frozen=True)
class Board:
    """What the page of decisions shows."""

    call: Call
    places: Mapping[int, Place]
    candidates: tuple[Candidate, ...]
    untouched: tuple[Untouched, ...]
    ahead: tuple[Ahead, ...]
    listed: int
    """The last rank on the waitlist that is given already."""

    @property
    def free(self) -> int:
        return sum(place.free for place in self.places.values())

    @property
    def open(self) -> int:
        """For how many nothing is proposed."""
        return sum(not each.proposed for each in self.candidates)

    @property
    def incomplete(self) -> int:
        return sum(not each.is_complete for each in self.candidates)


def board(
    call: Call, waiting: int | None = None, only: frozenset[UUID] | None = None, barred: Collection[int] = ()
) -> Board:
    """`waiting`: how many the waitlist takes, as many as there are places where nothing is said; `only`: about these alone.

    `barred`: keys of the applications about which the reader has declared a conflict of interest.
    The same number of queries for 3 applications and for 300.
    """
    found = reviewed(call)
    places = _places(call)
    others = Application.objects.filter(call=call).exclude(status__in=[ApplicationStatus.DRAFT])
    rows = [*others.select_related("institution").order_by("pk")]
    people = shown_names(row.person_id for row in rows)
    judged = [row for row in rows if row.status == ApplicationStatus.IN_REVIEW and row.pk not in barred]
    chosen = [row for row in judged if only is None or row.uid in only]
    lines = {line.key: line for line in found.lines}
    wishes = _wishes(chosen)
    length = sum(place.places for place in places.values()) if waiting is None else waiting
    proposal = _proposal(chosen, lines, wishes, places, length)
    order = {key: number for number, key in enumerate(lines)}
    candidates = [
        _candidate(row, lines[str(row.uid)], people[row.person_id], wishes[row.pk], proposal[str(row.uid)], places)
        for row in chosen
    ]
    candidates.sort(key=lambda each: (each.rank is None, each.rank or 0, each.name.text, order[str(each.uid)]))
    left = [row for row in rows if row not in chosen]
    left.sort(key=lambda row: only is not None and row.uid not in only)  # those that were ticked come first
    untouched = tuple(Untouched(row.uid, people[row.person_id], _why_untouched(row, barred)) for row in left)
    listed = [row for row in rows if row.decision == Decision.WAITLIST]
    ahead = tuple(
        Ahead(people[row.person_id], lines[str(row.uid)].rank)
        for row in sorted(listed, key=_given)
        if row.status in WAIT
    )
    return Board(call, places, tuple(candidates), untouched, ahead, max(map(_given, listed), default=0))


WAIT = (ApplicationStatus.DECIDED, ApplicationStatus.WAITLISTED)


def _given(row: Application) -> int:
    return row.waitlist_rank or 0


def _places(call: Call) -> dict[int, Place]:
    rows = list(call.destinations.select_related("institution"))
    numbers = taken([row.pk for row in rows])
    return {
        row.pk: Place(
            row.pk, row.uid, localized(row.institution, "name"), row.places, max(row.places - numbers[row.pk], 0)
        )
        for row in rows
    }


def _wishes(applications: Iterable[Application]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {row.pk: [] for row in applications}
    rows = Choice.objects.filter(application__in=list(found)).order_by("application_id", "order")
    for application, place in rows.values_list("application_id", "place_id"):
        found[application].append(place)
    return {pk: tuple(places) for pk, places in found.items()}


def _proposal(
    applications: Sequence[Application],
    lines: Mapping[str, Ranked],
    wishes: Mapping[int, tuple[int, ...]],
    places: Mapping[int, Place],
    waiting: int,
) -> dict[str, Proposed]:
    wishing = [
        Wishing(str(row.uid), lines[str(row.uid)].rank, tuple(str(place) for place in wishes[row.pk]))
        for row in applications
    ]
    found = propose(wishing, {str(place.pk): place.free for place in places.values()}, waiting)
    return {line.key: line for line in found}


def _candidate(
    row: Application,
    line: Ranked,
    name: ShownName,
    wishes: tuple[int, ...],
    proposed: Proposed,
    places: Mapping[int, Place],
) -> Candidate:
    said = f"{OFFER}{places[int(proposed.place)].uid}" if proposed.outcome is Outcome.OFFER else str(proposed.outcome)
    return Candidate(
        application=row,
        name=name,
        institution=localized(row.institution, "short_name") or localized(row.institution, "name"),
        rank=line.rank,
        is_shared=line.is_shared,
        is_complete=line.is_complete,
        wishes=wishes,
        proposed=said,
        why=_why_open(proposed.why) if proposed.why else "",
    )


def _why_open(why: Open) -> str:
    return {
        Open.UNRANKED: _("No review is finished: there is no rank."),
        Open.NO_WISH: _("No destination was wished for."),
        Open.CUT: _("The places end among those who share this rank: choose who gets them."),
        Open.WAITLIST_CUT: _("The waitlist ends among those who share this rank: choose who is on it."),
    }[why]


def _why_untouched(row: Application, barred: Collection[int]) -> str:
    if row.pk in barred:
        return _("you have declared a conflict of interest")
    if row.status == ApplicationStatus.IN_REVIEW:
        return _("not chosen in the list")
    label = str(ApplicationStatus(row.status).label)
    if row.status == ApplicationStatus.DECIDED:
        return f"{label}{formats.colon()}{Decision(row.decision).label}"
    return str(label)
