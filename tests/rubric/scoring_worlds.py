"""Answers of several programme runs as a scoring run meets them, the run itself, and the same tables counted in plain Python."""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import Job, JobPart, User
from kanazawa_exchange.accounts.services import labour
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import LOST
from mobility.models import Mobility
from programs.models import ProgramRun
from rubric.models import CohortCell, Instrument, Response, ResponseScore, RubricVersion, ScoreRun, SurveyWave
from rubric.queries.instruments import in_arithmetic
from rubric.queries.score_scope import successors
from rubric.queries.scorers import SheetScorer
from rubric.scoring.instruments import Unscorable
from rubric.scoring.pairs import Rated
from rubric.scoring.responses import Scorer
from rubric.scoring.tables import table_of
from rubric.services import score_runs
from tests import factories
from tests.rubric import surveys

LEVELS = 4
POISON = {"no-such-item": 1}


def cohort(direction: str = "outbound", *, people: int = 6, **values: Any) -> tuple[ProgramRun, list[Mobility]]:
    """A programme run and its people: of two homes and two partners, at two levels, one of them cancelled."""
    run = factories.RunFactory(direction=direction, **values)
    ours, theirs = (factories.InstitutionFactory.create_batch(2) for _side in range(2))
    stays = []
    for number in range(people):
        sides = (ours[number % 2], theirs[number // 2 % 2])
        sending, receiving = sides if direction == "outbound" else reversed(sides)
        more: dict[str, Any] = {"level": "master" if number % 3 == 0 else "bachelor"}
        if number == people - 1 and people > 3:
            more |= {
                "status": "cancelled",
                "planned_starts_on": "2018-08-01",
                "actual_starts_on": None,
                "actual_ends_on": None,
            }
        stays.append(factories.MobilityFactory(run=run, sending=sending, receiving=receiving, **more))
    return run, stays


def answer(wave: SurveyWave, stays: Iterable[Mobility], draw: random.Random, **values: Any) -> None:
    """Most answer, some leave items out, some not at all, and here and there stands poison."""
    for stay in stays:
        luck = draw.random()
        if luck < 0.15:
            continue
        levels = [draw.choice([None, *range(LEVELS)]) for _ability in wave.instrument.rubric_version.abilities.all()]
        given = POISON if luck < 0.25 else surveys.levels(wave.instrument, *levels)
        surveys.answered(wave, stay, given, **values)


def asked(run: ProgramRun, stays: Iterable[Mobility], before: Instrument, after: Instrument, seed: int = 1) -> None:
    """Both waves, answered."""
    draw = random.Random(seed)
    for moment, instrument in (("pre", before), ("post", after)):
        answer(surveys.wave(run, instrument, moment), stays, draw)


# --- The run ---------------------------------------------------------------------------------------------------------


def start(version: RubricVersion, *, by: User | None = None, **values: Any) -> ScoreRun:
    return score_runs.start({"rubric_version": version, **values}, by=by, now=clock.now())


def worked(run: ScoreRun, holder: str = "one") -> ScoreRun:
    """All parts of the run by one worker."""
    labour.work(run.job_id, holder=holder, call_help=lambda holders: None, seconds=600)
    return ScoreRun.objects.get(pk=run.pk)


def scored(version: RubricVersion, **values: Any) -> ScoreRun:
    run = worked(start(version, **values))
    assert run.ended_at, list(Job.objects.get(pk=run.job_id).parts.values("key", "state", "reason"))
    return run


def failing(monkeypatch: pytest.MonkeyPatch, bad: dict[str, Any]) -> None:
    """A scorer that is lost over these answers, as one whose process is killed."""
    honest = SheetScorer.__call__

    def score(self: SheetScorer, answers: Any) -> Any:
        if answers == bad:
            raise MemoryError
        return honest(self, answers)

    monkeypatch.setattr(SheetScorer, "__call__", score)


def all_turns(run: ScoreRun) -> ScoreRun:
    """Turns of workers until the job has ended, without the pauses between attempts."""
    for turn in range(60):
        run = worked(run, f"worker {turn}")
        if Job.objects.get(pk=run.job_id).ended_at:
            return run
        JobPart.objects.update(not_before=None)
    raise AssertionError("the job does not end")


def rows() -> list[tuple[Any, ...]]:
    """All score rows as they are stored."""
    return list(ResponseScore.objects.order_by("pk").values_list("pk", "scores", "levels", "fault"))


def cells(run: ScoreRun) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The cells of a run by their keys."""
    return {
        (cell.run_id, cell.partner_id, cell.level, cell.home_country): {
            name: getattr(cell, name) for name in ("participants", "tables", "agreement", "item_sums")
        }
        for cell in CohortCell.objects.filter(score_run=run)
    }


# --- Counted again ---------------------------------------------------------------------------------------------------


def recounted(
    run: ScoreRun, one: tuple[str, str], other: tuple[str, str], *, whole: bool = False
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Participants and tables of every cell from the answers, one person after the other; a side is (moment, rater).

    An answer that was lost counts as none. `whole` makes one cell of all.
    """
    people: dict[tuple[Any, ...], list[tuple[Any, Any, bool]]] = {}
    for stay in Mobility.objects.exclude(status__in=["cancelled", "voided"]).select_related(
        "run", "sending__city", "receiving"
    ):
        partner = stay.receiving_id if stay.run.direction == "outbound" else stay.sending_id
        key = (stay.run_id, partner, stay.level, stay.sending.city.country)
        if SurveyWave.objects.filter(run=stay.run, moment__in=["pre", "post"]).exists():
            people.setdefault(() if whole else key, []).append(_sides(run, stay, one, other))
    return {
        key: {"participants": len(found), "tables": dict(_tables(run.rubric_version, found))}
        for key, found in people.items()
    }


def _sides(run: ScoreRun, stay: Mobility, one: tuple[str, str], other: tuple[str, str]) -> tuple[Any, Any, bool]:
    found, is_mapped = [], False
    for moment, rater in (one, other):
        rows = Response.objects.exclude(score__fault=LOST)
        response = rows.filter(mobility=stay, wave__moment=moment, rater=rater).first()
        levels, mapped = _read(response, run.rubric_version) if response else ({}, False)
        found.append(levels)
        is_mapped = is_mapped or mapped
    return found[0], found[1], is_mapped


def _read(response: Response, version: RubricVersion) -> tuple[Mapping[str, Any], bool]:
    instrument = response.wave.instrument
    try:
        scores = Scorer(in_arithmetic(instrument))(response.answers)
    except Unscorable:
        return {}, False
    steps = {step.old: step for step in successors(version)}
    read = Rated(0, str(instrument.rubric_version.uid), {score.ability: score.level for score in scores})
    while read.version != str(version.uid):
        read = steps[read.version].carried(read)
    return read.levels, instrument.rubric_version_id != version.pk


def _tables(version: RubricVersion, people: list[tuple[Any, Any, bool]]) -> Iterator[tuple[str, Any]]:
    for code in version.abilities.values_list("code", flat=True):
        sides = [(one.get(code), other.get(code), mapped) for one, other, mapped in people]
        mapped = sum(is_mapped for one, other, is_mapped in sides if one is not None and other is not None)
        table = table_of(LEVELS, [(one, other, 1) for one, other, _mapped in sides], mapped)
        yield code, _as_json(asdict(table))


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_json(each) for name, each in value.items()}
    return [_as_json(each) for each in value] if isinstance(value, tuple | list) else value
