"""The boxes of a window: a day and a time of day, read on the clock of one zone."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any, Unpack
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.form_options import FieldOptions
from kanazawa_exchange.lib.localized import localized
from partners.models import City

from ..queries.call_times import JAPAN, NoSuchTime, Zone, moment_of, zone_words

_TIME = re.compile(r"([0-9]{1,2})[:.時]([0-9]{2})(?:[:.分]([0-9]{2}))?分?|([0-9]{1,2})時")
_PLAIN = str.maketrans("０１２３４５６７８９：．", "0123456789:.")


class TimeOfDay(timedelta):
    """Time since midnight, up to the 24:00 of the same day; written as a clock shows it."""

    def __str__(self) -> str:
        minutes, seconds = divmod(int(self.total_seconds()), 60)
        clock = f"{minutes // 60}:{minutes % 60:02}"
        return f"{clock}:{seconds:02}" if seconds else clock


class ClockTimeField(forms.Field):
    """A time of day as time since its midnight: 9:00, ９：００, 17時30分, 23:59:59; 24:00 is the end of the day."""

    widget = forms.TextInput

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        super().__init__(**options)
        self.widget.attrs.update({"class": "short", "autocomplete": "off"})

    def to_python(self, value: object) -> TimeOfDay | None:
        text = str(value or "").translate(_PLAIN).strip()
        if not text:
            return None
        found = _TIME.fullmatch(text)
        hours, minutes, seconds = (
            ([int(part or 0) for part in (found[1] or found[4], found[2], found[3])]) if found else (99, 0, 0)
        )
        read = TimeOfDay(hours=hours, minutes=minutes, seconds=seconds)
        if minutes > 59 or seconds > 59 or read > timedelta(days=1):
            raise ValidationError(_("Enter a time of day, for example 17:00 or 24:00."), code="time")
        return read

    def prepare_value(self, value: object) -> object:
        return str(value) if isinstance(value, timedelta) else value


def zone_choices(*further: str) -> list[tuple[str, str]]:
    """Japan, then the zones of the cities of our partners, each by its cities."""
    cities: dict[str, list[str]] = {}
    for city in City.objects.exclude(time_zone=JAPAN).order_by("slug"):
        cities.setdefault(city.time_zone, []).append(str(localized(city, "name")))
    zones = [Zone(JAPAN), *(Zone(key, names[0]) for key, names in cities.items())]
    known = {zone.key for zone in zones}
    zones += [Zone(key) for key in further if key and key not in known]
    return [(zone.key, zone_words(zone)) for zone in zones]


def split(moment: datetime, zone: str, *, is_end: bool) -> tuple[date, TimeOfDay]:
    """Day and time of day of a moment; the end of a day is its 24:00."""
    local = moment.astimezone(ZoneInfo(zone))
    since = TimeOfDay(hours=local.hour, minutes=local.minute, seconds=local.second)
    if is_end and local.time() == time():
        return local.date() - timedelta(days=1), TimeOfDay(days=1)
    return local.date(), since


def joined(cleaned: dict[str, Any], day: str, clock: str, *, is_end: bool) -> datetime | None:
    """The moment of two boxes and the zone; None where one of them is missing. Errors: NoSuchTime."""
    if not (cleaned.get(day) and cleaned.get(clock) is not None and cleaned.get("zone")):
        return None
    wall = datetime.combine(cleaned[day], time()) + cleaned[clock]
    return moment_of(wall, cleaned["zone"], is_end=is_end)


__all__ = ["ClockTimeField", "NoSuchTime", "joined", "split", "zone_choices"]
