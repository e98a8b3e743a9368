"""Every service of the rubric asks for itself who acts: nobody but the office writes, from whatever door."""

from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from rubric import reference
from rubric.services import instruments, items, texts, versions
from tests import permits


def test_whoever_is_not_of_the_office_writes_nothing(world: Any, stranger: User, kimura: User, mori: User) -> None:
    rubric = reference.load()
    draft = rubric.versions.get()
    ability, level = draft.abilities.all()[0], draft.levels.all()[0]
    questionnaire = reference.questionnaire(draft)
    item = questionnaire.items.all()[0]
    calls: dict[permits.Act, tuple[Any, ...]] = {
        versions.create_rubric: ({},),
        versions.rename_rubric: (rubric, {}),
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
        instruments.begin: (draft, {}),
        instruments.edit: (questionnaire, {}),
        instruments.copy: (questionnaire, draft, {}),
        instruments.discard: (questionnaire,),
        instruments.move: (questionnaire, "adopt", Step(on=reference.IN_USE_FROM)),
        items.add_item: (questionnaire, {}, {}),
        items.edit_item: (item, {}, {}),
        items.remove_item: (item,),
        items.shift_item: (item, 1),
        items.set_minimums: (questionnaire, {}),
    }
    assert set(calls) == permits.writers((versions, texts, instruments, items))
    permits.refuse(calls, [stranger, kimura, mori], now=clock.now(), version=1)
