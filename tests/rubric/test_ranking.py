"""The ranking: the same whatever the order of entry, exact, with what is missing in sight, and worked out in a second way."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cmp_to_key
from hashlib import sha256
from math import lcm

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.ranking import Application, Criterion, Incomplete, Missing, Review, ReviewState, rank

MOTIVE = Criterion("motive", 5, Decimal(2))
LANGUAGE = Criterion("language", 10, Decimal("1.5"))
CRITERIA = (MOTIVE, LANGUAGE)
NOON = datetime(2018, 5, 1, 3, 0, tzinfo=UTC)
TIES = ("criterion:motive", "grade_index", "submitted_at", "lot")


def done(application, reviewer, motive, language):
    return Review(application, reviewer, ReviewState.DONE, {"motive": motive, "language": language})


def in_state(state, application, reviewer, **points):
    return Review(application, reviewer, state, points)


def ranks(found):
    return [(line.rank, line.key) for line in found]


# --- By hand ---------------------------------------------------------------------------------------------------------


def test_the_score_is_the_weighted_share_of_the_most_points():
    found = rank([Application("aiko")], CRITERIA, [done("aiko", "suzuki", 4, 7), done("aiko", "mori", 3, 6)])
    # means 3.5 of 5 and 6.5 of 10: (2 × 0.7 + 1.5 × 0.65) ÷ 3.5
    assert found[0].score.total == Fraction(475, 7)
    assert found[0].score.means == {"motive": Fraction(7, 2), "language": Fraction(13, 2)}
    assert (found[0].rank, found[0].is_complete, found[0].decided_by) == (1, True, ())


def test_thirds_are_exact():
    """0.1 + 0.2 of a floating number is not 0.3: two applications that are equal would differ."""
    one = [done("a", name, points, 5) for name, points in zip("xyz", (1, 1, 2), strict=True)]
    other = [done("b", name, points, 5) for name, points in zip("uvw", (2, 1, 1), strict=True)]
    found = rank([Application("a"), Application("b")], CRITERIA, one + other)
    assert [(line.rank, line.is_shared, line.score.means["motive"]) for line in found] == [
        (1, True, Fraction(4, 3))
    ] * 2


def test_after_a_shared_rank_there_is_a_gap():
    points = {"a": 5, "b": 4, "c": 4, "d": 3}
    cases = [Application(key) for key in points]
    found = rank(cases, [MOTIVE], [in_state(ReviewState.DONE, key, "x", motive=n) for key, n in points.items()])
    assert ranks(found) == [(1, "a"), (2, "b"), (2, "c"), (4, "d")]
    assert [line.is_shared for line in found] == [False, True, True, False]


def test_ties_are_asked_one_after_another_and_named():
    cases = [
        Application("a", Decimal("2.50"), NOON),
        Application("b", Decimal("2.80"), NOON + timedelta(seconds=1)),
        Application("c", Decimal("2.80"), NOON),
        Application("d", None, NOON - timedelta(days=1)),
        Application("e", Decimal("1.00"), NOON),
    ]
    alike = [done(case.key, "suzuki", 3, 6) for case in cases[:4]]
    # e has the same score, 30 × 2 + 60 × 1.5 … = 2 × 3.75/5 + 1.5 × 4/10, with the higher mean of the first criterion
    other = done("e", "suzuki", Decimal("3.75"), 4)
    found = rank(cases, CRITERIA, [*alike, other], TIES)
    assert ranks(found) == [(1, "e"), (2, "c"), (3, "b"), (4, "a"), (5, "d")]
    assert [line.decided_by for line in found] == [
        ("criterion:motive",),
        ("criterion:motive", "submitted_at"),
        ("grade_index", "submitted_at"),
        ("grade_index",),
        ("grade_index",),
    ]


def test_without_a_rule_left_the_rank_is_shared():
    cases = [Application(key, Decimal("2.50"), NOON) for key in "ab"]
    reviews = [done(key, "suzuki", 3, 6) for key in "ab"]
    assert ranks(rank(cases, CRITERIA, reviews, TIES[:3])) == [(1, "a"), (1, "b")]


def test_the_lot_follows_its_seed():
    cases = [Application(key) for key in "abcdef"]
    reviews = [done(key, "suzuki", 3, 6) for key in "abcdef"]
    drawn = {
        seed: [line.key for line in rank(cases, CRITERIA, reviews, ["lot"], seed=seed)] for seed in ("1", "2", "3")
    }
    by_hand = sorted("abcdef", key=lambda key: sha256(f"1:{key}".encode()).hexdigest())
    assert drawn["1"] == by_hand
    assert len({tuple(order) for order in drawn.values()}) == 3


def test_missing_points_name_reviewer_and_criterion():
    reviews = [
        done("a", "suzuki", 5, 10),
        in_state(ReviewState.ASSIGNED, "a", "tanaka", motive=1),
        in_state(ReviewState.DONE, "b", "suzuki", motive=4),
        in_state(ReviewState.CONFLICT, "b", "tanaka"),
    ]
    first, second = rank([Application("a"), Application("b")], CRITERIA, reviews)
    assert (first.key, first.rank, first.score.total, first.is_complete) == ("a", 1, 100, False)
    assert first.score.missing == (Missing("tanaka", "language"),)
    assert first.score.awaited == ("tanaka",)
    # finished before the second criterion was there: nothing counts until it is whole
    assert (second.key, second.rank, second.score.total) == ("b", None, None)
    assert second.score.missing == (Missing("suzuki", "language"),)


def test_incomplete_applications_stand_where_the_rule_says():
    reviews = [
        done("a", "suzuki", 5, 10),
        in_state(ReviewState.ASSIGNED, "a", "tanaka", motive=5, language=10),
        done("b", "suzuki", 4, 8),
    ]
    cases = [Application(key) for key in ("c", "b", "a")]
    assert ranks(rank(cases, CRITERIA, reviews)) == [(1, "a"), (2, "b"), (None, "c")]
    assert ranks(rank(cases, CRITERIA, reviews, incomplete=Incomplete.LAST)) == [(1, "b"), (2, "a"), (None, "c")]


@pytest.mark.parametrize(
    ("reviews", "ties"),
    [
        ([done("a", "suzuki", 6, 1)], ()),
        ([done("a", "suzuki", -1, 1)], ()),
        ([done("a", "suzuki", 0.5, 1)], ()),
        ([done("a", "suzuki", 1, 1), done("a", "suzuki", 2, 2)], ()),
        ([], ("height",)),
        ([], ("criterion",)),
        ([], ("lot:1",)),
    ],
)
def test_nonsense_is_refused(reviews, ties):
    with pytest.raises(ValueError):
        rank([Application("a")], CRITERIA, reviews, ties)


def test_an_application_stands_in_a_ranking_once():
    with pytest.raises(ValueError):
        rank([Application("a"), Application("a")], CRITERIA, [])


# --- For any reviews -------------------------------------------------------------------------------------------------

KEYS = "abcdef"
REVIEWERS = "xyz"
POINTS = st.fixed_dictionaries(
    {}, optional={"motive": st.integers(0, 2), "language": st.sampled_from([0, 5, Decimal("2.5")])}
)
STATES = st.sampled_from(ReviewState)
REVIEWS = st.dictionaries(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(REVIEWERS)), st.tuples(STATES, POINTS), max_size=18
).map(lambda found: [Review(*pair, *said) for pair, said in found.items()])
CASES = st.dictionaries(
    st.sampled_from(KEYS),
    st.tuples(
        st.sampled_from([None, Decimal("2.30"), Decimal("2.31")]),
        st.sampled_from([None, NOON, NOON + timedelta(milliseconds=1)]),
    ),
).map(lambda found: [Application(key, *said) for key, said in found.items()])
RULES = st.lists(st.sampled_from([*TIES, "criterion:language"]), unique=True)
PLACES = st.sampled_from(Incomplete)


@given(CASES, REVIEWS, RULES, PLACES, st.randoms())
def test_the_order_of_entry_changes_nothing(cases, reviews, ties, incomplete, chance):
    found = rank(cases, CRITERIA, reviews, ties, seed="7", incomplete=incomplete)
    for rows in (cases, reviews):
        chance.shuffle(rows)
    reviews = [Review(r.application, r.reviewer, r.state, dict(reversed(r.points.items()))) for r in reviews]
    assert rank(cases, CRITERIA, reviews, ties, seed="7", incomplete=incomplete) == found


@given(CASES, REVIEWS, RULES, PLACES, POINTS)
def test_who_has_withdrawn_or_has_a_conflict_never_counts(cases, reviews, ties, incomplete, points):
    away = {ReviewState.CONFLICT, ReviewState.WITHDRAWN}
    without = [review for review in reviews if review.state not in away]
    others = [Review(r.application, r.reviewer, r.state, points) for r in reviews if r.state in away]
    expected = rank(cases, CRITERIA, without, ties, seed="7", incomplete=incomplete)
    assert rank(cases, CRITERIA, [*without, *others], ties, seed="7", incomplete=incomplete) == expected


def test_the_same_points_of_a_reviewer_who_stays_do_count():
    """The control: taken away, the very points that are passed over above turn the ranking round."""
    cases = [Application("a"), Application("b")]
    reviews = [done("a", "x", 3, 5), done("b", "x", 2, 5)]
    for state, expected in ((ReviewState.WITHDRAWN, ["a", "b"]), (ReviewState.DONE, ["b", "a"])):
        last = in_state(state, "b", "y", motive=5, language=10)
        assert [line.key for line in rank(cases, CRITERIA, [*reviews, last])] == expected


@given(CASES, REVIEWS, RULES, PLACES)
def test_everybody_stands_in_it_once_and_ranks_never_fall(cases, reviews, ties, incomplete):
    found = rank(cases, CRITERIA, reviews, ties, seed="7", incomplete=incomplete)
    assert sorted(line.key for line in found) == sorted(case.key for case in cases)
    given_ranks = [line.rank for line in found if line.rank is not None]
    assert given_ranks == sorted(given_ranks)
    assert [line.rank is None for line in found] == sorted(line.rank is None for line in found)
    for place in set(given_ranks):
        assert all(line.is_shared == (given_ranks.count(place) > 1) for line in found if line.rank == place)


# --- Worked out in a second way --------------------------------------------------------------------------------------


def counted_by_hand(case, reviews):
    """The reviews that count, in whole numbers: (sums of quarter points by criterion, how many), or None."""
    whole = [
        review.points
        for review in reviews
        if review.application == case.key and review.state == "done" and len(review.points) == len(CRITERIA)
    ]
    sums = {each.key: sum(int(4 * points[each.key]) for points in whole) for each in CRITERIA}
    return (sums, len(whole)) if whole else None


def is_incomplete(case, reviews):
    return any(
        review.state == "assigned" or (review.state == "done" and len(review.points) < len(CRITERIA))
        for review in reviews
        if review.application == case.key
    )


def compared(one, other, reviews, ties, incomplete):
    """-1 where one goes before the other, without a fraction: whole sums, multiplied up to the same number of reviews."""
    first, second = counted_by_hand(one, reviews), counted_by_hand(other, reviews)
    if first is None or second is None:
        return (first is None) - (second is None)
    if incomplete == "last" and is_incomplete(one, reviews) != is_incomplete(other, reviews):
        return 1 if is_incomplete(one, reviews) else -1
    both = lcm(first[1], second[1])
    sums = [{key: total * (both // count) for key, total in part.items()} for part, count in (first, second)]
    # 2 of 5 and 1.5 of 10, multiplied by 20
    heads = [8 * part["motive"] + 3 * part["language"] for part in sums]
    pairs = [(-heads[0], -heads[1])]
    for code in ties:
        if code.startswith("criterion:"):
            pairs.append(tuple(-part[code.partition(":")[2]] for part in sums))
        elif code == "lot":
            pairs.append(tuple(int(sha256(f"7:{case.key}".encode()).hexdigest(), 16) for case in (one, other)))
        elif code == "grade_index":
            pairs.append(tuple(1000 if case.grade_index is None else -case.grade_index for case in (one, other)))
        else:
            pairs.append(tuple(case.submitted_at or NOON + timedelta(days=9) for case in (one, other)))
    told = next((pair for pair in pairs if pair[0] != pair[1]), None)
    return 0 if told is None else -1 if told[0] < told[1] else 1


@given(CASES, REVIEWS, RULES, PLACES)
def test_a_rank_is_one_more_than_those_who_are_better(cases, reviews, ties, incomplete):
    found = rank(cases, CRITERIA, reviews, ties, seed="7", incomplete=incomplete)
    by_key = {case.key: case for case in cases}
    for line in found:
        case = by_key[line.key]
        better = sum(compared(other, case, reviews, ties, incomplete) < 0 for other in cases)
        assert line.rank == (None if counted_by_hand(case, reviews) is None else better + 1)
    order = cmp_to_key(lambda one, other: compared(one, other, reviews, ties, incomplete))
    expected = [case.key for case in sorted(sorted(cases, key=lambda case: case.key), key=order)]
    assert [line.key for line in found] == expected
