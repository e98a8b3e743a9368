"""The proposal for places: by rank and wish, never more than there is, the same in any order, and open where equals would be split."""

from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.ranking import Open, Outcome, Proposed, Wishing, in_turn, propose


def told(found):
    return {line.key: line.place or line.why or line.outcome for line in found}


def test_the_first_get_their_highest_wish_the_next_wait_the_rest_are_not_selected():
    cases = [
        Wishing("a", 1, ("kazan",)),
        Wishing("b", 2, ("kazan", "tomsk")),
        Wishing("c", 3, ("kazan", "tomsk")),
        Wishing("d", 4, ("tomsk", "kazan")),
        Wishing("e", 5, ("tomsk",)),
        Wishing("f", 6, ("kazan",)),
    ]
    found = propose(cases, {"kazan": 2, "tomsk": 1}, waiting=2)
    assert told(found) == {
        "a": "kazan",
        "b": "kazan",
        "c": "tomsk",
        "d": Outcome.WAITLIST,
        "e": Outcome.WAITLIST,
        "f": Outcome.DECLINE,
    }


def test_a_lower_rank_gets_a_place_that_those_above_do_not_want():
    cases = [Wishing("a", 1, ("kazan",)), Wishing("b", 2, ("kazan",)), Wishing("c", 3, ("tomsk",))]
    found = propose(cases, {"kazan": 1, "tomsk": 1}, waiting=9)
    assert told(found) == {"a": "kazan", "b": Outcome.WAITLIST, "c": "tomsk"}


def test_where_places_end_among_equals_they_are_open_and_hold_their_places():
    cases = [Wishing("a", 1, ("kazan",)), *(Wishing(key, 2, ("kazan",)) for key in "bcd"), Wishing("e", 5, ("kazan",))]
    found = propose(cases, {"kazan": 3}, waiting=9)
    assert told(found) == {"a": "kazan", "b": Open.CUT, "c": Open.CUT, "d": Open.CUT, "e": Outcome.WAITLIST}


def test_equals_who_all_fit_or_all_wait_are_not_open():
    cases = [*(Wishing(key, 1, ("kazan",)) for key in "ab"), *(Wishing(key, 3, ("kazan",)) for key in "cd")]
    found = propose(cases, {"kazan": 2}, waiting=2)
    assert told(found) == {"a": "kazan", "b": "kazan", "c": Outcome.WAITLIST, "d": Outcome.WAITLIST}


def test_where_the_waitlist_ends_among_equals_they_are_open():
    cases = [Wishing("a", 1, ("kazan",)), *(Wishing(key, 2, ("kazan",)) for key in "bc"), Wishing("d", 4, ("kazan",))]
    found = propose(cases, {"kazan": 0}, waiting=2)
    assert told(found) == {
        "a": Outcome.WAITLIST,
        "b": Open.WAITLIST_CUT,
        "c": Open.WAITLIST_CUT,
        "d": Outcome.DECLINE,
    }


def test_without_a_rank_or_a_wish_nothing_is_proposed():
    found = propose([Wishing("b", None, ("kazan",)), Wishing("a", 1)], {"kazan": 2}, waiting=9)
    assert found == (
        Proposed("a", Outcome.OPEN, why=Open.NO_WISH),
        Proposed("b", Outcome.OPEN, why=Open.UNRANKED),
    )


def test_whoever_waits_already_is_asked_by_rank_and_keeps_the_place_from_others():
    cases = [
        Wishing("a", 1, ("kazan",)),
        Wishing("b", 2, ("kazan",), line=1),
        Wishing("c", 3, ("kazan",)),
        Wishing("d", 4, ("kazan",), line=2),
    ]
    assert told(propose(cases, {"kazan": 2}, waiting=9)) == {
        "a": "kazan",
        "b": "kazan",
        "c": Outcome.WAITLIST,
        "d": Outcome.WAITLIST,
    }
    assert told(propose(cases, {"kazan": 3}, waiting=9))["c"] == "kazan"


def test_who_waits_comes_before_equals_and_counts_on_the_waitlist():
    pair = [Wishing("b", 1, ("kazan",), line=1), Wishing("a", 1, ("kazan",))]
    assert told(propose(pair, {"kazan": 1}, waiting=1)) == {"a": Outcome.WAITLIST, "b": "kazan"}
    assert told(propose(pair, {"kazan": 0}, waiting=1)) == {"a": Outcome.DECLINE, "b": Outcome.WAITLIST}


def test_who_waits_without_a_rank_or_able_to_take_nothing_keeps_nothing():
    cases = [Wishing("a", None, ("kazan",), line=1), Wishing("b", 1, (), line=2), Wishing("c", 2, ("kazan",))]
    found = told(propose(cases, {"kazan": 1}, waiting=9))
    assert found == {"a": Outcome.WAITLIST, "b": Outcome.WAITLIST, "c": "kazan"}


@pytest.mark.parametrize("rank", [2, None])
def test_who_waits_below_or_without_a_rank_counts_on_the_waitlist_before_anybody_is_put_there(rank):
    cases = [Wishing("a", 1, ("kazan",)), Wishing("b", rank, ("kazan",), line=1)]
    found = {waiting: told(propose(cases, {"kazan": 0}, waiting))["a"] for waiting in (0, 1, 2)}
    assert found == {0: Outcome.DECLINE, 1: Outcome.DECLINE, 2: Outcome.WAITLIST}


