"""The scope of a figure: the stays of one project, by one rule, on one date, with its filters."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.localized import pick
from kanazawa_exchange.lib.named import Named
from kanazawa_exchange.lib.period import fiscal_year_bounds
from mobility.models import AWAITED, COUNTABLE, Leg, Mobility, Mode, StageLink, Status
from mobility.models.mobilities import FiscalYear, MobilityQuerySet, crosses_the_year
from mobility.queries.directions import Sides, any_of, sides_of
from mobility.queries.eligible import Terms, begins_before
from mobility.queries.runs import in_runs
from programs.models import FundingProject, ProgramRun

from ..figures import OUTBOUND, UNKNOWN_LEVEL, Filters, open_year
from ..models import CountingRule
from .lengths import band, known_end
from .rules import as_rule

YEAR = SmallIntegerField()
FOREVER = 9999


@dataclass(frozen=True)
class Runs:
    """The yearly runs of a project and of all others, with the project's programmes in their order."""

    own: tuple[int, ...]
    others: tuple[int, ...]
    programs: dict[int, Named]

    def condition(self, prefix: str = "") -> Q:
        """Stays in these runs."""
        return in_runs(self.own, self.others, prefix)


def runs_of(project: FundingProject) -> Runs:
    """Runs and programmes in one query."""
    own, others, programs = [], [], {}
    for run, owner, program, slug, *texts in prepared.rows(_every_run):
        if owner != project.pk:
            others.append(run)
            continue
        own.append(run)
        if program not in programs:
            programs[program] = Named(program, slug, pick(dict(zip(LANGUAGES, texts, strict=True))))
    return Runs(tuple(own), tuple(others), programs)


def _every_run() -> QuerySet[ProgramRun, tuple[Any, ...]]:
    names = [f"program__name_{code}" for code in LANGUAGES]
    rows = ProgramRun.objects.order_by("program__order", "program_id", "pk")
    return rows.values_list("pk", "program__project_id", "program_id", "program__slug", *names)


