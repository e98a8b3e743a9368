"""Response rates of the survey by cohort: direction, programme, partner, fiscal year; each before, after and later."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Institution
from programs.models import Direction

from ..models import Moment, SurveyWave
from .participation import Participation, Tally, participations, tally
from .waves import kept_waves

KINDS = {
    "year": _("Fiscal year"),
    "direction": _("Direction"),
    "program": _("Programme"),
    "partner": _("Partner institution"),
}
"""The kinds of cohorts, in their order."""


@dataclass(frozen=True)
class Cohort:
    """How a cohort is called, and the query that lists its waves; nothing where there is no such list."""

    label: Localized | str
    query: str


Key = Callable[[SurveyWave, Participation], Cohort]


@dataclass(frozen=True)
class Cell:
    """One cohort at one moment."""

    moment: str
    tally: Tally


@dataclass(frozen=True)
class RateRow:
    """One cohort: its numbers at each moment, in the order of `Moment`; and what the list of its waves is filtered by."""

    label: Localized | str
    tallies: tuple[Tally, ...]
    query: str

    @property
    def cells(self) -> list[Cell]:
        return [Cell(str(moment.label), numbers) for moment, numbers in zip(Moment, self.tallies, strict=True)]


@dataclass(frozen=True)
class RateTable:
    """The cohorts of one kind. `key` is the word of the kind."""

    key: str
    rows: tuple[RateRow, ...]

    @property
    def title(self) -> str:
        return str(KINDS[self.key])


@dataclass(frozen=True)
class FlatRate:
    """One cohort at one moment, as a line of a file."""

    kind: str
    label: str
    moment: str
    tally: Tally


def rates(user: Viewer, now: datetime, asked: Q) -> tuple[RateTable, ...]:
    """The tables of the waves that a filter lets through; five queries, however many people there are."""
    waves = list(kept_waves(user).filter(asked).order_by("-run__fiscal_year", "run__direction", "run__program__order"))
    people = participations(waves, now)
    pairs = [(wave, row) for wave in waves for row in people[wave.pk]]
    places = Institution.objects.in_bulk({_partner(wave, row) for wave, row in pairs})

    def partner(wave: SurveyWave, row: Participation) -> Cohort:
        place = places[_partner(wave, row)]
        return Cohort(localized(place, "name"), "")

    kinds: dict[str, Key] = {"year": _year, "direction": _direction, "program": _program, "partner": partner}
    return tuple(_table(kind, pairs, cohort) for kind, cohort in kinds.items())


def _year(wave: SurveyWave, _row: Participation) -> Cohort:
    return Cohort(fiscal_year_label(wave.run.fiscal_year), f"?fy={wave.run.fiscal_year}")


def _direction(wave: SurveyWave, _row: Participation) -> Cohort:
    return Cohort(str(Direction(wave.run.direction).label), f"?direction={wave.run.direction}")


def _program(wave: SurveyWave, _row: Participation) -> Cohort:
    return Cohort(localized(wave.run.program, "name"), f"?program={wave.run.program.uid}")


def _partner(wave: SurveyWave, row: Participation) -> int:
    """The side that is not ours, as the direction of the run says."""
    return int(row.stay.receiving_id if wave.run.direction == Direction.OUTBOUND else row.stay.sending_id)


def _table(kind: str, pairs: Sequence[tuple[SurveyWave, Participation]], cohort: Key) -> RateTable:
    """The cohorts of one kind, in the order in which the waves stand."""
    found: dict[Cohort, dict[str, list[Participation]]] = defaultdict(lambda: defaultdict(list))
    for wave, row in pairs:
        found[cohort(wave, row)][wave.moment].append(row)
    rows = (
        RateRow(each.label, tuple(tally(by_moment[moment]) for moment in Moment), each.query)
        for each, by_moment in found.items()
    )
    return RateTable(kind, tuple(rows))


def flat(tables: Sequence[RateTable]) -> list[FlatRate]:
    """The same as lines of a file; moments at which nobody is expected are left out."""
    return [
        FlatRate(str(KINDS[table.key]), str(row.label), str(moment.label), numbers)
        for table in tables
        for row in table.rows
        for moment, numbers in zip(Moment, row.tallies, strict=True)
        if numbers.expected
    ]
