"""The programme runs that a user may choose among."""

from django.db.models import QuerySet

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.viewer import Viewer

from ..models import ProgramRun
from .relations import coordinated_program_ids


def runs_kept_by(user: Viewer) -> QuerySet[ProgramRun]:
    """All runs for the office, those of the own programmes for a coordinator, newest first and with their programme."""
    runs = ProgramRun.objects.select_related("program").order_by("-fiscal_year", "program__order", "direction", "pk")
    return runs if is_office(user) else runs.filter(program_id__in=coordinated_program_ids(user))
