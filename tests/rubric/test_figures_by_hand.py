"""Every statistic agrees with its definition, counted out from people instead of a table."""

from fractions import Fraction
from itertools import combinations, product
from math import comb, log, sqrt
from statistics import NormalDist, fmean, stdev, variance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubric.scoring.tables import table_of
from rubric.statistics.agreement import weighted_kappa
from rubric.statistics.attrition import attrition
from rubric.statistics.change import mean_change, standardized_change
from rubric.statistics.correction import holm
from rubric.statistics.movement import movement, tango
from rubric.statistics.probability import Z, noncentral_t
from rubric.statistics.reliability import cronbach_alpha, item_sums
from rubric.statistics.signed_rank import signed_rank

PAIR = st.tuples(st.integers(0, 3), st.integers(0, 3))
FEW = st.lists(PAIR, min_size=1, max_size=11)


def of(pairs):
    return table_of(4, [(pre, post, 1) for pre, post in pairs])


def middle_ranks(values):
    """The place of each value among all; equal ones share the middle of their places."""
    return [Fraction(2 * sum(v < value for v in values) + sum(v == value for v in values) + 1, 2) for value in values]


@settings(max_examples=40)
@given(FEW, st.booleans())
def test_the_signed_rank_test_counts_all_signs(pairs, drop_zeros):
    found = signed_rank(of(pairs), drop_zeros=drop_zeros)
    ranked = [post - pre for pre, post in pairs if post != pre or not drop_zeros]
    ranks = [rank for rank, moved in zip(middle_ranks([abs(moved) for moved in ranked]), ranked, strict=True) if moved]
    moves = [moved for moved in ranked if moved]
    up = sum(rank for rank, moved in zip(ranks, moves, strict=True) if moved > 0)
    assert (found.rank_sum_up, found.rank_sum_down) == (up, sum(ranks) - up)
    if not moves:
        assert found.p is None
        return
    sums = [
        sum(rank for rank, rises in zip(ranks, signs, strict=True) if rises)
        for signs in product((0, 1), repeat=len(ranks))
    ]
    half = Fraction(sum(ranks)) / 2
    assert found.p == sum(abs(total - half) >= abs(up - half) for total in sums) / len(sums)


@given(st.lists(PAIR, min_size=2, max_size=30))
def test_the_mean_change_is_that_of_the_people(pairs):
    moves = [post - pre for pre, post in pairs]
    found, standardized = mean_change(of(pairs)), standardized_change(of(pairs))
    assert found.change == pytest.approx(fmean(moves))
    assert found.deviation == pytest.approx(stdev(moves))
    assert (found.pre, found.post) == pytest.approx((fmean(p for p, _q in pairs), fmean(q for _p, q in pairs)))
    if len(set(moves)) > 1:
        assert standardized.dz == pytest.approx(fmean(moves) / stdev(moves))
        t, freedom = standardized.dz * sqrt(len(moves)), len(moves) - 1
        ends = (standardized.interval.low, standardized.interval.high)
        assert [noncentral_t(t, freedom, end * sqrt(len(moves))) for end in ends] == pytest.approx([0.975, 0.025])


@pytest.mark.parametrize(("t", "freedom", "d"), [(1.1, 1, 0.4), (-2, 2, -1), (0.5, 6, 2), (3, 30, 2.5), (9, 120, 8)])
def test_the_noncentral_t_is_its_density_summed_up(t, freedom, d):
    """A normal over the root of a chi-square by its degrees: summed in small steps over the quantiles of nothing but s."""
    steps = 40_000
    places = [6 * (place + 0.5) / steps for place in range(steps)]
    weights = [s ** (freedom - 1) * 2.718281828459045 ** (-freedom * (s * s - 1) / 2) for s in places]
    phi = NormalDist().cdf
    total = sum(weight * phi(t * s - d) for s, weight in zip(places, weights, strict=True)) / sum(weights)
    assert noncentral_t(t, freedom, d) == pytest.approx(total, abs=1e-6)


def likeliest(rose, same, fell, difference):
    """The likelihood's best share of fallers, given the true difference of the shares, by thirds."""

    def likelihood(share):
        parts = ((rose, share + difference), (fell, share), (same, 1 - 2 * share - difference))
        return sum(count * log(max(part, 1e-300)) for count, part in parts if count)

    low, high = max(0.0, -difference), (1 - difference) / 2
    for _step in range(200):
        one, other = low + (high - low) / 3, high - (high - low) / 3
        low, high = (one, high) if likelihood(one) < likelihood(other) else (low, other)
    return (low + high) / 2


@pytest.mark.parametrize(
    ("rose", "same", "fell"), [(3, 4, 1), (22, 14, 2), (1, 9, 0), (5, 0, 4), (0, 6, 3), (13, 200, 8)]
)
def test_the_ends_of_the_balance_are_as_far_as_the_normal_allows(rose, same, fell):
    n = rose + same + fell
    interval = tango(rose, fell, n)
    for end, wanted in ((interval.low, Z), (interval.high, -Z)):
        share = likeliest(rose, same, fell, end)
        spread = sqrt(n * (2 * share + end - end * end))
        assert (rose - fell - n * end) / spread == pytest.approx(wanted, abs=1e-5)


