"""Scores one answer at once, when it is sent. Many at a time are scored by a run."""

from dataclasses import asdict

from ..models import Response, ResponseScore
from ..queries.scorers import scorer_of

COLUMNS = ("scores", "levels", "fault")


def score_one(response: Response) -> None:
    """Write the score of an answer, or why it has none, in the caller's transaction; the same bytes however often.

    The portal's own act, whoever sends the answer. What cannot be scored raises nothing: it is set aside with its fault.
    """
    scored = scorer_of(response.wave.instrument)(response.answers)
    ResponseScore.objects.bulk_create(
        [ResponseScore(response=response, **asdict(scored))],
        update_conflicts=True,
        unique_fields=["response"],
        update_fields=list(COLUMNS),
    )
