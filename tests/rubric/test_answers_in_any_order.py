"""Whatever is saved in whatever order and however often, the newest answer of each item stays."""

from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanazawa_exchange.accounts.models import User
from rubric.models import Response
from rubric.services import responses
from rubric.services.responses import Change
from tests import factories
from tests.rubric import surveys, versions

NOW = surveys.NOW
ITEMS = 5
edits = st.lists(st.tuples(st.integers(0, ITEMS - 1), st.none() | st.integers(0, 3)), min_size=1, max_size=12)


@pytest.fixture
def begun(db: None, world: factories.World, aiko: User, sato: User) -> Response:
    stay = world.sent(person=aiko.person)
    wave = surveys.wave(stay.run, surveys.questionnaire(versions.first(sato)))
    return responses.begin(wave, stay, language="ja", by=aiko, now=NOW)


def newest(made: list[Change]) -> dict[str, Any]:
    """What stands when each change is made upon the one before."""
    stored: dict[str, Any] = {}
    for change in made:
        stored.pop(change.key, None)
        if change.value is not None:
            stored[change.key] = change.value
    return stored


@given(made=edits, data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_saves_ends_in_the_newest_answers(begun: Response, made: Any, data: Any) -> None:
    keys = list(begun.wave.instrument.items.exclude(ability=None).values_list("key", flat=True))
    changes = [Change(keys[item], value, at) for at, (item, value) in enumerate(made, 1)]
    arriving = data.draw(st.permutations(changes + data.draw(st.lists(st.sampled_from(changes), max_size=6))))
    cuts = data.draw(st.lists(st.integers(0, len(arriving)), max_size=4))

    with transaction.atomic():
        places = [0, *sorted(cuts), len(arriving)]
        for start, end in pairwise(places):
            responses.save(begun, arriving[start:end], by=None, now=NOW)
        stored = Response.objects.get().answers
        transaction.set_rollback(True)

    assert stored == newest(changes)


@given(values=st.lists(st.integers(0, 3), min_size=2, max_size=4, unique=True), data=st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_two_devices_in_one_millisecond_end_in_the_same_answer(begun: Response, values: Any, data: Any) -> None:
    key = begun.wave.instrument.items.exclude(ability=None)[0].key
    ends = set()
    for order in (values, data.draw(st.permutations(values))):
        with transaction.atomic():
            for value in order:
                responses.save(begun, [Change(key, value, 7)], by=None, now=NOW)
            ends.add(Response.objects.get().answers[key])
            transaction.set_rollback(True)
    assert len(ends) == 1
