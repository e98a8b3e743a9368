"""Whose students a call is not meant for: nobody applies for a stay at the institution where they study."""

from datetime import date

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_bounds
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Institution
from partners.permissions import is_representative
from programs.models import Call, Direction, ProgramRun

from ..directions import home_sides
from .intake import home_of


def not_meant_for(call: Call, person: Person) -> str:
    """Why this person cannot apply to the call, by where the portal knows the person to study; empty where nothing says so."""
    return not_meant_for_students_of(call, home_of(person)) if call.run.direction == Direction.INBOUND else ""


def not_for_partners(call: Call, user: Viewer) -> str:
    """Why whoever speaks for a partner does not apply to an outbound call; empty for everybody else, and of an inbound one."""
    if call.run.direction != Direction.OUTBOUND or not is_representative(user):
        return ""
    return _(
        "This call is for students who go from Kanazawa to partner institutions. Whoever is selected is nominated to the host,"
        " whose office finds that among its nominations."
    )


def not_meant_for_students_of(call: Call, institution: Institution | None) -> str:
    """The same of whoever studies at this institution; one query of an inbound call, none of another."""
    if institution is None or call.run.direction != Direction.INBOUND or not _is_ours(call.run, institution):
        return ""
    return _(
        "This call is for students of partner institutions who come here. Students of %(institution)s cannot apply."
    ) % {"institution": localized(institution, "name")}


def _is_ours(run: ProgramRun, institution: Institution) -> bool:
    """On the first day of the run, or of its fiscal year where none is known."""
    first: date = run.starts_on or fiscal_year_bounds(run.fiscal_year)[0]
    project = run.program.project_id
    return institution.is_home or institution.pk in home_sides(project).on(project, first)
