"""What happened to an application, for the office: also what its applicant is not told, with who did it and why."""

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.accounts.queries.history import Entry, actors

from ...application_moves import APPLICATION_MOVES
from ...models import Application
from .letters import reason_of


def history(application: Application) -> list[Entry]:
    """Every move, newest first; two queries."""
    log = Transition.objects.filter(record_type="application", record_id=application.pk)
    steps = list(log.select_related("note").order_by("-sequence"))
    people = actors({step.actor_id for step in steps})
    return [
        Entry(step.recorded_at, people.get(step.actor_id, "—"), APPLICATION_MOVES.done(step.move), reason_of(step))
        for step in steps
    ]
