"""Every service of mobilities asks for itself who acts, from whatever door."""

from typing import Any

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.facts import facts_of
from mobility.models import StageLink
from mobility.services import edits, groups, looks, mobilities, moves, replacing, stages
from mobility.services.replacing import Right
from tests import permits

from .paths import START, WHY, new_stay, registered


def test_whoever_keeps_no_records_writes_none(world, sato, aiko, mori, petrova):
    first, second = registered(world, sato), registered(world, sato)
    stay = new_stay(world, planned_starts_on=START)
    calls: dict[permits.Act, tuple[Any, ...]] = {
        mobilities.register: (stay.person, stay.places, stay.facts),
        mobilities.register_all: ([stay],),
        mobilities.write_all: ([stay],),
        mobilities.edit: (first, {}),
        looks.look_over: (stay.places, stay.facts, stay.confirmed, stay.person),
        looks.look_over_all: ([stay],),
        looks.look_over_edit: (first, {}),
        looks.look_over_edits: ([(first, facts_of(first))],),
        moves.move: (first, "make_ready", Step(START)),
        moves.undo: (first,),
        edits.edit_all: ([(first, {})],),
        moves.void_all: ([first], Step(**WHY)),
        replacing.replace_record: (first, Right(stay.places, stay.facts.run, None), Step(**WHY)),
        groups.preview: ([first], "arrive"),
        groups.move_all: ([first], "arrive"),
        groups.undo_all: (clock.now(),),
        stages.link_stages: (first, second),
        stages.unlink_stages: (StageLink.objects.create(first=first, second=second),),
    }
    inside = {
        act
        for act in permits.writers([edits, looks, mobilities, moves, groups, stages, replacing])
        if act.__name__ not in STEPS
    }
    assert set(calls) == inside
    permits.refuse(calls, [aiko, mori, petrova], now=clock.now(), on=START, version=first.version)


STEPS = {"fault", "unlink_all", "follow_days", "stage_faults", "write_links", "relink"}
"""Parts of a move or of registering, called by the one door alone, which has asked already."""
