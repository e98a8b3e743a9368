"""Whose data the own partner records first enters none here before that: asked before anything that was sent is read."""

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person
from partners.models import Institution
from partners.services.intake_modes import Locked, refuse_while_locked

from ...queries.applications.intake import home_of, is_unplaced, recorders
from ...queries.nominees import has_partner_record


def refuse_before_partner(person: Person, stated: Institution | None = None) -> None:
    """`stated`: the institution at which the applicant says to study. Errors: Locked."""
    home = home_of(person)
    for institution in recorders(home, stated):
        has_record = has_partner_record(person, institution)
        refuse_while_locked(institution, person.nationality, has_partner_record=has_record)
    if is_unplaced(person, home, stated):
        raise Locked(
            _("Your home university records your data first, and the portal does not know where you study.")
            + " "
            + _("Write to the office.")
        )
