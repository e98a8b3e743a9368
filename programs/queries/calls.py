"""Calls for applications: as cards of a list, as the public page tells of one, and as its keepers read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Sum

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.paging import PAGE_SIZE, Order, Page, Place
from partners.models import City

from ..call_moves import CALL_MOVES, CallStatus
from ..models import Call, CallPhase, CallPlace, Direction, ProgramPartner
from .call_requirements import conditions
from .call_times import JAPAN, Clock, Zone, clocks, time_left, zoned_words
from .catalogue import languages_of
from .eligibility import Condition
from .labels import WAYS, run_label
from .partner_first import is_partner_first
from .tie_rules import CRITERION, rule_words

NEWEST_FIRST = Order("closes_at", descending=True)
LOOKS = {CallPhase.TO_COME: "todo", CallPhase.OPEN: "now", CallPhase.CLOSED: "done"}


@dataclass(frozen=True)
class CallCard:
    """One call as a line of a list. `state` is what a reader wants to know: to come, open, closed, or what its status says."""

    uid: UUID
    title: Localized
    program: Localized
    run: str
    direction: str
    way: str
    status: str
    phase: str
    state_label: str
    state_kind: str
    opens: str
    closes: str
    opens_at: datetime
    closes_at: datetime
    left: str
    """Until it closes, or opens; empty once it has closed."""
    places: int
    program_slug: str = ""
    opens_on: tuple[Clock, ...] = ()
    closes_on: tuple[Clock, ...] = ()
    """The moments on the clocks of both sides, for the public."""


def call_card(call: Call, now: datetime) -> CallCard:
    """A call whose run, programme and number of places (`all_places`) are there already."""
    phase = call.phase(now)
    is_announced = call.status == CallStatus.ANNOUNCED
    return CallCard(
        uid=call.uid,
        title=localized(call, "title"),
        program=localized(call.run.program, "name"),
        run=run_label(call.run, in_places=True),
        direction=call.run.direction,
        way=str(WAYS[call.run.direction]),
        status=call.status,
        phase=phase,
        state_label=str(phase.label) if is_announced else CALL_MOVES.office_label(call.status),
        state_kind=LOOKS[phase] if is_announced else CALL_MOVES.kind(call.status),
        opens=zoned_words(call.opens_at, call.zone),
        closes=zoned_words(call.closes_at, call.zone, is_end=True),
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        left=_left(call, now) if is_announced else "",
        places=getattr(call, "all_places", None) or 0,
        program_slug=call.run.program.slug,
    )


def _left(call: Call, now: datetime) -> str:
    return time_left(now, call.opens_at if call.phase(now) == CallPhase.TO_COME else call.closes_at)


def with_places(calls: QuerySet[Call]) -> QuerySet[Call]:
    """What `call_card` reads, in one query."""
    return calls.select_related("run__program").annotate(all_places=Sum("destinations__places"))


# --- One call --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlaceLine:
    """A destination with its places."""

    slug: str
    name: Localized
    city: Localized
    places: int


@dataclass(frozen=True)
class NamedLine:
    """A document or a criterion: its name, what is said about it, and a note in words."""

    name: Localized
    help: Localized
    is_required: bool = True
    scale: int = 0
    share: str = ""
    """How much of the whole a criterion counts."""


@dataclass(frozen=True)
class CallPage:
    """Everything that the public page of one call says."""

    card: CallCard
    text: Localized
    cost: Localized
    results: str
    """The day on which they come, in words; empty where none is named."""
    written_in: tuple[str, ...]
    program_slug: str
    opens: tuple[Clock, ...]
    closes: tuple[Clock, ...]
    is_open: bool
    destinations: tuple[PlaceLine, ...]
    most_choices: int
    conditions: tuple[Condition, ...]
    documents: tuple[NamedLine, ...]
    questions: int
    criteria: tuple[NamedLine, ...]
    ties: tuple[str, ...]
    correction_days: int
    offer_days: int
    is_inbound: bool
    is_partner_first: bool
    """Whether partners nominate their students before these can apply."""
    promotes_itself: bool
    stay: str
    theme: Localized


def call_page(call: Call, now: datetime) -> CallPage:
    """One call with its run and programme; nine queries at most, two more of an inbound one."""
    destinations = list(call.destinations.select_related("institution__city"))
    call.all_places = sum(place.places for place in destinations)  # type: ignore[attr-defined]
    zones = zones_of(call, destinations)
    return CallPage(
        card=call_card(call, now),
        text=localized(call, "text"),
        cost=localized(call, "cost"),
        results=formats.long_date(call.results_on) if call.results_on else "",
        written_in=languages_of(call, "title", "text"),
        program_slug=call.run.program.slug,
        opens=clocks(call.opens_at, zones),
        closes=clocks(call.closes_at, zones, is_end=True),
        is_open=call.is_open(now),
        destinations=tuple(_place_line(place) for place in destinations),
        most_choices=min(call.most_choices, len(destinations)) or 1,
        conditions=conditions(call),
        documents=tuple(
            NamedLine(localized(row, "name"), localized(row, "help"), row.is_required) for row in call.documents.all()
        ),
        questions=call.questions.count(),
        criteria=_criteria(call),
        ties=tie_words(call),
        correction_days=call.correction_days,
        offer_days=call.offer_days,
        is_inbound=call.run.direction == Direction.INBOUND,
        is_partner_first=is_partner_first(call),
        promotes_itself=call.promotion == Call.Promotion.AUTOMATIC,
        stay=formats.period(call.run.starts_on, call.run.ends_on, long=True),
        theme=localized(call.run, "theme"),
    )


def _place_line(place: CallPlace) -> PlaceLine:
    institution = place.institution
    return PlaceLine(
        institution.slug, localized(institution, "name"), localized(institution.city, "name"), place.places
    )


def _criteria(call: Call) -> tuple[NamedLine, ...]:
    rows = list(call.criteria.all())
    whole = sum(row.weight for row in rows)
    return tuple(
        NamedLine(
            localized(row, "name"),
            localized(row, "help"),
            scale=row.scale,
            share=formats.percent(float(row.weight / whole * 100)) if len(rows) > 1 else "",
        )
        for row in rows
    )


def tie_words(call: Call) -> tuple[str, ...]:
    """The rules among equals, in their order; no query where none names a criterion."""
    names = {}
    if any(code.startswith(CRITERION) for code in call.ties):
        names = {str(row.uid): str(localized(row, "name")) for row in call.criteria.all()}
    return tuple(rule_words(code, names) for code in call.ties)


def zones_of(call: Call, destinations: Iterable[CallPlace]) -> tuple[Zone, ...]:
    """Whose clocks show the window: that in which the office wrote it, Japan's, and those of the other side."""
    partners = ProgramPartner.objects.filter(program_id=call.run.program_id).select_related("institution__city")
    return zones_among(call, cities_of(call, destinations, partners.order_by("pk")))


