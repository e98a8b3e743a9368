"""Starts, stops and takes up long work again. What a worker does with a part of it stands in `labour`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.doorbell import ring
from kanazawa_exchange.lib.jobs import About, Kind, Part
from kanazawa_exchange.lib.refusals import Refused

from ..models import Job, JobPart, PartState, User
from ..permissions import may_start_job, may_steer_job
from .ledger import audit
from .permits import refuse_unless

KEPT_FOR = timedelta(days=365)


def start(kind: Kind, parameters: About, parts: Sequence[Part], *, by: User | None, now: datetime) -> Job:
    """A job with its first parts, in the caller's transaction; workers hear of it when that is committed.

    Whether `by` may have this done is asked here by the kind, where it says who may, and by the service that calls.
    A job without parts ends when a worker looks at it.
    """
    refuse_unless(may_start_job, by, kind, parameters)
    with transaction.atomic():
        job = Job.objects.create(kind=kind.code, parameters=dict(parameters), owner=by, created_at=now)
        add(job.pk, parts)
    ring(job.pk)
    return job


def add(job_pk: int, parts: Sequence[Part]) -> None:
    """Further parts of a job; one whose key is there already is that one."""
    JobPart.objects.bulk_create(
        [
            JobPart(job_id=job_pk, stage=part.stage, key=part.key, about=dict(part.about), size=part.size)
            for part in parts
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def replace(part: JobPart, pieces: Sequence[Part]) -> None:
    """The pieces into which a part was cut, in its place. Errors: ValueError when one of them is the part itself."""
    if part.key in {piece.key for piece in pieces}:
        raise ValueError(f"{part.key} was cut into itself")
    add(part.job_id, pieces)
    part.delete()


def redo(job_pk: int, *, after: int) -> int:
    """What has ended in the stages after this one is done once more; returns how many parts that are."""
    return _anew(JobPart.objects.filter(job=job_pk, stage__gt=after).exclude(state=PartState.WAITING))


def _anew(parts: QuerySet[JobPart]) -> int:
    return parts.update(state=PartState.WAITING, attempts=0, reason="", ended_at=None, not_before=None)


def cancel(job: Job, *, by: User | None, now: datetime) -> None:
    """Ask a job to stop: parts under way are finished, no further one begins. Errors: Refused once it has ended."""
    refuse_unless(may_steer_job, by, job)
    with transaction.atomic():
        asked = Job.objects.open().filter(pk=job.pk, cancel_asked_at=None).update(cancel_asked_at=now)
        if not asked:
            raise Refused(_("The job has ended, or has been asked to stop already."))
        audit("job_cancelled", by=by, now=now, record=job)
    ring(job.pk)


def resume(job: Job, *, by: User | None, now: datetime) -> None:
    """Take a job up again that was cancelled, or whose parts failed: what is done stays, the rest is tried anew.

    Errors: Refused while it is running, or when nothing is left to do.
    """
    refuse_unless(may_steer_job, by, job)
    with transaction.atomic():
        current = Job.objects.select_for_update().get(pk=job.pk)
        parts = JobPart.objects.filter(job=current)
        _anew(parts.filter(state=PartState.FAILED))
        if (current.ended_at is None and current.cancel_asked_at is None) or not parts.filter(
            state=PartState.WAITING
        ).exists():
            raise Refused(_("The job is running, or nothing of it is left to do."))
        current.cancel_asked_at, current.ended_at, current.ending = None, None, ""
        current.save(update_fields=["cancel_asked_at", "ended_at", "ending"])
        audit("job_resumed", by=by, now=now, record=current)
    ring(job.pk)


def forget_old(*, now: datetime) -> int:
    """Jobs that ended more than a year ago go with their parts; returns how many."""
    return Job.objects.filter(ended_at__lt=now - KEPT_FOR).delete()[1].get("accounts.Job", 0)
