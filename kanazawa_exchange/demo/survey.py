"""The demo's survey: FY2018 answered before and after in both directions, scored and published; this year's waves still open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import labour
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.models import Mobility
from programs.models import FundingProject, ProgramRun
from rubric.models import Instrument, InstrumentStatus, Item, ItemKind, Moment, Rater, SurveyWave, Timing
from rubric.queries.windows import asks, midnight
from rubric.services import responses, score_runs, waves
from rubric.services.responses import Change

from . import DEMO_DATE

YEAR = 2018  # the first year in which every participant was asked
HIGHEST = 3
BEFORE = (0, 1, 1, 1, 1, 2, 2)
"""Levels before the stay, as often as they stand here."""
STEPS = (1,) * 13 + (2,) * 2 + (0,) * 6 + (-1,)
"""By how many levels somebody moves: most by one, some by none, few fall."""
SILENT = {Moment.PRE: 17, Moment.POST: 8}
"""One in so many does not answer."""
REMARKS = {
    "ja": "現地の学生と一緒に発表したことが一番の学びでした。",
    "ru": "Больше всего дала совместная работа над проектом с японскими студентами.",
    "en": "Working on one task with people from both universities taught me most.",
}
RATED_BY_STAFF = "advanced"
CLOCK = {"opens_after": None, "closes_after": None, "timing": Timing.CLOCK}
STAY = {"opens_at": None, "closes_at": None, "timing": Timing.STAY}


@dataclass(frozen=True)
class Answering:
    """What answers are made of: the questionnaire's items, and who rates."""

    levels: tuple[Item, ...]
    remark: Item | None
    office: User

    @classmethod
    def by(cls, instrument: Instrument, office: User) -> "Answering":
        items = list(instrument.items.all())
        remark = next((item for item in items if item.kind == ItemKind.TEXT), None)
        return cls(tuple(item for item in items if item.kind == ItemKind.LEVEL), remark, office)

    def answer(self, wave: SurveyWave, stay: Mobility, levels: Sequence[int], now: datetime, remark: str = "") -> None:
        """The participant's own answer, sent at that moment."""
        language = "ja" if wave.run.direction == "outbound" else "ru"
        changes = [Change(item.key, level) for item, level in zip(self.levels, levels, strict=True)]
        if remark and self.remark:
            changes.append(Change(self.remark.key, remark))
        begun = responses.begin(wave, stay, language=language, by=None, now=now)
        responses.save(begun, changes, by=None, now=now)
        responses.send(begun, language=language, by=None, now=now)

    def rate(self, wave: SurveyWave, stay: Mobility, levels: Sequence[int], now: datetime) -> None:
        """What the office thinks of the same person."""
        begun = responses.begin(wave, stay, Rater.STAFF, language="ja", by=self.office, now=now)
        changes = [Change(item.key, level) for item, level in zip(self.levels, levels, strict=True)]
        responses.save(begun, changes, by=self.office, now=now)
        responses.send(begun, language="ja", by=self.office, now=now)


def enter(project: FundingProject, successor: FundingProject, *, by: User) -> None:
    """Nothing where the portal speaks a further language, in which the questionnaire is not written yet."""
    instrument = Instrument.objects.filter(status=InstrumentStatus.IN_USE).select_related("rubric_version").first()
    if instrument is None:
        return
    answering = Answering.by(instrument, by)
    _finished_year(project, instrument, answering)
    _this_year(successor, instrument, answering)


# --- The year that is over -------------------------------------------------------------------------------------------


def _finished_year(project: FundingProject, instrument: Instrument, answering: Answering) -> None:
    """Both waves of every run, answered, locked, and scored by a run whose parts are done here and now."""
    asked: list[SurveyWave] = []
    chance = Random(YEAR)  # noqa: S311  invented answers, the same each time
    for run in _runs(project, YEAR):
        both = _waves(
            run,
            instrument,
            {"opens_after": -60, "closes_after": 0},
            {"opens_after": 0, "closes_after": 60},
            by=answering.office,
        )
        _answers(both, answering, chance)
        asked += both
    for wave in asked:
        waves.move(wave, "close", Step(), by=answering.office, now=clock.now())
    waves.mark_scored(asked, now=clock.now())
    for wave in asked:
        waves.move(wave, "lock", Step(), by=answering.office, now=clock.now())
    _score(project, instrument, answering.office)


