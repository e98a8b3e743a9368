"""Notes what should have happened by itself and did not, for the page of what runs. Nothing of the content is kept."""

from datetime import datetime, timedelta

from ..models import Failure, FailureKind

KEPT = timedelta(days=90)


def record(kind: FailureKind, error: BaseException, *, now: datetime, name: str = "") -> Failure:
    """`name` is that of the job; of the error its class is kept, as its words may name people."""
    Failure.objects.filter(at__lt=now - KEPT).delete()
    return Failure.objects.create(kind=kind, name=name[:100], error=type(error).__name__[:100], at=now)
