"""The table of moves."""

import pytest
from django.utils import translation

from kanazawa_exchange.lib.states import Move, MoveRefused, MoveTable, State, Step

LABELS = {
    "draft": State("Draft", "In preparation"),
    "sent": State("Sent", "Sent to host"),
    "cancelled": State("Cancelled", "Withdrawn"),
}
TABLE = MoveTable(
    [
        Move(name="send", sources=frozenset({"draft"}), target="sent", label="Send"),
        Move(
            name="cancel",
            sources=frozenset({"draft", "sent"}),
            target="cancelled",
            label="Cancel",
            reason_required=True,
        ),
    ],
    LABELS,
)


@pytest.mark.parametrize("state", LABELS)
@pytest.mark.parametrize("move", ["send", "cancel", "unknown"])
def test_a_move_is_allowed_exactly_where_the_table_says(state, move):
    expected = (state, move) in {("draft", "send"), ("draft", "cancel"), ("sent", "cancel")}
    assert TABLE.allowed(state, move) is expected
    assert (move in [found.name for found in TABLE.moves_from(state)]) is expected
    if expected:
        assert TABLE.check(state, move, Step(reason="ill")).target in LABELS
    else:
        with pytest.raises(MoveRefused), translation.override("en"):
            TABLE.check(state, move, Step(reason="ill"))


def test_a_missing_reason_is_said_in_the_language_of_the_screen():
    with translation.override("ru"), pytest.raises(MoveRefused, match="Укажите причину"):
        TABLE.check("sent", "cancel", Step(reason="　 "))


def test_a_state_has_one_name_for_the_office_and_one_for_the_person():
    assert TABLE.office_label("draft") == "Draft"
    assert TABLE.person_label("draft") == "In preparation"


def test_a_table_with_a_nameless_state_or_a_double_move_is_no_table():
    send = Move(name="send", sources=frozenset({"draft"}), target="gone", label="Send")
    with pytest.raises(ValueError, match="gone"):
        MoveTable([send], LABELS)
    with pytest.raises(ValueError, match="two moves"):
        MoveTable([TABLE.moves["send"], TABLE.moves["send"]], LABELS)
