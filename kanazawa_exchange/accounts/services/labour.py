"""How a worker does long work: it takes a part for a while, works, and writes result and end of the part together.

Killed at any moment, a worker leaves a part without a result; when its lease has run out, or the broker gives the same message
out again, another one takes it. A worker that wakes up after its lease finds its hold gone and writes nothing.
"""

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Case, Exists, F, Max, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from kanazawa_exchange.lib import clock, under_way
from kanazawa_exchange.lib.doorbell import ring_again
from kanazawa_exchange.lib.jobs import LOST, UNKNOWN, About, Kind, Part, Stopped, is_known, kind_of
from kanazawa_exchange.lib.jobs import is_long as jobs_are_long

from ..models import Job, JobEnding, JobPart, PartState
from . import jobs

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=100)
"""Longer than the hard limit of a task, after which its process is dead."""

LONG = 480
"""Seconds that a part may take of a job that is long; with the lease it ends before the broker gives its message to another worker."""

LONG_LEASE = timedelta(seconds=LONG + 60)

ATTEMPTS = 3
PAUSE = timedelta(seconds=5)
"""Before the second attempt; four times as long before each further one."""

TURN = 20.0
"""Seconds after which a worker lets others have their turn: heartbeats and letters wait behind it."""


class LeaseLost(Exception):
    """Somebody else holds the part by now, or it has ended: nothing is written."""


@dataclass(frozen=True)
class Taken:
    """A part that a worker holds by this lease."""

    pk: int
    lease: uuid.UUID
    job_pk: int
    job: uuid.UUID
    owner_pk: int | None
    kind: Kind
    parameters: About
    part: Part

    def add(self, parts: Sequence[Part]) -> None:
        jobs.add(self.job_pk, parts)

    def redo_later(self) -> int:
        return jobs.redo(self.job_pk, after=self.part.stage)

    def tell(self, more: int) -> None:
        under_way.tell(self.lease, more)

    def is_cancelled(self) -> bool:
        return Job.objects.filter(pk=self.job_pk, cancel_asked_at__isnull=False).exists()


# --- A turn ----------------------------------------------------------------------------------------------------------


def work(
    job_pk: int,
    *,
    holder: str,
    call_help: Callable[[int], None],
    call_back: Callable[[], None] = lambda: None,
    seconds: float = TURN,
) -> bool:
    """Do parts of a job until none is free or the turn is over; whether parts are left that somebody could take.

    `call_help` is called once, when a part is taken and others are free (a first stage may be one part that makes many), with
    the number of workers that hold parts now. `call_back`, when a later stage begins with parts for others: whoever found none
    free while the stage before was ending need not wait.
    """
    end, called_in = time.monotonic() + seconds, None
    release(holder)
    taken = claim(job_pk, holder=holder, now=clock.now())
    while taken:
        if called_in != taken.part.stage and free_parts(clock.now()).filter(job=job_pk).exists():
            if called_in is None:
                call_help(held_parts(clock.now()).filter(job=job_pk).count())
            else:
                call_back()
            called_in = taken.part.stage
        may_go_on = do(taken)
        if not may_go_on or time.monotonic() > end:
            break
        taken = claim(job_pk, holder=holder, now=clock.now())
    close(job_pk, now=clock.now())
    return taken is not None and free_parts(clock.now()).filter(job=job_pk).exists()


def do(taken: Taken) -> bool:
    """Work on a part and write its end; False when the turn had better end here, as time or memory ran out."""
    try:
        outcome = taken.kind.work(taken)
        finish(taken, outcome, now=clock.now())
    except LeaseLost:
        logger.warning("part %d was taken over by somebody else; nothing is written twice", taken.pk)
    except Stopped:
        give_back(taken)
    except (SoftTimeLimitExceeded, MemoryError) as error:
        fail(taken, type(error).__name__, now=clock.now())
        return False
    except Exception as error:  # whatever a part meets, the other parts go on
        logger.exception("part %d of job %d failed", taken.pk, taken.job_pk)
        fail(taken, type(error).__name__, now=clock.now())
    return True


# --- One part --------------------------------------------------------------------------------------------------------


def claim(job_pk: int, *, holder: str, now: datetime) -> Taken | None:
    """Take the next free part, counting the attempt before it begins; None when there is none to take now."""
    while True:
        with transaction.atomic():
            part = _lock_next(job_pk, now)
            if part is None:
                return None
            if not _set_aside(part, now):
                return _take(part, holder, now)


def _lock_next(job_pk: int, now: datetime) -> JobPart | None:
    free = free_parts(now).filter(job=job_pk).select_for_update(skip_locked=True, of=("self",))
    return free.select_related("job").order_by("pk").first()


def _set_aside(part: JobPart, now: datetime) -> bool:
    """Whether a part is not tried, or not again: it is cut into pieces, or has failed."""
    if not is_known(part.job.kind):
        _end(part, PartState.FAILED, now, UNKNOWN)
        return True
    split = kind_of(part.job.kind).split
    if part.attempts and split is not None and part.size > 1:
        pieces = split(_part(part))
        if len(pieces) != 1:  # what is one piece is tried again as it is
            jobs.replace(part, pieces)
            return True
    if part.attempts >= ATTEMPTS:
        _end(part, PartState.FAILED, now, part.reason or LOST)
        return True
    return False


def _take(part: JobPart, holder: str, now: datetime) -> Taken:
    part.attempts += 1
    job = part.job
    lease = LONG_LEASE if jobs_are_long(job.kind, job.parameters) else LEASE
    part.holder, part.lease, part.leased_until = holder, uuid.uuid4(), now + lease
    part.save(update_fields=["attempts", "holder", "lease", "leased_until"])
    _hear(job.pk, begun_at=Coalesce("begun_at", now), heard_at=now)
    return Taken(part.pk, part.lease, job.pk, job.uid, job.owner_id, kind_of(job.kind), job.parameters, _part(part))


