"""Before and after pair through one mobility and one rubric version, or over a mapping that says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.scoring.pairs import Pair, Rated, Successor, TwoResponses, paired

LEVELS = {"a": 1, "b": None}
NEXT = Successor("1", "2", {"a": "x"}, {"a": {0: 0, 1: 2, 3: 4}})
LAST = Successor("2", "3", {"x": "z"}, {"x": {2: 1}})


def test_a_pair_needs_both_responses_of_one_version():
    pre = [Rated(1, "1", LEVELS), Rated(2, "1", LEVELS), Rated(4, "1", LEVELS)]
    post = [Rated(4, "2", {"x": 2}), Rated(3, "1", LEVELS), Rated(1, "1", {"a": 3})]
    assert paired(pre, post) == [
        Pair(1, "1", LEVELS, {"a": 3}),
        Pair(2, "1", LEVELS, None),
        Pair(3, "1", None, LEVELS),
        Pair(4, "1", LEVELS, None),  # two versions that nothing connects
        Pair(4, "2", None, {"x": 2}),
    ]


def test_the_older_version_is_read_in_the_newer_one_and_says_so():
    assert paired([Rated(1, "1", {"a": 1, "b": 3})], [Rated(1, "2", {"x": 4})], [NEXT]) == [
        Pair(1, "2", {"x": 2}, {"x": 4}, mapped=True)  # b has no counterpart
    ]
    assert paired([Rated(1, "2", {"x": 4})], [Rated(1, "1", {"a": 2})], [NEXT]) == [
        Pair(1, "2", {"x": 4}, {"x": None}, mapped=True)  # level 2 has none
    ]
    assert paired([Rated(1, "1", {"a": None})], [Rated(1, "2", {"x": 0})], [NEXT])[0].pre == {"x": None}


def test_a_mapping_is_followed_over_several_versions_and_never_in_a_circle():
    found = paired([Rated(1, "1", {"a": 1})], [Rated(1, "3", {"z": 0})], [LAST, NEXT])
    assert found == [Pair(1, "3", {"z": 1}, {"z": 0}, mapped=True)]
    circle = [NEXT, Successor("2", "1", {"x": "a"}, {"x": {0: 0}})]
    assert len(paired([Rated(1, "1", {"a": 1})], [Rated(1, "3", {"z": 0})], circle)) == 2


def test_two_abilities_cannot_become_one():
    with pytest.raises(ValueError):
        Successor("1", "2", {"a": "x", "b": "x"}, {})


def test_a_response_given_twice_counts_once_and_two_are_refused():
    same = Rated(1, "1", LEVELS)
    assert len(paired([same, Rated(1, "1", dict(LEVELS))], [])) == 1
    with pytest.raises(TwoResponses) as refused:
        paired([same, Rated(1, "1", {"a": 2})], [])
    assert refused.value.args == (1,)


RATED = st.builds(
    Rated, st.integers(1, 6), st.sampled_from("123"), st.fixed_dictionaries({"a": st.none() | st.integers(0, 3)})
)
WAVE = st.lists(RATED, max_size=6, unique_by=lambda rated: rated.mobility)


@given(WAVE, WAVE, st.randoms())
def test_swapping_the_waves_swaps_every_pair_and_order_changes_nothing(pre, post, chance):
    found = paired(pre, post, [NEXT])
    turned = [Pair(pair.mobility, pair.version, pair.post, pair.pre, pair.mapped) for pair in found]
    key = repr
    assert sorted(paired(post, pre, [NEXT]), key=key) == sorted(turned, key=key)
    chance.shuffle(pre)
    chance.shuffle(post)
    assert paired(pre * 2, post, [NEXT]) == found
