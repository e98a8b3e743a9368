"""Whether the partners of a programme record the data of their students before these can enter any here."""

from partners.models import Intake
from partners.queries.intake_modes import decided

from ..models import Call, Direction, ProgramPartner


def is_partner_first(call: Call) -> bool:
    """Whether this is so of one partner at least that sends students to the call; two queries for an inbound call, none for another."""
    if call.run.direction != Direction.INBOUND:
        return False
    rows = ProgramPartner.objects.filter(program_id=call.run.program_id).select_related("institution__city")
    partners = [row.institution for row in rows.prefetch_related("institution__intake_modes")]
    return any(decided(one.intake_modes.all(), one.city.country) == Intake.PARTNER_FIRST for one in partners)
