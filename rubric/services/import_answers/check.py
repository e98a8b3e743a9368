"""About which stay and which wave each paper of a table is, and what stands against it. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from kanazawa_exchange.lib import clock, import_rows
from kanazawa_exchange.lib.import_rows import twice
from kanazawa_exchange.lib.imports import Act, Finding, Line
from mobility.models import Mobility
from mobility.permissions import is_own
from mobility.queries.atlas import Atlas
from mobility.services.import_stays.check import kept_by, runs_of
from mobility.services.import_stays.drafting import drafted
from mobility.services.import_stays.drafts import Draft as StayDraft
from mobility.services.import_stays.people import Crowd, recognise

from ...models import Instrument, Rater, Response, SurveyWave
from ...queries.windows import asks
from ...sheets import LANGUAGE, MOMENT, QUESTION, WHO
from ..papers import TAKES, Paper


@dataclass
class Draft(import_rows.Draft):
    """One paper on its way."""

    mobility: Mobility | None = None
    wave: SurveyWave | None = None

    @property
    def answers(self) -> dict[str, Any]:
        return {key.removeprefix(QUESTION): value for key, value in self.said.items() if key.startswith(QUESTION)}


def check(instrument: Instrument, lines: Sequence[Line], act: Act) -> list[Finding]:
    """As many queries for 300 rows as for 3."""
    atlas = Atlas.read(runs_of(act.by), kept_by(act.by))
    stays = [drafted(line, atlas, clock.tokyo_date(act.now)) for line in lines]
    crowd = recognise(stays, act.by, waits=False)
    drafts = [_about(line, stay, crowd, act) for line, stay in zip(lines, stays, strict=True)]
    runs = {draft.mobility.run_id for draft in drafts if draft.mobility is not None}
    waves = {
        (wave.run_id, wave.moment): wave
        for wave in SurveyWave.objects.filter(instrument=instrument, run__in=runs).select_related("instrument")
    }
    given = Response.objects.filter(wave__in=waves.values(), rater=Rater.SELF)
    responses = {(response.wave_id, response.mobility_id): response for response in given}
    scoring = frozenset(instrument.items.exclude(ability=None).values_list("key", flat=True))
    taken: dict[object, int] = {}
    for draft in drafts:
        _find_wave(draft, waves)
        if draft.wave is not None and draft.mobility is not None and not draft.finding.problems:
            key = (draft.wave.pk, draft.mobility.pk)
            if not twice(draft, key, taken):
                _look_over(draft, draft.wave, draft.mobility, responses.get(key), scoring)
    return [draft.found() for draft in drafts]


def _about(line: Line, stay: StayDraft, crowd: Crowd, act: Act) -> Draft:
    """The stay of a known person in a run; what a table of stays would ask beyond that is not asked here."""
    draft = Draft(line)
    draft.finding.notes = {column: note for column, note in stay.finding.notes.items() if column in WHO}
    draft.finding.problems = [one for one in stay.finding.problems if one.column in WHO]
    draft.finding.about = {"read": {column: read for column, read in stay.read.items() if column in WHO}}
    if stay.person is not None and stay.person.pk > 0:
        draft.finding.about["person"] = str(stay.person.uid)
    if stay.person is None or stay.run is None:
        return draft
    found = crowd.in_run(stay.person, stay) if stay.person.pk > 0 else []
    if len(found) == 1:
        draft.mobility = found[0]
        draft.finding.about["stay"] = str(draft.mobility.uid)
        if is_own(act.by, draft.mobility):
            draft.fault("", "stay.own")
    elif not draft.finding.problems:
        draft.fault("", "stay.several" if found else "stay.unknown")
    return draft


def _find_wave(draft: Draft, waves: Mapping[tuple[int, str], SurveyWave]) -> None:
    moment = draft.said.get(MOMENT)
    if moment is None:
        draft.fault(MOMENT, "moment.missing")
    elif draft.mobility is not None:
        draft.wave = waves.get((draft.mobility.run_id, str(moment)))
        if draft.wave is None:
            draft.fault(MOMENT, "wave.unknown")


def _look_over(draft: Draft, wave: SurveyWave, stay: Mobility, given: Response | None, scoring: frozenset[str]) -> None:
    answers = draft.answers
    if given is not None:
        stored = {**given.answers, **given.remarks}
        draft.known(given.pk, max(given.revision, 1))
        if given.sent_at is None:
            draft.fault("", "answers.begun")
        elif any(_plain(stored.get(key)) != _plain(answer) for key, answer in answers.items()):
            draft.fault("", "answers.sent")
        return
    if not answers:
        draft.fault("", "answers.none")
    if wave.status not in TAKES or not asks(wave, stay):
        draft.fault(MOMENT, "wave.shut")
    parts = [{key: answer for key, answer in answers.items() if (key in scoring) is scores} for scores in (True, False)]
    language = str(draft.said.get(LANGUAGE) or settings.LANGUAGE_CODE)
    draft.finding.act = Paper(wave, stay, _stored(parts[0]), _stored(parts[1]), language)


def _stored(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(answer) for key, answer in answers.items()}


def _plain(answer: Any) -> Any:
    """As JSON keeps it."""
    return list(answer) if isinstance(answer, tuple) else answer
