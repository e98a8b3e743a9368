"""Which records count, for one project, by one rule, on one date? Figures and the lists behind them ask here."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from kanazawa_exchange.lib.localized import LANGUAGES, pick
from kanazawa_exchange.lib.period import fiscal_year_bounds
from mobility.models import Leg, Mobility, Mode, StageLink
from mobility.models.mobilities import FiscalYear, MobilityQuerySet, crosses_the_year
from partners.models import Institution
from programs.models import FundingProject, ProgramRun

from ..counting import INBOUND, OUTBOUND, Filters, Named
from ..models import CountingRule
from .lengths import band
from .rules import told

NOBODY = Q(pk__in=[])


@dataclass(frozen=True)
class Home:
    """An institution that is ours from when to when."""

    institution_id: int
    country: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Sides:
    """Which side is ours, and which institutions stand in our own country: going there is no exchange."""

    homes: tuple[Home, ...]
    domestic: dict[str, tuple[int, ...]]

    def ours(self, field: str, prefix: str = "", country: str | None = None) -> Q:
        """The institution in this field is one of ours on the first day of the stay."""
        start = f"{prefix}actual_starts_on"
        terms = [
            Q(**{f"{prefix}{field}_id": home.institution_id, f"{start}__gte": home.starts_on})
            & (Q(**{f"{start}__lte": home.ends_on}) if home.ends_on else Q())
            for home in self.homes
            if country in (None, home.country)
        ]
        return reduce(or_, terms) if terms else NOBODY

    def across(self, ours: str, theirs: str, prefix: str = "") -> Q:
        """From our side to another one in another country."""
        countries = sorted({home.country for home in self.homes})
        if not countries:
            return NOBODY
        found = reduce(
            or_,
            (
                self.ours(ours, prefix, country) & ~Q(**{f"{prefix}{theirs}_id__in": self.domestic[country]})
                for country in countries
            ),
        )
        # with homes in one country, `domestic` already holds every other home
        return found if len(countries) == 1 else found & ~self.ours(theirs, prefix)

    def direction(self, direction: str, prefix: str = "") -> Q:
        """派遣 and 受入, seen from our side; nationality plays no part."""
        return self.across(*(("sending", "receiving") if direction == OUTBOUND else ("receiving", "sending")), prefix)


def sides_of(project: FundingProject) -> Sides:
    """Homes and countries of a project in one query over the institutions."""
    homes: list[Home] = []
    domestic: dict[str, set[int]] = defaultdict(set)
    rows = Institution.objects.values_list(
        "pk", "city__country", "home_of__project_id", "home_of__starts_on", "home_of__ends_on"
    )
    for pk, country, owner, starts_on, ends_on in rows:
        domestic[country].add(pk)
        if owner == project.pk:
            homes.append(Home(pk, country, starts_on, ends_on))
    homes.sort(key=lambda home: (home.institution_id, home.starts_on))
    return Sides(tuple(homes), {home.country: tuple(sorted(domestic[home.country])) for home in homes})


@dataclass(frozen=True)
class Runs:
    """The yearly runs of a project and of all others, with the project's programmes in their order."""

    own: tuple[int, ...]
    others: tuple[int, ...]
    programs: dict[int, Named]

    def condition(self, program: Named | None = None) -> Q:
        """Stays in these runs. Lists of numbers, no join: a join would lose the order of the index and cost a sort."""
        if program is not None:
            return Q(run__program_id=program.pk)
        if len(self.others) < len(self.own):
            return ~Q(run_id__in=self.others) if self.others else Q()
        return Q(run_id__in=self.own)


def runs_of(project: FundingProject) -> Runs:
    """Runs and programmes in one query."""
    own, others, programs = [], [], {}
    names = [f"program__name_{code}" for code in LANGUAGES]
    rows = ProgramRun.objects.order_by("program__order", "program_id", "pk")
    columns = ("pk", "program__project_id", "program_id", "program__slug", *names)
    for run, owner, program, slug, *texts in rows.values_list(*columns):
        if owner != project.pk:
            others.append(run)
            continue
        own.append(run)
        if program not in programs:
            programs[program] = Named(program, slug, pick(dict(zip(LANGUAGES, texts, strict=True))))
    return Runs(tuple(own), tuple(others), programs)


