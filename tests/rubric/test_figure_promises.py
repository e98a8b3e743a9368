"""What every figure promises: swapped waves mirror it, it is never NaN, and where it is undefined it says why."""

from dataclasses import fields, is_dataclass
from math import isfinite

import pytest
from django.utils.translation import override
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rubric.scoring.tables import empty_table, table_of
from rubric.statistics.agreement import weighted_kappa
from rubric.statistics.attrition import attrition, response_rates
from rubric.statistics.change import dz_interval, mean_change, standardized_change
from rubric.statistics.cohorts import CAUTION_BELOW, SMALLEST_PUBLIC, Finding, cohort_figures, corrected_p
from rubric.statistics.movement import distribution, movement, tango
from rubric.statistics.reliability import cronbach_alpha, item_sums
from rubric.statistics.results import Figure, Interval, Method, Reason
from rubric.statistics.signed_rank import EXACT_UP_TO, exact_p, normal_p, ranked, signed_rank
from rubric.wording.findings import few, sentence
from tests.rubric.tables import TABLES, table


def inner(value):
    """Every part of a result."""
    yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from inner(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from inner(part)


def mirrored(interval):
    return interval and interval.mirrored


@settings(max_examples=60)
@given(TABLES)
def test_swapping_before_and_after_mirrors_every_figure(one):
    there, back = movement(one), movement(one.swapped)
    assert (back.rose, back.same, back.fell, back.up, back.down) == (
        there.fell,
        there.same,
        there.rose,
        there.down,
        there.up,
    )
    assert back.balance == (None if there.balance is None else -there.balance)
    assert back.interval == mirrored(there.interval)
    before, after = mean_change(one), mean_change(one.swapped)
    assert (after.pre, after.post, after.deviation) == (before.post, before.pre, before.deviation)
    assert after.interval == mirrored(before.interval)
    assert standardized_change(one.swapped).interval == mirrored(standardized_change(one).interval)
    rank, turned = signed_rank(one), signed_rank(one.swapped)
    assert (turned.rank_sum_up, turned.rank_sum_down, turned.p) == (rank.rank_sum_down, rank.rank_sum_up, rank.p)
    spread, other = distribution(one), distribution(one.swapped)
    assert (other.pre, other.post, other.pre_only, other.post_only) == (
        spread.post,
        spread.pre,
        spread.post_only,
        spread.pre_only,
    )
    assert weighted_kappa(one.swapped).kappa == weighted_kappa(one).kappa


@settings(max_examples=60)
@given(TABLES, TABLES)
@example(empty_table(4), empty_table(4))
@example(table("1 0 / 0 0"), table("0 1 / 0 0"))
@example(table("7 0 / 0 0", "0 3"), table("0 7 / 0 0", "2 0"))
def test_no_figure_is_ever_nan_and_a_missing_one_has_its_reason(one, other):
    for found in cohort_figures({"a": one, "b": other}).values():
        for part in (*inner(found), *inner(weighted_kappa(found.table))):
            assert not isinstance(part, float) or isfinite(part)
            if isinstance(part, Figure):
                assert part.n >= 0
                assert part.missing >= 0
                assert (part.reason is None) == all(
                    getattr(part, field.name) is not None for field in fields(part) if field.name != "reason"
                )
            if isinstance(part, Interval):
                assert part.low <= part.high


@given(TABLES, TABLES)
def test_cohorts_that_are_merged_add_what_was_counted(one, other):
    both, parts = movement(one + other), (movement(one), movement(other))
    assert both.rose == sum(part.rose for part in parts)
    assert both.fell == sum(part.fell for part in parts)
    assert (both.n, both.missing) == (sum(part.n for part in parts), sum(part.missing for part in parts))
    assert mean_change(one + empty_table(4)) == mean_change(one)


@given(
    st.lists(st.lists(st.none() | st.integers(0, 3), min_size=2, max_size=2), max_size=12),
    st.randoms(),
    st.integers(0, 12),
)
def test_sums_of_items_depend_on_no_order_and_add_up(rows, chance, cut):
    whole = item_sums(2, rows)
    chance.shuffle(rows)
    assert item_sums(2, rows[:cut]) + item_sums(2, rows[cut:]) == whole
    assert whole.n + whole.incomplete == len(rows)
    assert cronbach_alpha(whole).missing == whole.incomplete


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(0, n))))
def test_the_interval_of_the_balance_holds_the_balance(found):
    n, rose, fell = found[0], found[1], min(found[2], found[0] - found[1])
    interval = tango(rose, fell, n)
    assert -1 <= interval.low <= (rose - fell) / n <= interval.high <= 1
    assert interval.low < interval.high


def test_undefined_figures_say_why():
    nobody, one, alike, still = empty_table(4), table("0 1/0 0"), table("0 4/0 0"), table("3 0/0 4")
    assert movement(nobody).reason is Reason.NOBODY
    assert movement(one).reason is None  # even one pair has an interval
    assert [mean_change(t).reason for t in (nobody, one, alike)] == [Reason.NOBODY, Reason.ONE, Reason.NO_VARIANCE]
    assert [mean_change(t).change for t in (nobody, one, alike)] == [None, 1, 1]
    assert [standardized_change(t).dz for t in (nobody, one, alike)] == [None, None, None]
    assert [signed_rank(t).reason for t in (nobody, still)] == [Reason.NOBODY, Reason.NO_CHANGE]
    assert (weighted_kappa(still).kappa, weighted_kappa(still).reason) == (1, Reason.NO_VARIANCE)
    assert (weighted_kappa(one).kappa, weighted_kappa(one).reason) == (0, Reason.ONE)
    assert (weighted_kappa(table("4 0/0 0")).kappa, weighted_kappa(nobody).reason) == (None, Reason.NOBODY)
    assert [attrition(t).reason for t in (still, table("2 0/0 0", "1 0"))] == [Reason.NOBODY, Reason.ONE]
    assert attrition(table("2 0/0 0", "0 3")).reason is Reason.NO_VARIANCE
    assert [
        cronbach_alpha(item_sums(*made)).reason for made in ((1, [[2], [3]]), (2, []), (2, [[1, 2]]), (2, [[1, 2]] * 3))
    ] == [
        Reason.ONE_ITEM,
        Reason.NOBODY,
        Reason.ONE,
        Reason.NO_VARIANCE,
    ]


