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
from programs.queries.projects import projects_of, running_on

from ..models import ScoreRun
from ..permissions import may_read_cohorts
from ..wording.findings import compared, headline
from .cohort_runs import answering
from .cohorts import CohortFilters, cohort, named_project


def parts(user: Viewer, today: date) -> Iterator[Part]:
    """For those who read figures and keep no records themselves: the project that runs, else the first."""
    if not may_read_cohorts(user) or may_register(user):
        return
    project = running_on(projects_of(user), today)
    filters = CohortFilters(project=named_project(project)) if project else None
    run = answering(filters).first() if filters else None
    if project is None or filters is None or run is None:
        return
    found = cohort(run, filters)
    address = f"{reverse('rubric:cohort')}?project={project.code}"
    lines = (Line(headline(found.figures), address, note=compared(found)),)
    yield Part("abilities", gettext_lazy("Change in abilities"), address, lines=lines, spans=True)


def ended_since(project: FundingProject, since: datetime) -> News:
    """How many scoring runs that count people of the project have ended."""
    runs = ScoreRun.objects.filter(Q(project=None) | Q(project=project), ended_at__gt=since)
    number = runs.count()
    return Counter({_("Answers about the abilities scored anew"): number} if number else {})
