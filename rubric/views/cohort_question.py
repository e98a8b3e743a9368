"""The question that a request puts to the results: its project, its filter, and the figures that answer it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.named import Named, named
from partners.models import Institution
from programs.models import FundingProject
from programs.queries.projects import projects_of, running_on

from ..forms.cohorts import CohortForm, PublishedForm
from ..models import CohortCell, PublicYear
from ..queries.cohort_readers import CountedFigures, Figures, published, published_years
from ..queries.cohort_runs import Reads, answering, asked_or_newest, readable_programs, reads
from ..queries.cohorts import CohortFilters, named_project
from ..queries.opened_project import opened_project


@dataclass(frozen=True)
class Question:
    """One request, read and checked. With a wrong filter the form holds the reasons, and nothing is answered."""

    project: FundingProject
    projects: tuple[FundingProject, ...]
    programs: tuple[Named, ...]
    partners: tuple[Named, ...]
    reads: Reads
    years: tuple[PublicYear, ...]
    form: CohortForm
    instead_of: FundingProject | None = None
    """The project that runs, where nobody has scored it yet and another one with results is shown without being asked for."""

    @property
    def filters(self) -> CohortFilters:
        return self.form.filters(named_project(self.project), self.programs if self.reads == Reads.OWN else None)

    def figures(self) -> Figures | None:
        """What this reader gets; None for a wrong filter, and where nothing has been counted or published. One query."""
        if not self.form.is_valid():
            return None
        if self.reads == Reads.PUBLISHED:
            year = next((one for one in self.years if one.fiscal_year == self.filters.fiscal_year), None)
            return published(year, self.filters, self.programs) if year else None
        run = asked_or_newest(answering(self.filters, *self.form.moments), self.form.asked_run)
        return CountedFigures(run, self.filters, self.programs) if run else None

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
    projects, code = tuple(projects_of(request.user)), request.GET.get("project", "")
    project = _asked(projects, code) if code else opened_project(request.user, projects, clock.today())
    if project is None:
        raise Http404
    read = reads(request.user, project, request.GET.get("program", ""))
    programs = tuple(named(readable_programs(request.user, project, read)))
    partners = tuple(named(Institution.objects.exclude(home_of__project=project).order_by("slug")))
    years = tuple(published_years(project)) if read == Reads.PUBLISHED else ()
    if read == Reads.PUBLISHED:
        form: CohortForm = PublishedForm(request.GET, years=[year.fiscal_year for year in years], programs=programs)
    else:
        form = CohortForm(
            request.GET,
            years=range(project.first_fiscal_year, project.last_fiscal_year + 1),
            programs=programs,
            partners=partners,
            countries=_countries(project, programs if read == Reads.OWN else None),
        )
    running = None if code else running_on(projects, clock.today())
    instead_of = None if running == project else running
    return Question(project, projects, programs, partners, read, years, form, instead_of)


def _asked(projects: tuple[FundingProject, ...], code: str) -> FundingProject | None:
    return next((one for one in projects if one.code == code), None)


def _countries(project: FundingProject, programs: Iterable[Named] | None) -> list[str]:
    """The home countries that any run has counted, in these programmes, or in all for None: where somebody comes from tells of few."""
    cells = CohortCell.objects.filter(run__program__project=project).exclude(home_country="")
    if programs is not None:
        cells = cells.filter(run__program__in=[program.pk for program in programs])
    return list(cells.order_by().values_list("home_country", flat=True).distinct())
