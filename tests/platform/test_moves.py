"""One service moves a mobility, an agreement and a plan: compared, permitted, checked, logged, with a line of history."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.accounts.services import moves
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Day, MoveRefused, MoveTable, Step
from mobility.services.moves import MACHINE as MOBILITIES
from partners.models import Agreement
from partners.services.agreements import MACHINE as AGREEMENTS
from programs.services.adoptions import PLANS
from tests.factories import PlanFactory, World
from tests.mobility.paths import registered

DAY = date(2018, 8, 20)
KINDS = ("mobility", "agreement", "plan")


@pytest.fixture(params=KINDS)
def case(request: Any, world: World, sato: Any) -> tuple[Any, Any, str, Step]:
    """A machine, a record of its kind, a move that it may make, and what the move asks for."""
    if request.param == "mobility":
        return MOBILITIES, registered(world, sato), "make_ready", Step(DAY)
    if request.param == "agreement":
        draft = Agreement.objects.create(title_en="A", type="exchange", scope="university")
        return AGREEMENTS, draft, "negotiate", Step()
    return PLANS, PlanFactory.adopted(world.project, {(2017, "outbound"): 20}), "supersede", Step(DAY)


def test_a_move_is_logged_and_leaves_the_next_version_in_the_history(case: Any, sato: Any):
    machine, record, name, step = case
    now = clock.now()
    after = moves.move(machine, record, name, step, by=sato, now=now, version=record.version)
    row = machine.table.moves[name]
    logged = Transition.objects.get(record_type=record._meta.model_name, record_id=record.pk, move=name)
    line = type(record).history.filter(id=record.pk).latest()
    assert (after.status, after.version) == (row.target, record.version + 1)
    assert (logged.source, logged.target, logged.actor, logged.recorded_at) == (record.status, row.target, sato, now)
    assert (line.version, line.history_user, line.history_change_reason) == (after.version, sato, name)


def test_somebody_elses_newer_version_stops_the_move(case: Any, sato: Any):
    machine, record, name, step = case
    with pytest.raises(StaleEdit):
        moves.move(machine, record, name, step, by=sato, now=clock.now(), version=record.version + 1)


def only(machine: Any, name: str, **differs: Any) -> Any:
    """The machine with one of its moves written otherwise."""
    moves_of = [replace(row, **differs) if row.name == name else row for row in machine.table.moves.values()]
    return replace(machine, table=MoveTable(moves_of, machine.table.states))


@pytest.mark.parametrize(
    "differs", [{"by_way": {"expired": "activate"}}, {"day": Day("Day")}, {"takes_back": True}, {"change": print}]
)
def test_a_move_that_asks_for_more_is_made_with_one_record_at_a_time(world: World, differs: Any):
    draft = Agreement.objects.create(title_en="A", type="exchange", scope="university")
    with pytest.raises(ValueError, match="one record at a time"):
        moves.move_all(only(AGREEMENTS, "negotiate", **differs), [draft.pk], "negotiate", now=clock.now())
    assert moves.move_all(only(AGREEMENTS, "negotiate"), [draft.pk], "negotiate", now=clock.now()) == 1, "the control"


def test_of_many_records_the_machine_does_for_each_what_follows(world: World):
    followed: list[Any] = []
    machine = replace(AGREEMENTS, afterwards=lambda record, row, _step, by: followed.append((record, row.name, by)))
    drafts = [Agreement.objects.create(title_en=title, type="exchange", scope="university") for title in "AB"]
    assert moves.move_all(machine, [draft.pk for draft in drafts], "negotiate", now=clock.now()) == 2
    assert followed == [(draft, "negotiate", None) for draft in drafts]


def test_a_stranger_moves_nothing(case: Any, stranger: Any):
    machine, record, name, step = case
    with pytest.raises(PermissionDenied):
        moves.move(machine, record, name, step, by=stranger, now=clock.now())


def test_a_move_is_made_once(case: Any, sato: Any):
    machine, record, name, step = case
    moves.move(machine, record, name, step, by=sato, now=clock.now())
    with pytest.raises(MoveRefused):
        moves.move(machine, record, name, step, by=sato, now=clock.now())


def test_a_day_has_come_and_is_said_where_the_move_asks_for_one(case: Any, sato: Any):
    machine, record, name, step = case
    day = machine.table.moves[name].day
    if day is None:
        after = moves.move(machine, record, name, Step(DAY), by=sato, now=clock.now())
        logged = Transition.objects.get(record_type=after._meta.model_name, record_id=after.pk, move=name)
        assert logged.effective_on == clock.today(), "people say no day where none is asked for"
        return
    for wrong in (None, clock.today() + timedelta(days=1)):
        with pytest.raises(MoveRefused) as refusal:
            moves.move(machine, record, name, Step(wrong, answers=step.answers), by=sato, now=clock.now())
        assert list(refusal.value.errors) == [day.field]


def test_nobody_else_writes_the_log_of_moves():
    """Beside the one service only whoever begins a record does: it begins with its first move. A report of an earlier site begins
    elsewhere, and is taken over anew when it has changed there."""
    root = Path(settings.BASE_DIR)
    apps = ("kanazawa_exchange", "mobility", "partners", "programs", "reports", "rubric")
    writers = {
        str(path.relative_to(root))
        for app in apps
        for path in (root / app).rglob("*.py")
        if "log_move" in path.read_text(encoding="utf-8")
    }
    assert writers == {
        "kanazawa_exchange/accounts/services/ledger.py",
        "kanazawa_exchange/accounts/services/moves.py",
        "kanazawa_exchange/accounts/services/undoing.py",
        "mobility/services/activity_reports/writing.py",
        "mobility/services/applications/beginning_late.py",
        "mobility/services/mobilities.py",
        "mobility/services/nominations/preparing.py",
        "mobility/services/old_reports/taking_over.py",
        "rubric/services/assignments.py",
    }
