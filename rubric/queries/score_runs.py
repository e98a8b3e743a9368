"""Scoring runs as pages show them: what each covers, how far it is, what it set aside; and what has come since the last one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import JobEnding
from kanazawa_exchange.accounts.queries.history import actors
from kanazawa_exchange.accounts.queries.jobs import LOOKS, state_of, state_words
from kanazawa_exchange.lib.jobs import LOST
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.paging import PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.totals import Total, counted
from kanazawa_exchange.lib.viewer import Viewer
from mobility.models import Mobility

from ..models import Instrument, Moment, Response, ResponseScore, RubricVersion, ScoreRun, SurveyWave
from ..scoring.instruments import Fault
from .cohort_runs import cohort_query
from .score_scope import answers, program_runs, readers, versions_read, waves
from .scorers import ERROR

NEWEST_FIRST = Order("started_at", descending=True)
ASIDE_SHOWN = 50
READERS_SHOWN = 5
JOINED = (
    "rubric_version__rubric",
    "rubric_version__before",
    "instrument",
    "project",
    "program__project",
    "job",
)


@dataclass(frozen=True)
class RunLine:
    """A run in the list. `scope` says what it is restricted to, from the wide to the narrow; empty where it counts all.

    `results` is the query by which the page of cohorts shows it, empty where that page does not read it.
    """

    uid: UUID
    rubric: Localized
    version: int
    scope: tuple[str | Localized, ...]
    compared: tuple[str, str]
    rater: str
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    responses: int | None
    set_aside: int | None
    words: str
    look: str
    results: str


@dataclass(frozen=True)
class AsideLine:
    """An answer that could not be scored. `stay` leads to the record of whoever may see it, None for others."""

    stay: UUID | None
    moment: str
    rater: str
    questionnaire: Localized
    reason: str
    item: str


@dataclass(frozen=True)
class RunPage:
    """One run; `since` counts the answers of its scope that came after it began."""

    line: RunLine
    job: UUID | None
    questionnaires: tuple[tuple[Localized, int], ...]
    program_runs: int
    aside: tuple[AsideLine, ...]
    since: Total


def page(user: Viewer, place: Place, *, size: int = PAGE_SIZE) -> Page[RunLine]:
    """Runs this user may see, the newest first, in two queries."""
    found = NEWEST_FIRST.page(ScoreRun.objects.visible_to(user).select_related(*JOINED), place, size=size)
    return found.of(_lines(found.rows))


def reading(wave: SurveyWave, user: Viewer) -> tuple[RunLine, ...]:
    """The newest runs that read a wave, in two queries."""
    found = readers(wave).filter(pk__in=ScoreRun.objects.visible_to(user))
    return tuple(_lines(found.select_related(*JOINED).order_by("-started_at", "-pk")[:READERS_SHOWN]))


def _lines(runs: Iterable[ScoreRun]) -> list[RunLine]:
    """These runs have joined what `JOINED` names; one query for the names of those who started them."""
    found = list(runs)
    names = actors({run.started_by_id for run in found})
    return [_line(run, names) for run in found]


def _line(run: ScoreRun, names: Mapping[int | None, str]) -> RunLine:
    state = _state(run)
    return RunLine(
        uid=run.uid,
        rubric=localized(run.rubric_version.rubric, "name"),
        version=run.rubric_version.number,
        scope=tuple(_scope(run)),
        compared=(str(Moment(run.before).label), str(Moment(run.after).label)),
        rater=run.get_rater_display(),
        started_at=run.started_at,
        started_by=names[run.started_by_id] if run.started_by_id else _("the calendar"),
        ended_at=run.ended_at,
        responses=run.responses,
        set_aside=run.set_aside,
        words=state_words(state),
        look=LOOKS[state],
        results=cohort_query(run),
    )


def _state(run: ScoreRun) -> str:
    """What became of a run: done when its cohorts stand, though single answers may have been lost; else what its job says."""
    if run.ended_at is not None or run.job is None:
        return JobEnding.DONE if run.ended_at else JobEnding.CANCELLED
    return state_of(run.job)


def _scope(run: ScoreRun) -> Iterable[str | Localized]:
    if run.instrument:
        yield localized(run.instrument, "name")
    if run.project:
        yield localized(run.project, "short_name") or localized(run.project, "name")
    if run.program:
        yield localized(run.program, "name")
    if run.fiscal_year:
        yield fiscal_year_label(run.fiscal_year)
    if run.direction:
        yield run.get_direction_display()


# --- One run ---------------------------------------------------------------------------------------------------------


def run_page(run: ScoreRun, user: Viewer) -> RunPage:
    """`run` has joined what `JOINED` names. The queries do not grow with what it covers."""
    asked = waves(run)
    instruments = Instrument.objects.filter(waves__in=asked).select_related("rubric_version").order_by("pk").distinct()
    return RunPage(
        line=_lines([run])[0],
        job=run.job.uid if run.job else None,
        questionnaires=tuple((localized(each, "name"), each.rubric_version.number) for each in instruments),
        program_runs=program_runs(run).filter(survey_waves__in=asked).distinct().count(),
        aside=tuple(_aside(run, user)),
        since=counted(answers(run).filter(sent_at__gt=run.started_at)),
    )


def _aside(run: ScoreRun, user: Viewer) -> Iterable[AsideLine]:
    """The first answers of the scope that stand aside now."""
    rows = ResponseScore.objects.exclude(fault="").filter(response__in=answers(run)).order_by("pk")
    found = list(rows.select_related("response__wave__instrument")[:ASIDE_SHOWN])
    stays = {score.response.mobility_id for score in found}
    seen = dict(Mobility.objects.visible_to(user).filter(pk__in=stays).values_list("pk", "uid"))
    for score in found:
        response, (fault, _colon, item) = score.response, score.fault.partition(":")
        yield AsideLine(
            stay=seen.get(response.mobility_id),
            moment=response.wave.get_moment_display(),
            rater=response.get_rater_display(),
            questionnaire=localized(response.wave.instrument, "name"),
            reason=fault_words(fault),
            item=item,
        )


def fault_words(fault: str) -> str:
    """Why an answer was set aside."""
    words = {
        Fault.UNKNOWN_ITEM: _("It answers an item that the questionnaire does not have."),
        Fault.WRONG_KIND: _("It is no answer of the kind that the item asks for."),
        Fault.OUT_OF_RANGE: _("It lies outside what the item allows."),
        Fault.UNKNOWN_OPTION: _("It names an option that the item does not have."),
        ERROR: _("Scoring it met an error of the program."),
        LOST: _("Scoring it took too long, needed too much memory, or crashed."),
    }
    return words.get(fault) or _("The questionnaire contradicts itself.")


# --- Before a run ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """How many answers there are to score in a version, and how many of them came after the last run of it began."""

    rubric: Localized
    version: int
    answers: Total
    since: Total
    last: RunLine | None


def waiting(version: RubricVersion, user: Viewer, programs: Iterable[int] | None) -> Waiting:
    """Of the answers in these programmes, or of all for None."""
    found = Response.objects.filter(
        sent_at__isnull=False, wave__instrument__rubric_version__in=[each.pk for each in versions_read(version)]
    )
    if programs is not None:
        found = found.filter(wave__run__program__in=list(programs))
    last = ended(version, user).first()
    since = counted(found.filter(sent_at__gt=last.started_at)) if last else Total(0)
    name = localized(version.rubric, "name")
    return Waiting(name, version.number, counted(found), since, _lines([last])[0] if last else None)


def ended(version: RubricVersion, user: Viewer) -> QuerySet[ScoreRun]:
    """The runs of a version that have ended, the newest first."""
    rows = ScoreRun.objects.visible_to(user).filter(rubric_version=version, ended_at__isnull=False)
    return rows.select_related(*JOINED).order_by("-ended_at", "-pk")
