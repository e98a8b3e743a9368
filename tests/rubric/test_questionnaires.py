"""Questionnaires: begun on a version of the rubric, copied onto the next one, complete when put into use, unchanged afterwards."""

from typing import Any

import pytest
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step
from rubric import reference
from rubric.models import Instrument, Item
from rubric.queries.lacks import lacks_of
from rubric.queries.questionnaires import questionnaire, questionnaires
from rubric.services import instruments, items, texts
from rubric.services import versions as rubric_versions
from tests import factories
from tests.rubric import surveys, versions
from tests.rubric.questionnaires import FROM, NOW, UNTIL, added, adopted, begun, in_each, retired

# --- What is loaded --------------------------------------------------------------------------------------------------


def test_the_reference_asks_each_ability_and_then_for_a_remark_in_three_languages(db: None) -> None:
    version = reference.load().versions.get()
    found = questionnaire(reference.questionnaire(version))
    assert [item.kind for item in found.items] == ["level"] * 5 + ["text"]
    assert [item.ability.code for item in found.items if item.ability] == [row.code for row in found.rubric.abilities]
    assert all(item.prompts.words[code] for item in found.items for code in LANGUAGES)
    assert (found.status, lacks_of(found)) == ("draft", [])


def test_loading_twice_leaves_what_the_office_wrote(world: Any, sato: User) -> None:
    draft = reference.questionnaire(reference.load().versions.get())
    items.edit_item(draft.items.all()[0], {"prompt_en": "Mine"}, {}, by=sato, version=None)
    reference.load()
    assert Instrument.objects.count() == 1
    assert draft.items.all()[0].prompt_en == "Mine"


def test_a_portal_whose_rubric_is_in_use_gets_the_questionnaire_too(world: Any, sato: User) -> None:
    used = versions.first(sato)
    instruments.discard(Instrument.objects.get(), by=sato, version=None)
    reference.load()
    assert Instrument.objects.get().rubric_version == used


def test_for_a_demonstration_rubric_and_questionnaire_are_put_into_use(world: Any, sato: User) -> None:
    for _twice in range(2):
        reference.put_into_use(reference.load(), by=sato, now=NOW)
    assert Instrument.objects.get().status == "in_use"


# --- Beginning, editing, discarding ----------------------------------------------------------------------------------


def test_a_questionnaire_begins_with_the_level_of_each_ability(world: Any, sato: User) -> None:
    draft = begun(sato)
    found = questionnaire(draft)
    assert [(item.kind, item.place) for item in found.items] == [("level", place) for place in range(1, 6)]
    assert [row.minimum for row in found.asked] == [1] * 5
    assert lacks_of(found) == []


def test_two_abilities_with_long_codes_of_one_beginning_have_keys_of_their_own(world: Any, sato: User) -> None:
    draft = reference.load().versions.get()
    for ending in ("a", "b"):
        texts.add_ability(draft, {"code": "x" * 49 + ending, "name_en": "X"}, {}, by=sato)
    keys = set(begun(sato, version=draft).items.values_list("key", flat=True))
    assert len(keys) == 7


def test_a_code_stands_once_on_a_version(world: Any, sato: User) -> None:
    draft = begun(sato)
    with pytest.raises(Refused) as refusal:
        begun(sato, version=draft.rubric_version)
    assert list(refusal.value.errors) == ["code"]
    other = begun(sato, "other", draft.rubric_version)
    with pytest.raises(Refused) as refusal:
        instruments.edit(other, {"code": "five"}, by=sato, version=None)
    assert list(refusal.value.errors) == ["code"]


def test_a_version_that_was_replaced_is_asked_about_no_more(world: Any, sato: User) -> None:
    used, following = versions.following(sato)
    versions.adopted(following, sato, versions.LATER)
    with pytest.raises(Refused) as refusal:
        begun(sato, version=used)
    assert list(refusal.value.errors) == ["rubric_version"]


def test_who_edits_an_outdated_questionnaire_is_told(world: Any, sato: User) -> None:
    draft = begun(sato)
    items.set_minimums(draft, {}, by=sato, version=draft.version)
    with pytest.raises(StaleEdit):
        instruments.edit(draft, {"name_en": "Mine"}, by=sato, version=draft.version)


