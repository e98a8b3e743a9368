"""The list of people of one programme run, taken in as an import whose rows leave to the run what they do not say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.cells import Said, numbers
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.tables import Table
from partners.models import Institution
from programs.models import Direction, ProgramRun

from .. import permissions
from ..models import ImportBatch
from . import imports
from .import_stays import STAYS


class CannotTakeGroup(Refused):
    """The list speaks of another year or another direction than the run."""


@dataclass(frozen=True)
class OfAll:
    """What holds for everybody in the list whose row says nothing else: the institution of the other side, the two days."""

    partner: Institution | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def take(run: ProgramRun, table: Table, of_all: OfAll, *, source: str, by: User, now: datetime) -> ImportBatch:
    """Keep the list as a draft of an import of stays. Errors: CannotTakeGroup, CannotTake, TableRefused, PermissionDenied."""
    refuse_unless(permissions.may_register_in, by, run.program_id)
    titles = imports.sheet_of(table, STAYS, source).given or {}
    _refuse_another(run, titles)
    given = {
        "run": str(run.uid),
        "fiscal_year": str(run.fiscal_year),
        "direction": run.direction,
        "program": str(localized(run.program, "name")),
        "partner": str(localized(of_all.partner, "name")) if of_all.partner else "",
        "starts_on": of_all.starts_on.isoformat() if of_all.starts_on else "",
        "ends_on": of_all.ends_on.isoformat() if of_all.ends_on else "",
    }
    said = {key: text for key, text in given.items() if text}
    return imports.take(STAYS, imports.sheet_of(table, STAYS, source, said), by=by, now=now)


def _refuse_another(run: ProgramRun, titles: Mapping[str, str]) -> None:
    """Errors: CannotTakeGroup, with all that is not of this run."""
    refused = []
    year = numbers.fiscal_year(titles.get("fiscal_year"))
    if isinstance(year, Said) and year.value not in (None, run.fiscal_year):
        words = {"other": fiscal_year_label(year.value), "year": fiscal_year_label(run.fiscal_year)}
        refused.append(_("The title of the list says %(other)s, but the run is of %(year)s.") % words)
    if titles.get("direction", run.direction) != run.direction:
        words = {"other": str(Direction(titles["direction"]).label), "direction": run.get_direction_display()}
        refused.append(_("The title of the list says %(other)s, but the run is %(direction)s.") % words)
    if refused:
        raise CannotTakeGroup(formats.sentences(*refused))
