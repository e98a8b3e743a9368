"""Writes figures.json: the same statistics by other people's libraries, for tables drawn once.

It needs what the portal does not: ``pip install scipy statsmodels pingouin`` in an environment of its own, then
``python tests/rubric/golden/make.py`` from the root of the project. Seen with scipy 1.17.1, statsmodels 0.15.0, pingouin 0.7.0.
"""

import json
import math
import random
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pingouin
from scipy import optimize, stats
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.multitest import multipletests

warnings.simplefilter("ignore")
CHANCE = random.Random(20180401)


def tables():
    """Square tables with margins: ordinary ones of 2 to 6 levels and 1 to 400 pairs, and the borders."""
    yield [[4, 0, 0, 0], [1, 9, 4, 0], [0, 5, 8, 3], [0, 0, 1, 3]], [1, 2, 0, 0], [0, 1, 1, 0]  # 38 pairs
    yield [[0, 0], [0, 0]], [0, 0], [0, 0]
    yield [[0, 1], [0, 0]], [0, 2], [0, 0]
    yield [[3, 0], [0, 0]], [1, 1], [0, 0]
    yield [[0, 5], [0, 0]], [2, 0], [0, 0]
    yield [[2, 0, 0], [0, 3, 0], [0, 0, 2]], [2, 2, 2], [1, 0, 0]
    yield [[0, 0, 3], [0, 0, 0], [3, 0, 0]], [3, 0, 3], [0, 0, 0]
    yield [[1, 1], [1, 1]], [0, 5], [0, 0]
    for size, pairs in [
        (2, 6),
        (3, 7),
        (3, 12),
        (4, 9),
        (4, 13),
        (4, 37),
        (4, 120),
        (5, 14),
        (6, 60),
        (4, 400),
        (4, 2000),
    ]:
        for lift in (0.0, 0.8):
            both = [[0] * size for _level in range(size)]
            for _pair in range(pairs):
                pre = CHANCE.randrange(size)
                both[pre][min(size - 1, max(0, round(CHANCE.gauss(pre + lift, 0.9))))] += 1
            yield both, [CHANCE.randrange(6) for _l in range(size)], [CHANCE.randrange(3) for _l in range(size)]


def quartic(rose, fell, n):
    """Tango's interval as the roots of a polynomial: Yang, Sun and Hardin, Statistics in Medicine 32, 2013, 1336-1342."""
    g, b = stats.norm.ppf(0.975) ** 2, rose - fell
    both = rose + fell
    roots = np.roots(
        [
            n**2 * (n / g + 1) ** 2,
            -n * b * (n / g + 1) * (4 * n / g + 1),
            2 * n * b**2 * (3 * n / g + 2) / g - n**2 * (both / g + 1),
            n * b * (2 * both / g + 1) - b**3 * (4 * n / g + 1) / g,
            b**2 * (b**2 / g - both) / g,
        ]
    )
    real = [root.real for root in roots if abs(root.imag) < 1e-6]
    return [min(real), max(real)]


def dz_interval(differences):
    n = len(differences)
    t = differences.mean() / differences.std(ddof=1) * math.sqrt(n)
    reach = 8 * math.sqrt(1 + t * t / (2 * (n - 1)))

    def below(d):
        p = stats.nct.cdf(t, n - 1, d)
        return p if np.isfinite(p) else float(d < t)

    return [
        optimize.brentq(lambda d, p=p: below(d) - p, t - reach, t + reach, xtol=1e-13) / math.sqrt(n)
        for p in (0.975, 0.025)
    ]


def wilcoxon(differences, zeros):
    moved = np.count_nonzero(differences)
    if moved < 2:  # scipy permutes no less
        return None
    if len(differences) <= 14:
        method = stats.PermutationMethod(n_resamples=1 << 20)  # all signs, as there are fewer ways
        kind = "exact"
    elif moved > 100:
        method, kind = "asymptotic", "normal"
    else:
        return None
    return {
        "kind": kind,
        "p": float(stats.wilcoxon(differences, zero_method=zeros, method=method, correction=False).pvalue),
    }


