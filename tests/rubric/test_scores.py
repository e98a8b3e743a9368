"""An answer becomes the same exact score whoever scores it, whenever and in whatever order."""

import os
import pickle
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.scoring.instruments import Ability, Fault, Instrument, Item, Kind, Unscorable
from rubric.scoring.responses import AbilityScore, Scorer, decoded, encoded

ROOT = Path(__file__).resolve().parents[2]
FIVE = ("tolerance", "recognition", "perspective", "creativity", "action")
PLAIN = Instrument("2018", tuple(map(Ability, FIVE)), tuple(Item(key, key) for key in FIVE))
SCALE = {"kind": Kind.SCALE, "lowest": Fraction(1), "highest": Fraction(5)}
OPTIONS = (("none", Fraction(0)), ("some", Fraction(1)), ("many", Fraction(2)))
MIXED = Instrument(
    "2019",
    (Ability("a", minimum=2), Ability("b", highest=4)),
    (
        Item("a1", "a"),
        Item("a2", "a", weight=Fraction(2), **SCALE),
        Item("a3", "a", reverse=True, **SCALE),
        Item("b1", "b", Kind.CHOICE, options=OPTIONS),
        Item("b2", "b", Kind.CHOICES, options=OPTIONS),
        Item("b3", "b", Kind.NUMBER, lowest=Fraction(-10), highest=Fraction(10)),
        Item("why", kind=Kind.TEXT),
    ),
)


def test_an_ability_asked_once_has_the_level_that_was_chosen():
    scores = Scorer(PLAIN)({"tolerance": 2, "recognition": 0, "creativity": None, "action": 3})
    assert [(found.score, found.level, found.answered) for found in scores] == [
        (20_000, 2, 1),
        (0, 0, 1),
        (None, None, 0),  # not asked or not answered is not level 0
        (None, None, 0),
        (30_000, 3, 1),
    ]


@pytest.mark.parametrize(
    ("answers", "score", "level", "answered"),
    [
        ({"a1": 3, "a2": 5, "a3": 1}, 30_000, 3, 3),  # 1 of a reversed scale is its best
        ({"a1": 0, "a2": 1, "a3": 5}, 0, 0, 3),
        ({"a1": 1, "a2": 2, "a3": 2}, 11_875, 1, 3),  # (1 + 2 × 0.75 + 2.25) / 4
        ({"a1": 1, "a2": 2}, 8_333, 1, 2),  # (1 + 2 × 0.75) / 3
        ({"a1": 2, "a3": 4}, 13_750, 1, 2),
        ({"a1": 3, "a3": 5}, 15_000, 2, 2),  # half a level is rounded up
        ({"a1": 3}, None, None, 1),  # fewer than two
        ({"a1": None, "a2": None, "a3": 3}, None, None, 1),
    ],
)
def test_answered_items_are_weighed(answers, score, level, answered):
    assert Scorer(MIXED)(answers)[0] == AbilityScore("a", score, level, answered, 3)


@pytest.mark.parametrize(
    ("answers", "score", "answered"),
    [
        ({"b1": "many"}, 20_000, 1),
        ({"b2": ["some", "many", "some"]}, 30_000, 1),  # named twice counts once
        ({"b2": []}, None, 0),
        ({"b2": ["none"]}, 0, 1),
        ({"b1": ""}, None, 0),
        ({"b3": "-10"}, 0, 1),
        ({"b3": 10}, 40_000, 1),
        ({"b3": "0.1"}, 20_200, 1),
        ({"b1": "some", "b3": "-9.99999999999"}, 5_000, 2),
    ],
)
def test_choices_and_numbers_have_points(answers, score, answered):
    found = Scorer(MIXED)({**answers, "why": "それは…"})[1]
    assert (found.score, found.answered) == (score, answered)


@pytest.mark.parametrize(
    ("answers", "key", "fault"),
    [
        ({"a1": 4}, "a1", Fault.OUT_OF_RANGE),
        ({"a1": -1}, "a1", Fault.OUT_OF_RANGE),
        ({"a1": True}, "a1", Fault.WRONG_KIND),
        ({"a1": 1.0}, "a1", Fault.WRONG_KIND),
        ({"a1": "1"}, "a1", Fault.WRONG_KIND),
        ({"a2": 0}, "a2", Fault.OUT_OF_RANGE),
        ({"a2": [2]}, "a2", Fault.WRONG_KIND),
        ({"b1": "all"}, "b1", Fault.UNKNOWN_OPTION),
        ({"b1": ["some"]}, "b1", Fault.WRONG_KIND),
        ({"b2": "some"}, "b2", Fault.WRONG_KIND),
        ({"b2": ["some", 1]}, "b2", Fault.WRONG_KIND),
        ({"b2": {"some": 1}}, "b2", Fault.WRONG_KIND),
        ({"b3": "1e5"}, "b3", Fault.WRONG_KIND),
        ({"b3": "NaN"}, "b3", Fault.WRONG_KIND),
        ({"b3": "1_0"}, "b3", Fault.WRONG_KIND),
        ({"b3": "10.01"}, "b3", Fault.OUT_OF_RANGE),
        ({"z": 1, "y": 1}, "y", Fault.UNKNOWN_ITEM),
    ],
)
def test_an_answer_that_cannot_be_is_named(answers, key, fault):
    with pytest.raises(Unscorable) as refused:
        Scorer(MIXED)(answers)
    assert (refused.value.key, refused.value.fault) == (key, fault)
    assert pickle.loads(pickle.dumps(refused.value)).key == key  # noqa: S301  # it was made here


