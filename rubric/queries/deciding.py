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
from mobility.queries.applications.bars import conflict_words
from mobility.queries.applications.ticked import LeftOut
from mobility.queries.selection.places import taken
from mobility.queries.selection.waitlist import holding_another, in_line, waits_at
from mobility.queries.stopped import resting, why
from partners.queries.names import short_name
from programs.models import Call

from ..ranking import Open, Outcome, Proposed, Ranked, Wishing, in_turn, propose
from .outcomes import decided_words
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
    has_too_few: bool
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
class Ahead:
    """Somebody for whom the waitlist was decided before, told or not; or an application in review that is left to others.

    `place`: the key of the free destination that is this person's by rank, and that is proposed to nobody else; `is_barred`: the
    reader has declared a conflict of interest, and nothing the application states is shown: not this place either.
    """

    name: ShownName
    rank: int | None
    turn: int | None
    """The rank by which this person is asked for a place: no lower than that of anybody behind in the same line."""
    place: int | None = None
    is_barred: bool = False


@dataclass(frozen=True)
class Board:
    """What the page of decisions shows."""

    call: Call
    places: Mapping[int, Place]
    candidates: tuple[Candidate, ...]
    untouched: tuple[LeftOut, ...]
    """About whom nothing is decided here."""
    ahead: tuple[Ahead, ...]
    aside: tuple[Ahead, ...]
    """In review, and left to others, as the reader has declared a conflict of interest."""
    listed: int
    """The last rank on the waitlist that is given already."""

    @property
    def free(self) -> int:
        return sum(place.free for place in self.places.values())

    @property
    def too_few(self) -> int:
        return sum(each.has_too_few for each in self.candidates)

    @property
    def kept(self) -> tuple[tuple[ShownName, Localized | None], ...]:
        """Those who wait already and have a free place by rank, each with it, as far as the reader may know it."""
        return tuple(
            (one.name, None if one.is_barred else self.places[one.place].name)
            for one in self.ahead
            if one.place is not None
        )

    @property
    def kept_aside(self) -> tuple[ShownName, ...]:
        """Those left to others who have a free place by rank."""
        return tuple(one.name for one in self.aside if one.place is not None)

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

    `barred`: keys of the applications about which the reader has declared a conflict of interest: they have no line, and keep the
    place that is theirs by rank.
    The same number of queries for 3 applications and for 300.
    """
    found = reviewed(call)
    places = _places(call)
    others = Application.objects.filter(call=call).exclude(status__in=[ApplicationStatus.DRAFT])
    rows = [*others.select_related("institution").annotate(rests=resting()).order_by("pk")]
    people = shown_names(row.person_id for row in rows)
    judged = [row for row in rows if row.status == ApplicationStatus.IN_REVIEW and not row.rests]
    aside = [row for row in judged if row.pk in barred]
    chosen = [row for row in judged if row.pk not in barred and (only is None or row.uid in only)]
    lines = {line.key: line for line in found.lines}
    told = {line.key: line for line in found.told({str(row.uid) for row in aside})}
    listed = [row for row in rows if row.decision == Decision.WAITLIST]
    waits = in_line(row for row in listed if row.status in WAIT)
    wishes = _wishes([*chosen, *aside, *waits])
    length = sum(place.places for place in places.values()) if waiting is None else waiting
    wishing = [*_wishing([*chosen, *aside], lines, wishes), *in_turn(_waiting(call, waits, lines, wishes, places))]
    turns = {each.key: each.rank for each in wishing}
    known = _Known(lines, told, turns, wishes, _proposal(wishing, places, length), places, found.few)
    order = {key: number for number, key in enumerate(lines)}
    candidates = [known.candidate(row, people[row.person_id]) for row in chosen]
    candidates.sort(key=lambda each: (each.rank is None, each.rank or 0, each.name.text, order[str(each.uid)]))
    left = [row for row in rows if row not in chosen]
    left.sort(key=lambda row: only is not None and row.uid not in only)  # those that were ticked come first
    untouched = tuple(LeftOut(row.uid, people[row.person_id], _why_untouched(row, barred)) for row in left)
    ahead, left_aside = (
        tuple(known.ahead(row, people[row.person_id], row.pk in barred) for row in some) for some in (waits, aside)
    )
    return Board(call, places, tuple(candidates), untouched, ahead, left_aside, max(map(_given, listed), default=0))


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


def _wishing(
    applications: Sequence[Application], lines: Mapping[str, Ranked], wishes: Mapping[int, tuple[int, ...]]
) -> list[Wishing]:
    return [Wishing(str(row.uid), lines[str(row.uid)].rank, tuple(map(str, wishes[row.pk]))) for row in applications]


def _waiting(
    call: Call,
    waiting: Sequence[Application],
    lines: Mapping[str, Ranked],
    wishes: Mapping[int, tuple[int, ...]],
    places: Mapping[int, Place],
) -> list[Wishing]:
    """Those who wait, for one destination alone or for any of the wished ones, as the page of the places has them.

    Whoever has accepted another place in the same period can take none, nor can anybody with whom nobody goes on.
    """
    busy = holding_another(call, waiting) if waiting else frozenset()
    found = []
    for number, row in enumerate(waiting, 1):
        wanted = waits_at(row, wishes[row.pk], places)
        is_able = row.person_id not in busy and not row.rests  # type: ignore[attr-defined]  # annotated by `board`
        able = tuple(map(str, wanted)) if is_able else ()
        found.append(Wishing(str(row.uid), lines[str(row.uid)].rank, able, number))
    return found


def _proposal(wishing: Sequence[Wishing], places: Mapping[int, Place], waiting: int) -> dict[str, Proposed]:
    found = propose(wishing, {str(place.pk): place.free for place in places.values()}, waiting)
    return {line.key: line for line in found}


@dataclass(frozen=True)
class _Known:
    """What the line of an application is made of, by the keys of the ranking, of applications and of destinations."""

    lines: Mapping[str, Ranked]
    told: Mapping[str, Ranked]
    """The lines as this reader reads them."""
    turns: Mapping[str, int | None]
    wishes: Mapping[int, tuple[int, ...]]
    proposal: Mapping[str, Proposed]
    places: Mapping[int, Place]
    few: frozenset[int]

    def candidate(self, row: Application, name: ShownName) -> Candidate:
        line, proposed = self.told[str(row.uid)], self.proposal[str(row.uid)]
        is_among_shut = self.lines[str(row.uid)].is_shared and not line.is_shared
        is_offer = proposed.outcome is Outcome.OFFER
        return Candidate(
            application=row,
            name=name,
            institution=short_name(row.institution) if row.institution else localized(None, "name"),
            rank=line.rank,
            is_shared=line.is_shared,
            is_complete=line.is_complete,
            has_too_few=row.pk in self.few,
            wishes=self.wishes[row.pk],
            proposed=f"{OFFER}{self.places[int(proposed.place)].uid}" if is_offer else str(proposed.outcome),
            why=_why_open(proposed.why, is_among_shut) if proposed.why else "",
        )

    def ahead(self, row: Application, name: ShownName, is_barred: bool) -> Ahead:
        kept = self.proposal[str(row.uid)].place
        key = str(row.uid)
        return Ahead(name, self.lines[key].rank, self.turns[key], int(kept) if kept else None, is_barred)


def _why_open(why: Open, is_among_shut: bool) -> str:
    """`is_among_shut`: of those who share the rank the reader knows nothing, not even that they do."""
    if is_among_shut and why in (Open.CUT, Open.WAITLIST_CUT):
        return _("Whether a place is left rests on an application that is left to somebody else.")
    return {
        Open.UNRANKED: _("No review is finished: there is no rank."),
        Open.NO_WISH: _("No destination was wished for."),
        Open.CUT: _("The places end among those who share this rank: choose who gets them."),
        Open.WAITLIST_CUT: _("The waitlist ends among those who share this rank: choose who is on it."),
    }[why]


def _why_untouched(row: Application, barred: Collection[int]) -> str:
    if row.pk in barred:
        return conflict_words()
    if row.status == ApplicationStatus.IN_REVIEW:
        return why() if row.rests else _("not chosen in the list")  # type: ignore[attr-defined]  # annotated above
    return decided_words(row)
