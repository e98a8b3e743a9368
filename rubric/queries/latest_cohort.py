"""The newest finding about the abilities on the first page of those who judge the programme, and the runs since their last visit."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.queries.news import News
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.today import Line, Part
from mobility.permissions import may_register
from programs.models import FundingProject
from programs.queries.projects import projects_of

from ..models import ScoreRun
from ..permissions import may_read_cohorts
from ..wording.findings import compared, headline
from .cohort_readers import published, published_years
from .cohorts import CohortFilters, named_project
from .opened_project import opened_project


def parts(user: Viewer, today: date) -> Iterator[Part]:
    """For those who read published years and keep no records themselves: the newest of the project on which the results open."""
    if not may_read_cohorts(user) or may_register(user):
        return
    projects = tuple(projects_of(user))
    project = opened_project(user, projects, today)
    years = published_years(project) if project else []
    if project is None or not years:
        return
    figures = published(years[0], CohortFilters(project=named_project(project)), ())
    if not figures.is_shown:
        return
    found = figures.cohort()
    address = f"{reverse('rubric:cohort')}?project={project.code}"
    words = compared(found) if len(projects) == 1 else f"{named_project(project).name} · {compared(found)}"
    lines = (Line(headline(found.figures), address, note=words),)
    yield Part("abilities", gettext_lazy("Change in abilities"), address, lines=lines, spans=True)


def ended_since(project: FundingProject, since: datetime) -> News:
    """How many scoring runs that count people of the project have ended."""
    runs = ScoreRun.objects.filter(Q(project=None) | Q(project=project), ended_at__gt=since)
    number = runs.count()
    return Counter({_("Answers about the abilities scored anew"): number} if number else {})
