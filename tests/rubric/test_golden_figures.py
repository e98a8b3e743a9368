"""Every statistic agrees with other people's libraries (golden/make.py wrote down what they say), to nine digits."""

import json
from math import sqrt
from pathlib import Path

import pytest

from rubric.scoring.tables import JointTable
from rubric.statistics.agreement import weighted_kappa
from rubric.statistics.attrition import attrition
from rubric.statistics.change import mean_change, standardized_change
from rubric.statistics.correction import holm
from rubric.statistics.movement import movement, tango
from rubric.statistics.probability import Z, noncentral_t, noncentrality, t_quantile
from rubric.statistics.reliability import cronbach_alpha, item_sums
from rubric.statistics.signed_rank import signed_rank

GOLDEN = json.loads(Path(__file__).with_name("golden").joinpath("figures.json").read_text("utf-8"))
CASES = [
    (JointTable(tuple(map(tuple, case["both"])), tuple(case["pre_only"]), tuple(case["post_only"])), case)
    for case in GOLDEN["tables"]
]


def near(value, wanted, digits=9):
    if wanted is None or value is None:
        assert value is wanted
        return
    assert value == pytest.approx(wanted, rel=10**-digits, abs=10**-digits)


def ends(interval):
    return interval and [interval.low, interval.high]


def with_key(key):
    return [case for case in CASES if case[1].get(key) is not None]


@pytest.mark.parametrize(("table", "golden"), with_key("tango"))
def test_the_interval_of_the_balance_is_the_root_of_the_published_polynomial(table, golden):
    near(ends(movement(table).interval), golden["tango"], 6)  # a double root of the polynomial has half the digits


@pytest.mark.parametrize(("table", "golden"), with_key("change"))
def test_the_mean_change_and_dz_agree(table, golden):
    near(mean_change(table).change, golden["change"])
    near(ends(mean_change(table).interval), golden.get("change_interval"))
    near(standardized_change(table).dz, golden.get("dz"))
    near(ends(standardized_change(table).interval), golden.get("dz_interval"), 8)


@pytest.mark.parametrize(("table", "golden"), with_key("pratt"))
def test_the_signed_rank_test_agrees_with_zeros_ranked(table, golden):
    found = signed_rank(table)
    near(found.p, golden["pratt"]["p"])
    assert found.method == f"wilcoxon_pratt_{golden['pratt']['kind']}"


@pytest.mark.parametrize(("table", "golden"), with_key("wilcox"))
def test_the_signed_rank_test_agrees_with_zeros_dropped(table, golden):
    found = signed_rank(table, drop_zeros=True)
    near(found.p, golden["wilcox"]["p"])
    assert found.method == f"wilcoxon_zeros_dropped_{golden['wilcox']['kind']}"


@pytest.mark.parametrize(("table", "golden"), with_key("kappa"))
def test_weighted_kappa_and_its_interval_agree(table, golden):
    found, (kappa, variance) = weighted_kappa(table), golden["kappa"].values()
    near(found.kappa, kappa)
    if found.interval is None:
        near(variance, 0, 12)
    else:
        spread = sqrt(variance)
        near(ends(found.interval), [max(-1, kappa - Z * spread), min(1, kappa + Z * spread)])


@pytest.mark.parametrize(("table", "golden"), with_key("cliff"))
def test_attrition_agrees(table, golden):
    near(attrition(table).delta, golden["cliff"]["delta"])
    near(ends(attrition(table).interval), golden["cliff"].get("interval"))


@pytest.mark.parametrize("golden", GOLDEN["alpha"])
def test_alpha_agrees(golden):
    found = cronbach_alpha(item_sums(len(golden["rows"][0]), golden["rows"]))
    near(found.alpha, golden["alpha"])


@pytest.mark.parametrize("golden", GOLDEN["holm"])
def test_holm_agrees(golden):
    near(list(holm(dict(enumerate(golden["p"]))).values()), golden["corrected"])


@pytest.mark.parametrize("golden", GOLDEN["noncentral_t"])
def test_the_noncentral_t_agrees(golden):
    near(noncentral_t(golden["t"], golden["freedom"], golden["d"]), golden["p"], 10)


@pytest.mark.parametrize(("freedom", "wanted"), GOLDEN["t_quantile"].items())
def test_the_quantile_of_t_agrees(freedom, wanted):
    near(t_quantile(int(freedom)), wanted, 10)


def test_there_is_a_golden_value_of_every_kind():
    """A library that answers nothing would otherwise leave a test without cases."""
    kinds = {(zeros, case[zeros]["kind"]) for _table, case in CASES for zeros in ("pratt", "wilcox") if case.get(zeros)}
    assert len(kinds) == 4
    for key in ("tango", "change_interval", "dz_interval", "kappa", "cliff"):
        assert len(with_key(key)) >= 10, key


def test_published_values():
    # conf.limits.nct(ncp = 2.83, df = 126) of the R package MBESS, Kelley, Journal of Statistical Software 20(8), 2007
    near([noncentrality(2.83, 126, 0.975), noncentrality(2.83, 126, 0.025)], [0.8337502, 4.815359], 6)
    # two-sided 5 % points of t in any printed table
    near([t_quantile(1), t_quantile(4), t_quantile(30)], [12.706, 2.776, 2.042], 3)
    # where nobody moved, the score interval has a closed form: z squared over n + z squared
    near(tango(0, 0, 10).high, Z**2 / (10 + Z**2))
