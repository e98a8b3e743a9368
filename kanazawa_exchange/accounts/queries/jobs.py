"""How far long work has come: for the list of jobs, and for the page of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.lib import clock, under_way
from kanazawa_exchange.lib.jobs import LOST, UNKNOWN, is_known, is_long, kind_of, title_of
from kanazawa_exchange.lib.paging import PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.viewer import Viewer

from ..models import Job, JobEnding, JobPart, PartState
from ..permissions import may_steer_job
from .history import actors

NEWEST_FIRST = Order("created_at", descending=True)
FAILED_SHOWN = 50

WAITING, RUNNING, STOPPING = "waiting", "running", "stopping"
LOOKS = {
    WAITING: "todo",
    RUNNING: "now",
    STOPPING: "wait",
    JobEnding.DONE: "done",
    JobEnding.FAILED: "bad",
    JobEnding.CANCELLED: "off",
}
"""The glyph of each state, as records have them."""


@dataclass(frozen=True)
class Progress:
    """Weights of a job's parts: how much is done, how much has failed, of how much; and the numbers of parts."""

    total: int = 0
    done: int = 0
    failed: int = 0
    parts: int = 0
    parts_done: int = 0
    parts_failed: int = 0
    under_way: int = 0
    """Weight that is done in parts that workers hold, and not written yet."""
    is_whole: bool = False
    """Whether a part takes minutes, and is written in its end or not at all."""
    is_measured: bool = True
    """Whether it is told how far such a part is."""

    @property
    def ended(self) -> int:
        return self.done + self.failed

    @property
    def reached(self) -> int:
        return self.done + self.under_way

    @property
    def percent(self) -> int:
        """Rounded down, so that it is 100 only when all has ended."""
        if self.ended == self.total:
            return 100 if self.total else 0
        return min(99, 100 * (self.ended + self.under_way) // self.total)


@dataclass(frozen=True)
class FailedPart:
    key: str
    reason: str
    attempts: int
    ended_at: datetime | None


@dataclass(frozen=True)
class JobLine:
    """A job with its progress and its state in words."""

    uid: UUID
    title: str
    owner: str
    created_at: datetime
    begun_at: datetime | None
    heard_at: datetime | None
    ended_at: datetime | None
    state: str
    progress: Progress
    was_to_stop: bool
    """Whether somebody has asked it to stop, which it did or was too late for."""

    @property
    def words(self) -> str:
        return state_words(self.state)

    @property
    def look(self) -> str:
        return LOOKS[self.state]


@dataclass(frozen=True)
class JobPage:
    """What the page of a job shows and offers."""

    line: JobLine
    failed: tuple[FailedPart, ...]
    may_cancel: bool
    may_resume: bool
    address: str


def state_words(state: str) -> str:
    words = {
        WAITING: pgettext("job", "waiting for a worker"),
        RUNNING: pgettext("job", "running"),
        STOPPING: pgettext("job", "stopping"),
    }
    return words.get(state) or str(JobEnding(state).label)


def state_of(job: Job) -> str:
    """The state that follows from what has happened to a job."""
    if job.ended_at is not None:
        return job.ending
    if job.cancel_asked_at is not None:
        return STOPPING
    return RUNNING if job.begun_at else WAITING


def page(user: Viewer, place: Place, *, size: int = PAGE_SIZE) -> Page[JobLine]:
    """Jobs this user may see, newest first, in three queries; and one more for whoever coordinates programmes."""
    found = NEWEST_FIRST.page(Job.objects.visible_to(user), place, size=size)
    return found.of(_lines(found.rows))


def job_page(job: Job, user: Viewer) -> JobPage:
    line = _lines([job])[0]
    may = may_steer_job(user, job)
    is_open = line.state in {WAITING, RUNNING}
    address = kind_of(job.kind).address if is_known(job.kind) else None
    return JobPage(
        line,
        _failed(job) if line.progress.failed else (),
        may_cancel=may and is_open,
        may_resume=may and line.state in {JobEnding.CANCELLED, JobEnding.FAILED},
        address=address(job.parameters) if address and line.state in {JobEnding.DONE, JobEnding.FAILED} else "",
    )


def _lines(jobs: Sequence[Job]) -> list[JobLine]:
    progress = _progress([job.pk for job in jobs])
    progress |= _under_way([job for job in jobs if job.ended_at is None], progress)
    names = actors({job.owner_id for job in jobs})
    return [
        JobLine(
            job.uid,
            title_of(job.kind),
            names[job.owner_id] if job.owner_id else _("the calendar"),
            job.created_at,
            job.begun_at,
            job.heard_at,
            job.ended_at,
            state_of(job),
            progress.get(job.pk, Progress()),
            job.cancel_asked_at is not None,
        )
        for job in jobs
    ]


def _progress(pks: Sequence[int]) -> dict[int, Progress]:
    is_done, has_failed = Q(state=PartState.DONE), Q(state=PartState.FAILED)
    rows = (
        JobPart.objects.filter(job__in=pks)
        .order_by()
        .values_list("job")
        .annotate(
            total=Sum("size"),
            done=Sum("size", filter=is_done, default=0),
            failed=Sum("size", filter=has_failed, default=0),
            parts=Count("pk"),
            parts_done=Count("pk", filter=is_done),
            parts_failed=Count("pk", filter=has_failed),
        )
    )
    return {job: Progress(*numbers) for job, *numbers in rows}


def _under_way(open_jobs: Iterable[Job], progress: Mapping[int, Progress]) -> dict[int, Progress]:
    """The same of jobs of which a part may take minutes, with what their workers tell; a query where there is such a job."""
    pks = [job.pk for job in open_jobs if job.pk in progress and is_long(job.kind, job.parameters)]
    leases: dict[int, list[UUID]] = {pk: [] for pk in pks}
    if pks and under_way.is_told():
        held = JobPart.objects.filter(job__in=pks, state=PartState.WAITING, leased_until__gte=clock.now())
        for pk, lease in held.values_list("job", "lease"):
            if lease is not None:
                leases[pk].append(lease)
    told = under_way.told(lease for own in leases.values() for lease in own)
    return {
        pk: replace(
            progress[pk],
            under_way=sum(told.get(lease, 0) for lease in own),
            is_whole=True,
            is_measured=under_way.is_told(),
        )
        for pk, own in leases.items()
    }


def _failed(job: Job) -> tuple[FailedPart, ...]:
    rows = job.parts.filter(state=PartState.FAILED).order_by("pk")[:FAILED_SHOWN]
    return tuple(FailedPart(row.key, reason_words(row.reason), row.attempts, row.ended_at) for row in rows)


def why_ended(job: Job | None) -> tuple[str, ...]:
    """Why work that has ended has not done all of it, in sentences; none for any other."""
    if job is None or job.ended_at is None or job.ending == JobEnding.DONE:
        return ()
    if job.ending == JobEnding.CANCELLED:
        return (_("Somebody has stopped the work."),)
    first = job.parts.filter(state=PartState.FAILED).order_by("pk").first()
    return (_("The work has failed."), *([reason_words(first.reason)] if first else []))


def reason_words(reason: str) -> str:
    """Why a part failed, in words; of an error of the program its kind."""
    known = {
        UNKNOWN: _("This version of the portal does not know such work."),
        LOST: _("It was stopped without an answer: a crash, too much time or too much memory."),
        "SoftTimeLimitExceeded": _("It took too long."),
        "MemoryError": _("It needed too much memory."),
        "PermissionDenied": _("Whoever began it may not do it any more."),
    }
    return known.get(reason) or _("An error of the program: %(kind)s.") % {"kind": reason}
