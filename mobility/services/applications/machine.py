"""The moves of applications: what their rows cannot know from the record alone, and the letter that follows each."""

from datetime import datetime

from django.db.models import QuerySet

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import moves
from kanazawa_exchange.lib.states import Move, Step

from ...application_moves import APPLICATION_MOVES
from ...models import Application
from . import letters


def move(
    application: Application, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> Application:
    """Make one move and return the record as it stands then. Errors: MoveRefused (by field), StaleEdit, PermissionDenied."""
    return moves.move(MACHINE, application, name, step, by=by, now=now, version=version)


def _rows() -> QuerySet[Application]:
    rows: QuerySet[Application] = Application.objects.select_related("call__run__program", "person")
    return rows


def _count(application: Application, _row: Move, _step: Step, _by: User | None) -> None:
    """A page that was made before the move is outdated after it, also where nothing was typed since."""
    application.revision += 1


def _tell(application: Application, row: Move, step: Step, by: User | None) -> None:
    letters.tell(application, row.name, step, by=by)


MACHINE = moves.Machine(table=APPLICATION_MOVES, rows=_rows, before_saving=_count, afterwards=_tell)
