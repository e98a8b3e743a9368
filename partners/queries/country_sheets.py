"""What is told of a country: the newest version, whether it is current, and every version that was ever shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized

from ..models import CountrySheet


def newest(country: str) -> CountrySheet | None:
    """The version that is shown today."""
    return CountrySheet.objects.filter(country=country).order_by("-number").first()


def by_keys(keys: Iterable[str]) -> Mapping[str, CountrySheet]:
    """Key (RU-3) → the version of that name; one query."""
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    countries = {key.partition("-")[0] for key in wanted}
    return {row.key: row for row in CountrySheet.objects.filter(country__in=countries) if row.key in wanted}


@dataclass(frozen=True)
class SheetLine:
    """One version of a sheet as the office and its readers see it."""

    key: str
    country: str
    number: int
    summary: Localized
    measures: Localized
    source: str
    reviewed_on: date
    current_until: date
    is_current: bool
    is_draft: bool

    @property
    def country_name(self) -> str:
        return formats.country(self.country)


def told_in(sheet: CountrySheet, language: str) -> SheetLine:
    """A version as it was shown in this language."""
    return line(sheet, sheet.reviewed_on, language)


def line(sheet: CountrySheet, day: date, language: str | None = None) -> SheetLine:
    return SheetLine(
        key=sheet.key,
        country=sheet.country,
        number=sheet.number,
        summary=localized(sheet, "summary", language),
        measures=localized(sheet, "measures", language),
        source=sheet.source,
        reviewed_on=sheet.reviewed_on,
        current_until=sheet.current_until,
        is_current=sheet.is_current(day),
        is_draft=sheet.is_draft,
    )


def newest_of_each(day: date) -> tuple[SheetLine, ...]:
    """The newest version for each country, in the order of their names; two queries."""
    last = CountrySheet.objects.order_by().values("country").annotate(last=Max("number"))
    numbers = dict(last.values_list("country", "last"))
    rows = [row for row in CountrySheet.objects.all() if row.number == numbers.get(row.country)]
    return tuple(sorted((line(row, day) for row in rows), key=lambda one: one.country_name))


def versions(country: str, day: date) -> tuple[SheetLine, ...]:
    """All versions for one country, the newest first."""
    rows = CountrySheet.objects.filter(country=country).order_by("-number")
    return tuple(line(row, day) for row in rows)