def test_a_discarded_draft_leaves_no_trace_unless_a_wave_asks_with_it(world: Any, sato: User) -> None:
    draft = begun(sato)
    added(draft, "choice", sato, 0, 1)
    wave = surveys.wave(factories.RunFactory(), draft, status="planned")
    with pytest.raises(Refused):
        instruments.discard(draft, by=sato, version=None)
    wave.delete()
    instruments.discard(draft, by=sato, version=None)
    assert not Instrument.objects.filter(pk=draft.pk).exists()


def test_what_a_questionnaire_asks_about_stays_in_its_version(world: Any, sato: User) -> None:
    version = reference.load().versions.get()
    with pytest.raises(Refused, match=r"items|Items|item"), override("en"):
        texts.remove_ability(version.abilities.all()[0], by=sato, version=None)
    with pytest.raises(Refused), override("en"):
        rubric_versions.discard(version, by=sato, version=None)
    draft = Instrument.objects.get()
    items.remove_item(draft.items.all()[0], by=sato, version=None)
    texts.remove_ability(version.abilities.all()[0], by=sato, version=None)
    instruments.discard(draft, by=sato, version=None)
    rubric_versions.discard(version, by=sato, version=None)


# --- Copying ---------------------------------------------------------------------------------------------------------


def test_a_copy_asks_the_same(world: Any, sato: User) -> None:
    draft = begun(sato)
    added(draft, "choice", sato, 0, 2, ability=draft.rubric_version.abilities.all()[1], weight=2, is_reversed=True)
    items.set_minimums(draft, {"recognition-skill": 2}, by=sato, version=None)
    source = adopted(draft, sato)
    copy = instruments.copy(source, source.rubric_version, {"code": "two"}, by=sato)
    one, two = questionnaire(source), questionnaire(copy)
    assert [(i.key, i.kind, i.prompts, i.weight, i.is_reversed, i.options, i.scored) for i in one.items] == [
        (i.key, i.kind, i.prompts, i.weight, i.is_reversed, i.options, i.scored) for i in two.items
    ]
    assert (one.asked, one.names) == (two.asked, two.names)
    assert (copy.before, copy.status) == (source, "draft")


def test_a_copy_follows_the_abilities_into_the_next_version(world: Any, sato: User) -> None:
    source = adopted(begun(sato), sato)
    following = rubric_versions.new_version(source.rubric_version.rubric, by=sato)
    gone, renamed = following.abilities.all()[:2]
    texts.remove_ability(gone, by=sato, version=None)
    texts.edit_ability(renamed, {"code": "seeing"}, {}, by=sato, version=None)
    texts.add_ability(following, {"code": "new", "order": 9, **in_each("name", "New")}, {}, by=sato)
    copy = instruments.copy(source, following, {"code": "five"}, by=sato)
    asked = [item.ability.code for item in copy.items.select_related("ability")]
    assert asked == ["seeing", "wide-perspective", "creativity", "taking-action", "new"]
    assert [row.ability.code for row in questionnaire(copy).asked] == asked


def test_a_copy_follows_over_two_versions(world: Any, sato: User) -> None:
    source = adopted(begun(sato), sato)
    rubric = source.rubric_version.rubric
    versions.adopted(rubric_versions.new_version(rubric, by=sato), sato, versions.LATER)
    third = rubric_versions.new_version(rubric, by=sato)
    copy = instruments.copy(source, third, {"code": "five"}, by=sato)
    assert set(copy.items.values_list("ability__rubric_version", flat=True)) == {third.pk}
    assert copy.items.count() == 5


def test_neither_a_draft_nor_onto_another_rubric_or_an_earlier_version_is_copied(world: Any, sato: User) -> None:
    draft = begun(sato)
    with pytest.raises(Refused):
        instruments.copy(draft, draft.rubric_version, {"code": "two"}, by=sato)
    source = adopted(draft, sato)
    other = rubric_versions.new_version(rubric_versions.create_rubric({"code": "o", "name_en": "O"}, by=sato), by=sato)
    with pytest.raises(Refused) as refusal:
        instruments.copy(source, other, {"code": "two"}, by=sato)
    assert list(refusal.value.errors) == ["rubric_version"]
    following = versions.adopted(
        rubric_versions.new_version(source.rubric_version.rubric, by=sato), sato, versions.LATER
    )
    later = adopted(begun(sato, "later", following), sato, versions.LATER)
    with pytest.raises(Refused):
        instruments.copy(later, source.rubric_version, {"code": "two"}, by=sato)


