"""The figures of the public front pages: places, partners, numbers by the rule in force, and what students write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.formats import fiscal_years_label
from kanazawa_exchange.lib.localized import Localized, localized
from mobility.queries.activity_reports import feed
from mobility.queries.activity_reports.cards import Card
from partners.models import Institution, Office
from partners.queries.groups import GroupPage, group_pages
from partners.queries.places import PartnerMap, partner_map
from programs.models import Committee, FundingProject, Milestone
from programs.queries.cards import ProgramCard
from programs.queries.catalogue import main_programs, programs_on_offer
from programs.queries.projects import default_project
from programs.queries.public_pages import MilestoneLine, milestones

from ..figures import Rule
from .activity_reports import ReportsSoFar, reports_so_far
from .rules import DEFAULT_RULE, as_rule, rule_in_force
from .scope import Scope, scope_of

LATEST_REPORTS = 3
"""Activity Reports on the first page."""


@dataclass(frozen=True)
class SoFar:
    """Participations of the main project up to a day, by a named rule. The plan is no public figure."""

    number: int
    first_year: int
    last_year: int
    rule: Rule
    as_of: date

    @property
    def years(self) -> str:
        return fiscal_years_label(self.first_year, self.last_year)


@dataclass(frozen=True)
class HomeOffice:
    """Where to find us: our own institution and the offices we run."""

    name: Localized
    website: str
    city: Localized
    time_zone: str
    offices: tuple[tuple[Localized, Localized], ...]


@dataclass(frozen=True)
class FrontPage:
    """`activity_reports`: the newest of those that `reports` counts."""

    map: PartnerMap
    so_far: SoFar | None
    partners: GroupPage | None
    programs: tuple[ProgramCard, ...]
    on_offer: tuple[ProgramCard, ...]
    """What a visitor may still join, of every project; the programmes above are those of the main one."""
    reports: ReportsSoFar | None
    activity_reports: Sequence[Card]

    @property
    def others(self) -> tuple[ProgramCard, ...]:
        """The programmes of the main project that are not on offer."""
        return tuple(card for card in self.programs if card not in self.on_offer)


@dataclass(frozen=True)
class CommitteeLine:
    name: Localized
    description: Localized
    is_external: bool


@dataclass(frozen=True)
class AboutPage:
    name: Localized
    scheme: Localized
    summary: Localized
    first_fiscal_year: int
    last_fiscal_year: int
    committees: tuple[CommitteeLine, ...]
    programs: tuple[ProgramCard, ...]
    milestones: tuple[MilestoneLine, ...]
    contact: HomeOffice | None

    @property
    def years(self) -> str:
        return fiscal_years_label(self.first_fiscal_year, self.last_fiscal_year)


def front_page(on: date, now: datetime) -> FrontPage:
    """The first page; its number of queries does not depend on how many records there are."""
    project = default_project()
    groups = [group for group in group_pages(on) if group.kind == "programme_partners"]
    return FrontPage(
        map=partner_map(on),
        so_far=so_far(project, on) if project else None,
        partners=groups[0] if groups else None,
        programs=main_programs(project),
        on_offer=programs_on_offer(),
        reports=reports_so_far(on, now),
        activity_reports=feed.newest(now, LATEST_REPORTS),
    )


def about_page(on: date, now: datetime) -> AboutPage | None:
    """None as long as the portal knows no project."""
    project = default_project()
    if project is None:
        return None
    return AboutPage(
        name=localized(project, "name"),
        scheme=localized(project, "scheme"),
        summary=localized(project, "summary"),
        first_fiscal_year=project.first_fiscal_year,
        last_fiscal_year=project.last_fiscal_year,
        committees=tuple(
            CommitteeLine(
                localized(committee, "name"),
                localized(committee, "description"),
                committee.kind == Committee.Kind.EXTERNAL,
            )
            for committee in project.committees.order_by("pk")
        ),
        programs=main_programs(project),
        milestones=milestones(Milestone.objects.public(now)),
        contact=home_office(project, on),
    )


def so_far(project: FundingProject, on: date) -> SoFar | None:
    """How many took part until that day, counted by the rule in force; None before the first of them."""
    rule = rule_in_force(DEFAULT_RULE, on)
    if rule is None:
        return None
    counted = {line["year"]: line["number"] for line in prepared.rows(_by_year, scope_of(project, rule, on))}
    if not counted:
        return None
    return SoFar(sum(counted.values()), min(counted), max(counted), as_rule(rule), on)


def _by_year(scope: Scope) -> QuerySet[Any, dict[str, int]]:
    """The participations of each year."""
    return scope.eligible().values("year").annotate(number=Count("*")).order_by("year")


def home_of(project: FundingProject | None) -> Institution | None:
    """The institution at home in the project, the first one where it has several."""
    return Institution.objects.filter(home_of__project=project).select_related("city").order_by("home_of__pk").first()


def home_office(project: FundingProject | None, on: date) -> HomeOffice | None:
    """The institution at home in the project, with the offices it runs elsewhere on that day."""
    home = home_of(project)
    if home is None:
        return None
    offices = Office.objects.on(on).filter(run_by=home).select_related("located_at").order_by("opened_on", "pk")
    return HomeOffice(
        name=localized(home, "name"),
        website=home.website,
        city=localized(home.city, "name"),
        time_zone=home.city.time_zone,
        offices=tuple((localized(office, "name"), localized(office.located_at, "name")) for office in offices),
    )
