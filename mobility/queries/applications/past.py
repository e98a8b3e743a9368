"""What an application was at an earlier version of its record."""

from typing import Any

from django.db.models import Min, Subquery
from django.db.models.functions import Coalesce

from ...application_states import ApplicationStatus
from ...models import Application

REVIEWED = (ApplicationStatus.IN_REVIEW, ApplicationStatus.DECIDED)
"""For the applicant one and the same."""


def status_at(application: Application, version: int | None) -> str:
    """Its status in that version; empty where there is none. One query."""
    history: Any = Application.history  # type: ignore[attr-defined]
    rows = history.filter(id=application.pk, version=version).order_by("-history_id")
    return rows.values_list("status", flat=True).first() or ""


def version_told(application: Application) -> int:
    """The version that a page of the applicant names: that of the beginning of the review, as long as it lasts or seems to.

    Each hidden decision makes a newer one, and its number would tell that there is one. One query at most.
    """
    if application.status not in REVIEWED:
        return application.version
    history: Any = Application.history  # type: ignore[attr-defined]
    rows = history.filter(id=application.pk)
    before = rows.exclude(status__in=REVIEWED).order_by("-version").values("version")[:1]
    first = rows.filter(version__gt=Coalesce(Subquery(before), 0)).aggregate(first=Min("version"))["first"]
    return int(first or application.version)
