"""The letter that follows a move of an application, in the transaction of the move and once for each."""

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.lib.states import Step

from ...mail_kinds import BY_MOVE
from ...models import Application
from ...queries.applications.letters import told_of


def tell(application: Application, move: str, step: Step, *, by: User | None) -> None:
    """Write to the applicant, in the language of the account; somebody without one, and of a draft taken back, hears nothing."""
    kind = BY_MOVE.get(move)
    account = User.objects.filter(person=application.person_id, is_active=True).first()
    if kind is None or account is None or step.at is None or (move == "withdraw" and application.submitted_at is None):
        return
    told = told_of(application, move, step.reason_code, step.reason)
    values = {name: value for name, value in told.items() if name in kind.names}
    ref = f"{application.uid} {application.revision}"
    outbox.write(kind, to=account, ref=ref, values=values, by=by, now=step.at)