# --- In use, and no longer -------------------------------------------------------------------------------------------


def test_a_questionnaire_is_put_into_use_and_ends(world: Any, sato: User) -> None:
    used = adopted(begun(sato), sato)
    assert (used.status, used.in_use_on) == ("in_use", FROM)
    ended = retired(used, sato)
    assert (ended.status, ended.retired_on) == ("retired", UNTIL)


def test_it_is_not_in_use_before_its_version_nor_ends_before_it_began(world: Any, sato: User) -> None:
    draft = begun(sato)
    with pytest.raises(Refused) as refusal:
        adopted(draft, sato, FROM.replace(year=2017))
    assert list(refusal.value.errors) == ["in_use_on"]
    with pytest.raises(Refused) as refusal:
        retired(adopted(draft, sato), sato, FROM.replace(year=2017))
    assert list(refusal.value.errors) == ["retired_on"]


def test_it_is_not_in_use_while_its_version_is_a_draft(world: Any, sato: User) -> None:
    draft = reference.questionnaire(reference.load().versions.get())
    with override("en"), pytest.raises(Refused, match="version of the rubric that it asks about is not in use"):
        adopted(draft, sato)


@pytest.mark.parametrize(("status", "ends"), [("planned", False), ("open", False), ("closed", True)])
def test_it_ends_when_no_wave_is_still_to_close(world: Any, sato: User, status: str, ends: bool) -> None:
    used = adopted(begun(sato), sato)
    surveys.wave(factories.RunFactory(), used, status=status)
    if ends:
        assert retired(used, sato).status == "retired"
        return
    with pytest.raises(Refused):
        retired(used, sato)


def test_every_service_refuses_to_change_one_in_use(world: Any, sato: User) -> None:
    used = adopted(begun(sato), sato)
    item: Item = used.items.all()[0]
    for act in (
        lambda: instruments.edit(used, {"name_en": "X"}, by=sato, version=None),
        lambda: instruments.discard(used, by=sato, version=None),
        lambda: items.add_item(used, {"kind": "text", "prompt_en": "X"}, {}, by=sato),
        lambda: items.edit_item(item, {"prompt_en": "X"}, {}, by=sato, version=None),
        lambda: items.remove_item(item, by=sato, version=None),
        lambda: items.shift_item(item, 1, by=sato, version=None),
        lambda: items.set_minimums(used, {}, by=sato, version=None),
    ):
        with pytest.raises(instruments.QuestionnaireIsInUse):
            act()
    with pytest.raises(Refused):
        instruments.move(used, "adopt", Step(on=FROM), by=sato, now=NOW)


# --- What it costs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [False, True])
def test_list_and_questionnaire_cost_the_same_for_one_and_for_three(
    world: Any, sato: User, django_assert_num_queries: Any, many: bool
) -> None:
    used = versions.first(sato)
    Instrument.objects.all().delete()
    draft = begun(sato, version=used)
    for item in list(draft.items.all())[3 if many else 1 :]:
        items.remove_item(item, by=sato, version=None)
    if many:
        for code in ("two", "three"):
            begun(sato, code, used)
        added(draft, "choice", sato, 0, 1)
    draft = Instrument.objects.select_related("rubric_version__rubric", "rubric_version__before").get(pk=draft.pk)
    with django_assert_num_queries(1):
        lines = questionnaires(sato)
    with django_assert_num_queries(7):
        found = questionnaire(draft)
    assert (len(lines), len(found.items), len(found.asked)) == ((3, 4, 3) if many else (1, 1, 1))


def test_a_draft_is_the_offices_and_the_others_are_everybodys(world: Any, sato: User, stranger: User) -> None:
    draft = begun(sato)
    assert list(questionnaires(stranger)) == []
    adopted(draft, sato)
    assert [line.code for line in questionnaires(stranger)] == ["five"]
    assert {line.code for line in questionnaires(sato)} == {"five", "self-assessment"}
