"""The boxes of a window: a day and a time of day, read on the clock of one zone."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.fields import TimeOfDay
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.trilingual import TrilingualForm, initial_from
from kanazawa_exchange.lib.words import Words
from partners.models import City

from ..queries.call_times import JAPAN, NoSuchTime, Zone, moment_of, zone_words


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


class MomentsForm(TrilingualForm):
    """A form whose moments are days and times of day on the clock of `zone`; its fields are called after the day.

    `moments`: day, time of day, and whether it is an end. `later` is the sentence for an end that is not behind its beginning.
    """

    moments: ClassVar[tuple[tuple[str, str, bool], ...]] = ()
    later: ClassVar[Words] = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, clock, is_end in self.moments:
            if name in self.fields:
                try:
                    cleaned[f"{name}_moment"] = joined(cleaned, name, clock, is_end=is_end)
                except NoSuchTime:
                    self.add_error(clock, _("The clock is put forward over this time on that day. Choose another one."))
        begins, ends = (cleaned.get(f"{name}_moment") for name, _clock, _end in self.moments)
        if begins and ends and ends <= begins:
            self.add_error(self.moments[-1][0], self.later)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What is to be stored: moments instead of days and times."""
        sent = super().values()
        for name, clock, _is_end in self.moments:
            if f"{name}_moment" in sent:
                sent[name] = sent.pop(f"{name}_moment")
            sent.pop(clock, None)
        return sent

    @classmethod
    def stored_values(cls, record: Any) -> dict[str, Any]:
        """A record as its boxes show it."""
        values = initial_from(record, cls)
        for name, clock, is_end in cls.moments:
            values[name], values[clock] = split(getattr(record, name), record.zone, is_end=is_end)
        return values


__all__ = ["MomentsForm", "NoSuchTime", "joined", "split", "zone_choices"]
