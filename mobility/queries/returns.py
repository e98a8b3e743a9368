"""Stays whose return should have been confirmed by now, and since when."""

from datetime import date

from django.db.models import Q

from kanazawa_exchange.lib.period import fiscal_year, fiscal_year_bounds

from ..states import Status


def is_overdue(today: date) -> Q:
    """Still on site though the planned last day has passed; without a plan, after the fiscal year of the start."""
    planned = Q(planned_ends_on__lt=today)
    unplanned = Q(planned_ends_on=None, fiscal_year__lt=fiscal_year(today))
    return Q(status=Status.ON_SITE) & (planned | unplanned)


def overdue_since(status: str, starts_on: date | None, planned_ends_on: date | None, today: date) -> date | None:
    """The last day by which the return was due, None while it is not."""
    if status != Status.ON_SITE or starts_on is None:
        return None
    due = planned_ends_on or fiscal_year_bounds(fiscal_year(starts_on))[1]
    return due if due < today else None
