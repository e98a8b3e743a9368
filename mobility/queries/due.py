"""What is due on a day: arrivals to confirm, stays about to begin, records that want a second look."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.models import Direction

from ..models import Category, Mode
from ..models.mobilities import FiscalYear
from ..states import AWAITED, READ_ONLY
from .days import FAR
from .returns import is_overdue

SOON = timedelta(days=30)
LONGEST = timedelta(days=730)  # as `plausibility.LONGEST_MONTHS`, but for a leap year


class Due(models.TextChoices):
    """What a reader of the list may ask for; the return that is overdue is a filter of its own."""

    ARRIVAL = "arrival", _("Arrival to confirm")
    START = "start", _("Begins within 30 days")
    WARNED = "warned", _("Something to check")


def is_due(due: str, today: date) -> Q:
    """The stays of one kind of `Due` on a day."""
    return {Due.ARRIVAL: arrival_is_due, Due.START: begins_soon, Due.WARNED: wants_a_look}[Due(due)](today)


def arrival_is_due(today: date) -> Q:
    """Planned to have begun by now, and nobody has confirmed it."""
    return Q(status__in=AWAITED, planned_starts_on__lte=today)


def begins_soon(today: date) -> Q:
    return Q(status__in=AWAITED, planned_starts_on__gt=today, planned_starts_on__lte=today + SOON)


def wants_a_look(today: date) -> Q:
    """The warnings of a record that are told by its own row and its run: a list cannot compare a person's stays."""
    return ~Q(status__in=READ_ONLY) & (_homeless() | _levelless() | _of_another_year() | _far() | is_overdue(today))


def _homeless() -> Q:
    """In Japan, and no status of residence entered."""
    return Q(run__direction=Direction.INBOUND, residence_status="") & ~Q(mode=Mode.ONLINE)


def _levelless() -> Q:
    return Q(category=Category.STUDENT, level="")


def _of_another_year() -> Q:
    return ~Q(run__fiscal_year=FiscalYear("starts_on"))


def _far() -> Q:
    """Longer than two years, or begun weeks away from the plan."""
    long = Q(planned_ends_on__gt=F("planned_starts_on") + LONGEST) | Q(
        actual_ends_on__gt=F("actual_starts_on") + LONGEST
    )
    for day in ("starts_on", "ends_on"):
        planned = F(f"planned_{day}")
        long |= Q(**{f"actual_{day}__lt": planned - FAR}) | Q(**{f"actual_{day}__gt": planned + FAR})
    return long
