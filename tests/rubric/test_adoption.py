"""A questionnaire that is put into use is complete and can be scored; what is wrong is told in words at its item."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.refusals import Refused
from rubric.models import AskedAbility, Instrument, Item
from rubric.queries.instruments import in_arithmetic
from rubric.queries.lacks import FAULTS, lacks_of
from rubric.queries.questionnaires import questionnaire
from rubric.scoring.instruments import Fault, Unscorable
from rubric.scoring.responses import Scorer
from rubric.services import instruments, items
from tests.rubric import versions
from tests.rubric.questionnaires import added, adopted, begun, in_each

# --- Refused, each at its item ---------------------------------------------------------------------------------------


@pytest.fixture
def draft(world: Any, sato: User) -> Instrument:
    return begun(sato)


def refusal(draft: Instrument, by: User, language: str = "en") -> str:
    with override(language), pytest.raises(Refused) as refused:
        adopted(draft, by)
    draft.refresh_from_db()
    assert draft.status == "draft"
    return str(refused.value)


def test_texts_are_there_in_every_language(draft: Instrument, sato: User) -> None:
    item = draft.items.all()[1]
    items.edit_item(item, {"prompt_ru": "", "note_en": "Think of the last year."}, {}, by=sato, version=None)
    instruments.edit(draft, {"name_ja": "", "introduction_ja": "はじめに"}, by=sato, version=None)
    assert refusal(draft, sato) == (
        "Texts are missing. name (Japanese), introduction (English, Russian)."
        " Item 2: Texts are missing. question (Russian), explanation (Japanese, Russian)."
    )
    assert "項目2：" in refusal(draft, sato, "ja")
    assert "Пункт 2: " in refusal(draft, sato, "ru")


def test_options_too(draft: Instrument, sato: User) -> None:
    items.add_item(
        draft,
        {"kind": "choice", **in_each("prompt", "Which?")},
        {1: in_each("text", "One"), 2: {"text_en": "Two"}},
        by=sato,
    )
    assert refusal(draft, sato) == "Item 6: Texts are missing. option 2 (Japanese, Russian)."


@pytest.mark.parametrize(
    ("kind", "points", "sentence"),
    [
        ("choice", (), "It needs two options at least."),
        ("choice", (1,), "It needs two options at least."),
        ("choices", (1,), "It needs two options at least."),
        ("choice", (0, None), "Each of its options needs points, as it scores an ability."),
        ("choice", (0, 4), "The points of its options go below 0 or above the highest level."),
        ("choice", (0, Decimal("3.001")), "The points of its options go below 0 or above the highest level."),
        ("choice", (-1, 3), "The points of its options go below 0 or above the highest level."),
        ("choices", (2, 2), "The points of its options go below 0 or above the highest level."),
    ],
)
def test_options_can_be_scored(draft: Instrument, sato: User, kind: str, points: Any, sentence: str) -> None:
    added(draft, kind, sato, *points, ability=draft.rubric_version.abilities.all()[0])
    assert refusal(draft, sato).startswith(f"Item 6: {sentence}")


@pytest.mark.parametrize(("kind", "points"), [("choice", (0, 3)), ("choices", (1, 2)), ("choice", (3, 0, 0, 1))])
def test_the_neighbours_of_what_is_refused_are_not(draft: Instrument, sato: User, kind: str, points: Any) -> None:
    """The control."""
    added(draft, kind, sato, *points, ability=draft.rubric_version.abilities.all()[0])
    assert adopted(draft, sato).status == "in_use"


def test_what_scores_nothing_needs_no_points(draft: Instrument, sato: User) -> None:
    added(draft, "choice", sato, None, None)
    added(draft, "choices", sato, 9, 9)
    assert adopted(draft, sato).status == "in_use"


def test_an_ability_has_as_many_items_as_answers_are_needed(draft: Instrument, sato: User) -> None:
    second = added(draft, "scale", sato, ability=draft.rubric_version.abilities.all()[0], lowest=1, highest=5)
    items.set_minimums(draft, {"cultural-tolerance": 2}, by=sato, version=None)
    items.remove_item(second, by=sato, version=None)
    assert refusal(draft, sato) == "Cultural tolerance: 2 answers are needed for a score, but there is 1 item."


def test_an_ability_is_asked_about_at_all(draft: Instrument, sato: User) -> None:
    for item in draft.items.all():
        items.remove_item(item, by=sato, version=None)
    added(draft, "text", sato)
    assert refusal(draft, sato) == "It has no item yet that measures an ability."


def test_what_came_by_another_door_is_told_too(draft: Instrument, sato: User) -> None:
    """An item whose ability is not asked about: no service writes one."""
    AskedAbility.objects.filter(instrument=draft).first().delete()
    assert refusal(draft, sato) == "Item 1: It scores an ability that the questionnaire does not ask about."


def test_every_fault_of_a_questionnaire_has_its_words() -> None:
    of_answers = {Fault.UNKNOWN_ITEM, Fault.WRONG_KIND, Fault.UNKNOWN_OPTION}
    elsewhere = {Fault.MINIMUM}
    assert set(FAULTS) == set(Fault) - of_answers - elsewhere


# --- What is adopted can be scored -----------------------------------------------------------------------------------

NUMBERS = st.decimals(-4, 5, places=3, allow_nan=False)
POINTS = st.lists(st.one_of(st.none(), st.integers(-1, 4)), max_size=4)
ITEM = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(("level", "scale", "number", "choice", "choices", "text")),
        "ability": st.one_of(st.none(), st.integers(0, 4)),
        "weight": st.sampled_from((Decimal("0.001"), Decimal(1), Decimal("2.5"))),
        "is_reversed": st.booleans(),
        "lowest": st.one_of(st.none(), st.integers(-2, 3), NUMBERS),
        "highest": st.one_of(st.none(), st.integers(-2, 12), NUMBERS),
    }
)


def attempt(draft: Instrument, values: dict[str, Any], points: list[Any], by: User) -> None:
    """Write the item, if a service lets it be written."""
    abilities = list(draft.rubric_version.abilities.all())
    place = values["ability"]
    rest = {name: value for name, value in values.items() if name != "kind"}
    try:
        with transaction.atomic():
            added(
                draft,
                values["kind"],
                None,
                *points,
                **{**rest, "ability": None if place is None else abilities[place]},
            )
    except Refused:
        return


def answer(item: Item) -> Any:
    """The lowest answer that the item takes, or all its options."""
    keys = [option.key for option in item.options.all()]
    return {
        "level": 3,
        "scale": int(item.lowest or 0),
        "number": str(item.lowest),
        "choice": keys[0] if keys else None,
        "choices": keys,
    }[item.kind]


def test_what_is_adopted_scores_and_what_cannot_be_scored_is_not_adopted(world: Any, sato: User) -> None:
    """Whatever the services let be written."""
    version = versions.first(sato)

    @settings(max_examples=25, deadline=None)
    @given(asked=st.lists(st.tuples(ITEM, POINTS), min_size=1, max_size=4), minimum=st.integers(1, 2))
    def tried(asked: list[tuple[dict[str, Any], list[Any]]], minimum: int) -> None:
        with transaction.atomic():
            draft = begun(sato, version=version)
            for values, points in asked:
                attempt(draft, values, points, sato)
            for row in draft.asked.all():
                row.minimum = minimum
                row.save()
            scores_or_lacks(draft, sato)
            transaction.set_rollback(True)

    tried()


def scores_or_lacks(draft: Instrument, by: User) -> None:
    lacks = lacks_of(questionnaire(draft))
    try:
        scorer = Scorer(in_arithmetic(draft))
    except Unscorable:
        assert lacks
        return
    scored = draft.items.exclude(ability=None).prefetch_related("options")
    scores = scorer({item.key: answer(item) for item in scored})
    assert all(score.level is None or 0 <= score.level <= 3 for score in scores)
    if not lacks:
        assert adopted(draft, by).status == "in_use"