@dataclass(frozen=True)
class Counting:
    """Project, rule, date and filters of one request, with the sides they are seen from and the runs they are about."""

    project: FundingProject
    rule: CountingRule
    as_of: date
    filters: Filters
    sides: Sides
    runs: Runs

    def known(self, prefix: str = "") -> Q:
        """Arrived by the as-of date, not taken back by then, of a category and mode that the rule counts."""
        found = Q(**{f"{prefix}category__in": sorted(self.rule.categories)})
        found &= Q(**{f"{prefix}actual_starts_on__lte": self.as_of})
        if set(self.rule.modes) < set(Mode.values):
            found &= Q(**{f"{prefix}mode__in": sorted(self.rule.modes)})
        if self.rule.basis == CountingRule.Basis.ENROLMENT:
            found &= Q(**{f"{prefix}enrolled_on": None}) | Q(**{f"{prefix}enrolled_on__lte": self.as_of})
        return found & (Q(**{f"{prefix}uncounted_from": None}) | Q(**{f"{prefix}uncounted_from__gt": self.as_of}))

    def second_stages(self) -> QuerySet[StageLink]:
        """Stages that a person has linked to an earlier one which itself counts: together they are one stay."""
        return StageLink.objects.filter(
            self.known("first__"),
            self.sides.direction(OUTBOUND, "first__") | self.sides.direction(INBOUND, "first__"),
            first__run__program__project=self.project,
        )

    def stays(self) -> MobilityQuerySet:
        """Every stay that counts, linked stages each for themselves, in either direction or none; with its `year`."""
        return self.narrowed(Mobility.objects.filter(self.known(), self.runs.condition(self.filters.program)))

    def once(self) -> MobilityQuerySet:
        """The same with linked stages counted once, where the first one counts.

        PostgreSQL guesses that a bare NOT IN leaves half of the rows, and then sorts them instead of reading an index in
        its order; of this CASE it guesses that nearly all stay, which is the truth.
        """
        second = When(pk__in=self.second_stages().values("second_id"), then=Value(1))
        return self.stays().alias(again=Case(second, default=Value(0))).exclude(again=1)

    def counted(self) -> MobilityQuerySet:
        """The participations of the whole table: what `once` holds, in the directions asked for."""
        return self.once().filter(reduce(or_, (self.sides.direction(found) for found in self.filters.directions)))

    def narrowed(self, stays: MobilityQuerySet) -> MobilityQuerySet:
        asked = self.filters
        stays = self.in_years(stays)
        if asked.level:
            stays = stays.filter(level=asked.level)
        if asked.mode:
            stays = stays.filter(mode=asked.mode)
        if asked.band:
            stays = stays.alias(band=band(told(self.rule), self.as_of)).filter(band=asked.band)
        if asked.partner:
            stays = stays.alias(partner=self.partner()).filter(partner=asked.partner.pk)
        return stays

    def in_years(self, stays: MobilityQuerySet) -> MobilityQuerySet:
        """With `year`, the fiscal year of the rule's basis; without an enrolment that of the start of the stay."""
        first, last = self.filters.first_year, self.filters.last_year
        if self.rule.basis == CountingRule.Basis.START:
            stays = stays.annotate(year=F("fiscal_year"))
            # bounds on the date, not on the year: a bound on a column in the middle of the index makes the scan slow
            if first is not None:
                stays = stays.filter(actual_starts_on__gte=fiscal_year_bounds(first)[0])
            if last is not None:
                stays = stays.filter(actual_starts_on__lte=fiscal_year_bounds(last)[1])
            return stays
        stays = stays.annotate(year=FiscalYear(Coalesce("enrolled_on", "actual_starts_on")))
        if first is not None:
            stays = stays.filter(year__gte=first)
        return stays if last is None else stays.filter(year__lte=last)

    def continuing(self) -> MobilityQuerySet:
        """Stays of an earlier year (`year`) that reach into a later one: no end is known, or it lies after 31 March."""
        stays = self.of_any_year().stays()
        if self.rule.basis == CountingRule.Basis.START:
            return stays.filter(crosses_the_year())
        return stays.filter(Q(actual_ends_on=None) | Q(year__lt=FiscalYear("actual_ends_on")))

    def resumed(self) -> MobilityQuerySet:
        """Second stages whose first one ended before 1 April: the stay goes on in a year in which it is not new."""
        stays = self.of_any_year().stays().filter(previous_stage__in=self.second_stages())
        return stays.alias(ended=FiscalYear("previous_stage__first__actual_ends_on")).filter(ended__lt=F("year"))

    def of_any_year(self) -> "Counting":
        return replace(self, filters=replace(self.filters, first_year=None, last_year=None))

    def partner(self) -> Any:
        """The institution on the other side; for a dispatch with several hosts the main one."""
        host = Leg.objects.filter(mobility=OuterRef("pk"), is_main=True).values("host_id")[:1]
        number = BigIntegerField()
        there = Coalesce(Subquery(host), F("receiving_id"), output_field=number)
        return Case(When(self.sides.direction(OUTBOUND), then=there), default=F("sending_id"), output_field=number)
