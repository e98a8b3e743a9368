"""A stay counts as continuing until its return is confirmed; so the return is confirmed before the person's next stay begins."""

from datetime import timedelta

import pytest

from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.queries import integrity
from mobility.services import mobilities, stages
from mobility.services.mobilities import CannotRegister

from .paths import END, START, WHY, in_state, make, registered

NEXT = END + timedelta(days=30)


@pytest.fixture
def there(world, sato):
    """Planned until END, and nobody has confirmed the return."""
    return in_state(world, sato, "on_site")


def later(world, sato, stay, **fields):
    return registered(world, sato, person=stay.person, receiving=world.irkutsk, **{"actual_starts_on": NEXT, **fields})


def test_the_next_stay_is_registered_after_the_return(world, sato, there):
    with pytest.raises(CannotRegister, match="カザン連邦大学") as refusal:
        later(world, sato, there)
    assert set(refusal.value.errors) == {"actual_starts_on"}
    make(there, "return", sato, Step(END))
    assert later(world, sato, there).status == "on_site"


def test_the_next_stay_arrives_after_the_return(world, sato, there):
    planned = in_state(world, sato, "ready", person=there.person, planned_starts_on=NEXT)
    with pytest.raises(MoveRefused, match="カザン連邦大学") as refusal:
        make(planned, "arrive", sato, Step(NEXT))
    assert set(refusal.value.errors) == {"starts_on"}
    make(there, "return", sato, Step(END))
    assert make(planned, "arrive", sato, Step(NEXT)).status == "on_site"


def test_a_stay_entered_late_needs_its_last_day(world, sato, there):
    make(there, "return", sato, Step(END))
    begin = START - timedelta(days=60)
    fields = {"actual_starts_on": begin, "planned_ends_on": begin + timedelta(days=9)}
    with pytest.raises(CannotRegister) as refusal:
        later(world, sato, there, **fields)
    assert set(refusal.value.errors) == {"actual_ends_on"}
    assert later(world, sato, there, **fields, actual_ends_on=begin + timedelta(days=9))


def test_a_return_is_not_taken_back_once_the_next_stay_has_begun(world, sato, there):
    stay = make(there, "return", sato, Step(END))
    later(world, sato, there)
    with pytest.raises(MoveRefused, match="国立イルクーツク大学"):
        make(stay, "take_back_return", sato)


def test_online_takes_nobody_anywhere(world, sato, there):
    assert later(world, sato, there, mode="online").status == "on_site"


def test_stages_of_one_stay_go_on_once(world, sato, there):
    planned = in_state(world, sato, "ready", person=there.person, planned_starts_on=NEXT)
    stages.link_stages(there, planned, by=sato)
    assert make(planned, "arrive", sato, Step(NEXT)).status == "on_site"
    assert integrity.findings() == ()


def test_stored_long_ago_it_is_found_and_can_still_be_edited(world, sato):
    first = world.sent(status="on_site", actual_ends_on=None, planned_starts_on=START, planned_ends_on=END)
    second = world.sent(person=first.person, actual_starts_on=NEXT, actual_ends_on=NEXT, planned_starts_on=NEXT)
    found = [(finding.code, finding.record) for finding in integrity.returns_come_first()]
    assert found == [("return_comes_first", second.uid)]
    assert mobilities.edit(second, {"note": "A word"}, by=sato, version=second.version).note == "A word"


def test_a_correction_does_not_slip_before_an_open_stay(world, sato, there):
    before = registered(
        world,
        sato,
        person=there.person,
        actual_starts_on=START - timedelta(days=40),
        actual_ends_on=START - timedelta(days=30),
    )
    after = Step(NEXT, **WHY, answers={"actual_ends_on": NEXT})
    with pytest.raises(MoveRefused):
        make(before, "correct", sato, after)
