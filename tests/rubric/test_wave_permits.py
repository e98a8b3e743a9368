"""Every service of waves asks for itself who acts: nobody but the office and the programme's coordinator writes."""

from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from rubric.services import asking, waves
from tests import permits
from tests.rubric.waves import by_stay, in_use, planned


def test_whoever_does_not_keep_the_programme_writes_nothing(
    world: Any, sato: User, stranger: User, kimura: User, mori: User
) -> None:
    instrument = in_use(sato)
    wave = planned(world.basic_outbound, instrument)
    values = by_stay("pre", instrument)
    calls: dict[permits.Act, tuple[Any, ...]] = {
        waves.plan: (world.basic_outbound, values),
        waves.plan_many: ([world.basic_outbound], {"pre": values}),
        waves.edit: (wave, values),
        waves.discard: (wave,),
        waves.extend: (wave, values),
        waves.move: (wave, "open", Step()),
        waves.undo: (wave,),
        asking.remind: (wave, 1),
    }
    assert set(calls) == permits.writers((waves, asking))
    permits.refuse(calls, [stranger, kimura, mori], now=clock.now(), version=1)