def coverage(n, up, down, interval):
    """How often the interval holds the truth when so many of n are drawn: every outcome with its chance."""
    return sum(
        comb(n, rose) * comb(n - rose, fell) * up**rose * down**fell * (1 - up - down) ** (n - rose - fell)
        for rose in range(n + 1)
        for fell in range(n + 1 - rose)
        if interval[rose, fell].low <= up - down <= interval[rose, fell].high
    )


@pytest.mark.parametrize("n", [5, 10, 20])
def test_the_interval_of_the_balance_holds_its_level_in_small_groups(n):
    interval = {(r, f): tango(r, f, n) for r in range(n + 1) for f in range(n + 1 - r)}
    shares = [(up / 20, down / 20) for up in range(1, 20, 2) for down in range(1, 20 - up, 2)]
    found = [coverage(n, up, down, interval) for up, down in shares]
    assert fmean(found) > 0.945
    assert min(found) > 0.90


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_weighted_kappa_compares_with_every_other_pairing(pairs):
    found = weighted_kappa(of(pairs))
    seen = Fraction(sum((a - b) ** 2 for a, b in pairs), len(pairs))
    chance = Fraction(sum((a - b) ** 2 for (a, _), (_, b) in product(pairs, repeat=2)), len(pairs) ** 2)
    assert found.kappa == (None if not chance else pytest.approx(float(1 - seen / chance)))


def test_the_interval_of_kappa_is_that_of_the_delta_method():
    """The slope of kappa in every cell, by a small step, gives its variance."""
    shares = {(i, j): (1 + (i == j) * 4 + (i + 1 == j) * 2) / 60 for i, j in product(range(4), repeat=2)}
    shares = {cell: share / sum(shares.values()) for cell, share in shares.items()}

    def kappa(cells):
        total = sum(cells.values())
        seen = sum((i - j) ** 2 * share for (i, j), share in cells.items()) / total
        rows, columns = (
            [sum(s for c, s in cells.items() if c[side] == k) / total for k in range(4)] for side in (0, 1)
        )
        return 1 - seen / sum((i - j) ** 2 * rows[i] * columns[j] for i, j in product(range(4), repeat=2))

    step = 1e-6
    slope = {
        cell: (kappa(shares | {cell: share + step}) - kappa(shares | {cell: share - step})) / (2 * step)
        for cell, share in shares.items()
    }
    mean = sum(shares[cell] * slope[cell] for cell in shares)
    counts = {cell: round(share * 300 * 38) for cell, share in shares.items()}
    n = sum(counts.values())
    wanted = sqrt(sum(shares[cell] * (slope[cell] - mean) ** 2 for cell in shares) / n)
    found = weighted_kappa(table_of(4, [(*cell, count) for cell, count in counts.items()]))
    assert (found.interval.high - found.interval.low) / (2 * Z) == pytest.approx(wanted, rel=1e-2)


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=12))
def test_alpha_is_that_of_the_textbook(rows):
    found = cronbach_alpha(item_sums(3, rows))
    total = variance([sum(row) for row in rows])
    if not total:
        assert (found.alpha, found.reason) == (None, "no_variance")
        return
    own = sum(variance(column) for column in zip(*rows, strict=True))
    assert found.alpha == pytest.approx(1.5 * (1 - own / total))


@given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=6))
def test_holm_is_the_closed_test_of_all_subsets(values):
    """A question is corrected by every set of questions it stands in, each tested as a whole; without p it is one of p = 1."""
    asked = [1.0 if value is None else value for value in values]
    for place, corrected in holm(dict(enumerate(values))).items():
        if values[place] is None:
            assert corrected is None
            continue
        sets = [s for size in range(1, len(asked) + 1) for s in combinations(range(len(asked)), size) if place in s]
        assert corrected == pytest.approx(max(min(1, len(s) * min(asked[i] for i in s)) for s in sets))


@given(st.lists(st.integers(0, 3), min_size=1, max_size=9), st.lists(st.integers(0, 3), min_size=1, max_size=9))
def test_attrition_compares_everybody_with_everybody(left, stayed):
    table = table_of(4, [*((level, None, 1) for level in left), *((level, 1, 1) for level in stayed)])
    found = attrition(table)
    assert found.delta == pytest.approx(fmean((a > b) - (a < b) for a, b in product(left, stayed)))
    assert (found.left_mean, found.stayed_mean) == pytest.approx((fmean(left), fmean(stayed)))
    assert (found.interval is None) == (min(len(left), len(stayed)) < 2 or abs(found.delta) == 1)


def test_rose_same_and_fell_are_people():
    found = movement(of([(0, 2), (1, 2), (3, 3), (2, 0), (0, 1)]))
    assert (found.rose, found.same, found.fell, found.up, found.down) == (3, 1, 1, (2, 1, 0), (0, 1, 0))
    assert found.balance == 0.4
