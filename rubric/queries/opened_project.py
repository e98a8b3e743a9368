"""Which project the results open on where an address names none: the one that runs, if a reader would see something there."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Q

from kanazawa_exchange.lib.viewer import Viewer
from programs.models import FundingProject
from programs.queries import coordinated_program_ids
from programs.queries.projects import running_on

from ..models import CohortTotal, PublicGroup
from .cohort_runs import COMPARED, Reads, counting, reads


def opened_project(user: Viewer, projects: Sequence[FundingProject], day: date) -> FundingProject | None:
    """The project that runs on this day, else the first; where nobody has scored it yet, the newest with results.

    Two queries at most, and none for a reader of one project.
    """
    running = running_on(projects, day)
    if len(projects) < 2:
        return running
    shown = _with_results(user, projects)
    if running in shown:
        return running
    return max(shown, key=lambda one: (one.last_fiscal_year, one.first_fiscal_year), default=running)


def _with_results(user: Viewer, projects: Sequence[FundingProject]) -> list[FundingProject]:
    """Those of which this reader sees something without a filter."""
    read = {one.pk: reads(user, one, "") for one in projects}
    public = [pk for pk, how in read.items() if how == Reads.PUBLISHED]
    found = _published(public) if public else set()
    counted = [pk for pk, how in read.items() if how != Reads.PUBLISHED]
    if counted:
        found |= _counted(user, counted, own=Reads.OWN in read.values())
    return [one for one in projects if one.pk in found]


def _published(projects: Sequence[int]) -> set[int]:
    """Projects of which a year as a whole is public: of one that is withheld nothing is shown without a filter."""
    whole = PublicGroup.objects.filter(direction="", program=None, pairs__isnull=False, year__project__in=projects)
    return set(whole.values_list("year__project", flat=True))


def _counted(user: Viewer, projects: Sequence[int], *, own: bool) -> set[int]:
    """Projects that a run without a narrower scope has counted; for a coordinator in the own programmes."""
    rows = CohortTotal.objects.filter(
        Q(score_run__project=None) | Q(score_run__project=F("run__program__project")),
        run__program__project__in=projects,
        score_run__in=counting(*COMPARED[""]),
    )
    if own:
        rows = rows.filter(run__program__in=coordinated_program_ids(user))
    return set(rows.order_by().values_list("run__program__project", flat=True).distinct())
