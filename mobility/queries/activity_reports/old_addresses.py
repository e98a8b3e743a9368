"""Where an address of an earlier site leads now."""

from dataclasses import dataclass
from datetime import datetime

from ...models import ActivityReport, ActivityReportStatus, OldAddress
from ...old_addresses import normal


@dataclass(frozen=True)
class Way:
    """`slug`: the report that everybody may read there now; empty for one that was taken away."""

    slug: str

    @property
    def is_gone(self) -> bool:
        return not self.slug


def way_from(path: str, now: datetime) -> Way | None:
    """From this path of the earlier site; None where there was no report, or where it is not public yet. Two queries."""
    old = OldAddress.objects.select_related("report").filter(path=normal(path)).first()
    if old is None:
        return None
    if ActivityReport.objects.public(now).filter(pk=old.report_id).exists():
        return Way(old.report.slug or "")
    # published and yet not public: an author has taken the consent back
    was_public = old.report.status in (ActivityReportStatus.WITHDRAWN, ActivityReportStatus.PUBLISHED)
    return Way("") if was_public else None
