"""The cells of a scoring run: for each finest cohort its tables, how far two raters agree, and the sums behind reliability."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from mobility.models import Mobility

from ..models import CohortCell, Instrument, Rater, ScoreRun, SurveyWave
from . import cell_counts, item_sums
from .cell_counts import CellKey, Side
from .cell_readings import Reading, readings
from .score_scope import waves


@dataclass(frozen=True)
class _Counting:
    """What a run counts with: how versions read in its own, the abilities and the number of levels of that."""

    run: ScoreRun
    readings: Mapping[int, Reading]
    abilities: tuple[str, ...]
    levels: int

    @classmethod
    def of(cls, run: ScoreRun) -> "_Counting":
        version = run.rubric_version
        codes = tuple(version.abilities.values_list("code", flat=True))
        highest = max(version.levels.values_list("number", flat=True), default=0)
        return cls(run, readings(version), codes, highest + 1)

    @property
    def moments(self) -> tuple[str, str]:
        return self.run.before, self.run.after

    def side(self, asked: Iterable[SurveyWave], rater: str) -> Side:
        """The answers to waves that were asked by questionnaires of one version; of none where there is no wave."""
        asked = list(asked)
        version = asked[0].instrument.rubric_version_id if asked else self.run.rubric_version_id
        return Side(tuple(wave.pk for wave in asked), rater, self.readings[version])

    def tables(self, cell: cell_counts.Compared, one: Side, other: Side) -> dict[str, Any]:
        found = cell_counts.tables(cell, one.reading, other.reading, self.levels)
        return {code: dict(vars(table)) for code, table in zip(self.abilities, found, strict=True)}


@dataclass
class _Cell:
    participants: int = 0
    tables: dict[str, Any] = field(default_factory=dict)
    agreement: dict[str, Any] = field(default_factory=dict)
    item_sums: dict[str, Any] = field(default_factory=dict)


def cells(run: ScoreRun, keys: Sequence[int]) -> list[CohortCell]:
    """The cells of these programme runs, not stored yet; runs that no wave asks have none."""
    counting = _Counting.of(run)
    found: dict[CellKey, _Cell] = {}
    for alike in _asked_alike(waves(run).filter(run__in=keys)):
        stays = cell_counts.asked(counting.moments, {wave.run_id for wave in alike})
        _count(counting, stays, alike, found)
    return [
        CohortCell(
            score_run=run,
            run_id=key.run,
            partner_id=key.partner,
            level=key.level,
            home_country=key.home_country,
            **vars(cell),
        )
        for key, cell in sorted(found.items())
    ]


def _asked_alike(asked: QuerySet[SurveyWave]) -> list[list[SurveyWave]]:
    """The waves of programme runs that asked with the same questionnaires before and after, and of the same raters."""
    of_run: dict[int, list[SurveyWave]] = {}
    for wave in asked.select_related("instrument__rubric_version").order_by("run", "moment"):
        of_run.setdefault(wave.run_id, []).append(wave)
    found: dict[tuple[tuple[str, int, bool], ...], list[SurveyWave]] = {}
    for own in of_run.values():
        found.setdefault(tuple((wave.moment, wave.instrument_id, wave.asks_staff) for wave in own), []).extend(own)
    return list(found.values())


def _count(
    counting: _Counting, stays: QuerySet[Mobility], asked: Sequence[SurveyWave], found: dict[CellKey, _Cell]
) -> None:
    at = {moment: [wave for wave in asked if wave.moment == moment] for moment in counting.moments}
    one, other = (counting.side(at[moment], counting.run.rater) for moment in counting.moments)
    for key, cell in cell_counts.compared(stays, one, other).items():
        found[key] = _Cell(cell.people, counting.tables(cell, one, other))
    for moment, own in at.items():
        if own and own[0].asks_staff:
            _count_agreement(counting, stays, own, found)
        if own and own[0].instrument.rubric_version_id == counting.run.rubric_version_id:
            side = counting.side(own, counting.run.rater)
            _count_items(own[0].instrument, moment, item_sums.item_sums(stays, side, own[0].instrument), found)


def _count_agreement(
    counting: _Counting, stays: QuerySet[Mobility], own: Sequence[SurveyWave], found: Mapping[CellKey, _Cell]
) -> None:
    """How the participants and the staff judge the same people at one moment: the participant's levels are the rows."""
    itself, staff = counting.side(own, Rater.SELF), counting.side(own, Rater.STAFF)
    for key, cell in cell_counts.compared(stays, itself, staff).items():
        found[key].agreement[own[0].moment] = counting.tables(cell, itself, staff)


def _count_items(
    instrument: Instrument,
    moment: str,
    sums: Mapping[CellKey, Mapping[str, item_sums.ItemSums]],
    found: Mapping[CellKey, _Cell],
) -> None:
    for key, of_abilities in sums.items():
        stored = {code: item_sums.stored_sums(each) for code, each in of_abilities.items()}
        found[key].item_sums[moment] = {str(instrument.uid): stored}
