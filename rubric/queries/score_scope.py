"""What a scoring run reads: its programme runs and waves, the answers in them, and how older versions read in its own."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from programs.models import ProgramRun

from ..models import Response, RubricVersion, ScoreRun, SurveyWave
from ..scoring.pairs import Successor
from .versions import successor


def program_runs(run: ScoreRun) -> QuerySet[ProgramRun]:
    """The programme runs of the scope, whether anybody was asked or not."""
    wanted = {
        "program__project": run.project_id,
        "program": run.program_id,
        "fiscal_year": run.fiscal_year,
        "direction": run.direction,
    }
    return ProgramRun.objects.filter(**{name: value for name, value in wanted.items() if value})


def versions_read(version: RubricVersion) -> tuple[RubricVersion, ...]:
    """The version and those before it, the newest first: their answers are read in it as far as levels are carried over."""
    return tuple(_back_from(version))


def _back_from(version: RubricVersion | None) -> Iterator[RubricVersion]:
    while version is not None:
        yield version
        version = version.before


def successors(version: RubricVersion) -> tuple[Successor, ...]:
    """How each version before reads in the next one, up to this one."""
    return tuple(step for each in versions_read(version) if (step := successor(each)) is not None)


def waves(run: ScoreRun) -> QuerySet[SurveyWave]:
    """The waves of both moments in the scope, asked by a questionnaire that the run can read."""
    found = SurveyWave.objects.filter(run__in=program_runs(run), moment__in=(run.before, run.after))
    if run.instrument_id:
        return found.filter(instrument=run.instrument_id)
    return found.filter(instrument__rubric_version__in=[version.pk for version in versions_read(run.rubric_version)])


def readers(wave: SurveyWave) -> QuerySet[ScoreRun]:
    """The runs that read a wave: the other way round what `waves` finds. The wave has joined its programme and questionnaire."""
    program_run, version = wave.run, wave.instrument.rubric_version
    scope = {
        "project": program_run.program.project_id,
        "program": program_run.program_id,
        "fiscal_year": program_run.fiscal_year,
        "instrument": wave.instrument_id,
    }
    found = ScoreRun.objects.filter(
        Q(before=wave.moment) | Q(after=wave.moment),
        Q(direction="") | Q(direction=program_run.direction),
        Q(instrument=wave.instrument_id)
        | Q(rubric_version__rubric=version.rubric_id, rubric_version__number__gte=version.number),
    )
    for name, value in scope.items():
        found = found.filter(Q(**{name: None}) | Q(**{name: value}))
    return found


def answers(run: ScoreRun) -> QuerySet[Response]:
    """The answers of the scope that were sent, of either rater: how far the two agree is counted too."""
    return Response.objects.filter(wave__in=waves(run), sent_at__isnull=False)
