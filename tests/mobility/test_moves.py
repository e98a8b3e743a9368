"""Every state, every move, every role: what the table allows is done and told, everything else changes nothing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.fields import FlexibleDateField
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import Mobility, Status
from mobility.moves import MOVES as TABLE_OF_MOVES
from mobility.queries import integrity
from mobility.services import moves

from .paths import END, MOVES, START, TABLE, WHY, in_state, make, registered

KEEPERS = ("sato", "admin", "kimura")
OTHERS = ("coordinator_elsewhere", "traveller", "mori", "hayashi", "petrova", "suzuki", "stranger")


@pytest.fixture
def coordinator_elsewhere(world):
    """Coordinates another programme of the same project."""
    return world.program_coordinator("elsewhere", world.basic)


@pytest.fixture
def traveller(aiko):
    """The person whose stay it is."""
    return aiko


TWO_STEPS = {("planned", "arrive")}
"""Made with another move before it, each with its line in the log."""


@pytest.mark.parametrize("role", KEEPERS + OTHERS)
@pytest.mark.parametrize("state", TABLE)
def test_each_state_knows_its_moves_and_who_may_make_them(world, sato, aiko, request, state, role):
    user = request.getfixturevalue(role)
    stay = in_state(world, sato, state, person=aiko.person)
    for move in MOVES:
        before = Transition.objects.count()
        with transaction.atomic():
            if move not in TABLE[state]:
                with pytest.raises(MoveRefused):
                    make(stay, move, user)
                expected, moved = state, 0
            elif role in KEEPERS:
                make(stay, move, user)
                expected, moved = TABLE[state][move], 2 if (state, move) in TWO_STEPS else 1
            else:
                with pytest.raises(PermissionDenied):
                    make(stay, move, user)
                expected, moved = state, 0
            after = Mobility.objects.get(pk=stay.pk)
            assert (move, after.status, Transition.objects.count() - before) == (move, expected, moved)
            assert after.version == stay.version + moved
            transaction.set_rollback(True)


def test_every_state_has_a_word_for_the_office_and_one_for_the_person():
    assert set(TABLE_OF_MOVES.states) == set(Status.values)
    words = {state: (TABLE_OF_MOVES.office_label(state), TABLE_OF_MOVES.person_label(state)) for state in Status.values}
    assert all(office and person for office, person in words.values())


def test_the_arrival_sets_the_first_day_and_the_fiscal_year(world, sato):
    stay = in_state(world, sato, "ready", planned_starts_on=date(2018, 3, 31), planned_ends_on=date(2018, 6, 30))
    stay = make(stay, "arrive", sato, Step(date(2018, 4, 1)))
    assert (stay.status, stay.actual_starts_on, stay.fiscal_year) == ("on_site", date(2018, 4, 1), 2018)


def test_a_move_is_told_with_its_own_day_and_the_moment_of_its_entry(world, sato):
    now = clock.now()
    stay = in_state(world, sato, "ready")
    moves.move(stay, "arrive", Step(START), by=sato, now=now)
    move = Transition.objects.get(record_id=stay.pk, move="arrive")
    assert (move.effective_on, move.recorded_at, move.actor, move.source, move.target) == (
        START,
        now,
        sato,
        "ready",
        "on_site",
    )


def test_no_day_of_the_future_is_confirmed(world, sato):
    stay = in_state(world, sato, "ready")
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(MoveRefused) as refusal:
        make(stay, "arrive", sato, Step(tomorrow))
    assert set(refusal.value.errors) == {"starts_on"}


def test_no_day_of_the_future_is_confirmed_by_a_correction_either(world, sato):
    stay = in_state(world, sato, "returned")
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(MoveRefused) as refusal:
        make(stay, "correct", sato, Step(START, **WHY, answers={"actual_ends_on": tomorrow}))
    assert set(refusal.value.errors) == {"actual_ends_on"}


@pytest.mark.parametrize("name", [name for name, row in TABLE_OF_MOVES.moves.items() if row.day])
def test_every_day_that_a_move_confirms_has_come(name):
    """Each date that the form of a move asks for is its own day or stands among those it confirms."""
    row = TABLE_OF_MOVES.moves[name]
    asked = {field for field, box in row.questions().items() if isinstance(box, FlexibleDateField)}
    assert asked == row.confirms


def test_the_return_is_not_before_the_arrival(world, sato):
    stay = in_state(world, sato, "on_site")
    with pytest.raises(MoveRefused) as refusal:
        make(stay, "return", sato, Step(START - timedelta(days=1)))
    assert set(refusal.value.errors) == {"ends_on"}


@pytest.mark.parametrize(("code", "text", "fields"), [("", "", {"reason_code", "reason"}), ("health", " ", {"reason"})])
def test_a_cancellation_wants_its_reason_in_code_and_words(world, sato, code, text, fields):
    stay = in_state(world, sato, "planned")
    with pytest.raises(MoveRefused) as refusal:
        make(stay, "cancel", sato, Step(START, code, text))
    assert set(refusal.value.errors) == fields


@pytest.mark.parametrize(
    ("code", "counts", "expected"),
    [("health", None, True), ("own_wish", None, False), ("own_wish", True, True), ("health", False, False)],
)
def test_an_interrupted_stay_counts_by_its_reason_or_by_decision(world, sato, code, counts, expected):
    stay = in_state(world, sato, "on_site")
    stay = make(stay, "interrupt", sato, Step(END, code, "It had to end", answers={"counts": counts}))
    assert (stay.interruption_counts, stay.uncounted_from) == (expected, None if expected else END)


def test_a_void_takes_effect_from_the_first_day(world, sato):
    stay = in_state(world, sato, "returned")
    stay = make(stay, "void", sato)
    assert stay.uncounted_from == START
    assert Transition.objects.get(record_id=stay.pk, move="void").effective_on == START


def test_a_void_of_a_record_with_a_corrected_start_reaches_back_to_the_earliest_day(world, sato):
    stay = registered(world, sato, actual_starts_on=START, actual_ends_on=END)
    later = Step(START + timedelta(days=9), **WHY, answers={"actual_ends_on": END})
    stay = make(stay, "correct", sato, later)
    stay = make(stay, "void", sato)
    assert stay.uncounted_from == START


def test_a_correction_is_logged_and_keeps_the_state(world, sato):
    stay = in_state(world, sato, "completed")
    stay = make(stay, "correct", sato, Step(date(2018, 3, 30), **WHY, answers={"actual_ends_on": date(2018, 4, 9)}))
    assert (stay.status, stay.fiscal_year) == ("completed", 2017)
    move = Transition.objects.get(record_id=stay.pk, move="correct")
    assert (move.source, move.target, move.reason_code, move.note.text) == (
        "completed",
        "completed",
        "other",
        WHY["reason"],
    )


def test_a_correction_that_changes_nothing_is_refused(world, sato):
    stay = in_state(world, sato, "returned")
    with pytest.raises(MoveRefused) as refusal:
        make(stay, "correct", sato, Step(START, **WHY, answers={"actual_ends_on": END}))
    assert refusal.value.errors == {"actual_starts_on": "日付が変わっていません。"}
    assert not Transition.objects.filter(record_id=stay.pk, move="correct").exists()


def test_a_correction_cannot_confirm_a_return(world, sato):
    stay = in_state(world, sato, "on_site")
    with pytest.raises(MoveRefused) as refusal:
        make(stay, "correct", sato, Step(START, **WHY, answers={"actual_ends_on": END}))
    assert set(refusal.value.errors) == {"actual_ends_on"}


def test_a_record_that_was_moved_through_all_its_states_replays(world, sato):
    for state in TABLE:
        in_state(world, sato, state)
    assert integrity.findings() == ()
