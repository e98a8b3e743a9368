"""Every service of the rubric asks for itself who acts: nobody but the office writes, from whatever door."""

from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from rubric import reference
from rubric.services import texts, versions
from tests import permits


def test_whoever_is_not_of_the_office_writes_nothing(world: Any, stranger: User, kimura: User, mori: User) -> None:
    rubric = reference.load()
    draft = rubric.versions.get()
    ability, level = draft.abilities.all()[0], draft.levels.all()[0]
    calls: dict[permits.Act, tuple[Any, ...]] = {
        versions.create_rubric: ({},),
        versions.new_version: (rubric,),
        versions.discard: (draft,),
        versions.move: (draft, "adopt", Step(on=reference.IN_USE_FROM)),
        texts.add_ability: (draft, {}, {}),
        texts.edit_ability: (ability, {}, {}),
        texts.remove_ability: (ability,),
        texts.add_level: (draft, {}),
        texts.edit_level: (level, {}),
        texts.remove_level: (level,),
        texts.carry: (ability, None, {}),
    }
    assert set(calls) == permits.writers((versions, texts))
    permits.refuse(calls, [stranger, kimura, mori], now=clock.now(), version=1)