@dataclass(frozen=True)
class Scope:
    """Project, rule, date and filters of one request, with the sides they are seen from and the runs they are about."""

    project: FundingProject
    rule: CountingRule
    as_of: date
    filters: Filters
    sides: Sides
    runs: Runs
    going_on_in: int | None = None
    """The year of the figure of those who are continuing, when that is the figure asked about."""

    @cached_property
    def prepared_key(self) -> Hashable:
        """All that a query of this scope follows from: of project and rule what is counted by, not their names."""
        rule, sides, runs = self.rule, self.sides, self.runs
        years = (self.project.first_fiscal_year, self.project.last_fiscal_year)
        counted = (rule.basis, tuple(rule.categories), tuple(rule.modes), as_rule(rule).bands)
        seen_from = (sides.homes, tuple(sides.domestic.items()), sides.first_day)
        return (years, counted, self.as_of, self.filters, seen_from, runs.own, runs.others, self.going_on_in)

    @cached_property
    def terms(self) -> Terms:
        """What the rule says about a stay, whatever the filters."""
        return Terms(
            self.as_of,
            (self.border,),
            categories=tuple(self.rule.categories),
            modes=tuple(self.rule.modes),
            by_enrolment=self.rule.basis == CountingRule.Basis.ENROLMENT,
        )

    def border(self, prefix: str = "") -> Q:
        """Stays of the project in one direction or the other."""
        return self.sides.either(prefix) & self.runs.condition(prefix)

    @property
    def first_year(self) -> int:
        """The first year that is shown: the one asked for, else the project's first."""
        asked = self.filters.first_year
        return self.project.first_fiscal_year if asked is None else asked

    def records(self) -> MobilityQuerySet:
        """The project's records, with `year`: the fiscal year of the rule's basis, without an enrolment that of the start."""
        stays = Mobility.objects.filter(self.runs.condition())
        if not self.terms.by_enrolment:
            return stays.annotate(year=F("fiscal_year"))
        return stays.annotate(year=FiscalYear(Coalesce("enrolled_on", "actual_starts_on")))

    def stays(self) -> MobilityQuerySet:
        """The stays of the years that are shown, linked stages as one, in either direction or none."""
        return self.narrowed(self.in_years(self.terms.once(self.records())))

    def eligible(self) -> MobilityQuerySet:
        """The participations of the whole table: those of the stays that go in the directions asked for."""
        return self.stays().filter(any_of(self.sides.direction(way) for way in self.filters.directions))

    def behind(self) -> MobilityQuerySet:
        """The stays that the figure asked about consists of."""
        return self.eligible() if self.going_on_in is None else self.going_on(self.going_on_in)

    def earlier(self) -> MobilityQuerySet:
        """The stays of years before the first one that is shown."""
        return self.narrowed(self.terms.once(self.records())).filter(year__lt=self.first_year)

    def in_years(self, stays: MobilityQuerySet) -> MobilityQuerySet:
        first, last = self.first_year, self.filters.last_year
        if self.terms.by_enrolment:
            stays = stays.filter(year__gte=first)
            return stays if last is None else stays.filter(year__lte=last)
        # bounds on the date, not on the year: a bound on a column in the middle of the index makes the scan slow
        stays = stays.filter(actual_starts_on__gte=fiscal_year_bounds(first)[0])
        return stays if last is None else stays.filter(actual_starts_on__lte=fiscal_year_bounds(last)[1])

    def narrowed(self, stays: MobilityQuerySet) -> MobilityQuerySet:
        """Those of the programme, level, mode, length and partner asked for, as the first of linked stages has them."""
        asked = self.filters
        if asked.program:
            stays = stays.filter(run__program_id=asked.program.pk)
        if asked.level:
            stays = stays.alias(level_or_none=level()).filter(level_or_none=asked.level)
        if asked.mode:
            stays = stays.alias(mode_of_stay=self.mode()).filter(mode_of_stay=asked.mode)
        if asked.band:
            stays = self.with_length(stays).alias(band=band(as_rule(self.rule))).filter(band=asked.band)
        if asked.partner:
            stays = stays.alias(partner=self.partner()).filter(partner=asked.partner.pk)
        return stays

    # --- Stays that are still ahead -----------------------------------------------------------------------------------
    @property
    def running_year(self) -> int | None:
        """The fiscal year that runs on the date, when it is one of the project and is shown.

        In a band of length none is: how long those ahead will be nobody knows.
        """
        year = None if self.filters.band else open_year(self.as_of)
        if year not in self.project.fiscal_years or year is None or year < self.first_year:
            return None
        return year if self.filters.last_year is None or year <= self.filters.last_year else None

    def of_first_days(self) -> "Scope":
        """The same scope for stays that have not begun: their direction is that of the planned first day."""
        return replace(self, sides=replace(self.sides, first_day="starts_on"))

    def ahead(self, year: int) -> MobilityQuerySet:
        """The stays of a year that on the date had not begun and were not cancelled; later stages of a stay are no others."""
        first, last = fiscal_year_bounds(year)
        stays = Mobility.objects.filter(self.runs.condition(), starts_on__gte=first, starts_on__lte=last)
        cancelled_later = Transition.objects.filter(
            record_type="mobility", record_id=OuterRef("pk"), target=Status.CANCELLED, effective_on__gt=self.as_of
        )
        awaited = Q(status__in=AWAITED) | Q(status=Status.CANCELLED) & Exists(cancelled_later)
        begun_later = Q(status__in=COUNTABLE, actual_starts_on__gt=self.as_of)
        begun_later &= Q(uncounted_from=None) | Q(uncounted_from__gt=self.as_of)
        stays = stays.filter(awaited | begun_later, category__in=self.terms.categories, mode__in=self.terms.modes)
        return self.narrowed(stays.exclude(pk__in=_stages_after_others()).annotate(year=Value(year, output_field=YEAR)))

    # --- Stays that go on ---------------------------------------------------------------------------------------------
    def continuing(self) -> MobilityQuerySet:
        """Stages that reach into years after their own, each for itself: no end is known, or it lies after 31 March.

        They are continuing in the years after `after` up to `up_to`, which is 0 where no end is known. Linked stages would go
        on twice: `continuing_twice` is to be taken off, and `continuing_by_later_stages` added.
        """
        stages = self.narrowed(self.records().filter(self.terms.stage()))
        stages = stages.annotate(after=F("year"), up_to=last_year())
        if self.terms.by_enrolment:
            return stages.filter(Q(actual_ends_on=None) | Q(year__lt=FiscalYear("actual_ends_on")))
        return stages.filter(crosses_the_year())

    def continuing_twice(self) -> MobilityQuerySet:
        """What later stages say for themselves."""
        return self.continuing().filter(pk__in=self.terms.later_stages())

    def continuing_by_later_stages(self) -> MobilityQuerySet:
        """Later stages, for the years in which none before them was there: from the year in which the stay resumes."""
        stages = self.records().filter(pk__in=self.terms.later_stages())
        if self.filters.narrows or self.filters.program:
            stay = self.records().filter(pk__in=self.terms.stages_of_stay(OuterRef("pk")).values("pk"))
            stages = stages.filter(Exists(self.narrowed(self.terms.once(stay))))
        return stages.annotate(after=self.gone_on_until(), up_to=last_year())

    def going_on(self, year: int) -> MobilityQuerySet:
        """Who is continuing in a year: as many stages as the figure says, in the directions asked for."""
        there = Q(after__lt=year) & (Q(up_to=0) | Q(up_to__gte=year))
        later = When(pk__in=self.terms.later_stages(), then=Value(1))
        firsts = self.continuing().alias(again=Case(later, default=Value(0))).filter(there, again=0)
        resumed = self.continuing_by_later_stages().filter(there)
        found = self.records().filter(Q(pk__in=firsts.values("pk")) | Q(pk__in=resumed.values("pk")))
        return found.filter(any_of(self.sides.direction(way) for way in self.filters.directions))

    def gone_on_until(self) -> Any:
        """The last year in which a later stage adds nothing: an earlier one was there, or nobody yet."""
        stages = self.terms.stages_of_stay(OuterRef("pk"))
        before = stages.filter(begins_before(F, OuterRef))
        open_last = F("actual_ends_on").desc(nulls_first=True)
        seen_until = Coalesce(FiscalYear("actual_ends_on"), Value(FOREVER, output_field=YEAR))
        bounds: list[Any] = [
            Subquery(before.order_by(open_last).annotate(seen_until=seen_until).values("seen_until")[:1]),
            F("fiscal_year") - Value(1, output_field=YEAR),
        ]
        if self.terms.by_enrolment:
            year = FiscalYear(Coalesce("enrolled_on", "actual_starts_on"))
            bounds.append(Subquery(stages.annotate(of_stay=year).values("of_stay")[:1]))
        return Greatest(*bounds, output_field=YEAR)

    # --- What linked stages have in common ------------------------------------------------------------------------------
    def mode(self) -> Any:
        """The mode of a stay: that of its stages, hybrid where they differ."""
        other = self.terms.stages_of_stay(OuterRef("pk")).exclude(mode=OuterRef("mode"))
        differs = When(Q(pk__in=self.terms.first_stages()) & Q(Exists(other)), then=Value(Mode.HYBRID.value))
        return Case(differs, default=F("mode"), output_field=CharField())

    def with_length(self, stays: MobilityQuerySet) -> MobilityQuerySet:
        """With the last day of the stay as far as it is known, and as it is confirmed: linked stages end with the last one."""
        stages = self.terms.stages_of_stay(OuterRef("pk")).reverse()
        linked = Q(pk__in=self.terms.first_stages())
        known, confirmed = (
            Case(
                When(linked, then=Subquery(stages.annotate(end=end).values("end")[:1])),
                default=end,
                output_field=DateField(),
            )
            for end in (known_end(self.as_of), F("actual_ends_on"))
        )
        return stays.alias(stay_ends_on=known, stay_ended_on=confirmed)

    def partner(self) -> Any:
        """The institution on the other side; for a dispatch with several hosts the main one."""
        host = Leg.objects.filter(mobility=OuterRef("pk"), is_main=True).values("host_id")[:1]
        number = BigIntegerField()
        there = Coalesce(Subquery(host), F("receiving_id"), output_field=number)
        return Case(When(self.sides.direction(OUTBOUND), then=there), default=F("sending_id"), output_field=number)


def scope_of(project: FundingProject, rule: CountingRule, as_of: date, filters: Filters | None = None) -> Scope:
    """The scope of one request; two queries."""
    return Scope(project, rule, as_of, filters or Filters(), sides_of(project.pk), runs_of(project))


def level() -> Any:
    """The level of a stay, with a word of its own where none is recorded."""
    return Case(When(level="", then=Value(UNKNOWN_LEVEL)), default=F("level"), output_field=CharField())


def last_year() -> Any:
    """The fiscal year of the last day, 0 where it is not known."""
    return Coalesce(FiscalYear("actual_ends_on"), Value(0, output_field=YEAR))


def _stages_after_others() -> Any:
    """The ids of stages that are linked with one that begins before them, begun or not."""
    later = When(first__starts_on__lte=F("second__starts_on"), then=F("second_id"))
    return StageLink.objects.exclude(first__status=Status.CANCELLED).values_list(Case(later, default=F("first_id")))
