"""The plain way to score: one message and one round trip of the ORM for each answer."""

from dataclasses import asdict

from celery import shared_task

from rubric.models import Response, ResponseScore
from rubric.queries.scorers import scorer_of


@shared_task
def score(response: int) -> None:
    row = Response.objects.select_related("wave__instrument__rubric_version").get(pk=response)
    scored = scorer_of(row.wave.instrument)(row.answers)
    ResponseScore.objects.update_or_create(response=row, defaults=asdict(scored))
