"""Every service of the selection asks for itself who acts, from whatever door."""

from typing import Any

from kanazawa_exchange.lib.states import Step
from mobility.services.selection import deciding, next_choice, offers, places, releasing, waitlist
from mobility.services.selection.deciding import Wanted
from tests import permits

from .paths import NOW, call_with, in_review, offered, place_of, waiting


def test_whoever_does_not_select_decides_nothing(world, aiko, ivan, mori, petrova):
    call = call_with(world, places=2)
    application, offer = in_review(world, call), offered(world, aiko, call)
    [next_one] = waiting(world, call, 1)
    calls: dict[permits.Act, tuple[Any, ...]] = {
        deciding.decide: ([Wanted(application, "decline")],),
        deciding.reconsider: (application, "So"),
        releasing.release: (call,),
        offers.confirm: (offer,),
        offers.refuse: (offer,),
        waitlist.promote: (next_one, place_of(call)),
        next_choice.offer_next: (offer, place_of(call, 2), Step()),
    }
    assert set(calls) == permits.writers([deciding, next_choice, releasing, offers, waitlist, places])
    deciding.decide([Wanted(application, "decline")], by=None, now=NOW)
    permits.refuse(calls, [ivan, mori, petrova], now=NOW)