def test_response_rates_are_shares_of_those_invited():
    found = response_rates(invited=45, pre=42, post=39, both=38)
    assert (found.both.n, found.both.answered, found.both.missing, found.both.share) == (45, 38, 7, 38 / 45)
    assert response_rates(0, 0, 0, 0).pre.reason is Reason.NOBODY
    for counts in ((5, 6, 0, 0), (5, 3, 3, 4), (5, 3, 3, 0), (5, 3, 2, -1)):
        with pytest.raises(ValueError):
            response_rates(*counts)


def test_the_border_of_the_exact_count_is_smooth():
    """Just above it the normal p is used; there both say the same to a hundredth of the p or a thousandth."""
    below = table_of(4, [(0, 1, 40), (2, 1, 30), (0, 2, 12), (3, 1, 18), (1, 1, 25)])
    above = table_of(4, [(0, 1, 41), (2, 1, 30), (0, 2, 12), (3, 1, 18), (1, 1, 25)])
    assert (signed_rank(below).moved, signed_rank(below).method) == (EXACT_UP_TO, Method.PRATT_EXACT)
    assert (signed_rank(above).moved, signed_rank(above).method) == (EXACT_UP_TO + 1, Method.PRATT_NORMAL)

    for made in (below, above):
        ties = ranked(made.differences, drop_zeros=False)
        assert exact_p(ties) == pytest.approx(normal_p(ties), rel=0.01, abs=0.001)


def test_zeros_that_are_ranked_and_zeros_that_are_dropped_have_their_own_names():
    made = table("5 3/1 6")
    kept, dropped = signed_rank(made), signed_rank(made, drop_zeros=True)
    assert (kept.method, dropped.method) == (Method.PRATT_EXACT, Method.ZEROS_DROPPED_EXACT)
    assert (kept.rank_sum_up, dropped.rank_sum_up) == (3 * 13.5, 3 * 2.5)  # behind eleven zeros, or before nobody


def test_dz_is_found_from_the_nearest_to_the_farthest():
    for n, dz in ((2, 0.0), (2, 40.0), (3, -2.5), (10**6, 0.001), (300, 12.0)):
        interval = dz_interval(dz, n)
        assert interval.low < dz < interval.high


def test_a_finding_says_no_more_than_the_interval():
    cohort = {
        "nobody": empty_table(4),
        "few": table("0 4/0 0"),
        "rose": table("5 9/0 5"),
        "fell": table("5 0/9 5"),
        "unclear": table("5 3/2 5"),
    }
    found = cohort_figures(cohort)
    assert {name: figures.finding for name, figures in found.items()} == {
        "nobody": Finding.NOBODY,
        "few": Finding.TOO_FEW,
        "rose": Finding.MORE_ROSE,
        "fell": Finding.MORE_FELL,
        "unclear": Finding.UNCLEAR,
    }
    assert list(found) == list(cohort)
    assert found["rose"].p == pytest.approx(5 * found["rose"].signed_rank.p)  # five were asked, one of them of nobody
    assert found["nobody"].p is None
    assert found["rose"].p_method is Method.HOLM
    assert [bool(few(found["rose"].table.n)), SMALLEST_PUBLIC, CAUTION_BELOW] == [True, 5, 30]
    assert not few(cohort_figures({"a": table("20 9/0 5")})["a"].table.n)


def test_a_sentence_leaves_to_chance_what_the_test_leaves_to_it():
    """Of six people nobody rose and four fell: the interval leaves out zero, yet p alone is 0.125."""
    few_moved, many_moved = table("0 0/4 2"), table("5 0/19 5")
    for seen, says in (
        (few_moved, "More fell than rose, but chance alone could also bring about such a difference."),
        (many_moved, "More fell than rose; chance alone would hardly bring about such a difference."),
    ):
        found = cohort_figures(dict.fromkeys("abcde", seen))["a"]
        assert (found.finding, found.p) == (Finding.MORE_FELL, corrected_p(dict.fromkeys("abcde", seen))["a"])
        with override("en"):
            assert sentence(found.movement, found.finding, found.p).endswith(says)


def test_what_a_test_of_five_questions_leaves_to_chance_is_not_called_more_than_that():
    """Of seven people six rose: alone p is 0.031, among five questions asked at once 0.156."""
    alone, together = ({name: table("1 6/0 0") for name in names} for names in ("a", "abcde"))
    for asked, says in ((alone, "hardly bring about"), (together, "could also bring about")):
        found = cohort_figures(asked)["a"]
        with override("en"):
            assert says in sentence(found.movement, found.finding, found.p)


def test_the_figures_of_the_screen():
    """The cohort drawn in the design: 22 rose, 14 stayed, 2 fell of 38."""
    found = movement(table_of(4, [(0, 1, 22), (1, 1, 14), (1, 0, 2)]))
    assert round(found.balance, 2) == 0.53
    assert (found.interval.low, found.interval.high) == pytest.approx((0.3067, 0.6901), abs=5e-5)
