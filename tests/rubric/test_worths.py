"""Whole numbers of parts say of every answer exactly what fractions say, remembered or not."""

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.scoring import worths
from rubric.scoring.instruments import DECIMALS, Ability, Answer, Fault, Instrument, Item, Kind, Unscorable, points
from rubric.scoring.responses import PARTS, AbilityScore, Scorer, Scores, encoded
from rubric.scoring.worths import Worths, parts_of, plain

HIGHEST = 3
WEIGHTS = st.fractions(Fraction(1, 100), 9, max_denominator=100)
ENDS = st.fractions(-50, 50, max_denominator=100)
SHARES = st.fractions(0, Fraction(3, 4), max_denominator=60)
NUMBERS = st.decimals(-50, 50, places=3).map(str) | st.decimals(-1, 1, places=DECIMALS).map(lambda value: f"{value:f}")
ANSWERS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.LEVEL: st.integers(0, HIGHEST),
    Kind.SCALE: st.integers(-50, 50),
    Kind.NUMBER: NUMBERS | st.integers(-50, 50),
    Kind.CHOICE: st.sampled_from(["", "a", "b", "c"]),
    Kind.CHOICES: st.lists(st.sampled_from(["a", "b", "c", "d"])),
}


@st.composite
def items(draw: st.DrawFn) -> Item:
    kind = draw(st.sampled_from(list(ANSWERS)))
    lowest, highest = sorted(draw(st.lists(ENDS, min_size=2, max_size=2, unique=True)))
    options = tuple((key, draw(SHARES)) for key in "abcd")
    return Item("", "a", kind, draw(WEIGHTS), draw(st.booleans()), lowest, highest, options)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Item, ...]:
    found = draw(st.lists(items(), min_size=1, max_size=5))
    return tuple(Item(f"i{place}", *list(vars(item).values())[1:]) for place, item in enumerate(found))


def by_fractions(items: tuple[Item, ...], answers: dict[str, Answer]) -> AbilityScore:
    """The score as one works it out on paper: each answer by itself, nothing remembered, no common parts."""
    found = [(item.weight, points(item, HIGHEST, answers.get(item.key))) for item in items]
    given_ones = [(weight, value) for weight, value in found if value is not None]
    if not given_ones:
        return AbilityScore("a", None, None, 0, len(items))
    mean = sum(weight * value for weight, value in given_ones) / sum(weight for weight, _value in given_ones)
    score, level = (int((value + Fraction(1, 2)) // 1) for value in (mean * PARTS, mean))
    return AbilityScore("a", score, level, len(given_ones), len(items))


@given(st.data(), asked())
def test_sums_of_parts_are_byte_for_byte_the_means_of_fractions(data: st.DataObject, items: tuple[Item, ...]) -> None:
    scorer = Scorer(Instrument("v", (Ability("a", HIGHEST),), items))
    for _response in range(4):
        answers = {item.key: data.draw(st.none() | ANSWERS[item.kind]) for item in items}
        expected = outcome(lambda given: (by_fractions(items, given),), answers)
        assert outcome(scorer, answers) == expected == outcome(scorer, json.loads(json.dumps(answers)))


def outcome(score: Callable[[dict[str, Answer]], Scores], answers: dict[str, Answer]) -> str | tuple[str, Fault]:
    """The bytes that are stored, or what cannot be scored and why."""
    try:
        return encoded(score(answers))
    except Unscorable as reason:
        return reason.key, reason.fault


def number(weight: Fraction = Fraction(1)) -> Item:
    return Item("n", "a", Kind.NUMBER, weight, lowest=Fraction(0), highest=Fraction(10))


def test_a_memory_that_is_full_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worths, "REMEMBERED", 2)
    known = Worths(number(), HIGHEST, 100)
    assert [known[answer] for answer in (1, "2", "2.5", 1)] == [30, 60, 75, 30]
    assert set(known) == {"2.5", 1}


def test_an_answer_that_is_refused_is_not_remembered() -> None:
    known = Worths(number(), HIGHEST, parts_of([number()], HIGHEST))
    for _time in range(2):
        with pytest.raises(Unscorable) as refused:
            known["10.01"]
        assert refused.value.fault == Fault.OUT_OF_RANGE
    assert not known


def test_parts_that_are_too_large_are_never_rounded() -> None:
    with pytest.raises(ArithmeticError):
        Worths(number(), HIGHEST, 1)["0.1"]


@pytest.mark.parametrize("answer", [True, 1.0, {"a": 1}, [1], None])
def test_what_only_looks_like_an_answer_cannot_be_looked_up(answer: Any) -> None:
    with pytest.raises(Unscorable):
        plain(answer, "n")
    assert plain(["a", "b"], "n") == ("a", "b")
