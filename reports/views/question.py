"""The question that a request puts to the figures: its project, its rule, its day, its filter."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from kanazawa_exchange.lib import clock, dates
from kanazawa_exchange.lib.named import named
from kanazawa_exchange.lib.paging import AFTER, BEFORE
from kanazawa_exchange.lib.period import parse_fiscal_year
from partners.models import Institution
from programs.models import FundingProject, Program
from programs.queries.projects import projects_of, running_on

from ..figures import Filters, Part, PlanActual, Row, Rule
from ..forms import PlanActualForm
from ..models import CountingRule
from ..queries.plan_actual import table
from ..queries.rules import DEFAULT_RULE, as_rule, rule_in_force
from ..queries.scope import Scope, scope_of

CONTINUING = "continuing"
"""The word of an address that asks for those who go on from an earlier year."""


@dataclass(frozen=True)
class Question:
    """One request, read and checked. With a wrong filter the form holds the reasons and there is no table."""

    project: FundingProject
    projects: tuple[FundingProject, ...]
    rule: CountingRule
    form: PlanActualForm
    query: QueryDict
    continuing: bool = False
    """Whether the people are asked for who were there already when the year began."""

    @property
    def filters(self) -> Filters:
        return self.form.filters

    @property
    def printed_rule(self) -> Rule:
        return as_rule(self.rule)

    def table(self) -> PlanActual:
        return table(self.project, self.rule, self.form.day, self.filters)

    def live_address(self) -> str:
        """The address of the page that a paper was printed from, with the day and the project it was printed for."""
        query = QueryDict(mutable=True)
        for name in self.form.fields:  # whatever else somebody has written into the address says nothing
            if given := list(dict.fromkeys(self.query.getlist(name))):
                query.setlist(name, given)
        query["project"], query["as_of"] = self.project.code, self.form.day.isoformat()
        return f"{settings.PORTAL_URL.rstrip('/')}{reverse('reports:plan_actual')}?{query.urlencode()}"

    @property
    def going_on_in(self) -> int | None:
        """The one year whose continuing people are asked for."""
        year = self.filters.first_year
        return year if self.continuing and year == self.filters.last_year else None

    def scope(self) -> Scope:
        """What the people behind the figure asked about are looked for in."""
        scope = scope_of(self.project, self.rule, self.form.day, self.filters)
        return replace(scope, going_on_in=self.going_on_in)

    def people_address(self, row: Row, part: Part | None = None, *, continuing: bool = False) -> str:
        """The address of the people behind one figure: the same filter, with the figure's own year and direction."""
        query = self.query.copy()
        for name in ("from", "to", "by", "fy", CONTINUING, AFTER, BEFORE):
            query.pop(name, None)
        if continuing:
            query[CONTINUING] = "yes"
        query["fy"], query["direction"] = str(row.fiscal_year), row.direction
        if part is not None:
            query[self.filters.by.value] = part.key
        return f"{reverse('reports:plan_actual_people')}?{query.urlencode()}"


def read_question(request: HttpRequest) -> Question:
    """Read a request. A project this reader may not see does not exist for them."""
    projects, today = tuple(projects_of(request.user)), clock.today()
    project = _project(projects, request.GET, today)
    if project is None:
        raise Http404
    programs = named(Program.objects.filter(project=project).order_by("order", "pk"))
    partners = named(Institution.objects.exclude(home_of__project=project).order_by("slug"))
    rule = _rule(request, today)
    form = PlanActualForm(
        _single_year(request.GET),
        project=project,
        rule=as_rule(rule),
        programs=programs,
        partners=partners,
        today=today,
    )
    if form.is_valid():
        rule = _rule(request, form.day)
    return Question(project, projects, rule, form, _plain(request.GET), request.GET.get(CONTINUING) == "yes")


def _project(projects: tuple[FundingProject, ...], query: QueryDict, today: date) -> FundingProject | None:
    """The one asked for, else the one that runs on the as-of date, else the first."""
    if code := query.get("project", ""):
        return next((one for one in projects if one.code == code), None)
    try:
        day = dates.parse(query.get("as_of", "")[:40])
    except dates.InvalidDate:
        day = today
    return running_on(projects, day)


def _rule(request: HttpRequest, day: Any) -> CountingRule:
    rule = rule_in_force(request.GET.get("rule") or DEFAULT_RULE, day)
    if rule is None:
        raise Http404
    return rule


def _single_year(query: QueryDict) -> QueryDict:
    """`fy=2018` is short for from=2018&to=2018."""
    year = query.get("fy", "")
    if not year:
        return query
    parameters = query.copy()
    try:
        parameters["from"] = parameters["to"] = str(parse_fiscal_year(year[:20]))
    except ValueError:
        parameters["from"] = year  # the form says that there is no such choice
    return parameters


def _plain(query: QueryDict) -> QueryDict:
    """The query without empty values, so that addresses stay short."""
    parameters = query.copy()
    for name in list(parameters):
        if not parameters[name]:
            del parameters[name]
    return parameters
