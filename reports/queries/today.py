"""Plan against actual on the first page: the year that runs for the office, the finding and what is new for its judges."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.queries.news import visit_before
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.period import fiscal_year
from kanazawa_exchange.lib.viewer import Viewer, member
from kanazawa_exchange.today import Part
from mobility.permissions import may_register
from mobility.queries import news as stays
from programs.models import FundingProject
from programs.queries import news as plans
from programs.queries.projects import projects_of, running_on
from rubric.queries import latest_cohort as cohorts

from ..figures import PlanActual, Row
from ..findings import headline
from ..permissions import may_read_plan_actual
from .plan_actual import table
from .rules import DEFAULT_RULE, rule_in_force


@dataclass(frozen=True)
class Latest:
    """The figures of one project on the first page; `since` is the last visit, with what was entered after it."""

    project: Localized
    finding: str
    rows: tuple[Row, ...]
    as_of: date
    rule: Localized
    url: str
    pdf: str
    since: date | None = None
    news: tuple[tuple[str, int], ...] = ()


def parts(user: Viewer, today: date) -> Iterator[Part]:
    """The project that runs, else the first; only the year that runs for those who keep records themselves."""
    if not may_read_plan_actual(user):
        return
    project = running_on(projects_of(user), today)
    rule = rule_in_force(DEFAULT_RULE, today)
    if project is None or rule is None:
        return
    figures = table(project, rule, today)
    if may_register(user) and (rows := _of_this_year(figures, today)):
        title, content = _("Plan of the year that runs"), _latest(figures, project, rows)
    elif may_register(user):
        title, content = _("Latest finding"), _latest(figures, project, figures.rows)
    else:
        title, content = _("Latest finding"), _latest(figures, project, figures.rows, *_news(user, project))
    yield Part("figures", title, template="reports/today_figures.html", content=content, spans=True)


def _of_this_year(figures: PlanActual, today: date) -> tuple[Row, ...]:
    """The rows of the present year, if the figures know it."""
    return tuple(row for row in figures.rows if row.fiscal_year == fiscal_year(today))


def _latest(
    figures: PlanActual,
    project: FundingProject,
    rows: tuple[Row, ...],
    since: date | None = None,
    news: tuple[tuple[str, int], ...] = (),
) -> Latest:
    query = f"?project={project.code}"
    return Latest(
        project=figures.project.name,
        finding=headline(figures),
        rows=rows,
        as_of=figures.as_of,
        rule=figures.rule.name,
        url=reverse("reports:plan_actual") + query,
        pdf=reverse("reports:plan_actual_pdf") + query,
        since=since,
        news=news,
    )


# --- What has been entered since the last visit ------------------------------------------------------------------------------


def _news(user: Viewer, project: FundingProject) -> tuple[date | None, tuple[tuple[str, int], ...]]:
    """(day of the sign-in before this one, what was entered since then and how often); nothing on the first visit."""
    account = member(user)
    before = visit_before(account) if account else None
    if before is None:
        return None, ()
    entered = stays.entered_since(project, before) + plans.entered_since(project, before)
    entered += cohorts.ended_since(project, before)
    return clock.tokyo_date(before), tuple(sorted(entered.items(), key=lambda pair: (-pair[1], pair[0])))