def _runs(project: FundingProject, year: int) -> Iterator[ProgramRun]:
    """The runs of a year that somebody travelled in."""
    travelled = Mobility.objects.filter(run__program__project=project, run__fiscal_year=year).values("run")
    yield from (
        ProgramRun.objects.filter(pk__in=travelled).select_related("program").order_by("program__order", "direction")
    )


def _waves(run: ProgramRun, instrument: Instrument, before: dict, after: dict, *, by: User) -> list[SurveyWave]:
    """Before and after, opened by the days of each stay."""
    found = []
    for moment, days in ((Moment.PRE, before), (Moment.POST, after)):
        values = {
            **STAY,
            **days,
            "moment": moment,
            "instrument": instrument,
            "asks_staff": run.program.code == RATED_BY_STAFF,
        }
        wave = waves.plan(run, values, by=by)
        found.append(waves.move(wave, "open", Step(), by=by, now=clock.now()))
    return found


def _answers(both: Sequence[SurveyWave], answering: Answering, chance: Random) -> None:
    """Everybody before and after, but for those who are silent; the draw is the same each time."""
    pre, post = both
    stays = Mobility.objects.filter(run=pre.run).select_related("run__program", "person").order_by("pk")
    for number, stay in enumerate(stays, 1):
        levels = [chance.choice(BEFORE) for _item in answering.levels]
        after = [min(HIGHEST, max(0, level + chance.choice(STEPS))) for level in levels]
        said = list(REMARKS.values())[number % 3] if number % 7 == 0 else ""
        if asks(pre, stay) and number % SILENT[Moment.PRE]:
            answering.answer(pre, stay, levels, _at(stay.actual_starts_on, -7))
        if asks(post, stay) and number % SILENT[Moment.POST]:
            answering.answer(post, stay, after, _at(stay.actual_ends_on, 5), said)
        if asks(post, stay) and post.asks_staff and number % 2:
            answering.rate(
                post, stay, [max(0, level - number % 3 // 2) for level in after], _at(stay.actual_ends_on, 9)
            )


def _at(day: date | None, distance: int) -> datetime:
    assert day is not None  # noqa: S101 everybody of the year has travelled
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.TOKYO) + timedelta(days=distance)


def _score(project: FundingProject, instrument: Instrument, by: User) -> None:
    values = {"rubric_version": instrument.rubric_version, "project": project}
    run = score_runs.start(values, by=by, now=clock.now())
    assert run.job_id is not None  # noqa: S101 a run begins with its job
    labour.work(run.job_id, holder="demo", call_help=lambda holders: None, seconds=600)


# --- The year that runs ----------------------------------------------------------------------------------------------


def _this_year(project: FundingProject, instrument: Instrument, answering: Answering) -> None:
    """Open waves by the clock, a few answers in them, and people who are missing."""
    now, chance = clock.now(), Random(DEMO_DATE.year)  # noqa: S311
    today = clock.today()
    values = {
        **CLOCK,
        "instrument": instrument,
        "opens_at": midnight(today, -14),
        "closes_at": midnight(today, 61),
    }
    for run in _runs(project, DEMO_DATE.year):
        for moment in (Moment.PRE, Moment.POST):
            wave = waves.plan(run, {**values, "moment": moment, "asks_staff": False}, by=answering.office)
            wave = waves.move(wave, "open", Step(), by=answering.office, now=now)
            stays = Mobility.objects.filter(run=run, person__user=None).select_related("run__program").order_by("pk")
            for stay in [stay for stay in stays if asks(wave, stay)][::2]:
                answering.answer(wave, stay, [chance.choice(BEFORE) for _item in answering.levels], now)
