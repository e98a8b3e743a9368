"""How the answers to one version of the rubric read in the next."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.refusals import Refused
from rubric import reference
from rubric.queries.versions import successor
from rubric.scoring.pairs import Rated, paired
from rubric.services import texts
from tests.rubric.versions import first, following


def test_a_first_version_follows_nothing(world: Any, sato: User) -> None:
    assert successor(first(sato)) is None


def test_a_copy_reads_as_it_stood(world: Any, sato: User) -> None:
    used, draft = following(sato)
    step = successor(draft)
    assert step is not None
    assert (step.old, step.new) == (str(used.uid), str(draft.uid))
    assert step.carried(Rated(1, step.old, {"creativity": 2})) == Rated(1, step.new, {"creativity": 2})


def test_an_ability_that_was_recoded_and_given_other_levels_is_compared_by_its_mapping(world: Any, sato: User) -> None:
    _used, draft = following(sato)
    ability = draft.abilities.get(code="creativity")
    texts.edit_ability(ability, {"code": "imagination"}, {}, by=sato, version=None)
    texts.carry(ability, ability.before, {0: 0, 1: 0, 2: 1}, by=sato)
    step = successor(draft)
    assert step is not None
    pre, post = Rated(7, step.old, {"creativity": 1}), Rated(7, step.new, {"imagination": 1})
    (pair,) = paired([pre], [post], [step])
    assert (pair.pre, pair.post, pair.mapped) == ({"imagination": 0}, {"imagination": 1}, True)
    assert step.carried(Rated(7, step.old, {"creativity": 3})).levels == {"imagination": None}


def test_a_new_ability_and_a_removed_one_have_no_counterpart(world: Any, sato: User) -> None:
    _used, draft = following(sato)
    removed, kept = draft.abilities.all()[:2]
    texts.remove_ability(removed, by=sato, version=removed.version)
    texts.carry(kept, None, {}, by=sato)
    step = successor(draft)
    assert step is not None
    assert step.abilities.keys().isdisjoint({removed.code, kept.code})
    assert len(step.abilities) == 3


def test_two_abilities_cannot_follow_one_and_none_follows_a_stranger(world: Any, sato: User) -> None:
    _used, draft = following(sato)
    one, two = draft.abilities.all()[:2]
    for before in (two.before, two):
        with pytest.raises(Refused) as refusal:
            texts.carry(one, before, {}, by=sato)
        assert list(refusal.value.errors) == ["before"]
    with pytest.raises(Refused):
        texts.carry(one, one.before, {9: 0}, by=sato)
    one.refresh_from_db()
    assert one.carried_levels.count() == 4, "a refusal leaves everything as it was"


# --- The page --------------------------------------------------------------------------------------------------------


@override("en")
def test_the_office_says_on_a_page_what_a_level_reads_as_now(world: Any, sato: User, sign_in: Any) -> None:
    _used, draft = following(sato)
    ability = draft.abilities.get(code="creativity")
    with override("en"):
        page = reverse("rubric:ability_carry", kwargs={"uid": ability.uid})
        sheet_page = reverse("rubric:version_detail", kwargs={"uid": draft.uid})
    client = sign_in(sato)
    form = client.get(page).context["form"]
    assert [form[f"from_{number}"].value() for number in range(4)] == ["0", "1", "2", "3"]
    sent = {"version": ability.version, "before": ability.before.uid, "from_0": "0", "from_1": "0", "from_2": "1"}
    assert client.post(page, {**sent, "from_3": "9"}).context["form"].errors.keys() == {"from_3"}
    other = {**sent, "before": draft.before.abilities.get(code="taking-action").uid}
    assert client.post(page, other).context["form"].errors.keys() == {"before"}
    assert client.post(page, sent).status_code == 302
    step = successor(draft)
    assert step is not None
    assert step.levels["creativity"] == {0: 0, 1: 0, 2: 1}
    assert "0 → 0, 1 → 0, 2 → 1" in " ".join(client.get(sheet_page).content.decode().split())
    assert client.post(page, sent).status_code == 409, "somebody saved in the meantime"


def test_of_a_first_version_there_is_nothing_to_compare(world: Any, sato: User, sign_in: Any) -> None:
    ability = reference.load().versions.get().abilities.all()[0]
    answer = sign_in(sato).get(reverse("rubric:ability_carry", kwargs={"uid": ability.uid}))
    assert answer.status_code == 302
