"""What answers keep in its place: a run in the fiscal year for which they are locked, a stay in the run that asked about it.

A year is published once. A run that came into another year afterwards, or a stay that came into another run, would be published a
second time there, and what differs between the two would tell of few people; a stay that is asked once more in another run
would count twice.
"""

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.period import fiscal_year_label
from mobility.models import Mobility
from programs.models import ProgramRun

from ..models import Response, SurveyWave, WaveStatus


def why_year_stays(run: ProgramRun) -> str:
    """Its waves are locked by row, so that none is locked for good while the run goes into another year."""
    waves = SurveyWave.objects.select_for_update(of=("self",)).filter(run=run).order_by("pk")
    if WaveStatus.LOCKED not in {wave.status for wave in waves}:
        return ""
    return _(
        "A survey wave of this run is locked for good: its answers count for %(year)s, so the run stays in this fiscal year."
    ) % {"year": fiscal_year_label(run.fiscal_year)}


def why_run_stays(stay: Mobility) -> str:
    if not Response.objects.filter(mobility=stay.pk, sent_at__isnull=False).exists():
        return ""
    return _(
        "Answers to the survey of this run have been sent about this stay, so it stays in the run. If the run is wrong, void this "
        "record and register the stay anew in the right one."
    )
