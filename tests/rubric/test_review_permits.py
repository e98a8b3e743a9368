"""Every service of reviews asks for itself who acts: the reviewer writes, whoever keeps the call assigns, nobody else does anything."""

from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.states import Step
from rubric.services import assignments, reviews
from tests import permits

from .reviewing import NOW, applied, assign, call_of


def test_whoever_neither_reviews_nor_keeps_the_call_writes_nothing(
    world: Any, aiko: User, mori: User, petrova: User, stranger: User
) -> None:
    suzuki, tanaka = (world.user(name, role="reviewer") for name in ("suzuki", "tanaka"))
    case = applied(call_of(world.outbound), world)
    (review,) = assign(case, suzuki)
    why = Step(reason="Because it is so")
    calls: dict[permits.Act, tuple[Any, ...]] = {
        reviews.save: (review, {}, {}),
        reviews.save_boxes: (review, reviews.Boxes({}, {}), reviews.Boxes({}, {})),
        reviews.finish: (review, {}, {}),
        reviews.move: (review, "withdraw", why),
        assignments.assign: ([(case, tanaka)],),
    }
    assert set(calls) == permits.writers((reviews, assignments))
    permits.refuse(calls, [aiko, mori, petrova, stranger, tanaka], now=NOW, version=1)