def cities_of(call: Call, destinations: Iterable[CallPlace], partners: Iterable[ProgramPartner]) -> list[City]:
    """Outbound those of the destinations; inbound those of the partners of the programme."""
    rows: Iterable[CallPlace | ProgramPartner] = partners if call.run.direction == Direction.INBOUND else destinations
    return [row.institution.city for row in rows]


def zones_among(call: Call, cities: Iterable[City]) -> tuple[Zone, ...]:
    there = [Zone(city.time_zone, str(localized(city, "name"))) for city in cities]
    own = next((zone for zone in there if zone.key == call.zone), Zone(call.zone))
    return tuple(dict.fromkeys([own, Zone(JAPAN), *(zone for zone in there if zone.key != JAPAN)]))


# --- For those who keep them -----------------------------------------------------------------------------------------


def page(calls: QuerySet[Call], place: Place, now: datetime, *, size: int = PAGE_SIZE) -> Page[CallCard]:
    """Calls, the last to close first, by one query."""
    found = NEWEST_FIRST.page(with_places(calls), place, size=size)
    return found.of(call_card(call, now) for call in found.rows)


def whole_call(call: Call) -> Call:
    """The call with all its parts, as the page of its keepers shows them."""
    parts = ("requirements", "documents", "criteria", "checklist", "questions__options")
    places = Prefetch("destinations", CallPlace.objects.select_related("institution__city"))
    found: Call = (
        Call.objects.select_related("run__program__project", "run__city")
        .prefetch_related(places, *parts)
        .get(pk=call.pk)
    )
    return found


def years_of(calls: QuerySet[Call]) -> Sequence[int]:
    """The fiscal years of these calls, newest first."""
    return sorted(set(calls.order_by().values_list("run__fiscal_year", flat=True)), reverse=True)


def shifted_by_a_year(day: date) -> date:
    """The same day of the next year; 28 February for a 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
