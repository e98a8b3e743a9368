"""The direction of a mobility, dispatch or acceptance: derived from which side is ours on its first day, never stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet

from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.period import covers
from partners.models import Institution
from programs.models import Direction, ProjectHome


@dataclass(frozen=True)
class HomeSides:
    """Per project, which institutions are ours from when to when."""

    terms: dict[int, tuple[tuple[int, date, date | None], ...]]

    def on(self, project_id: int, day: date) -> frozenset[int]:
        """The home side of a project on a day."""
        return frozenset(
            institution
            for institution, starts_on, ends_on in self.terms.get(project_id, ())
            if covers(starts_on, ends_on, day)
        )

    def next_of(self, project_id: int, institutions: Iterable[int], day: date) -> tuple[int, date] | None:
        """Which of these institutions becomes ours first after a day, and from when on."""
        names = set(institutions)
        later = [(starts_on, pk) for pk, starts_on, _end in self.terms.get(project_id, ()) if pk in names]
        day_and_pk = min((each for each in later if each[0] > day), default=None)
        return (day_and_pk[1], day_and_pk[0]) if day_and_pk else None


def home_sides(*project_ids: int) -> HomeSides:
    """The home sides of these projects, or of all when none is named; one query."""
    rows = ProjectHome.objects.all()
    if project_ids:
        rows = rows.filter(project_id__in=project_ids)
    terms: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    for project, institution, starts_on, ends_on in rows.values_list(
        "project_id", "institution_id", "starts_on", "ends_on"
    ):
        terms[project].append((institution, starts_on, ends_on))
    return HomeSides({project: tuple(sides) for project, sides in terms.items()})


def derive(sending: Institution, receiving: Institution, ours: frozenset[int]) -> Direction | None:
    """Outbound (派遣) or inbound (受入); None when both sides are ours, or neither, or nobody crosses a border.

    A home student placed with a company at home is no dispatch, whoever the company belongs to.
    """
    from_us, to_us = sending.pk in ours, receiving.pk in ours
    if from_us == to_us or sending.city.country == receiving.city.country:
        return None
    return Direction.OUTBOUND if from_us else Direction.INBOUND


# --- The same in the database ----------------------------------------------------------------------------------------
NO_STAY = Q(pk__in=[])


@dataclass(frozen=True)
class Home:
    """An institution that is ours from when to when."""

    institution_id: int
    country: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Sides:
    """Which side is ours in one project, and which institutions stand in our own country: going there is no exchange."""

    homes: tuple[Home, ...]
    domestic: Mapping[str, tuple[int, ...]]
    first_day: str = "actual_starts_on"  # the column of the first day; `starts_on` for stays that are still ahead

    def direction(self, direction: str, prefix: str = "") -> Q:
        """Stays in this direction, seen from our side; nationality plays no part."""
        outbound = direction == Direction.OUTBOUND
        return self._across(*(("sending", "receiving") if outbound else ("receiving", "sending")), prefix)

    def either(self, prefix: str = "") -> Q:
        """Stays in one direction or the other."""
        return self.direction(Direction.OUTBOUND, prefix) | self.direction(Direction.INBOUND, prefix)

    def _across(self, ours: str, theirs: str, prefix: str) -> Q:
        """From our side to another one in another country."""
        countries = sorted({home.country for home in self.homes})
        across = any_of(
            self._ours(ours, prefix, country) & ~Q(**{f"{prefix}{theirs}_id__in": self.domestic[country]})
            for country in countries
        )
        # with homes in one country, `domestic` already holds every other home
        return across if len(countries) < 2 else across & ~self._ours(theirs, prefix)

    def _ours(self, field: str, prefix: str, country: str | None = None) -> Q:
        """The institution in this field is one of ours on the first day of the stay."""
        start = f"{prefix}{self.first_day}"
        return any_of(
            Q(**{f"{prefix}{field}_id": home.institution_id, f"{start}__gte": home.starts_on})
            & (Q(**{f"{start}__lte": home.ends_on}) if home.ends_on else Q())
            for home in self.homes
            if country in (None, home.country)
        )


def any_of(conditions: Iterable[Q]) -> Q:
    """What fulfils one of the conditions; nothing when there is none."""
    parts = list(conditions)
    return reduce(or_, parts) if parts else NO_STAY


def with_homes() -> QuerySet[Any]:
    """Every institution with its country, once for each term in which a project has it for a home."""
    return Institution.objects.order_by("pk", "home_of__starts_on").annotate(
        country=F("city__country"),
        home_in=F("home_of__project_id"),
        home_from=F("home_of__starts_on"),
        home_until=F("home_of__ends_on"),
    )


def sides_of_projects(institutions: Iterable[Any]) -> dict[int, Sides]:
    """Homes and countries of every project that has a home; takes what `with_homes` gives."""
    homes: dict[int, list[Home]] = defaultdict(list)
    domestic: dict[str, set[int]] = defaultdict(set)
    for place in institutions:
        domestic[place.country].add(place.pk)
        if place.home_in is not None:
            homes[place.home_in].append(Home(place.pk, place.country, place.home_from, place.home_until))
    return {project: _sides(of_project, domestic) for project, of_project in homes.items()}


def sides_of(project_id: int) -> Sides:
    """Homes and countries of one project; one query over the institutions."""
    return sides_of_projects(prepared.rows(_bare_homes)).get(project_id, Sides((), {}))


def _bare_homes() -> QuerySet[Any]:
    return with_homes().only("pk")


def _sides(homes: list[Home], domestic: Mapping[str, set[int]]) -> Sides:
    return Sides(tuple(homes), {home.country: tuple(sorted(domestic[home.country])) for home in homes})
