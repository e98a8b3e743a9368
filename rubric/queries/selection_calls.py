"""The calls whose applications are selected from, with how far their reviews are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.viewer import Viewer
from mobility.models import Application, ApplicationStatus
from programs.models import Call
from programs.queries import coordinated_program_ids
from programs.queries.call_times import zoned_words

from ..models import Review, ReviewStatus
from ..permissions import judged_project_ids
from .ranking import RANKED


@dataclass(frozen=True)
class CallLine:
    """One call with its applications in review."""

    uid: UUID
    title: Localized
    closes_at: datetime
    zone: str
    applications: int
    reviews: int
    finished: int
    is_kept: bool
    """Whether this reader assigns its reviewers."""

    @property
    def closes(self) -> str:
        """In words, on the clock of the call."""
        return zoned_words(self.closes_at, self.zone, is_end=True)

    @property
    def missing(self) -> int:
        return self.reviews - self.finished


def calls_of(user: Viewer) -> QuerySet[Call]:
    """The calls whose selection this reader may see: the office all, coordinators and committees their own."""
    rows: QuerySet[Call] = Call.objects.select_related("run__program")
    if is_office(user):
        return rows
    programs, projects = coordinated_program_ids(user), judged_project_ids(user)
    return rows.filter(Q(run__program_id__in=programs) | Q(run__program__project_id__in=projects))


def call_lines(user: Viewer) -> tuple[CallLine, ...]:
    """Those that have something to select from, the latest first; one query for 3 calls and for 300."""
    applications = Application.objects.filter(call=OuterRef("pk"), status__in=RANKED).order_by().values("call")
    reviews = Review.objects.filter(application__call=OuterRef("pk"), application__status__in=RANKED).counting()
    reviews = reviews.filter(status__in=[ReviewStatus.ASSIGNED, ReviewStatus.DONE]).order_by()
    counted = reviews.values("application__call").annotate(number=Count("pk")).values("number")
    rows = calls_of(user).annotate(
        applied=Subquery(applications.annotate(number=Count("pk")).values("number")),
        reviewed=Subquery(counted),
        finished=Subquery(counted.filter(status=ReviewStatus.DONE)),
    )
    waiting = (
        Application.objects.filter(call=OuterRef("pk"), status=ApplicationStatus.SUBMITTED).order_by().values("call")
    )
    rows = rows.annotate(waiting=Subquery(waiting.annotate(number=Count("pk")).values("number")))
    programs = coordinated_program_ids(user)
    keeps_all = is_office(user)
    rows = rows.filter(Q(applied__gt=0) | Q(waiting__gt=0)).order_by("-closes_at", "-pk")
    return tuple(_call_line(row, keeps_all or row.run.program_id in programs) for row in rows)


def _call_line(row: Call, is_kept: bool) -> CallLine:
    applied, found, finished = (getattr(row, name) or 0 for name in ("applied", "reviewed", "finished"))
    return CallLine(row.uid, localized(row, "title"), row.closes_at, row.zone, applied, found, finished, is_kept)
