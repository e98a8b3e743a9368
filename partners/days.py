"""Historic days whose source tells only the month or the year."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import formats


class DatePrecision(models.TextChoices):
    """How much of a historic date the source tells; the rest of the stored day is the first of its month or year."""

    DAY = "day", _("To the day")
    MONTH = "month", _("To the month")
    YEAR = "year", _("To the year")


def known_day(
    day: date | None, precision: str = DatePrecision.DAY, language: str | None = None, *, in_table: bool = False
) -> str:
    """16 July 2019, July 2019 or 2019, in the language of the screen; an unknown day is empty. `in_table`: 2019/07/16."""
    if day is None:
        return ""
    if precision == DatePrecision.DAY:
        return (formats.table_date if in_table else formats.long_date)(day, language)
    if precision == DatePrecision.MONTH:
        return formats.month(day, language)
    return formats.year(day.year, language)


def as_known(day: date, precision: str) -> str:
    """2019-07-16, 2019-07 or 2019: the day as far as it is known."""
    return day.isoformat()[: {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}.get(DatePrecision(precision), 10)]
