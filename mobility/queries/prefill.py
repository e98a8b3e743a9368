"""What is known of a stay before anything is typed: from its run, the stays in it, and the agreement between the two sides."""

from datetime import date

from django.db.models import Q

from kanazawa_exchange.lib.period import fiscal_year_bounds
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Agreement, AgreementStatus, Institution
from programs.models import Direction, ProgramRun

from ..models import Mobility
from ..states import LIVE
from .directions import home_sides

Values = dict[str, object]
"""Name of a box → what it holds at first."""

ONCE_IN_FORCE = (
    AgreementStatus.IN_FORCE,
    AgreementStatus.EXPIRED,
    AgreementStatus.RENEWED,
    AgreementStatus.TERMINATED,
)


def prefilled(run: ProgramRun, user: Viewer, today: date) -> Values:
    """What this run says of a stay in it; what it leaves open is missing. Days of a run that is over are the confirmed ones."""
    day = run.starts_on or fiscal_year_bounds(run.fiscal_year)[0]
    ours, theirs = _home(run, day), _partner(run)
    is_outbound = run.direction == Direction.OUTBOUND
    kind = "actual" if is_over(run, today) else "planned"
    values: Values = {
        "run": run,
        "level": run.program.level,
        "sending": ours if is_outbound else theirs,
        "receiving": theirs if is_outbound else ours,
        f"{kind}_starts_on": run.starts_on,
        f"{kind}_ends_on": run.ends_on,
    }
    if ours and theirs:
        values["agreement"] = agreement_between(ours, theirs, day, user)
    return {name: value for name, value in values.items() if value}


def is_over(run: ProgramRun, today: date) -> bool:
    """Whether people of this run are back: its last day, else its fiscal year, has passed."""
    return (run.ends_on or fiscal_year_bounds(run.fiscal_year)[1]) < today


def agreement_between(one: Institution, other: Institution, day: date, user: Viewer) -> Agreement | None:
    """The agreement between two institutions that was in force on a day; of several none is guessed."""
    on_that_day = (Q(expires_on=None) | Q(expires_on__gte=day)) & (Q(ended_on=None) | Q(ended_on__gte=day))
    rows = Agreement.objects.visible_to(user).filter(on_that_day, effective_on__lte=day, status__in=ONCE_IN_FORCE)
    for party in (one, other):
        rows = rows.filter(parties__institution=party)
    found = list(rows.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def _home(run: ProgramRun, day: date) -> Institution | None:
    """Our side, when it is one institution."""
    ours = home_sides(run.program.project_id).on(run.program.project_id, day)
    return Institution.objects.filter(pk__in=ours).first() if len(ours) == 1 else None


def _partner(run: ProgramRun) -> Institution | None:
    """The one that all stays of the run have to do with, else the only partner of the programme (in the city of the run)."""
    side = "receiving" if run.direction == Direction.OUTBOUND else "sending"
    stays = Mobility.objects.filter(run=run, status__in=LIVE).order_by().values_list(side, flat=True)
    known = set(stays.distinct()[:2])
    partners = run.program.partners.all()
    if run.city_id:
        partners = partners.filter(city_id=run.city_id)
    known = known or set(partners.order_by("pk").values_list("pk", flat=True)[:2])
    return Institution.objects.filter(pk__in=known).first() if len(known) == 1 else None
