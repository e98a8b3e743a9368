"""How is a historic day written whose source tells only the month or the year?"""

from datetime import date

from kanazawa_exchange.lib import formats

from ..models import DatePrecision


def known_day(day: date | None, precision: str = DatePrecision.DAY, language: str | None = None) -> str:
    """16 July 2019, July 2019 or 2019, in the language of the screen; an unknown day is empty."""
    if day is None:
        return ""
    if precision == DatePrecision.DAY:
        return formats.long_date(day, language)
    if precision == DatePrecision.MONTH:
        return formats.month(day, language)
    return formats.year(day.year, language)
