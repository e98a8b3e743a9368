"""What one person answered before and after one stay: ability by ability, in numbers and in the words of the levels."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.change_drawing import dumbbell, radar
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.viewer import Viewer
from mobility.models import Mobility
from mobility.permissions import is_own

from ..models import Ability, Moment, Rater, Response, RubricVersion, SurveyWave, WaveStatus
from ..scoring.pairs import Rated, Successor, paired
from .instruments import level_of
from .versions import successor
from .windows import is_open_for

ORDER = (Moment.PRE, Moment.POST, Moment.LATER)


@dataclass(frozen=True)
class Standing:
    """The level of an ability at one moment, with its words; no level where nothing was answered."""

    moment: str
    level: int | None
    caption: Localized | None = None
    text: Localized | None = None


@dataclass(frozen=True)
class AbilityChange:
    """One ability at each moment that was answered; `ends` are the places of the two that are compared."""

    place: int
    name: Localized
    standings: tuple[Standing, ...]
    drawing: str
    ends: tuple[int, int] = (0, -1)

    @property
    def before(self) -> int | None:
        return self.standings[self.ends[0]].level

    @property
    def after(self) -> int | None:
        return self.standings[self.ends[1]].level if len(self.standings) > 1 else None

    @property
    def change(self) -> int | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class OwnResult:
    """`is_hidden`: the person is answering, or has still to answer, what is to be compared; until then nothing is shown."""

    sent: tuple[tuple[str, datetime], ...] = ()
    rows: tuple[AbilityChange, ...] = ()
    highest: int = 0
    is_hidden: bool = False
    is_mapped: bool = False
    version: RubricVersion | None = None
    ends: tuple[int, int] = (0, -1)

    @property
    def compared_moments(self) -> tuple[str, str]:
        """The words of the two moments that are compared."""
        first, last = (str(Moment(self.sent[place][0]).label) for place in self.ends)
        return first, last

    @property
    def is_compared(self) -> bool:
        return len(self.sent) > 1

    @property
    def rose(self) -> int:
        return sum(row.change is not None and row.change > 0 for row in self.rows)

    @property
    def same(self) -> int:
        return sum(row.change == 0 for row in self.rows)

    @property
    def fell(self) -> int:
        return sum(row.change is not None and row.change < 0 for row in self.rows)

    @property
    def radar(self) -> str:
        """The small figure beside the table; none where a level is missing, which would draw a false one."""
        if not self.is_compared or len(self.rows) < 3:
            return ""
        before = [row.before for row in self.rows if row.before is not None]
        after = [row.after for row in self.rows if row.after is not None]
        if not len(before) == len(after) == len(self.rows):
            return ""
        title = _("Both profiles as a radar; the numbers stand in the table.")
        return radar(before, after, self.highest, title=title)


def own_result(stay: Mobility, user: Viewer, now: datetime) -> OwnResult:
    """For the traveller nothing but that it was sent before the later answer is sent; the office sees what there is."""
    rows = Response.objects.filter(mobility=stay, rater=Rater.SELF, sent_at__isnull=False, score__fault="")
    joined = rows.select_related("score", "wave__instrument__rubric_version__rubric")
    responses = sorted(joined, key=lambda row: ORDER.index(Moment(row.wave.moment)))
    sent = tuple((row.wave.moment, row.sent_at) for row in responses if row.sent_at is not None)
    if is_own(user, stay) and not _may_compare(stay, dict(sent), _open_waves([stay]), now):
        return OwnResult(sent, is_hidden=bool(sent))
    return _compared(sent, responses) if responses else OwnResult()


@dataclass(frozen=True)
class ReadyResult:
    """A stay whose traveller can see what has changed, since the last answer was sent."""

    stay: Mobility
    since: datetime


def ready_results(stays: Sequence[Mobility], now: datetime) -> tuple[ReadyResult, ...]:
    """Of these stays of one person those with a result that is shown, the newest first; two queries, none for no stays."""
    rows = Response.objects.filter(mobility__in=stays, rater=Rater.SELF, sent_at__isnull=False, score__fault="")
    sent: dict[int, dict[str, datetime]] = defaultdict(dict)
    for stay, moment, sent_at in rows.values_list("mobility_id", "wave__moment", "sent_at"):
        if sent_at is not None:
            sent[stay][moment] = sent_at
    several = [stay for stay in stays if len(sent[stay.pk]) > 1]
    waves = _open_waves(several)
    ready = [
        ReadyResult(stay, max(sent[stay.pk].values()))
        for stay in several
        if _may_compare(stay, sent[stay.pk], waves, now)
    ]
    return tuple(sorted(ready, key=lambda one: one.since, reverse=True))


def _open_waves(stays: Sequence[Mobility]) -> list[SurveyWave]:
    return list(SurveyWave.objects.filter(run__in={stay.run_id for stay in stays}, status=WaveStatus.OPEN))


def _may_compare(stay: Mobility, sent: Mapping[str, datetime], waves: Sequence[SurveyWave], now: datetime) -> bool:
    """Two answers by their moments at least, and no later survey about this stay that is open and not sent."""
    others = [wave for wave in waves if wave.run_id == stay.run_id and wave.moment not in sent]
    return len(sent) > 1 and not any(is_open_for(wave, stay, now) for wave in others)


def _compared(sent: tuple[tuple[str, datetime], ...], responses: list[Response]) -> OwnResult:
    """In the words of the version of the last answer, in which the earlier ones are read."""
    version = responses[-1].wave.instrument.rubric_version
    rated = [_rated(response) for response in responses]
    steps = _successors(version) if len({one.version for one in rated}) > 1 else []
    levels = [_read_in(rated[-1], one, steps) for one in rated]
    words = _words(version, [str(Moment(moment).label) for moment, _at in sent])
    ends = _ends(levels)
    rows = tuple(
        _change(place, ability, levels, words, ends) for place, ability in enumerate(version.abilities.all(), 1)
    )
    return OwnResult(sent, rows, words.highest, is_mapped=bool(steps), version=version, ends=ends)


def _ends(levels: list[dict[str, int | None]]) -> tuple[int, int]:
    """The places of the first and of the last answer that name a level: with one that was sent empty nothing is compared."""
    said = [place for place, one in enumerate(levels) if any(level is not None for level in one.values())]
    return (said[0], said[-1]) if len(said) > 1 else (0, len(levels) - 1)


@dataclass(frozen=True)
class _Words:
    """The moments compared; the captions of a version by level, its descriptors by ability and level."""

    moments: list[str]
    captions: dict[int, Localized]
    texts: dict[tuple[int, int], Localized]

    @property
    def highest(self) -> int:
        return max(self.captions, default=0)


def _words(version: RubricVersion, moments: list[str]) -> _Words:
    rows = version.descriptors.select_related("level")
    return _Words(
        moments,
        {level.number: localized(level, "caption") for level in version.levels.all()},
        {(row.ability_id, row.level.number): localized(row, "text") for row in rows},
    )


def _change(
    place: int, ability: Ability, levels: list[dict[str, int | None]], words: _Words, ends: tuple[int, int]
) -> AbilityChange:
    found = [one.get(ability.code) for one in levels]
    standings = tuple(
        Standing(moment, None)
        if level is None
        else Standing(moment, level, words.captions.get(level), words.texts.get((ability.pk, level)))
        for moment, level in zip(words.moments, found, strict=True)
    )
    drawing = dumbbell(found[ends[0]], found[ends[1]] if len(found) > 1 else None, words.highest)
    return AbilityChange(place, localized(ability, "name"), standings, drawing, ends)


def _rated(response: Response) -> Rated:
    version = response.wave.instrument.rubric_version
    codes = version.abilities.values_list("code", flat=True)
    levels = dict(zip(codes, map(level_of, response.score.levels), strict=True))
    return Rated(response.mobility_id, str(version.uid), levels)


def _successors(version: RubricVersion) -> list[Successor]:
    """How the versions of its rubric lead from one to the next."""
    versions = version.rubric.versions.select_related("before")
    return [step for step in map(successor, versions) if step is not None]


def _read_in(last: Rated, rated: Rated, steps: list[Successor]) -> dict[str, int | None]:
    """The levels of an answer in the words of the last one; none where the versions do not lead there."""
    if rated is last:
        return dict(last.levels)
    found = paired([rated], [last], steps)
    if len(found) == 1 and found[0].version == last.version and found[0].pre is not None:
        return dict(found[0].pre)
    return {}
