"""What waits for those who keep the survey: the waves that run, and how many people are missing in each."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.totals import Total
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.today import LINES, Line, Part

from ..moves import WaveStatus
from ..permissions import may_keep_waves
from .wave_people import MISSING_WORD
from .waves import WaveLine, lines


def parts(user: Viewer, _today: date) -> Iterator[Part]:
    """Every wave that is open, those with most people missing first."""
    if not may_keep_waves(user):
        return
    running = lines(user, clock.now(), Q(status=WaveStatus.OPEN))
    most_missing = sorted(running, key=lambda line: -line.tally.missing)
    yield Part(
        "surveys",
        _("Surveys that run"),
        f"{reverse('rubric:wave_list')}?fy=all&status={WaveStatus.OPEN}",
        Total(len(running)),
        tuple(_line(row) for row in most_missing[:LINES]),
        _("No survey runs now."),
    )


def _line(row: WaveLine) -> Line:
    number = row.tally.missing
    note = ngettext("%(n)s person missing", "%(n)s people missing", number) % {"n": formats.number(number)}
    address = reverse("rubric:wave_detail", args=[row.uid])
    return Line(formats.series(row.moment_label, row.run), f"{address}?who={MISSING_WORD}", note)
