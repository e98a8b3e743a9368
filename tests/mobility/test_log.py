"""The log of moves: whatever people try in whatever order, replaying it gives the state, and nobody rewrites it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib.states import MoveRefused
from mobility.models import Mobility
from mobility.queries import integrity

from .paths import MOVES, TABLE, make, registered

WALKS = st.lists(st.tuples(st.sampled_from(MOVES), st.sampled_from(["sato", "kimura", "aiko", "mori"])), max_size=12)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(walk=WALKS)
def test_replaying_the_log_gives_the_state(world, sato, kimura, aiko, mori, walk):
    users = {"sato": sato, "kimura": kimura, "aiko": aiko, "mori": mori}
    with transaction.atomic():
        stay, state = registered(world, sato, person=aiko.person), "planned"
        for move, name in walk:
            try:
                stay = make(stay, move, users[name])
            except (MoveRefused, PermissionDenied):
                assert move not in TABLE[state] or name in {"aiko", "mori"}
            else:
                state = TABLE[state][move]
        assert Mobility.objects.get(pk=stay.pk).status == state
        assert integrity.findings() == ()
        transaction.set_rollback(True)


@pytest.mark.parametrize("column", ["move", "target", "effective_on", "reason_code"])
def test_a_line_of_the_log_is_never_changed(world, sato, column):
    registered(world, sato)
    value = "2001-01-01" if column == "effective_on" else "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        Transition.objects.update(**{column: value})


def test_a_record_is_never_deleted(world, sato):
    stay = registered(world, sato)
    with pytest.raises(IntegrityError, match="mobility_never_deleted"), transaction.atomic():
        stay.delete()


@pytest.mark.parametrize("column", ["person", "sending", "receiving"])
def test_person_and_institutions_never_change(world, sato, aiko, column):
    stay = registered(world, sato)
    other = {"person": aiko.person, "sending": world.irkutsk, "receiving": world.irkutsk}[column]
    setattr(stay, column, other)
    with pytest.raises(IntegrityError, match="mobility_who_and_where_fixed"), transaction.atomic():
        stay.save()
