"""One move of an application with its letters: the door behind `machine`, which lets a place that became free go to the next."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import moves
from kanazawa_exchange.accounts.services.editing import lock_person
from kanazawa_exchange.lib.states import Move, MoveRefused, Step

from ...application_moves import APPLICATION_MOVES, GOES_ON
from ...application_states import ApplicationStatus
from ...models import Application
from ...queries.selection.beside import place_beside
from ..nominations.joining import join_record
from ..selection import telling
from ..stopped import Stopped, lock_stopped, refuse_stopped, told_to_applicant
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
    rest = _resting(steps) if name in GOES_ON else ()
    going = {pk: step for pk, step in steps.items() if pk not in rest}
    moved, refused = moves.move_each(MANY, going, name, by=by, now=now)
    telling.tell_all(moved, name, by=by, now=now)
    return moved, {**{pk: Stopped() for pk in rest}, **refused}


def _resting(pks: Collection[int]) -> list[int]:
    """Which of these applications nobody goes on with; locked before the consents, as where one is moved."""
    rows = Application.objects.filter(pk__in=pks).order_by("pk").select_for_update(of=("self",))
    people = dict(rows.values_list("pk", "person_id"))
    stopped = lock_stopped(people.values())
    return [pk for pk, person in people.items() if person in stopped]


def _rows() -> QuerySet[Application]:
    rows: QuerySet[Application] = Application.objects.select_related(*telling.READ)
    return rows


def _before(application: Application, row: Move, step: Step, by: User | None) -> None:
    """What one move needs beyond its row of the table."""
    if row.name == "confirm":
        _refuse_two_places(application)
    if row.name in GOES_ON:
        refuse_stopped(application.person_id, told_to_applicant() if row.by_person else "")
    _outdate(application, row, step, by)


def _outdate(application: Application, _row: Move, _step: Step, _by: User | None) -> None:
    """A page that was made before the move is outdated after it, also where nothing was typed since."""
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
MANY = replace(MACHINE, before_saving=_outdate)
"""The same for many at once, of whom is known with whom nobody goes on."""
