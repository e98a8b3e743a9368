"""One move of an application with its letters: the door behind `machine`, which lets a place that became free go to the next."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import moves
from kanazawa_exchange.accounts.services.editing import lock_person
from kanazawa_exchange.lib.states import Move, MoveRefused, Step

from ...application_moves import APPLICATION_MOVES
from ...application_states import ApplicationStatus
from ...models import Application
from ...queries.selection.beside import place_beside
from ..nominations.joining import join_record
from ..selection import telling
from . import letters


def made(
    application: Application, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> Application:
    """Make one move and return the record as it stands then. Errors: MoveRefused (by field), StaleEdit, PermissionDenied."""
    return moves.move(MACHINE, application, name, step, by=by, now=now, version=version)


def made_each(
    steps: Mapping[int, Step], name: str, *, by: User | None, now: datetime
) -> tuple[list[Application], dict[int, MoveRefused]]:
    """Make one move with each of these applications that allows it, with their letters; by key why others stay as they are."""
    moved, refused = moves.move_each(MACHINE, steps, name, by=by, now=now)
    telling.tell_all(moved, name, by=by, now=now)
    return moved, refused


def _rows() -> QuerySet[Application]:
    rows: QuerySet[Application] = Application.objects.select_related(
        "call__run__program", "person", "institution__city", "place__institution__city"
    )
    return rows


def _before(application: Application, row: Move, _step: Step, _by: User | None) -> None:
    """A page that was made before the move is outdated after it, also where nothing was typed since."""
    if row.name == "confirm":
        _refuse_two_places(application)
    application.revision += 1


def _refuse_two_places(application: Application) -> None:
    """One place in one period for one person: whoever confirms two at one moment does so one after the other."""
    lock_person(application.person_id)
    if sentence := place_beside(application):
        raise MoveRefused(sentence)


def _tell(application: Application, row: Move, step: Step, by: User | None) -> None:
    if row.target == ApplicationStatus.SUBMITTED:
        join_record(application, by=by)
    letters.tell(application, row.name, step, by=by)
    if step.at is not None:
        telling.tell_all([application], row.name, by=by, now=step.at)


MACHINE = moves.Machine(table=APPLICATION_MOVES, rows=_rows, before_saving=_before, afterwards=_tell)
