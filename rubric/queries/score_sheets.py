"""The different sheets among many answers, with their scores: who answered alike is scored once."""

import json
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Cast

from ..models import Instrument, ScoreRun
from .score_scope import answers
from .scorers import Scored, scorer_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """One way in which a questionnaire was answered: the answers as the database writes them, and what they are worth."""

    instrument: int
    answers: str
    scored: Scored


def sheets(run: ScoreRun, first: int, last: int) -> list[Sheet]:
    """The sheets among the answers of the scope whose keys lie in this range, each scored once."""
    rows = answers(run).filter(pk__range=(first, last)).annotate(sheet=Cast("answers", TextField()))
    distinct = list(rows.order_by().values_list("wave__instrument", "sheet").distinct())
    asked = Instrument.objects.filter(pk__in={instrument for instrument, _text in distinct})
    scorers = {instrument.pk: scorer_of(instrument) for instrument in asked.select_related("rubric_version")}
    return [Sheet(instrument, text, scorers[instrument](json.loads(text))) for instrument, text in distinct]
