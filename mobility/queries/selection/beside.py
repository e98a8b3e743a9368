"""What the same person does in the days of an offered stay: another stay that lasts or is planned, another place that was accepted."""

from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Doubt
from programs.models import ProgramRun

from ...models import Application, Mobility, Mode
from ...states import LIVE
from ..days import period_of
from .periods import confirmed_beside


def run_days(run: ProgramRun) -> str:
    """The days of a run in full, as far as they are known."""
    return formats.period(run.starts_on, run.ends_on, long=True)


def stays_beside(application: Application) -> list[Mobility]:
    """The stays of this person, not cancelled and not online, that share a day with the run of the call; none where its days are open."""
    run = application.call.run
    if run.starts_on is None or run.ends_on is None:
        return []
    ends = Q(actual_ends_on__gte=run.starts_on) | Q(actual_ends_on=None, planned_ends_on__gte=run.starts_on)
    is_open = Q(actual_ends_on=None, planned_ends_on=None)
    rows = Mobility.objects.filter(ends | is_open, person=application.person_id, status__in=LIVE)
    found = rows.filter(starts_on__lte=run.ends_on).exclude(mode=Mode.ONLINE)
    return list(found.select_related("receiving").order_by("starts_on", "pk"))


def doubts_beside(application: Application) -> tuple[Doubt, ...]:
    """What is asked before the place is accepted: nobody is in two places on one day, but a plan may change."""
    return tuple(_doubt(stay) for stay in stays_beside(application))


def _doubt(stay: Mobility) -> Doubt:
    words = {"period": period_of(stay), "host": localized(stay.receiving, "name")}
    sentence = _(
        "In these days you have another stay: %(period)s, %(host)s. You cannot be in two places: if it does not take place,"
        " tell the office."
    )
    return Doubt(f"beside:{stay.uid.hex}:{stay.version}", sentence % words)


def warning_beside(application: Application) -> str:
    """The same for the office, in one sentence; empty where nothing lies beside."""
    others = [
        formats.series(period_of(stay), str(localized(stay.receiving, "name"))) for stay in stays_beside(application)
    ]
    if not others:
        return ""
    return _("This person has another stay in these days: %(stays)s.") % {"stays": "; ".join(others)}


def place_beside(application: Application) -> str:
    """Why the place cannot be accepted at all: another one is held in the same period. Empty where none is."""
    other = confirmed_beside(application)
    if other is None:
        return ""
    sentence = _("You have accepted a place for the same period already: “%(call)s”. One person can hold only one.")
    return sentence % {"call": localized(other.call, "title")}