def test_what_was_remembered_lets_no_look_alike_in():
    scorer = Scorer(MIXED)
    scorer({"a1": 1, "a2": 1})
    for answer in (True, 1.0, Decimal(1)):
        with pytest.raises(Unscorable):
            scorer({"a1": answer, "a2": 1})


@pytest.mark.parametrize(
    ("abilities", "items", "key", "fault"),
    [
        ((Ability("a"),), (), "a", Fault.MINIMUM),
        ((Ability("a", minimum=2),), (Item("i", "a"),), "a", Fault.MINIMUM),
        ((Ability("a", minimum=0),), (Item("i", "a"),), "a", Fault.MINIMUM),
        ((Ability("a"), Ability("a")), (Item("i", "a"),), "a", Fault.TWICE),
        ((Ability("a"),), (Item("i", "a"), Item("i", "a")), "i", Fault.TWICE),
        ((Ability("a"),), (Item("i", "b"),), "i", Fault.NO_ITEM),
        ((Ability("a"),), (Item("i", "a", Kind.TEXT),), "i", Fault.NO_ITEM),
        ((Ability("a"),), (Item("i", "a", weight=Fraction(0)),), "i", Fault.WEIGHT),
        ((Ability("a"),), (Item("i", "a", Kind.SCALE),), "i", Fault.OUT_OF_RANGE),
        ((Ability("a", 2),), (Item("i", "a", Kind.CHOICES, options=OPTIONS),), "i", Fault.POINTS),
        ((Ability("a"),), (Item("i", "a", Kind.CHOICE, options=(("x", Fraction(-1)),)),), "i", Fault.POINTS),
        ((Ability("a"),), (Item("i", "a", Kind.CHOICE, options=OPTIONS[:1] * 2),), "none", Fault.TWICE),
    ],
)
def test_an_instrument_that_contradicts_itself_is_refused(abilities, items, key, fault):
    with pytest.raises(Unscorable) as refused:
        Instrument("v", abilities, items)
    assert (refused.value.key, refused.value.fault) == (key, fault)


WEIGHTS = st.lists(st.fractions(Fraction(1, 8), 9, max_denominator=50), min_size=1, max_size=6)


@given(st.data(), WEIGHTS)
def test_the_score_is_the_weighted_mean_of_what_was_answered(data, weights):
    items = tuple(Item(f"i{place}", "a", weight=weight) for place, weight in enumerate(weights))
    scorer = Scorer(Instrument("v", (Ability("a"),), items))
    answers = {item.key: data.draw(st.none() | st.integers(0, 3)) for item in items}
    given_ones = [(item.weight, answers[item.key]) for item in items if answers[item.key] is not None]
    found = scorer(answers)
    assert found == scorer(dict(data.draw(st.permutations(list(answers.items())))))  # in whatever order
    assert found[0].answered == len(given_ones)
    if not given_ones:
        assert found[0].score is None
        return
    total, weight = sum(w * a for w, a in given_ones), sum(w for w, _a in given_ones)
    with localcontext(prec=80):  # the same in decimals, with more digits than any of these fractions needs
        mean = Decimal((total / weight).numerator) / Decimal((total / weight).denominator)
        assert found[0].score == int((mean * 10_000).quantize(Decimal(1), ROUND_HALF_UP))
        assert found[0].level == int(mean.quantize(Decimal(1), ROUND_HALF_UP))


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_a_reversed_item_mirrors_its_score(answers):
    def score(reverse):
        items = tuple(Item(f"i{place}", "a", reverse=reverse) for place in range(len(answers)))
        return Scorer(Instrument("v", (Ability("a"),), items))(dict(zip([i.key for i in items], answers, strict=True)))

    plain, turned = score(False)[0].score, score(True)[0].score
    assert 0 <= plain + turned - 30_000 <= 1  # both are rounded upwards where half a part is left


def test_scores_are_the_same_bytes_as_ever():
    scores = Scorer(MIXED)({"a1": 1, "a2": 2, "b2": ["many"]})
    assert encoded(scores) == '{"a":[8333,1,2,3],"b":[20000,2,1,3]}'
    assert encoded(Scorer(PLAIN)({"action": 3})) == (
        '{"tolerance":[null,null,0,1],"recognition":[null,null,0,1],"perspective":[null,null,0,1],'
        '"creativity":[null,null,0,1],"action":[30000,3,1,1]}'
    )
    assert decoded(encoded(scores)) == scores


def test_neither_the_seed_of_hashes_nor_django_is_needed():
    """In a process without settings; other hash seeds turn the order of sets and change no byte."""
    code = (
        "import sys\nfrom tests.rubric.test_scores import MIXED, Scorer, encoded\n"
        "print(encoded(Scorer(MIXED)({'b2': ['some', 'none', 'many'], 'a1': 2, 'a3': 4})))\n"
    )
    alone = (
        "import sys, rubric.scoring.responses, rubric.statistics.cohorts\n"
        "import rubric.statistics.agreement, rubric.statistics.reliability, rubric.suppression.marks\n"
        "assert not {'django', 'celery', 'kanazawa_exchange'} & sys.modules.keys()\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", alone + code],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert told == {'{"a":[13750,1,2,3],"b":[30000,3,1,3]}\n'}