def test_who_waits_below_and_gets_a_place_leaves_room_on_the_waitlist():
    cases = [Wishing("a", 1, ("kazan",)), Wishing("b", 2, ("tomsk",), line=1)]
    assert told(propose(cases, {"tomsk": 1}, waiting=1)) == {"a": Outcome.WAITLIST, "b": "tomsk"}


def test_those_who_wait_with_one_rank_are_asked_in_their_line():
    cases = [Wishing("a", 1, ("kazan", "tomsk"), line=2), Wishing("b", 1, ("kazan", "tomsk"), line=1)]
    assert told(propose(cases, {"kazan": 1, "tomsk": 1}, waiting=9)) == {"a": "tomsk", "b": "kazan"}


PLACES = st.dictionaries(st.sampled_from("xyz"), st.integers(-1, 3))
WISHES = st.lists(st.sampled_from("xyz"), unique=True, max_size=3).map(tuple)
CASES = st.dictionaries(st.sampled_from("abcdefg"), st.tuples(st.one_of(st.none(), st.integers(1, 4)), WISHES)).map(
    lambda found: [Wishing(key, *said) for key, said in found.items()]
)


@given(CASES, PLACES, st.integers(-1, 5), st.randoms())
def test_a_proposal_keeps_its_promises(cases, places, waiting, chance):
    found = propose(cases, places, waiting)
    by_key = {case.key: case for case in cases}
    assert sorted(line.key for line in found) == sorted(by_key)
    offers = Counter(line.place for line in found if line.outcome is Outcome.OFFER)
    assert all(number <= max(places.get(place, 0), 0) for place, number in offers.items())
    assert sum(line.outcome is Outcome.WAITLIST for line in found) <= max(waiting, 0)
    for line in found:
        case = by_key[line.key]
        assert bool(line.place) == (line.outcome is Outcome.OFFER)
        assert (line.why is not None) == (line.outcome is Outcome.OPEN)
        assert not line.place or line.place in case.wishes
        if case.rank is None:
            assert line.why is Open.UNRANKED
    shuffled = list(cases)
    chance.shuffle(shuffled)
    assert propose(shuffled, dict(reversed(places.items())), waiting) == found


@given(CASES, PLACES, st.integers(-1, 5), st.sets(st.sampled_from("abcdefg")))
def test_the_waitlist_grows_to_its_length_and_no_further(cases, places, waiting, waits):
    in_line = [replace(case, line=number if case.key in waits else 0) for number, case in enumerate(cases, 1)]
    before = {case.key for case in in_line if case.line}
    on_it = [line.key for line in propose(in_line, places, waiting) if line.outcome is Outcome.WAITLIST]
    if set(on_it) - before:
        assert len(on_it) <= waiting


@given(st.dictionaries(st.sampled_from("abcde"), WISHES, max_size=5), PLACES)
def test_what_is_proposed_to_equals_holds_in_whatever_order_they_choose(wishes, places):
    """Worked out in a second way: all orders are tried."""
    found = propose([Wishing(key, 1, said) for key, said in wishes.items()], places, waiting=99)
    got = {key: set() for key in wishes}
    for turns in permutations(wishes):
        free = {place: max(number, 0) for place, number in places.items()}
        for key in turns:
            place = next((one for one in wishes[key] if free.get(one)), "")
            free = {**free, place: free[place] - 1} if place else free
            got[key].add(place)
    for line in found:
        if line.outcome is Outcome.OFFER:
            assert got[line.key] == {line.place}
        if line.outcome is Outcome.WAITLIST:
            assert got[line.key] == {""}
        if line.why is Open.CUT and all(len(said) < 2 for said in wishes.values()):
            assert len(got[line.key]) > 1


@given(st.lists(st.integers(1, 5), max_size=7), st.integers(0, 4))
def test_nobody_gets_a_place_that_somebody_above_would_have_taken(ranks, number):
    cases = [Wishing(str(n), rank, ("x",)) for n, rank in enumerate(ranks)]
    lines = {line.key: line for line in propose(cases, {"x": number}, waiting=99)}
    for one in cases:
        for other in cases:
            if one.rank < other.rank and lines[other.key].outcome is Outcome.OFFER:
                assert lines[one.key].outcome is Outcome.OFFER


@given(ranks=st.lists(st.one_of(st.none(), st.integers(1, 9)), min_size=1, max_size=6), free=st.integers(0, 6))
def test_places_are_kept_for_those_who_wait_in_the_order_of_their_line(ranks, free):
    """Whatever their ranks; somebody behind whom nobody has a rank is asked for nothing."""
    line = [Wishing(f"{number}", rank, ("kazan",), line=number) for number, rank in enumerate(ranks, 1)]
    found = {each.key: each.place for each in propose(in_turn(line), {"kazan": free}, 9)}
    last = max((number for number, rank in enumerate(ranks, 1) if rank is not None), default=0)
    assert [key for key in sorted(found) if found[key]] == [f"{number}" for number in range(1, min(last, free) + 1)]


def test_nobody_is_asked_earlier_for_what_somebody_behind_does_not_wait_for():
    line = [
        Wishing("a", 5, ("kazan",), line=1),
        Wishing("b", 4, ("tomsk", "kazan"), line=2),
        Wishing("c", 1, ("tomsk",), line=3),
    ]
    assert [(each.key, each.rank) for each in in_turn(line)] == [("a", 1), ("b", 1), ("c", 1)]
    assert [each.rank for each in in_turn([line[0], line[2]])] == [5, 1]