def is_long(job_pk: int) -> bool:
    """Whether a worker may need minutes for one part of this job."""
    job = Job.objects.filter(pk=job_pk).values_list("kind", "parameters").first()
    return job is not None and jobs_are_long(*job)


def finish(taken: Taken, outcome: object, *, now: datetime) -> None:
    """Write the result and the end of a part, together. Errors: LeaseLost."""
    with transaction.atomic():
        part = _held(taken)
        taken.kind.store(taken, outcome)
        _end(part, PartState.DONE, now)
        _hear(taken.job_pk, heard_at=now)


def fail(taken: Taken, reason: str, *, now: datetime) -> None:
    """Note an attempt that failed: the next one follows after a pause, the last one ends the part."""
    with transaction.atomic():
        try:
            part = _held(taken)
        except LeaseLost:
            return
        if part.attempts >= ATTEMPTS:
            _end(part, PartState.FAILED, now, reason)
            return
        pause = PAUSE * 4 ** (part.attempts - 1)
        part.reason, part.not_before = reason[:100], now + pause
        part.holder, part.lease, part.leased_until = "", None, None
        part.save(update_fields=["reason", "not_before", "holder", "lease", "leased_until"])
    ring_again(taken.job_pk, after=pause.total_seconds())


def give_back(taken: Taken) -> None:
    """A part that was asked to stop waits as if nobody had tried it; whoever takes the job up again begins it anew."""
    held = JobPart.objects.filter(pk=taken.pk, lease=taken.lease, state=PartState.WAITING)
    held.update(attempts=F("attempts") - 1, holder="", lease=None, leased_until=None)


def _held(taken: Taken) -> JobPart:
    """The part under lock, while this lease is the one that holds it."""
    part = JobPart.objects.select_for_update().filter(pk=taken.pk, lease=taken.lease, state=PartState.WAITING).first()
    if part is None:
        raise LeaseLost
    return part


def _end(part: JobPart, state: PartState, now: datetime, reason: str = "") -> None:
    part.state, part.ended_at, part.reason = state, now, reason[:100]
    part.holder, part.lease, part.leased_until, part.not_before = "", None, None, None
    part.save(update_fields=["state", "ended_at", "reason", "holder", "lease", "leased_until", "not_before"])


def _part(row: JobPart) -> Part:
    return Part(row.key, row.about, row.size, row.stage)


def _hear(job_pk: int, **values: object) -> None:
    """Note that somebody works on a job; who finds another worker just noting it need not wait for the end of that one's part."""
    job = Job.objects.filter(pk=job_pk)
    if job.select_for_update(skip_locked=True, no_key=True).exists():
        job.update(**values)


def release(holder: str) -> None:
    """Give back what an earlier run of the same message held: it is given out again because that run is dead."""
    held = JobPart.objects.filter(holder=holder, state=PartState.WAITING)
    held.update(holder="", lease=None, leased_until=None)


# --- All parts -------------------------------------------------------------------------------------------------------


def free_parts(now: datetime) -> QuerySet[JobPart]:
    """Parts that a worker may take now: nobody holds them, their stage has come, and nobody asked their job to stop."""
    waiting = JobPart.objects.filter(state=PartState.WAITING)
    earlier = waiting.filter(job=OuterRef("job"), stage__lt=OuterRef("stage"))
    return waiting.filter(
        Q(leased_until=None) | Q(leased_until__lt=now),
        Q(not_before=None) | Q(not_before__lte=now),
        ~Exists(earlier),
        job__cancel_asked_at=None,
        job__ended_at=None,
    )


def held_parts(now: datetime) -> QuerySet[JobPart]:
    return JobPart.objects.filter(state=PartState.WAITING, leased_until__gte=now)


def has_later_stage(job_pk: int) -> bool:
    """Whether parts wait behind a stage that is not done yet: a worker that finds none free comes back for them."""
    waiting = JobPart.objects.filter(job=job_pk, state=PartState.WAITING, job__ended_at=None, job__cancel_asked_at=None)
    stages = waiting.aggregate(first=Min("stage"), last=Max("stage"))
    return bool(stages["first"] != stages["last"])


def close(job_pk: int, *, now: datetime) -> bool:
    """Write the end of a job of which nothing is left to do, or which was asked to stop and which nobody holds any more."""
    waiting = JobPart.objects.filter(job=job_pk, state=PartState.WAITING)
    failed = JobPart.objects.filter(job=job_pk, state=PartState.FAILED)
    still = Job.objects.open().filter(pk=job_pk)
    # in one statement: the last part may fail between a look and the end
    ending = Case(When(Exists(failed), then=Value(JobEnding.FAILED)), default=Value(JobEnding.DONE))
    if still.filter(~Exists(waiting)).update(ended_at=now, ending=ending):
        return True
    is_quiet = ~Exists(waiting.filter(leased_until__gte=now))
    stopped = still.filter(is_quiet, cancel_asked_at__isnull=False)
    return bool(stopped.update(ended_at=now, ending=JobEnding.CANCELLED))


def sweep(*, now: datetime, ring: Callable[[int], None]) -> int:
    """Ring for every open job that has something to do and that nobody works on, however old it is; returns for how many.

    A message that was lost with its broker, or never sent, costs a minute and nothing else. It may run twice at once.
    """
    rung = 0
    for job_pk in Job.objects.open().values_list("pk", flat=True):
        if close(job_pk, now=now) or held_parts(now).filter(job=job_pk).exists():
            continue
        if free_parts(now).filter(job=job_pk).exists():
            ring(job_pk)
            rung += 1
    return rung
