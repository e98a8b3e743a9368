"""The columns of the files of the survey: waves with their numbers, and the people of one wave."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.list_files import FileColumn

from ..queries.rates import FlatRate
from ..queries.wave_people import WavePerson
from ..queries.waves import WaveLine

WAVES: tuple[FileColumn[WaveLine], ...] = (
    FileColumn(gettext_lazy("Fiscal year"), lambda row: row.fiscal_year, 10),
    FileColumn(gettext_lazy("Programme run"), lambda row: row.run, 44),
    FileColumn(gettext_lazy("Direction"), lambda row: row.direction_label, 12),
    FileColumn(pgettext_lazy("wave", "Moment"), lambda row: row.moment_label, 10),
    FileColumn(gettext_lazy("Status"), lambda row: row.status_label, 12),
    FileColumn(pgettext_lazy("survey", "Open"), lambda row: row.times, 30),
    FileColumn(pgettext_lazy("survey", "Expected"), lambda row: row.tally.expected, 12),
    FileColumn(pgettext_lazy("survey", "Asked"), lambda row: row.tally.asked, 12),
    FileColumn(pgettext_lazy("survey", "Answered"), lambda row: row.tally.sent, 12),
    FileColumn(pgettext_lazy("survey", "Missing"), lambda row: row.tally.missing, 12),
    FileColumn(gettext_lazy("Response rate"), lambda row: row.tally.rate, 12),
)

PEOPLE: tuple[FileColumn[WavePerson], ...] = (
    FileColumn(gettext_lazy("Name"), lambda row: row.name.text, 28),
    FileColumn(gettext_lazy("Status"), lambda row: row.label, 20),
    FileColumn(gettext_lazy("Stay"), lambda row: row.period, 26),
    FileColumn(gettext_lazy("Opens"), lambda row: row.opens_on, 14),
    FileColumn(gettext_lazy("Closes"), lambda row: row.last_day, 14),
    FileColumn(pgettext_lazy("participant", "Asked"), lambda row: row.asked_at and formats.local_day(row.asked_at), 14),
    FileColumn(gettext_lazy("Last reminded"), lambda row: row.reminded_at and formats.local_day(row.reminded_at), 14),
    FileColumn(gettext_lazy("Reminders"), lambda row: row.reminders, 12),
    FileColumn(
        pgettext_lazy("participant", "Answered"), lambda row: row.sent_at and formats.local_day(row.sent_at), 14
    ),
    FileColumn(gettext_lazy("Last letter"), lambda row: row.undelivered.words if row.undelivered else "", 26),
)

RATES: tuple[FileColumn[FlatRate], ...] = (
    FileColumn(gettext_lazy("By"), lambda row: row.kind, 20),
    FileColumn(pgettext_lazy("survey", "Cohort"), lambda row: row.label, 40),
    FileColumn(pgettext_lazy("wave", "Moment"), lambda row: row.moment, 12),
    FileColumn(pgettext_lazy("survey", "Expected"), lambda row: row.tally.expected, 12),
    FileColumn(pgettext_lazy("survey", "Asked"), lambda row: row.tally.asked, 12),
    FileColumn(pgettext_lazy("survey", "Answered"), lambda row: row.tally.sent, 12),
    FileColumn(pgettext_lazy("survey", "Missing"), lambda row: row.tally.missing, 12),
    FileColumn(gettext_lazy("Response rate"), lambda row: row.tally.rate, 12),
)
