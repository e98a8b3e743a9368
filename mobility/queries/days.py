"""The days that a stay takes, as far as they are known, and the distance to another one."""

from datetime import date, timedelta
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.refusals import Doubt

from ..models import Mobility, Status

FOREVER = date.max
SUGGESTED_GAP = timedelta(days=14)
"""A gap up to this long between two stays suggests a stage link; only a person sets one."""


FAR = timedelta(days=14)
"""A confirmed day that lies farther than this from the planned one is asked about."""


def far_from_plan(stay: Mobility, move: str, day: date) -> Doubt | None:
    """Whether the day on which somebody arrives or returns is hardly meant: it lies weeks from the plan."""
    planned = _planned_day(stay, move)
    if planned is None or abs(day - planned) <= FAR:
        return None
    return Doubt(f"{plan_code(stay, move, day)}:{stay.uid.hex}", far_words(planned, day))


def plan_code(stay: Mobility, move: str, day: date) -> str:
    """The doubt without the record that it is about."""
    return f"{move}:{_planned_day(stay, move)}:{day}"


def _planned_day(stay: Mobility, move: str) -> date | None:
    return {"arrive": stay.planned_starts_on, "return": stay.planned_ends_on}.get(move)


def far_words(planned: date, day: date) -> str:
    """How many days a day lies before or after the planned one."""
    days = abs((day - planned).days)
    if day < planned:
        text = ngettext(
            "%(day)s lies %(days)d day before the planned %(planned)s.",
            "%(day)s lies %(days)d days before the planned %(planned)s.",
            days,
        )
    else:
        text = ngettext(
            "%(day)s lies %(days)d day after the planned %(planned)s.",
            "%(day)s lies %(days)d days after the planned %(planned)s.",
            days,
        )
    return text % {"day": formats.table_date(day), "days": days, "planned": formats.table_date(planned)}


def bounds(stay: Mobility) -> tuple[date | None, date | None]:
    """The first and the last day known of a stay, actual before planned."""
    return stay.actual_starts_on or stay.planned_starts_on, stay.actual_ends_on or stay.planned_ends_on


class Days(Protocol):
    """The planned and the confirmed days of a stay."""

    planned_starts_on: date | None
    planned_ends_on: date | None
    actual_starts_on: date | None
    actual_ends_on: date | None


def period_of(stay: Days) -> str:
    """The days of a stay in words: the confirmed ones, else the planned; a planned end of a stay that has begun says so."""
    if stay.actual_starts_on is None:
        return formats.period(stay.planned_starts_on, stay.planned_ends_on)
    return formats.period(stay.actual_starts_on, stay.actual_ends_on, planned_end=stay.planned_ends_on)


def confirmed_days_of(stay: Mobility) -> str:
    """The confirmed days in full, nothing before the arrival; somebody who is on site stays on."""
    if stay.actual_starts_on is None:
        return ""
    if stay.status == Status.ON_SITE:
        return _("from %(day)s, still lasting") % {"day": formats.long_date(stay.actual_starts_on)}
    return formats.period(stay.actual_starts_on, stay.actual_ends_on, long=True)


def last_day(stay: Mobility) -> date:
    """The last day a stay takes: the actual one, else the planned one but not before the start, else open."""
    if stay.actual_ends_on:
        return stay.actual_ends_on
    if stay.planned_ends_on and stay.actual_starts_on:
        return max(stay.planned_ends_on, stay.actual_starts_on)
    return FOREVER


def overlap(one: Mobility, other: Mobility) -> bool:
    """Whether two stays that have begun have a day in common."""
    start, begins = one.actual_starts_on, other.actual_starts_on
    return start is not None and begins is not None and begins <= last_day(one) and start <= last_day(other)
