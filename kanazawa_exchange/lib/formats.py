"""Dates, years and numbers as each language writes them, on pages and in documents alike.

Japanese, English and Russian by the habits of the house; what these do not say of a further language, CLDR does.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from datetime import time as TimeOfDay
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names
from babel.lists import format_list

from .dates import numeric
from .languages import active_language
from .period import fiscal_year_bounds, fiscal_year_eras, fiscal_year_label, two_years

NBSP = "\u00a0"
MINUS = "\u2212"
TOKYO = ZoneInfo("Asia/Tokyo")
WEEKDAYS_JA = "月火水木金土日"
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTHS_RU = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
MONTHS_RU_NOMINATIVE = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip


def local_day(value: date | datetime) -> date:
    """The calendar day in Japan, whose calendar the portal keeps."""
    if isinstance(value, datetime):
        return (value.astimezone(TOKYO) if value.tzinfo else value).date()
    return value


def long_date(value: date | datetime, language: str | None = None) -> str:
    """2019年7月16日（火） · 16 July 2019 · 16 июля 2019 г."""
    day, code = local_day(value), active_language(language)
    if code == "ja":
        return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS_JA[day.weekday()]}）"
    if code == "ru":
        return f"{day.day}{NBSP}{MONTHS_RU[day.month - 1]} {day.year}{NBSP}г."
    if code == "en":
        return f"{day.day}{NBSP}{MONTHS_EN[day.month - 1]} {day.year}"
    return format_date(day, "long", locale=code)


def plain_date(day: date, language: str | None = None) -> str:
    """2019年3月31日 · 31 March 2019 · 31 марта 2019 г.: the long one without its weekday, in the middle of a sentence."""
    return long_date(day, language).partition("（")[0]


def date_with_weekday(day: date, language: str | None = None) -> str:
    """2019年7月16日（火） · Tue, 16 July 2019 · вт, 16 июля 2019 г.: a deadline names its weekday."""
    words = long_date(day, language)
    return (
        words
        if active_language(language) == "ja"
        else series(weekday(day.isoweekday(), language), words, language=language)
    )


def table_date(value: date | datetime, language: str | None = None) -> str:
    """2019/07/16 · 2019-07-16 · 16.07.2019"""
    return numeric(local_day(value), active_language(language))


_ISO_DAY = re.compile(r"(?<![0-9-])[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9-])")


def with_table_dates(text: str, days: Iterable[str] | None = None) -> str:
    """The same text, its days (those among `days` alone, where they are named) written as tables have them."""
    if days is None:
        return _ISO_DAY.sub(lambda day: _if_day(day[0]), text)
    for day in days:
        text = text.replace(day, with_table_dates(day))
    return text


def _if_day(text: str) -> str:
    try:
        return table_date(date.fromisoformat(text))
    except ValueError:  # 2018-02-30
        return text


def month(value: date | datetime, language: str | None = None) -> str:
    """2019年7月 · July 2019 · июль 2019"""
    day, code = local_day(value), active_language(language)
    if code == "ja":
        return f"{day.year}年{day.month}月"
    if code in ("en", "ru"):
        return f"{(MONTHS_EN if code == 'en' else MONTHS_RU_NOMINATIVE)[day.month - 1]} {day.year}"
    return format_skeleton("yMMMM", day, locale=code)


def year(number: int, language: str | None = None) -> str:
    """2019年 · 2019 · 2019 г."""
    return {"ja": f"{number}年", "ru": f"{number}{NBSP}г."}.get(active_language(language), str(number))


def date_and_time(value: datetime, language: str | None = None) -> str:
    """The table date and the time in Japan, without the name of the zone."""
    moment = value.astimezone(TOKYO) if value.tzinfo else value
    return f"{table_date(moment, language)} {moment:%H:%M}"


def time(value: datetime | TimeOfDay) -> str:
    """The hour and the minute of a moment in Japan, or of a day anywhere: 9:35."""
    if isinstance(value, TimeOfDay):
        return f"{value.hour}:{value:%M}"
    moment = value.astimezone(TOKYO) if value.tzinfo else value
    return f"{moment.hour}:{moment:%M}"


# two days, a first day alone, a last day alone, a first day with a last one that is only planned
PERIOD = (f"{{0}}{NBSP}– {{1}}", f"from{NBSP}{{0}}", f"until{NBSP}{{1}}", f"{{0}}{NBSP}– (planned{NBSP}{{2}})")
PERIODS = {
    "ja": ("{0}〜{1}", "{0}〜", "〜{1}", "{0}〜（予定 {2}）"),
    "ru": (f"{{0}}{NBSP}— {{1}}", f"с{NBSP}{{0}}", f"по{NBSP}{{1}}", f"{{0}}{NBSP}— (план{NBSP}{{2}})"),
}


def weekday(number: int, language: str | None = None) -> str:
    """月 · Mon · пн; 1 is Monday."""
    names = get_day_names("abbreviated", locale=active_language(language))
    return str(names[number - 1])


def weekdays(numbers: Iterable[int], language: str | None = None) -> str:
    """月〜金 · Mon–Fri · пн–пт, and single days one after the other where they do not follow each other."""
    days = sorted(numbers)
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{weekday(days[0], language)}{'〜' if active_language(language) == 'ja' else '–'}{weekday(days[-1], language)}"
    return series(*(weekday(day, language) for day in days), language=language)


def weekdays_of(digits: str) -> str:
    """The same of stored weekdays: 12345 is Monday to Friday."""
    return weekdays([int(digit) for digit in digits])


def country(code: str, language: str | None = None) -> str:
    """日本 · Japan · Япония; a code that is none as it stands."""
    return str(Locale(active_language(language)).territories.get(code, code))


def period(
    start: date | None,
    end: date | None,
    language: str | None = None,
    *,
    planned_end: date | None = None,
    long: bool = False,
) -> str:
    """Two table dates, or long ones; what is open or only planned says so."""
    both, first_alone, last_alone, planned = PERIODS.get(active_language(language), PERIOD)
    if start is None and end is None:
        return ""
    shape = last_alone if start is None else both if end else planned if planned_end else first_alone
    write = long_date if long else table_date
    return shape.format(*(write(day, language) if day else "" for day in (start, end, planned_end)))


def fiscal_year_months(year: int, language: str | None = None, *, era: bool = False) -> str:
    """Which months a fiscal year covers; with `era`, Japanese puts the era years before them: 平成31／令和元年度／…"""
    code = active_language(language)
    months = {"ja": "〜", "ru": " — "}.get(code, " – ").join(month(day, code) for day in fiscal_year_bounds(year))
    return f"{fiscal_year_eras(year)}年度／{months}" if era and code == "ja" else months


def fiscal_years_label(first: int, last: int, language: str | None = None) -> str:
    """2017〜2018年度 · FY2017–FY2018 · 2017/18–2018/19 фин. годы"""
    code = active_language(language)
    if code == "ja":
        return f"{first}年度" if first == last else f"{first}〜{last}年度"
    if code == "ru":
        ending = f"фин.{NBSP}год" if first == last else f"фин.{NBSP}годы"
        return (
            f"{two_years(first)}{NBSP}{ending}"
            if first == last
            else f"{two_years(first)}–{two_years(last)}{NBSP}{ending}"
        )
    return f"FY{first}" if first == last else f"FY{first}–FY{last}"


def fiscal_years_listed(years: Sequence[int]) -> str:
    """Years in their order as one span, and one by one where some are missing between them."""
    if years[-1] - years[0] + 1 == len(years):
        return fiscal_years_label(years[0], years[-1])
    return comma().join(fiscal_year_label(year) for year in years)


def sentences(*texts: str, language: str | None = None) -> str:
    """One sentence behind the other; Japanese sets no blank between them."""
    return ("" if active_language(language) == "ja" else " ").join(texts)


def comma(language: str | None = None) -> str:
    return "、" if active_language(language) == "ja" else ", "


def colon(language: str | None = None) -> str:
    return "：" if active_language(language) == "ja" else ": "


def dash(language: str | None = None) -> str:
    """Between the two ends of one thing: Kanazawa – Kazan."""
    return {"ja": "・", "ru": f"{NBSP}— "}.get(active_language(language), f"{NBSP}– ")


def bracketed(text: object, language: str | None = None) -> str:
    """What stands in brackets behind another text, with the blank that the language sets before them."""
    return f"（{text}）" if active_language(language) == "ja" else f" ({text})"


def series(*values: Any, language: str | None = None) -> str:
    """Kazan, 2018 · カザン、2018年: things said one after the other, without a word between them."""
    return comma(language).join(map(str, values))


def listed(values: Iterable[Any], language: str | None = None) -> str:
    """12, 6 and 3 · 12、6、3 · 12, 6 и 3"""
    code = active_language(language)
    return format_list([str(value) for value in values], locale="en_GB" if code == "en" else code)


def number(value: int | float | Decimal, language: str | None = None, *, decimals: int = 0) -> str:
    """12,345.6 in Japanese and English, 12 345,6 in Russian."""
    text = f"{abs(value):,.{decimals}f}"
    if active_language(language) == "ru":
        text = text.replace(",", NBSP).replace(".", ",")
    return (MINUS if value < 0 else "") + text


def shortest(value: Decimal | None, language: str | None = None) -> str:
    """A number without zeros at its end: 2, 2.5, in Russian 2,5; nothing for none."""
    if value is None:
        return ""
    exponent = value.normalize().as_tuple().exponent
    return number(value, language, decimals=max(0, -exponent) if isinstance(exponent, int) else 0)


def percent(value: int | float | None, language: str | None = None, *, decimals: int = 0) -> str:
    """186% · 186 % in Russian; — where there is nothing to divide by."""
    if value is None:
        return "—"
    gap = NBSP if active_language(language) == "ru" else ""
    return f"{number(value, language, decimals=decimals)}{gap}%"


def signed(value: int, language: str | None = None) -> str:
    """+18, −5, ±0"""
    sign = "+" if value > 0 else MINUS if value < 0 else "±"
    return sign + number(abs(value), language)


def hours_between(zone: str, on: date) -> float:
    """By how many hours a zone is ahead of Japan on that day."""
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=TOKYO)
    there, here = noon.astimezone(ZoneInfo(zone)).utcoffset(), noon.utcoffset()
    return ((there or timedelta()) - (here or timedelta())).total_seconds() / 3600