def cliff(left, stayed):
    """From the whole matrix of who stood above whom, as Cliff wrote it."""
    n, m = len(left), len(stayed)
    signs = np.sign(np.subtract.outer(left, stayed)).astype(float)
    delta = signs.mean()
    u = stats.mannwhitneyu(left, stayed).statistic
    assert abs(delta - (2 * u / (n * m) - 1)) < 1e-12
    found = {"delta": float(delta)}
    if min(n, m) > 1 and abs(delta) < 1:
        rows, columns = signs.mean(axis=1), signs.mean(axis=0)
        spread = (
            m**2 * ((rows - delta) ** 2).sum() + n**2 * ((columns - delta) ** 2).sum() - ((signs - delta) ** 2).sum()
        )
        variance = max(spread / (n * m * (n - 1) * (m - 1)), (1 - delta**2) / (n * m - 1))
        z = stats.norm.ppf(0.975)
        half = z * math.sqrt(variance) * math.sqrt((1 - delta**2) ** 2 + z**2 * variance)
        found["interval"] = [
            float((delta - delta**3 + sign * half) / (1 - delta**2 + z**2 * variance)) for sign in (-1, 1)
        ]
    return found


def figures(both, pre_only, post_only):
    cells = [(i, j) for i, row in enumerate(both) for j, count in enumerate(row) for _each in range(count)]
    found = {"both": both, "pre_only": pre_only, "post_only": post_only}
    if cells:
        pre, post = np.array(cells).T
        found |= changes(post - pre)
        result = cohens_kappa(np.array(both), wt="quadratic")
        if math.isfinite(result.kappa):
            found["kappa"] = {"kappa": float(result.kappa), "variance": float(result.var_kappa)}
        left = np.repeat(np.arange(len(both)), pre_only)
        if len(left):
            found["cliff"] = cliff(left, pre)
    return found


def changes(differences):
    rose, fell, n = int((differences > 0).sum()), int((differences < 0).sum()), len(differences)
    found = {"tango": quartic(rose, fell, n), "change": float(differences.mean())}
    for zeros in ("pratt", "wilcox"):
        found[zeros] = wilcoxon(differences, zeros)
    if n > 1 and differences.std():
        interval = stats.ttest_1samp(differences, 0).confidence_interval(0.95)
        found["change_interval"] = [float(interval.low), float(interval.high)]
        found["dz"] = float(differences.mean() / differences.std(ddof=1))
        found["dz_interval"] = dz_interval(differences)
    return found


def alphas():
    for items, people, noise in [(2, 2, 1.0), (3, 8, 0.5), (4, 25, 0.8), (5, 60, 1.5), (3, 40, 9.0)]:
        rows = []
        for _person in range(people):
            own = CHANCE.gauss(1.5, 1)
            rows.append([min(3, max(0, round(CHANCE.gauss(own, noise)))) for _item in range(items)])
        yield {"rows": rows, "alpha": float(pingouin.cronbach_alpha(pd.DataFrame(rows))[0])}


def holms():
    for size in (1, 2, 5, 5, 8):
        p = [CHANCE.random() ** 3 for _question in range(size)]
        yield {"p": p, "corrected": [float(value) for value in multipletests(p, method="holm")[1]]}


def distributions():
    for t, freedom, d in [
        (0.3, 1, 0),
        (2, 3, 1.5),
        (-1.2, 4, 0.5),
        (5, 9, 2.2),
        (2.7, 36, 2.7),
        (1, 299, 3),
        (40, 20, 38),
        (-3, 2, -2),
    ]:
        yield {
            "t": t,
            "freedom": freedom,
            "d": d,
            "p": float(stats.nct.cdf(t, freedom, d) if d else stats.t.cdf(t, freedom)),
        }


if __name__ == "__main__":
    golden = {
        "tables": [figures(*table) for table in tables()],
        "alpha": list(alphas()),
        "holm": list(holms()),
        "noncentral_t": list(distributions()),
        "t_quantile": {str(freedom): float(stats.t.ppf(0.975, freedom)) for freedom in (1, 2, 5, 36, 299, 10**6)},
    }
    lines = json.dumps(golden).replace('{"both"', '\n{"both"').replace('{"rows"', '\n{"rows"')
    Path(__file__).with_name("figures.json").write_text(lines + "\n", "utf-8")
