"""The question that a request puts to the results: its project, its filter, and the run that answers it."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.named import Named, named
from partners.models import Institution
from programs.models import FundingProject
from programs.queries.projects import projects_of, running_on

from ..forms.cohorts import CohortForm
from ..models import CohortCell, ScoreRun
from ..queries.cohort_runs import answering, asked_or_newest, narrowed, readable_programs
from ..queries.cohorts import CohortFilters, named_project


@dataclass(frozen=True)
class Question:
    """One request, read and checked. With a wrong filter the form holds the reasons, and nothing is answered."""

    project: FundingProject
    projects: tuple[FundingProject, ...]
    programs: tuple[Named, ...]
    partners: tuple[Named, ...]
    narrowed: tuple[Named, ...] | None
    form: CohortForm

    @property
    def filters(self) -> CohortFilters:
        return self.form.filters(named_project(self.project), self.narrowed)

    def run(self) -> ScoreRun | None:
        """The run that answers; None where none has ended that counted these people. One query."""
        return asked_or_newest(answering(self.filters, *self.form.moments), self.form.asked_run)

    def live_address(self, name: str = "rubric:cohort") -> str:
        """The address of the page that a paper was printed from, with the project it was printed for."""
        query = QueryDict(mutable=True)
        for field in self.form.fields:  # whatever else somebody has written into the address says nothing
            if value := self.form.data.get(field):
                query[field] = value
        query["project"] = self.project.code
        return f"{settings.PORTAL_URL.rstrip('/')}{reverse(name)}?{query.urlencode()}"


def read_question(request: HttpRequest) -> Question:
    """Read a request. A project this reader may not see does not exist for them."""
    projects = tuple(projects_of(request.user))
    project = _project(projects, request.GET.get("project", ""))
    if project is None:
        raise Http404
    programs = tuple(named(readable_programs(request.user, project)))
    partners = tuple(named(Institution.objects.exclude(home_of__project=project).order_by("slug")))
    return Question(
        project=project,
        projects=projects,
        programs=programs,
        partners=partners,
        narrowed=narrowed(request.user, project, programs),
        form=CohortForm(
            request.GET,
            years=range(project.first_fiscal_year, project.last_fiscal_year + 1),
            programs=programs,
            partners=partners,
            countries=_countries(project),
        ),
    )


def _project(projects: tuple[FundingProject, ...], code: str) -> FundingProject | None:
    """The one asked for, else the one that runs today, else the first."""
    if code:
        return next((one for one in projects if one.code == code), None)
    return running_on(projects, clock.today())


def _countries(project: FundingProject) -> list[str]:
    """The home countries that any run has counted."""
    cells = CohortCell.objects.filter(run__program__project=project).exclude(home_country="")
    return list(cells.order_by().values_list("home_country", flat=True).distinct())
