"""What has been entered since a moment: the moves in the ledger, counted by what was done."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from kanazawa_exchange.lib.viewer import Member
from kanazawa_exchange.lib.words import Words

from ..models import AuditEvent, Transition

News = Counter[str]


def visit_before(user: Member) -> datetime | None:
    """The sign-in before the present one; None on the first."""
    visits = AuditEvent.objects.filter(actor__person_id=user.person_id, event="signed_in").order_by("-at")
    return next(iter(visits.values_list("at", flat=True)[1:2]), None)


def moves_since(records: QuerySet[Any], since: datetime, done: Callable[[str], Words]) -> News:
    """How often each move was entered on these records of one model, in the words of `done`; one query."""
    kind = str(records.model._meta.model_name)
    ids = records.values("pk")
    steps = Transition.objects.filter(recorded_at__gt=since, record_type=kind, record_id__in=ids)
    news: News = Counter()
    for move, number in steps.values_list("move").annotate(number=Count("pk")).order_by("move"):
        news[str(done(move))] += number
    return news
