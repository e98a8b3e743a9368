"""Which scoring run answers a question about results, and whose results a reader may ask for."""

from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.named import Named
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import FundingProject, Program
from programs.queries import committee_project_ids, coordinated_program_ids, evaluated_project_ids

from ..models import Moment, Rater, RubricStatus, ScoreRun
from .cohorts import CohortFilters


def answering(filters: CohortFilters, before: str = Moment.PRE, after: str = Moment.POST) -> QuerySet[ScoreRun]:
    """The ended runs that counted everybody the question is about; self-assessments only.

    Those of the version in use come first, then those of all questionnaires, then the newest.
    """
    program, direction, year = filters.program, filters.direction, filters.fiscal_year
    runs = ScoreRun.objects.filter(ended_at__isnull=False, before=before, after=after, rater=Rater.SELF)
    return (
        runs.filter(Q(project=None) | Q(project_id=filters.project.pk))
        .filter(Q(program=None) | Q(program_id=program.pk if program else None))
        .filter(Q(direction="") | Q(direction=direction or None))
        .filter(Q(fiscal_year=None) | Q(fiscal_year=year))
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


def readable_programs(user: Viewer, project: FundingProject) -> QuerySet[Program]:
    """The programmes of a project whose results this user may read: all with the office or a seat, else the own ones."""
    programs = Program.objects.filter(project=project).order_by("order", "pk")
    return programs if reads_all(user, project) else programs.filter(pk__in=coordinated_program_ids(user))


def reads_all(user: Viewer, project: FundingProject) -> bool:
    """Whether all programmes of the project are open to this user."""
    seats = {*committee_project_ids(user), *evaluated_project_ids(user)}
    return bool(is_office(user)) or project.pk in seats


def narrowed(user: Viewer, project: FundingProject, programs: tuple[Named, ...]) -> tuple[Named, ...] | None:
    """What of `programs` a filter must keep to; None where that is everything."""
    return None if reads_all(user, project) else programs
