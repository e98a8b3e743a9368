"""What runs here, in figures: for the administrator's page and for a machine that watches."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, QuerySet

from kanazawa_exchange.accounts.models import Failure, FailureKind, Letter, Scan, StoredFile, WorkerHeartbeat
from kanazawa_exchange.broker_state import queue_length
from kanazawa_exchange.lib.version import VERSION

LATELY = timedelta(days=7)
FAILURES_SHOWN = 20


@dataclass(frozen=True)
class Running:
    """The state of one installation. What the database knows is None while it does not answer; times: None is never."""

    version: str
    jobs_waiting: int | None
    free_bytes: int
    total_bytes: int
    worker_since: datetime | None = None
    worker_heard_at: datetime | None = None
    last_backup_at: datetime | None = None
    failed_jobs: int | None = None
    letters_not_taken: int | None = None
    letters_waiting: int | None = None
    letters_waiting_since: datetime | None = None
    has_malware_scanner: bool = False
    files_waiting_for_scan: int | None = None

    @property
    def free_gigabytes(self) -> float:
        return round(self.free_bytes / 10**9, 1)

    @property
    def free_share(self) -> float:
        return 100 * self.free_bytes / self.total_bytes


def without_database() -> Running:
    disk = shutil.disk_usage(settings.DATA_DIR)
    return Running(VERSION, queue_length(), disk.free, disk.total)


def running(now: datetime) -> Running:
    """Everything; the failures are those of the last seven days."""
    known = without_database()
    heard = dict(WorkerHeartbeat.objects.values_list("name", "beat_at"))
    waiting = Letter.objects.waiting().aggregate(number=Count("pk"), since=Min("written_at"))
    kinds = list(Failure.objects.filter(at__gt=now - LATELY).values_list("kind", flat=True))
    return Running(
        known.version,
        known.jobs_waiting,
        known.free_bytes,
        known.total_bytes,
        worker_since=heard.get("worker start"),
        worker_heard_at=heard.get("worker"),
        last_backup_at=heard.get("backup"),
        failed_jobs=kinds.count(FailureKind.JOB),
        letters_not_taken=kinds.count(FailureKind.LETTER),
        letters_waiting=waiting["number"],
        letters_waiting_since=waiting["since"],
        has_malware_scanner=bool(settings.CLAMD_URL),
        files_waiting_for_scan=StoredFile.objects.filter(scan=Scan.PENDING).count(),
    )


def failures() -> QuerySet[Failure]:
    """What failed last, the newest first."""
    return Failure.objects.order_by("-at")[:FAILURES_SHOWN]
