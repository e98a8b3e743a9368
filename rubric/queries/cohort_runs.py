"""Which scoring run answers a question about results, and whose results a reader may ask for."""

from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import FundingProject, Program
from programs.queries import committee_project_ids, coordinated_program_ids, evaluated_project_ids

from ..models import Moment, Rater, RubricStatus, ScoreRun
from .cohorts import CohortFilters

COMPARED = {
    "": (Moment.PRE, Moment.POST),
    "later": (Moment.PRE, Moment.LATER),
    "stays": (Moment.POST, Moment.LATER),
}
"""The words of an address for the two moments that are compared."""


def cohort_query(run: ScoreRun) -> str:
    """The query that asks the page of cohorts for the scope of a run; none where that page does not read it.

    `run` has joined its project, and its programme with the programme's project.
    """
    if run.ended_at is None or run.rater != Rater.SELF:
        return ""
    project = run.project or (run.program.project if run.program else None)
    words = {
        "run": run.uid,
        "project": project.code if project else "",
        "fy": run.fiscal_year,
        "direction": run.direction,
        "program": run.program.slug if run.program else "",
        "compare": next(word for word, moments in COMPARED.items() if moments == (run.before, run.after)),
    }
    return "?" + urlencode({name: word for name, word in words.items() if word})


def counting(
    before: str = Moment.PRE,
    after: str = Moment.POST,
    *,
    program: int | None = None,
    direction: str = "",
    year: int | None = None,
) -> QuerySet[ScoreRun]:
    """The ended runs that no narrower scope kept from counting these participants, of whatever project; self-assessments only."""
    return ScoreRun.objects.filter(
        Q(program=None) | Q(program_id=program),
        Q(direction="") | Q(direction=direction),
        Q(fiscal_year=None) | Q(fiscal_year=year),
        ended_at__isnull=False,
        before=before,
        after=after,
        rater=Rater.SELF,
    )


def answering(filters: CohortFilters, before: str = Moment.PRE, after: str = Moment.POST) -> QuerySet[ScoreRun]:
    """The ended runs that counted everybody the question is about.

    Those of the version in use come first, then those of all questionnaires, then the newest.
    """
    program, direction, year = filters.program, filters.direction, filters.fiscal_year
    runs = counting(before, after, program=program.pk if program else None, direction=direction, year=year)
    return (
        runs.filter(Q(project=None) | Q(project_id=filters.project.pk))
        .select_related("rubric_version__rubric", "instrument")
        .order_by(
            Case(When(rubric_version__status=RubricStatus.IN_USE, then=0), default=1),
            Case(When(instrument=None, then=0), default=1),
            "-ended_at",
            "-pk",
        )
    )


def asked_or_newest(runs: QuerySet[ScoreRun], uid: UUID | None) -> ScoreRun | None:
    """The run that an address names, else the newest; None where there is none."""
    return (runs.filter(uid=uid) if uid else runs).first()


class Reads(StrEnum):
    """What a reader is shown of the results of a project."""

    ALL = "all"  # every group of every programme
    OWN = "own"  # every group of the programmes they coordinate
    PUBLISHED = "published"  # the groups that are public


def reads(user: Viewer, project: FundingProject, asked: str) -> Reads:
    """`asked` is the word of a programme: whoever has a seat and coordinates it reads that one as its coordinator."""
    if is_office(user):
        return Reads.ALL
    if project.pk not in committee_project_ids(user) | evaluated_project_ids(user):
        return Reads.OWN
    own = coordinated_program_ids(user)
    is_own = bool(own and asked) and Program.objects.filter(project=project, pk__in=own, slug=asked).exists()
    return Reads.OWN if is_own else Reads.PUBLISHED


def readable_programs(user: Viewer, project: FundingProject, read: Reads) -> QuerySet[Program]:
    """The programmes that a question may be about."""
    programs = Program.objects.filter(project=project).order_by("order", "pk")
    return programs.filter(pk__in=coordinated_program_ids(user)) if read == Reads.OWN else programs
